"""Whose right to a room ends is out of it within a second, over a real connection."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import transaction
from django.utils import timezone
from tests.making import assistant, owner
from tests.processes.room_sockets import (
    Browser,
    browser,
    refusal,
    two,
)
from tests.processes.test_pushing import cookie_of

from alongside.clients.models import Assignment
from alongside.processes.halls import NO_RIGHT
from alongside.rooms import actions
from alongside.rooms.models import Stay
from alongside.sharing.actions import renew

pytestmark = pytest.mark.django_db(transaction=True)


def within_a_second(one: Browser) -> bool:
    start = time.monotonic()
    return one.closed_with() == NO_RIGHT and time.monotonic() - start < 1.5


@pytest.mark.broad
def test_guest_whose_link_is_taken_back_is_out_within_a_second(port, room):
    with two(port, room) as (_, ada):
        share = Stay.objects.get(name="Ada").guest.share
        share.revoked_at = timezone.now()
        share.save()
        assert within_a_second(ada)


@pytest.mark.broad
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


@pytest.mark.broad
def test_member_who_was_removed_is_out_within_a_second(port, room):
    ann = assistant()
    Assignment.objects.create(member=ann, client=room.client)
    with browser(port, room, cookie_of(ann)) as her:
        her.enter()
        ann.is_active = False
        ann.save()
        assert within_a_second(her)


@pytest.mark.broad
def test_member_who_signs_out_is_out_within_a_second(port, room):
    cookie = cookie_of(owner())
    with browser(port, room, cookie) as me:
        me.enter()
        SessionStore(cookie.partition("=")[2]).flush()
        assert within_a_second(me)


@pytest.mark.broad
def test_member_whose_client_was_handed_back_is_out_within_a_second(port, room):
    ann = assistant()
    given = Assignment.objects.create(member=ann, client=room.client)
    with browser(port, room, cookie_of(ann)) as her:
        her.enter()
        given.until_on = timezone.localdate() - timedelta(days=1)
        given.save()
        assert within_a_second(her)


@pytest.mark.broad
def test_everybody_is_out_when_a_member_ends_the_call(port, room):
    with two(port, room) as (me, ada):
        me.say(t="end")
        ada.hear("ended")
        assert within_a_second(ada)
    assert refusal(port, room, cookie_of(owner())) == 403
    assert not Stay.objects.filter(left_at=None).exists()
