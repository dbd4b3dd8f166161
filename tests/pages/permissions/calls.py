"""Calls and video rooms."""

from __future__ import annotations

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.calls.actions import How, start
from alongside.clients.actions import add_client
from alongside.rooms.actions import make_link, open_room
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "calls": Access(),
    "call-new": Access(methods=FORM, answers=(400,)),
    "call-planned": Access(methods="POST", kind="appointment"),
    "call": Access(methods=FORM, kind="call"),
    "call-begin": Access(methods="POST", kind="call"),
    "call-room": Access(methods="POST", kind="call"),
    "call-how": Access(methods="POST", kind="call"),
    "call-forget": Access(methods="POST", kind="call"),
    "call-join": Access(methods="POST", kind="call"),
    "call-notes": Access(methods="POST", kind="call", answers=(400,)),
    "call-agenda": Access(methods="POST", kind="call"),
    "call-after": Access(methods=FORM, kind="call"),
    "call-recap": Access(methods="POST", kind="call"),
    "call-recap-words": Access(methods=FORM, kind="call", answers=(422,)),
    "call-reopen": Access(methods="POST", kind="call"),
    "knocks": Access(),
    "room-door": Access(methods="POST", kind="room"),
    "room-open": Access(methods="POST", kind="client"),
    "room": Access(kind="room"),
    "room-link": Access(methods="POST", kind="room"),
    "room-end": Access(methods="POST", kind="room"),
    "room-join": Access(who="everybody", methods=FORM, kind="room_link"),
    # By the guest's cookie alone, which none of these has; tests/pages/test_rooms.py asks with one.
    "room-guest": Access(who="nobody", kind="room"),
    "settings-calls": Access(who="owners", methods=FORM, answers=(422,)),
    "settings-calls-drop": Access(who="owners", methods="POST"),
}


def room(member: Member, stranger: Member) -> Objects:
    own, other = (
        {"room_id": open_room(who, add_client(f"Harlow {who.pk}", by=who), now=timezone.now()).pk}
        for who in (member, stranger)
    )
    return Objects(own, None if member.is_owner else other, {"room_id": 0})


def room_link(member: Member, stranger: Member) -> Objects:
    """A link belongs to whoever holds it; there is no foreign one."""
    made = open_room(stranger, add_client("Harlow", by=stranger), now=timezone.now())
    token = make_link(stranger, made, now=timezone.now()).token
    return Objects(own={"token": token}, foreign=None, missing={"token": "not-a-token"})


def call(member: Member, stranger: Member) -> Objects:
    """Each her own with her own client; an owner sees no other member's either."""
    own, other = (
        start(who, add_client(f"Called by {who.pk}", by=who), How(), now=timezone.now())
        for who in (member, stranger)
    )
    return Objects({"call_id": own.pk}, {"call_id": other.pk}, {"call_id": 0})


MAKERS: Makers = {
    "room": room,
    "room_link": room_link,
    "call": call,
}
