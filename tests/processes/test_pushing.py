"""The stream of events: who is told what, over a real socket."""

import http.client
import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client as Browser
from tests.making import ME, arrive, assistant, mailbox, message, owner
from tests.processes.test_front import served

from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.live.actions import tell
from alongside.live.models import Event
from alongside.live.queries import Watch, last_event_id
from alongside.processes.bodies import Limits
from alongside.processes.front import build_front
from alongside.processes.pushing import Hub, parts_for, push_route

pytestmark = pytest.mark.django_db(transaction=True)
MARA = "mara@harlow.example"


@pytest.fixture
def port(tmp_path, monkeypatch) -> Iterator[int]:
    monkeypatch.setattr("alongside.processes.pushing.SECONDS_A_LOOK", 0.2)
    limits = Limits(max_bytes=1000, folder=tmp_path)
    hub = Hub()
    front = build_front(lambda *_: [], limits=limits, is_member=lambda _: True, live=[push_route(hub)])
    with served(front) as port:
        yield port
    hub.join()


def cookie_of(member) -> str:
    browser = Browser()
    browser.force_login(member, backend="alongside.accounts.backend.MemberBackend")
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def stream(port: int, cookie: str = "", path: str = "/live/") -> Iterator[http.client.HTTPResponse]:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    link.request("GET", path, headers={"Cookie": cookie})
    try:
        yield link.getresponse()
    finally:
        link.close()


def told(answer: http.client.HTTPResponse) -> tuple[str, object]:
    """The next event: its name and data."""
    lines: dict[str, str] = {}
    while line := answer.readline().decode().strip():
        name, _, value = line.partition(":")
        lines[name] = value.strip()
    return lines["event"], json.loads(lines["data"])


@pytest.mark.broad
def test_what_is_told_before_the_hub_has_begun_to_look_is_passed_on(monkeypatch):
    may_begin, heard = threading.Event(), queue.SimpleQueue()

    def late(since):
        may_begin.wait(10)
        return Watch(since)

    monkeypatch.setattr("alongside.processes.pushing.Watch", late)
    monkeypatch.setattr("alongside.processes.pushing.SECONDS_A_LOOK", 0.2)
    hub = Hub()
    hub.listen(heard.put)
    tell("share", 1)
    may_begin.set()
    assert [event.kind for event in heard.get(timeout=10)] == ["share"]
    hub.join()


def test_stranger_gets_no_stream(port):
    with stream(port) as answer:
        assert answer.status == 403


@pytest.mark.broad
def test_page_is_told_of_mail_that_comes_in(port):
    me = owner()
    harlow = add_client("Harlow", addresses=[(MARA, "Mara")])
    with stream(port, cookie_of(me)) as answer:
        first = told(answer)
        arrive(mailbox(), message(MARA, ME))
        assert first[0] == "ready"
        assert told(answer) == ("changed", [f"client:{harlow.pk}"])


@pytest.mark.broad
def test_page_that_was_away_is_told_to_look_at_everything(port):
    me = owner()
    tell("timeline", 1)
    tell("timeline", 2)
    first = Event.objects.order_by("id")[0].pk
    with stream(port, cookie_of(me), f"/live/?after={first}") as answer:
        told(answer)
        assert told(answer) == ("changed", ["everything"])


@pytest.mark.broad
def test_page_is_told_of_what_came_between_its_making_and_its_stream(port):
    me, ann = owner(), assistant()
    harlow = add_client("Harlow", addresses=[(MARA, "Mara")])
    tell("share", harlow.pk)
    made = last_event_id()
    arrive(mailbox(), message(MARA, ME))
    with stream(port, cookie_of(me), f"/live/?since={made}") as answer:
        told(answer)
        assert told(answer) == ("changed", [f"client:{harlow.pk}"])
    with stream(port, cookie_of(ann), f"/live/?since={made}") as answer:
        told(answer)
        tell("timer", ann.pk)
        assert told(answer) == ("changed", ["timer"])


@pytest.mark.broad
def test_stream_carries_no_word_of_what_came(port):
    me = owner()
    with stream(port, cookie_of(me)) as answer:
        told(answer)
        arrive(mailbox(), message("stranger@elsewhere.example", ME, subject="Secret"))
        lines = [answer.readline().decode() for _ in range(3)]
    assert lines[1:] == ["event: changed\n", 'data: ["tray"]\n']


@pytest.mark.broad
def test_members_are_told_of_their_own_clients_alone():
    harlow = add_client("Harlow", addresses=[(MARA, "Mara")])
    ann, ben = assistant(), assistant("ben@desk.example")
    Assignment.objects.create(member=ann, client=harlow)
    arrive(mailbox(), message(MARA, ME), message("stranger@elsewhere.example", ME))
    events = list(Event.objects.all())
    assert [parts_for(one.pk, events) for one in (owner(), ann, ben)] == [
        {f"client:{harlow.pk}", "tray"},
        {f"client:{harlow.pk}"},
        set(),
    ]


def test_member_who_left_is_told_nothing():
    me = owner()
    arrive(mailbox(), message(MARA, ME))
    me.is_active = False
    me.save()
    assert parts_for(me.pk, list(Event.objects.all())) == set()
