"""Rooms, written: opened and ended, links given, guests let in, places taken, kept and left."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.accounts.rules import new_token, token_hash
from alongside.clients.models import Client
from alongside.live.actions import tell
from alongside.rooms.errors import LinkSpent, NotAdmitted, RoomClosed, RoomFull
from alongside.rooms.models import Guest, Line, Room, Stay
from alongside.rooms.queries import home_of, present_in, staying
from alongside.rooms.rules import MOST_IN_A_ROOM, PLACE_KEPT_FOR, may_enter
from alongside.sharing.actions import Made, make
from alongside.sharing.models import Share

KIND = "room"


class Place(Struct, frozen=True):
    """A place in a room. `before` is the number this same stay had until now, 0 for a new one."""

    stay_id: int
    seat: int
    key: str
    before: int


def open_room(member: Member, client: Client, *, now: datetime) -> Room:
    return Room.objects.create(client=client, made_by=member, opened_at=now)


def open_for_company(*, now: datetime) -> Room:
    """One that is no client's; whoever asks for it says who may enter (`besides.opens_besides`)."""
    return Room.objects.create(client=None, opened_at=now)


def admit(room: Room, *, name: str, now: datetime) -> tuple[Guest, str]:
    """Somebody from outside who need not knock, and the secret of a cookie; deleting the row puts them out."""
    secret = new_token()
    made = {"secret_hash": token_hash(secret), "name": name, "made_at": now}
    return Guest.objects.create(room=room, share=None, **made), secret


def make_link(member: Member, room: Room, *, now: datetime) -> Made:
    """For one guest's browser. Raises sharing's NotThere, and SharingError for a room that is over."""
    return make(member, kind=KIND, client_id=home_of(room), object_id=room.pk, now=now)


def end_room(room: Room, *, now: datetime) -> None:
    """For everybody: their places are left, and the links open nothing any more."""
    with transaction.atomic():
        if not Room.objects.filter(pk=room.pk, ended_at=None).update(ended_at=now):
            return
        close_stale([room.pk], now=now)
        Stay.objects.filter(room=room, left_at=None).update(left_at=now, seen_at=now)
        Share.objects.filter(kind=KIND, object_id=room.pk, revoked_at=None).update(revoked_at=now)
        if room.client_id:
            tell("share", home_of(room))
        tell("knock", room.pk)


def exchange(share: Share, *, secret: str, now: datetime) -> tuple[Guest, str]:
    """A link for a guest's secret, once; the browser that did so before has its guest back.

    Raises LinkSpent for another browser.
    """
    before = Guest.objects.filter(share=share).first()
    if before is not None and bytes(before.link_hash) == bytes(share.token_hash):
        if secret and bytes(before.secret_hash) == token_hash(secret):
            return before, secret
        raise LinkSpent
    made = new_token()
    fresh = {"secret_hash": token_hash(made), "link_hash": share.token_hash, "made_at": now}
    try:
        with transaction.atomic():
            # A new address ends the cookie that the one before was exchanged for.
            if before is not None:
                same = Guest.objects.filter(pk=before.pk, secret_hash=before.secret_hash)
                if not same.update(**fresh, knocked_at=None, admitted_at=None):
                    raise LinkSpent
                tell("knock", before.room_id)
                before.refresh_from_db()
                return before, made
            guest = Guest.objects.create(room_id=share.object_id, share=share, **fresh)
            # Her page says then that the link was used.
            tell("knock", share.object_id)
    except IntegrityError as error:
        raise LinkSpent from error
    return guest, made


def knock(guest_id: int, *, name: str, now: datetime) -> None:
    """Told to every open page of whoever works for the client."""
    with transaction.atomic():
        Guest.objects.filter(pk=guest_id).update(name=name, knocked_at=now, seen_at=now, admitted_at=None)
        _tell_of(guest_id)


def stop_knocking(guest_id: int) -> None:
    with transaction.atomic():
        if Guest.objects.filter(pk=guest_id, knocked_at__isnull=False).update(knocked_at=None):
            _tell_of(guest_id)


def _tell_of(guest_id: int) -> None:
    for room_id in Guest.objects.filter(pk=guest_id).values_list("room_id", flat=True):
        tell("knock", room_id)


def answer_knock(room_id: int, guest_id: int, *, is_welcome: bool, now: datetime) -> bool:
    """Whether this guest stood at the door of this room."""
    at_door = Guest.objects.filter(pk=guest_id, room_id=room_id, knocked_at__isnull=False)
    with transaction.atomic():
        was_there = bool(at_door.update(knocked_at=None, admitted_at=now if is_welcome else None))
        if was_there:
            tell("knock", room_id)
    return was_there


