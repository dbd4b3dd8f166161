"""A lounge: those in it, and peers by a link. Of a browser that has a peer's cookie there are tests of their own."""

from __future__ import annotations

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.lounge.actions import make_link, make_lounge
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "lounges": Access(methods=FORM, answers=(422,)),
    "lounge-rail": Access(),
    "lounge": Access(kind="lounge"),
    "lounge-words": Access(kind="lounge"),
    "lounge-say": Access(methods="POST", kind="lounge", answers=(422,)),
    "lounge-take-back": Access(methods="POST", kind="lounge", answers=(400,)),
    "lounge-people": Access(kind="lounge"),
    "lounge-door": Access(methods="POST", kind="lounge", answers=(400,)),
    "lounge-link": Access(methods="POST", kind="lounge"),
    "lounge-keep": Access(methods="POST", kind="lounge", answers=(422,)),
    "lounge-close": Access(methods="POST", kind="lounge"),
    "lounge-talk": Access(methods=FORM, kind="lounge"),
    "lounge-join": Access(who="everybody", methods=FORM, kind="lounge_link", answers=(422,)),
    "lounge-guest": Access(who="nobody", kind="lounge"),
    "lounge-guest-words": Access(who="nobody", kind="lounge"),
    "lounge-guest-say": Access(who="nobody", kind="lounge"),
    "lounge-guest-take-back": Access(who="nobody", kind="lounge"),
    "lounge-guest-talk": Access(who="nobody", kind="lounge"),
    "lounge-guest-leave": Access(who="nobody", kind="lounge"),
}


def lounge(member: Member, stranger: Member) -> Objects:
    """One that an owner is not in is foreign to her as to anybody."""
    own, other = (
        {"lounge_id": make_lounge(who, name="Kitchen", keeps_days=7, now=timezone.now()).pk}
        for who in (member, stranger)
    )
    return Objects(own, other, {"lounge_id": 0})


def lounge_link(member: Member, stranger: Member) -> Objects:
    """A link belongs to whoever holds it; there is no foreign one."""
    made = make_lounge(stranger, name="Kitchen", keeps_days=7, now=timezone.now())
    address = make_link(stranger, made, now=timezone.now())
    return Objects(own={"token": address.split("/")[-2]}, foreign=None, missing={"token": "not-a-token"})


MAKERS: Makers = {"lounge": lounge, "lounge_link": lounge_link}
