"""A room's sockets, spoken to over a real connection: who gets in, what is passed on, when it ends."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import transaction
from django.utils import timezone
from tests.making import assistant, owner
from tests.processes.test_front import served
from tests.processes.test_pushing import cookie_of
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.live.models import Event
from alongside.processes.bodies import Limits
from alongside.processes.front import build_front
from alongside.processes.halls import BAD_FRAME, NO_RIGHT, TOO_FAST
from alongside.processes.signalling import SECONDS_BETWEEN_RIGHTS, Switchboard
from alongside.rooms import actions
from alongside.rooms.models import Guest, Line, Room, Stay
from alongside.sharing.actions import renew

pytestmark = pytest.mark.django_db(transaction=True)
OFFER = {"t": "description", "to": 1, "type": "offer", "sdp": "v=0\r\n"}


@contextmanager
def web_process(folder) -> Iterator[int]:
    board = Switchboard()
    limits = Limits(max_bytes=1000, folder=folder)
    front = build_front(lambda *_: [], limits=limits, is_member=lambda _: True, live=board.routes())
    with served(front) as port:
        yield port
    board.close()


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    with web_process(tmp_path_factory.mktemp("web")) as port:
        yield port


@pytest.fixture
def room() -> Room:
    return actions.open_room(owner(), add_client("Harlow"), now=timezone.now())


def guest_cookie(room: Room) -> str:
    made = actions.make_link(owner(), room, now=timezone.now())
    _, secret = actions.exchange(made.share, secret="", now=timezone.now())
    return f"{settings.GUEST_COOKIE_NAME}={secret}"


class Browser:
    """What a page would say and hear."""

    def __init__(self, link: ClientConnection) -> None:
        self.link = link

    def say(self, **frame) -> None:
        self.link.send(json.dumps(frame))

    def hear(self, kind: str) -> dict:
        """The next frame of this kind."""
        until = time.monotonic() + 10
        while time.monotonic() < until:
            frame = json.loads(self.link.recv(timeout=10))
            if frame["t"] == kind:
                return frame
        raise TimeoutError(kind)

    def enter(self, *, name="Ada", key="", fresh=True) -> dict:
        self.say(t="enter", name=name, key=key, fresh=fresh)
        return self.hear("welcome")

    def closed_with(self) -> int:
        try:
            while True:
                self.link.recv(timeout=10)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


@contextmanager
def browser(port: int, room: Room | int, cookie: str, *, origin: str | None = "own", guest=False):
    number = room if isinstance(room, int) else room.pk
    where = f"127.0.0.1:{port}/live/rooms/{number}/{'guest/' if guest else ''}"
    headers = {"Cookie": cookie} if cookie else {}
    named = f"http://127.0.0.1:{port}" if origin == "own" else origin
    with connect(f"ws://{where}", origin=named, additional_headers=headers, proxy=None) as link:
        yield Browser(link)


def refusal(*args, **kwargs) -> int:
    """The HTTP status with which no socket was opened."""
    try:
        with browser(*args, **kwargs):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@contextmanager
def two(port: int, room: Room):
    """A member and a guest, both in."""
    with (
        browser(port, room, cookie_of(owner())) as me,
        browser(port, room, guest_cookie(room), guest=True) as ada,
    ):
        me.enter()
        let_in(me, ada)
        me.hear("joined")
        yield me, ada


def let_in(me: Browser, ada: Browser) -> dict:
    ada.say(t="enter", name="Ada", key="", fresh=True)
    ada.hear("waiting")
    me.say(t="answer", guest=me.hear("knock")["guest"], welcome=True)
    ada.hear("admitted")
    return ada.enter()


def test_foreign_origin_opens_no_socket(port, room):
    cookie = cookie_of(owner())
    for origin in ("https://elsewhere.example", "http://127.0.0.1:1", "null", None):
        assert refusal(port, room, cookie, origin=origin) == 403


def test_stranger_opens_no_socket(port, room):
    assert refusal(port, room, "") == 403
    assert refusal(port, room, "", guest=True) == 403
    assert refusal(port, room, f"{settings.GUEST_COOKIE_NAME}=guessed", guest=True) == 403


def test_member_of_other_clients_opens_no_socket(port, room):
    assert refusal(port, room, cookie_of(assistant())) == 403


def test_guest_of_one_room_opens_no_other(port, room):
    other = actions.open_room(owner(), add_client("Birch"), now=timezone.now())
    cookie = guest_cookie(room)
    assert refusal(port, other, cookie, guest=True) == 403
    assert refusal(port, room, cookie) == 403
    assert refusal(port, room, cookie, guest=True) == 101


def test_guest_waits_until_a_member_lets_it_in(port, room):
    with (
        browser(port, room, cookie_of(owner())) as me,
        browser(port, room, guest_cookie(room), guest=True) as ada,
    ):
        me.enter()
        ada.say(t="enter", name="Ada", key="", fresh=True)
        ada.hear("waiting")
        knock = me.hear("knock")
        assert knock["name"] == "Ada"
        ada.say(t="say", text="let me in")
        assert ada.closed_with() == BAD_FRAME
    assert not Line.objects.exists()


def test_guest_is_let_in_by_a_member_who_is_still_at_the_door(port, room):
    with (
        browser(port, room, cookie_of(owner())) as me,
        browser(port, room, guest_cookie(room), guest=True) as ada,
    ):
        let_in(me, ada)
        assert [one["name"] for one in me.enter()["peers"]] == ["Ada"]


def test_guest_is_let_in_from_a_page_that_has_no_socket(port, room):
    with browser(port, room, guest_cookie(room), guest=True) as ada:
        ada.say(t="enter", name="Ada", key="", fresh=True)
        ada.hear("waiting")
        guest = Guest.objects.get()
        assert actions.answer_knock(room.pk, guest.pk, is_welcome=True, now=timezone.now())
        ada.hear("admitted")
        assert ada.enter()["seat"] == 1
        # Told once: a second word would be taken for another entry.
        time.sleep(2 * SECONDS_BETWEEN_RIGHTS)
        ada.say(t="say", text="Here I am")
        ada.hear("said")
    told = set(Event.objects.filter(kind="knock").values_list("subject", flat=True))
    assert told == {str(room.pk)}


def test_guest_who_is_refused_is_told_so_and_stays_outside(port, room):
    with (
        browser(port, room, cookie_of(owner())) as me,
        browser(port, room, guest_cookie(room), guest=True) as ada,
    ):
        me.enter()
        ada.say(t="enter", name="Ada", key="", fresh=True)
        me.say(t="answer", guest=me.hear("knock")["guest"], welcome=False)
        ada.hear("refused")
        ada.say(t="enter", name="Ada", key="", fresh=True)
        ada.hear("waiting")
    assert Stay.objects.count() == 1


def test_guest_is_admitted_anew_for_every_entry(port, room):
    cookie = guest_cookie(room)
    with browser(port, room, cookie_of(owner())) as me:
        me.enter()
        with browser(port, room, cookie, guest=True) as ada:
            let_in(me, ada)
            ada.say(t="leave")
        with browser(port, room, cookie, guest=True) as ada:
            ada.say(t="enter", name="Ada", key="", fresh=True)
            ada.hear("waiting")
            assert not Stay.objects.filter(name="Ada", left_at=None).exists()


def test_only_the_newcomer_is_told_of_peers_to_begin_with(port, room):
    with (
        browser(port, room, cookie_of(owner())) as me,
        browser(port, room, guest_cookie(room), guest=True) as ada,
    ):
        first = me.enter()
        welcome = let_in(me, ada)
        assert first["peers"] == []
        assert [one["seat"] for one in welcome["peers"]] == [first["seat"]]
        assert me.hear("joined")["peer"]["seat"] == welcome["seat"] > first["seat"]


def test_offer_reaches_the_one_it_is_for_with_its_sender(port, room):
    with two(port, room) as (me, ada):
        ada.say(**OFFER)
        assert me.hear("description") == {"t": "description", "from": 2, "type": "offer", "sdp": "v=0\r\n"}


def test_what_is_written_is_kept_and_shown_to_whoever_comes_later(port, room):
    with two(port, room) as (me, ada):
        ada.say(t="say", text="<b>hello</b>")
        said = me.hear("said")
        assert (said["name"], said["text"], said["mine"]) == ("Ada", "<b>hello</b>", False)
        with browser(port, room, cookie_of(owner())) as again:
            assert [one["text"] for one in again.enter()["lines"]] == ["<b>hello</b>"]


def test_guest_lets_nobody_in_and_ends_nothing(port, room):
    with two(port, room) as (_, ada):
        ada.say(t="answer", guest=1, welcome=True)
        assert ada.closed_with() == BAD_FRAME
    with two(port, room) as (_, ada):
        ada.say(t="end")
        assert ada.closed_with() == BAD_FRAME
    for frame in ({"t": "answer", "guest": Guest.objects.latest("pk").pk, "welcome": True}, {"t": "end"}):
        with browser(port, room, guest_cookie(room), guest=True) as outside:
            outside.say(**frame)
            assert outside.closed_with() == BAD_FRAME
    room.refresh_from_db()
    assert room.ended_at is None


def test_fifth_is_told_that_the_room_is_full(port, room):
    cookie = cookie_of(owner())
    with ExitStack() as stack:
        five = [stack.enter_context(browser(port, room, cookie)) for _ in range(5)]
        for one in five[:4]:
            one.enter()
        five[4].say(t="enter", name="", key="", fresh=True)
        five[4].hear("full")
        assert Stay.objects.filter(left_at=None).count() == 4


def test_others_hear_at_once_that_somebody_left(port, room):
    with two(port, room) as (me, ada):
        start = time.monotonic()
        ada.say(t="leave")
        assert me.hear("left")["seat"] == 2
        assert time.monotonic() - start < 2
    assert Stay.objects.get(name="Ada").left_at is not None


def test_page_that_loads_anew_takes_up_its_place_without_knocking(port, room):
    cookie = guest_cookie(room)
    with browser(port, room, cookie_of(owner())) as me:
        me.enter()
        with browser(port, room, cookie, guest=True) as ada:
            key = let_in(me, ada)["key"]
        assert me.hear("left")["seat"] == 2
        with browser(port, room, cookie, guest=True) as ada:
            welcome = ada.enter(key=key)
            assert welcome["seat"] == 3
    assert Stay.objects.count() == 2


def test_page_whose_socket_broke_keeps_its_number(port, room):
    with browser(port, room, cookie_of(owner())) as me, browser(port, room, cookie_of(owner())) as other:
        me.enter()
        kept = other.enter()
        other.link.socket.close()
        assert me.hear("wavering")["seat"] == kept["seat"]
        with browser(port, room, cookie_of(owner())) as again:
            assert again.enter(key=kept["key"], fresh=False)["seat"] == kept["seat"]
            assert me.hear("back")["seat"] == kept["seat"]


def test_key_of_one_guest_is_nothing_to_another(port, room):
    with (
        browser(port, room, cookie_of(owner())) as me,
        browser(port, room, guest_cookie(room), guest=True) as eve,
    ):
        eve.say(t="enter", name="Eve", key=me.enter()["key"], fresh=True)
        eve.hear("waiting")
        assert not Stay.objects.filter(name="Eve").exists()


def test_frame_of_no_known_shape_closes_the_socket(port, room):
    for frame in ("{", '{"t": "say"}', '{"t": "welcome"}', "[1]", b"\x00\x01"):
        with browser(port, room, cookie_of(owner())) as me:
            me.enter()
            me.link.send(frame)
            assert me.closed_with() == BAD_FRAME


def test_frame_that_is_too_large_closes_the_socket(port, room):
    with browser(port, room, cookie_of(owner())) as me:
        me.enter()
        me.link.send("x" * 70_000)
        assert me.closed_with() == 1009


@pytest.mark.slow
def test_flood_closes_the_socket(port, room):
    with browser(port, room, cookie_of(owner())) as me:
        me.enter()
        with pytest.raises(ConnectionClosed) as closed:
            for _ in range(2_000):
                me.say(t="doing", mic=True, camera=True, screen=False)
            me.closed_with()
            me.say(t="doing", mic=True, camera=True, screen=False)
        assert closed.value.rcvd.code == TOO_FAST


def within_a_second(one: Browser) -> bool:
    start = time.monotonic()
    return one.closed_with() == NO_RIGHT and time.monotonic() - start < 1.5


def test_guest_whose_link_is_taken_back_is_out_within_a_second(port, room):
    with two(port, room) as (_, ada):
        share = Stay.objects.get(name="Ada").guest.share
        share.revoked_at = timezone.now()
        share.save()
        assert within_a_second(ada)


@pytest.mark.parametrize("is_used", [False, True])
def test_guest_whose_link_got_a_new_address_is_out_within_a_second(port, room, is_used):
    with two(port, room) as (_, ada):
        share = Stay.objects.get(name="Ada").guest.share
        with transaction.atomic():
            # In one, or the socket would be out before another browser came by the new address.
            made = renew(owner(), share.pk, now=timezone.now())
            if is_used:
                actions.exchange(made.share, secret="", now=timezone.now())
        assert within_a_second(ada)


def test_member_who_was_removed_is_out_within_a_second(port, room):
    ann = assistant()
    Assignment.objects.create(member=ann, client=room.client)
    with browser(port, room, cookie_of(ann)) as her:
        her.enter()
        ann.is_active = False
        ann.save()
        assert within_a_second(her)


def test_member_who_signs_out_is_out_within_a_second(port, room):
    cookie = cookie_of(owner())
    with browser(port, room, cookie) as me:
        me.enter()
        SessionStore(cookie.partition("=")[2]).flush()
        assert within_a_second(me)


def test_guest_opens_no_more_sockets_than_anybody_needs(port, room):
    cookie = guest_cookie(room)
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(browser(port, room, cookie, guest=True))
        assert refusal(port, room, cookie, guest=True) == 403


def test_member_whose_client_was_handed_back_is_out_within_a_second(port, room):
    ann = assistant()
    given = Assignment.objects.create(member=ann, client=room.client)
    with browser(port, room, cookie_of(ann)) as her:
        her.enter()
        given.until_on = timezone.localdate() - timedelta(days=1)
        given.save()
        assert within_a_second(her)


def test_everybody_is_out_when_a_member_ends_the_call(port, room):
    with two(port, room) as (me, ada):
        me.say(t="end")
        ada.hear("ended")
        assert within_a_second(ada)
    assert refusal(port, room, cookie_of(owner())) == 403
    assert not Stay.objects.filter(left_at=None).exists()


def test_two_web_processes_speak_of_one_room(tmp_path, room):
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        pytest.skip("on SQLite one process makes the pages")
    long = {**OFFER, "sdp": "v=0\r\n" + "a" * 20_000}
    with (
        web_process(tmp_path) as one,
        web_process(tmp_path) as other,
        browser(one, room, cookie_of(owner())) as me,
        browser(other, room, guest_cookie(room), guest=True) as ada,
    ):
        me.enter()
        let_in(me, ada)
        ada.say(**long)
        assert me.hear("description")["sdp"] == long["sdp"]
        ada.say(t="leave")
        assert me.hear("left")["seat"] == 2