def take_place(
    room_id: int,
    *,
    member: Member | None = None,
    guest: Guest | None = None,
    key: str,
    is_fresh: bool,
    now: datetime,
) -> Place:
    """The place that `key` holds, else a new one; raises NotAdmitted, RoomFull and RoomClosed.

    A page that was loaded anew gets a number of its own, because its peers must begin with it anew.
    """
    with transaction.atomic():
        room = Room.objects.select_for_update().filter(pk=room_id, ended_at=None).first()
        if room is None:
            raise RoomClosed
        close_stale([room_id], now=now)
        kept = _kept(room_id, member, guest, key, now)
        if kept is not None:
            return _take_up(room, kept, key, is_fresh=is_fresh, now=now)
        if guest is not None:
            _spend_admission(guest, now=now)
        return _new_place(room, member, guest, now=now)


def _kept(room_id: int, member: Member | None, guest: Guest | None, key: str, now: datetime) -> Stay | None:
    if not key:
        return None
    return staying(room_id, now=now).filter(key_hash=token_hash(key), member=member, guest=guest).first()


def _take_up(room: Room, kept: Stay, key: str, *, is_fresh: bool, now: datetime) -> Place:
    before = kept.seat
    if is_fresh:
        kept.seat = _next_seat(room)
    kept.seen_at = now
    kept.save(update_fields=["seat", "seen_at"])
    return Place(kept.pk, kept.seat, key, before)


def _spend_admission(guest: Guest, *, now: datetime) -> None:
    if guest.share_id is None:
        return
    guest.refresh_from_db(fields=["admitted_at", "name"])
    if not may_enter(guest.admitted_at, now=now):
        raise NotAdmitted
    Guest.objects.filter(pk=guest.pk).update(admitted_at=None)


def _new_place(room: Room, member: Member | None, guest: Guest | None, *, now: datetime) -> Place:
    if len(present_in(room.pk, now=now)) >= MOST_IN_A_ROOM:
        raise RoomFull
    key = secrets.token_urlsafe(24)
    name = guest.name if guest is not None else _name_of(member, room)
    stay = Stay.objects.create(
        room=room,
        member=member,
        guest=guest,
        name=name[:80] or "Guest",
        seat=_next_seat(room),
        key_hash=token_hash(key),
        entered_at=now,
        seen_at=now,
    )
    return Place(stay.pk, stay.seat, key, 0)


def _name_of(member: Member | None, room: Room) -> str:
    """Among company she is nobody's assistant."""
    nameless = "Somebody here" if room.client_id is None else "Your assistant"
    return "" if member is None else member.name or member.email.partition("@")[0] or nameless


def _next_seat(room: Room) -> int:
    Room.objects.filter(pk=room.pk).update(seats=F("seats") + 1)
    room.refresh_from_db(fields=["seats"])
    return room.seats


def leave(stay_id: int, *, now: datetime) -> None:
    Stay.objects.filter(pk=stay_id, left_at=None).update(left_at=now, seen_at=now)


def lapse(stay_id: int, *, lost_at: datetime, now: datetime) -> bool:
    """Whether nobody has taken up this place since its socket was lost, so that it is left now."""
    lost = Stay.objects.filter(pk=stay_id, left_at=None, seen_at__lte=lost_at)
    return bool(lost.update(left_at=now))


def note_seen(stays: Collection[int], guests: Collection[int], *, now: datetime) -> None:
    """Those whose socket is open in this process."""
    Stay.objects.filter(pk__in=stays, left_at=None).update(seen_at=now)
    Guest.objects.filter(pk__in=guests, knocked_at__isnull=False).update(seen_at=now)


def close_stale(rooms: Collection[int], *, now: datetime) -> list[tuple[int, int]]:
    """Room and number of each who never came back; they left when they were last seen."""
    stale = Stay.objects.filter(room_id__in=rooms, left_at=None, seen_at__lt=now - PLACE_KEPT_FOR)
    gone = list(stale.values_list("pk", "room_id", "seat"))
    if gone:
        Stay.objects.filter(pk__in=[pk for pk, _, _ in gone], left_at=None).update(left_at=F("seen_at"))
    return [(room_id, seat) for _, room_id, seat in gone]


def write_line(room_id: int, stay_id: int, text: str, *, now: datetime) -> Line:
    return Line.objects.create(room_id=room_id, stay_id=stay_id, text=text, said_at=now)
