"""A room's sockets, spoken to over a real connection: what is passed on, to whom, and what closes one."""

import time

import pytest
from django.conf import settings
from tests.making import owner
from tests.processes.room_sockets import (
    OFFER,
    browser,
    guest_cookie,
    let_in,
    two,
    web_process,
)
from tests.processes.test_pushing import cookie_of
from websockets.exceptions import ConnectionClosed

from alongside.processes.halls import BAD_FRAME, TOO_FAST
from alongside.rooms.models import Guest, Stay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.broad
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


@pytest.mark.broad
def test_offer_reaches_the_one_it_is_for_with_its_sender(port, room):
    with two(port, room) as (me, ada):
        ada.say(**OFFER)
        assert me.hear("description") == {"t": "description", "from": 2, "type": "offer", "sdp": "v=0\r\n"}


@pytest.mark.broad
def test_what_is_written_is_kept_and_shown_to_whoever_comes_later(port, room):
    with two(port, room) as (me, ada):
        ada.say(t="say", text="<b>hello</b>")
        said = me.hear("said")
        assert (said["name"], said["text"], said["mine"]) == ("Ada", "<b>hello</b>", False)
        with browser(port, room, cookie_of(owner())) as again:
            assert [one["text"] for one in again.enter()["lines"]] == ["<b>hello</b>"]


@pytest.mark.broad
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


@pytest.mark.broad
def test_others_hear_at_once_that_somebody_left(port, room):
    with two(port, room) as (me, ada):
        start = time.monotonic()
        ada.say(t="leave")
        assert me.hear("left")["seat"] == 2
        assert time.monotonic() - start < 2
    assert Stay.objects.get(name="Ada").left_at is not None


@pytest.mark.broad
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


@pytest.mark.broad
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


@pytest.mark.broad
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


@pytest.mark.broad
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
