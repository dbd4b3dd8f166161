"""A lounge's sockets, spoken to over a real connection: who gets in, who is told what, when it ends."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.utils import timezone
from tests.making import assistant, owner
from tests.processes.test_front import served
from tests.processes.test_pushing import cookie_of
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from alongside.lounge import actions, queries
from alongside.lounge.models import Insider, Lounge
from alongside.lounge.talking import open_talk, sit_down_at_talk
from alongside.processes.bodies import Limits
from alongside.processes.front import build_front
from alongside.processes.halls import BAD_FRAME, NO_RIGHT
from alongside.processes.lounging import MOST_SOCKETS, Parlour
from alongside.processes.pushing import Hub
from alongside.processes.signalling import Switchboard

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def port(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[int]:
    hub = Hub()
    parlour = Parlour(hub)
    limits = Limits(max_bytes=1000, folder=tmp_path_factory.mktemp("web"))
    board = Switchboard()
    live = [*parlour.routes(), *board.routes()]
    front = build_front(lambda *_: [], limits=limits, is_member=lambda _: True, live=live)
    # Its threads look at the database between two tests as well.
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("alongside.processes.pushing.SECONDS_A_LOOK", 0.1)
        with served(front) as port:
            yield port
        hub.join()
        parlour.close()
        board.close()


@pytest.fixture
def kitchen() -> Lounge:
    return actions.make_lounge(owner(), name="Kitchen", keeps_days=7, now=timezone.now())


class Page:
    """What a page says and hears."""

    def __init__(self, link: ClientConnection) -> None:
        self.link = link

    def hear(self, wanted: str, *, seconds: float = 10, **values) -> float:
        """Seconds until a frame of this kind, with these values."""
        begun = time.monotonic()
        while time.monotonic() < begun + seconds:
            frame = json.loads(self.link.recv(timeout=seconds))
            if frame["t"] == wanted and all(frame[name] == value for name, value in values.items()):
                return time.monotonic() - begun
        raise TimeoutError(wanted)

    def closed_with(self) -> int:
        try:
            while True:
                self.link.recv(timeout=10)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


@contextmanager
def opened(port: int, lounge: Lounge, cookie: str, *, guest=False, origin: str | None = "own"):
    where = f"127.0.0.1:{port}/live/lounge/{lounge.pk}/{'guest/' if guest else ''}"
    named = f"http://127.0.0.1:{port}" if origin == "own" else origin
    headers = {"Cookie": cookie} if cookie else {}
    with connect(f"ws://{where}", origin=named, additional_headers=headers, proxy=None) as link:
        yield Page(link)


def refusal(*args, **kwargs) -> int:
    """The HTTP status with which no socket was opened."""
    try:
        with opened(*args, **kwargs):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def peer_cookie(lounge: Lounge, *, is_in=True, name="Bea") -> str:
    now = timezone.now()
    token = actions.make_link(owner(), lounge, now=now).split("/")[-2]
    peer, secret = actions.exchange(token, name=name, secret="", now=now)
    if is_in:
        actions.let_in(owner(), lounge, peer.pk, now=now)
    return f"{settings.LOUNGE_COOKIE_NAME}={secret}"


def peer_of(lounge: Lounge) -> int:
    return lounge.peers.get().pk


@pytest.mark.broad
def test_stranger_and_foreign_page_open_no_socket(port, kitchen):
    cookie = cookie_of(owner())
    assert refusal(port, kitchen, "") == 403
    assert refusal(port, kitchen, "", guest=True) == 403
    assert refusal(port, kitchen, f"{settings.LOUNGE_COOKIE_NAME}=guessed", guest=True) == 403
    assert refusal(port, kitchen, cookie_of(assistant())) == 403
    for origin in ("https://elsewhere.example", "null", None):
        assert refusal(port, kitchen, cookie, origin=origin) == 403


def test_peer_of_another_lounge_opens_no_socket(port, kitchen):
    other = actions.make_lounge(owner(), name="Other", keeps_days=7, now=timezone.now())
    assert refusal(port, kitchen, peer_cookie(other), guest=True) == 403


def test_presence_is_told_while_a_page_is_open_and_gone_when_it_closes(port, kitchen):
    with opened(port, kitchen, cookie_of(owner())) as me:
        me.hear("here", here=[])
        with opened(port, kitchen, peer_cookie(kitchen), guest=True) as bea:
            bea.hear("here", here=["Me"])
            me.hear("here", here=["Bea"])
        assert me.hear("here", here=[]) < 3


def test_two_windows_of_one_are_one(port, kitchen):
    cookie = cookie_of(owner())
    with opened(port, kitchen, cookie) as me, opened(port, kitchen, cookie_of(owner())) as again:
        again.hear("here", here=[])
        with opened(port, kitchen, peer_cookie(kitchen), guest=True) as bea:
            bea.hear("here", here=["Me"])
            me.hear("here", here=["Bea"])


def test_new_words_are_told_at_once_and_never_said(port, kitchen):
    with opened(port, kitchen, peer_cookie(kitchen), guest=True) as bea:
        bea.hear("here")
        actions.say(queries.seat_for(owner(), kitchen.pk), "Zqxcanary", once="1", now=timezone.now())
        frame = bea.link.recv(timeout=10)
        assert json.loads(frame) == {"t": "changed"}


def test_before_the_door_nothing_is_told_but_that_one_is_let_in(port, kitchen):
    with (
        opened(port, kitchen, cookie_of(owner())) as me,
        opened(port, kitchen, peer_cookie(kitchen, is_in=False), guest=True) as bea,
    ):
        me.hear("here", here=[])
        actions.say(queries.seat_for(owner(), kitchen.pk), "Hello", once="1", now=timezone.now())
        me.hear("changed")
        actions.let_in(owner(), kitchen, peer_of(kitchen), now=timezone.now())
        assert json.loads(bea.link.recv(timeout=10)) == {"t": "again"}
        me.hear("here", here=["Bea"])


def put_out(lounge: Lounge) -> None:
    actions.put_peer_out(lounge, peer_of(lounge))


def close(lounge: Lounge) -> None:
    actions.close(owner(), lounge)


@pytest.mark.parametrize("happens", [put_out, close])
def test_put_out_or_closed_the_socket_closes_within_a_second(port, kitchen, happens):
    cookie = peer_cookie(kitchen)
    with opened(port, kitchen, cookie, guest=True) as bea:
        bea.hear("here")
        begun = time.monotonic()
        happens(kitchen)
        assert bea.closed_with() == NO_RIGHT
        # A second on a machine of one's own; here others use it too.
        assert time.monotonic() - begun < 5
    assert refusal(port, kitchen, cookie, guest=True) == 403


@pytest.mark.broad
def test_colleague_put_out_signed_out_or_gone_is_out(port, kitchen):
    ann = assistant()
    for end in ("put out", "signed out", "gone"):
        actions.invite(owner(), kitchen, ann.pk, now=timezone.now())
        cookie = cookie_of(ann)
        with opened(port, kitchen, cookie) as page:
            page.hear("here")
            if end == "put out":
                actions.put_out(owner(), kitchen, ann.pk)
            elif end == "signed out":
                SessionStore(cookie.partition("=")[2]).delete()
                Insider.objects.filter(member=ann).delete()
            else:
                type(ann).objects.filter(pk=ann.pk).update(is_active=False)
            assert page.closed_with() == NO_RIGHT


@pytest.mark.parametrize("said", ["{}", '{"t":"say","text":"x"}', '{"t":"seen" }', "x" * 70_000])
def test_page_that_says_anything_else_is_let_go(port, kitchen, said):
    with opened(port, kitchen, cookie_of(owner())) as me:
        me.link.send(said)
        assert me.closed_with() in (BAD_FRAME, 1009)


def test_page_in_sight_says_that_she_has_it_before_her(port, kitchen):
    actions.invite(owner(), kitchen, assistant().pk, now=timezone.now())
    ann = Insider.objects.latest("pk").member
    actions.say(queries.seat_for(owner(), kitchen.pk), "Hello", once="1", now=timezone.now())
    with opened(port, kitchen, cookie_of(ann)) as page:
        page.link.send('{"t":"seen"}')
        until = time.monotonic() + 10
        while queries.rail_for(ann).has_new and time.monotonic() < until:
            time.sleep(0.02)
    assert not queries.rail_for(ann).has_new


def test_windows_that_were_forgotten_are_not_a_way_to_wear_it_down(port, kitchen):
    cookie = cookie_of(owner())
    links = []
    try:
        for _ in range(MOST_SOCKETS):
            held = opened(port, kitchen, cookie)
            links.append(held)
            held.__enter__()
        assert refusal(port, kitchen, cookie) == 403
    finally:
        for held in links:
            held.__exit__(None, None, None)


@contextmanager
def talking(port: int, room: int, cookie: str, *, guest=False):
    where = f"127.0.0.1:{port}/live/rooms/{room}/{'guest/' if guest else ''}"
    headers = {"Cookie": cookie}
    own = f"http://127.0.0.1:{port}"
    with connect(f"ws://{where}", origin=own, additional_headers=headers, proxy=None) as link:
        link.send(json.dumps({"t": "enter", "name": "", "key": "", "fresh": True}))
        yield Page(link)


@pytest.mark.broad
def test_those_who_talk_need_not_knock_and_are_named_in_the_lounge(port, kitchen):
    now = timezone.now()
    room = open_talk(queries.seat_for(owner(), kitchen.pk), now=now).pk
    cookie = peer_cookie(kitchen)
    peer = kitchen.peers.get()
    secret = f"{settings.GUEST_COOKIE_NAME}={sit_down_at_talk(peer, secret='', now=now)}"
    with opened(port, kitchen, cookie, guest=True) as page, talking(port, room, cookie_of(owner())) as me:
        me.hear("welcome")
        page.hear("here", talking=["Me"])
        with talking(port, room, secret, guest=True) as bea:
            bea.hear("welcome")
            page.hear("here", talking=["Me", "Bea"])
            # Put out of the lounge is put out of the talk as well.
            actions.put_peer_out(kitchen, peer.pk)
            assert bea.closed_with() == NO_RIGHT
    with pytest.raises(InvalidStatus), talking(port, room, secret, guest=True):
        pass
    with pytest.raises(InvalidStatus), talking(port, room, cookie_of(assistant())):
        pass
