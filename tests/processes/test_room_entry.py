"""Who gets into a room by its socket: members, guests who are let in, and nobody else."""

import time
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.utils import timezone
from tests.making import assistant, owner
from tests.processes.room_sockets import (
    browser,
    guest_cookie,
    let_in,
    refusal,
)
from tests.processes.test_pushing import cookie_of

from alongside.clients.actions import add_client
from alongside.live.models import Event
from alongside.processes.halls import BAD_FRAME
from alongside.processes.signalling import SECONDS_BETWEEN_RIGHTS
from alongside.rooms import actions
from alongside.rooms.models import Guest, Line, Stay

pytestmark = pytest.mark.django_db(transaction=True)


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


@pytest.mark.broad
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


@pytest.mark.broad
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


@pytest.mark.broad
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


@pytest.mark.broad
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


@pytest.mark.broad
def test_fifth_is_told_that_the_room_is_full(port, room):
    cookie = cookie_of(owner())
    with ExitStack() as stack:
        five = [stack.enter_context(browser(port, room, cookie)) for _ in range(5)]
        for one in five[:4]:
            one.enter()
        five[4].say(t="enter", name="", key="", fresh=True)
        five[4].hear("full")
        assert Stay.objects.filter(left_at=None).count() == 4


def test_guest_opens_no_more_sockets_than_anybody_needs(port, room):
    cookie = guest_cookie(room)
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(browser(port, room, cookie, guest=True))
        assert refusal(port, room, cookie, guest=True) == 403
