"""Cookies and a room in, who that is there out; asked again for every frame, and for everybody twice a second."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.accounts.rules import token_hash
from alongside.accounts.sessions import member_of
from alongside.rooms import queries
from alongside.rooms.models import Guest, Room


class Visitor(Struct, frozen=True):
    """A socket's holder: a member by the session, or a guest by the secret of its cookie."""

    room_id: int
    cookies: str
    member_id: int = 0
    guest_id: int = 0
    secret: str = ""

    @property
    def is_member(self) -> bool:
        return bool(self.member_id)

    def is_same(self, other: Visitor) -> bool:
        return (self.member_id, self.guest_id) == (other.member_id, other.guest_id)


def is_own_origin(origin: str, host: str) -> bool:
    """Whether a page of ours opened the socket: browsers name the page's origin, and cookies come unasked."""
    try:
        parts = urlsplit(origin)
        name = parts.hostname or ""
    except ValueError:
        return False
    is_ours = validate_host(f"[{name}]" if ":" in name else name, settings.ALLOWED_HOSTS)
    scheme = "https" if settings.IS_HTTPS else "http"
    return is_ours and parts.scheme == scheme and bool(host) and parts.netloc.lower() == host.lower()


def visitor_of(room_id: int, cookies: str, *, as_guest: bool) -> Visitor | None:
    """None for whoever has no right to this room, whatever the reason."""
    if not as_guest:
        member = member_of(cookies)
        room = queries.room_for(member, room_id) if member is not None else None
        if member is None or room is None or room.ended_at is not None:
            return None
        return Visitor(room_id, cookies, member_id=member.pk)
    secret = guest_secret(cookies)
    guest = queries.guest_with(secret, room_id, now=timezone.now()) if secret else None
    return None if guest is None else Visitor(room_id, "", guest_id=guest.pk, secret=secret)


def guest_secret(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(settings.GUEST_COOKIE_NAME)
    except CookieError:
        return ""
    return "" if found is None else found.value


def member_behind(visitor: Visitor) -> Member | None:
    """The member, if she still has the right to the room."""
    member = member_of(visitor.cookies)
    if member is None or member.pk != visitor.member_id:
        return None
    room = queries.room_for(member, visitor.room_id)
    return member if room is not None and room.ended_at is None else None


def guest_behind(visitor: Visitor) -> Guest | None:
    guest = queries.guest_with(visitor.secret, visitor.room_id, now=timezone.now())
    return guest if guest is not None and guest.pk == visitor.guest_id else None


def has_right(visitor: Visitor) -> bool:
    return (member_behind(visitor) if visitor.is_member else guest_behind(visitor)) is not None


def those_without_right(visitors: Iterable[Visitor]) -> set[Visitor]:
    """Of many at once, in a few questions: one for each member and client, two for all the rest."""
    asked = set(visitors)
    guests = queries.alive_among({one.guest_id for one in asked if one.guest_id}, now=timezone.now())
    members = [one for one in asked if one.is_member]
    rooms = Room.objects.filter(pk__in={one.room_id for one in members}, ended_at=None).in_bulk()
    signed_in = {cookies: member_of(cookies) for cookies in {one.cookies for one in members}}
    sights: dict[tuple[int, int], bool] = {}

    def may_stay(one: Visitor) -> bool:
        if not one.is_member:
            return guests.get(one.guest_id) == token_hash(one.secret)
        member, room = signed_in[one.cookies], rooms.get(one.room_id)
        if member is None or member.pk != one.member_id or room is None:
            return False
        # Of a client's rooms she sees all or none; one of company is asked for by itself.
        sight = (member.pk, room.client_id or -room.pk)
        if sight not in sights:
            sights[sight] = queries.sees_room(member, room)
        return sights[sight]

    return {one for one in asked if not may_stay(one)}
