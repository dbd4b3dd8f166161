"""Rooms, read: for a member by sight of the client, for a guest by the secret of its cookie."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.accounts.rules import token_hash
from alongside.clients.joining import homes
from alongside.clients.queries import names_and_hues_for, sees_client
from alongside.connections.turn_servers import relay
from alongside.prepared import prepared
from alongside.rooms.besides import may_enter_besides
from alongside.rooms.models import Guest, Line, Room, Stay
from alongside.rooms.rules import PLACE_KEPT_FOR
from alongside.rooms.turn import Relay
from alongside.sharing.models import Share

MOST_LINES_SHOWN, MOST_KNOCKS_SHOWN = 200, 20


class Present(Struct, frozen=True):
    """Somebody in a room. `is_here`: one of the practice."""

    seat: int
    name: str
    is_here: bool


class Written(Struct, frozen=True):
    stay_id: int
    name: str
    text: str
    said_at: datetime


def home_of(room: Room) -> int:
    """The client whose it is now, also after that one was joined to another; 0 for a room of company."""
    return homes().get(room.client_id, room.client_id) if room.client_id else 0


def room_for(member: Member, room_id: int) -> Room | None:
    """Open or ended; None for one of a client that the member does not work for."""
    room = Room.objects.filter(pk=room_id).select_related("client").first()
    return room if room is not None and sees_room(member, room) else None


def sees_room(member: Member, room: Room) -> bool:
    return sees_client(member, home_of(room)) if room.client_id else may_enter_besides(member, room)


def room_of_others_for(member: Member, client_id: int) -> int | None:
    """The open room in which a colleague speaks with this client: she may go in as well."""
    if not sees_client(member, client_id):
        return None
    clients = [client_id, *(one for one, home in homes().items() if home == client_id)]
    found = _rooms_of_others(member.pk, clients, timezone.now() - PLACE_KEPT_FOR)
    return found[0][0] if found else None


@prepared
def _rooms_of_others(member: Any, clients: Any, since: Any) -> Any:
    rooms = Room.objects.filter(client_id__in=clients.numbers, ended_at=None, stays__left_at=None)
    others = rooms.filter(stays__seen_at__gte=since).exclude(made_by_id=member)
    return others.order_by("pk").values_list("pk")[:1]


def guests_alive(now: datetime) -> QuerySet[Guest]:
    """Those whose room is open and whose link is neither taken back, run out nor given another address since."""
    by_link = Q(share__revoked_at=None, share__expires_at__gt=now, link_hash=F("share__token_hash"))
    rows = Guest.objects.filter(by_link | Q(share=None), room__ended_at=None)
    return rows.select_related("room", "room__client")


def guest_with(secret: str, room_id: int, *, now: datetime) -> Guest | None:
    """None alike for a wrong secret, another room, a link taken back and a call that is over."""
    return guests_alive(now).filter(secret_hash=token_hash(secret), room_id=room_id).first()


def alive_among(guests: Collection[int], *, now: datetime) -> dict[int, bytes]:
    """With the hash of the secret that opens for each: of one guest an older secret opens nothing."""
    rows = guests_alive(now).filter(pk__in=guests).values_list("pk", "secret_hash")
    return {pk: bytes(secret_hash) for pk, secret_hash in rows}


def staying(room_id: int, *, now: datetime) -> QuerySet[Stay]:
    """Who is in, or has a place that is kept a moment longer."""
    since = now - PLACE_KEPT_FOR
    return Stay.objects.filter(room_id=room_id, left_at=None, seen_at__gte=since).order_by("seat")


def present_in(room_id: int, *, now: datetime) -> list[Present]:
    rows = staying(room_id, now=now).values_list("seat", "name", "guest_id")
    return [Present(seat, name, guest is None) for seat, name, guest in rows]


def knocking_at(room_id: int, *, now: datetime) -> list[tuple[int, str]]:
    """Number and name of each guest at the door."""
    rows = Guest.objects.filter(room_id=room_id, knocked_at__isnull=False, seen_at__gte=now - PLACE_KEPT_FOR)
    return list(rows.order_by("knocked_at").values_list("pk", "name"))


def let_in_among(guests: Collection[int]) -> set[int]:
    """Of guests who knocked those who were let in and have not entered yet."""
    rows = Guest.objects.filter(pk__in=guests, knocked_at=None, admitted_at__isnull=False)
    return set(rows.values_list("pk", flat=True))


class Knock(Struct, frozen=True):
    """Somebody at the door of a room of hers. `client`: with whom the call is, as it is called now."""

    guest_id: int
    room_id: int
    name: str
    client: str


@prepared
def _knocking(since: Any) -> Any:
    rows = Guest.objects.filter(knocked_at__isnull=False, seen_at__gte=since, room__ended_at=None)
    rows = rows.filter(share__revoked_at=None).order_by("knocked_at", "pk")
    return rows.values_list("pk", "room_id", "name", "room__client_id")[:MOST_KNOCKS_SHOWN]


def knocks_for(member: Member, *, besides: int = 0) -> list[Knock]:
    """At every open room of a client of hers; `besides` the one whose page she has before her."""
    rows = _knocking(timezone.now() - PLACE_KEPT_FOR)
    if not rows:
        return []
    names, joined = {number: name for number, name, *_ in names_and_hues_for(member)}, homes()
    at_home = [(guest, room, name, joined.get(client, client)) for guest, room, name, client in rows]
    return [
        Knock(guest, room, name, names[client])
        for guest, room, name, client in at_home
        if client in names and room != besides
    ]


def parts_touched_for(member: Member, subject: str) -> set[str]:
    """What of open pages a knock touches."""
    return {"knock"} if room_for(member, int(subject)) is not None else set()


def written_in(room_id: int) -> list[Written]:
    rows = Line.objects.filter(room_id=room_id).select_related("stay").order_by("-id")[:MOST_LINES_SHOWN]
    return [Written(one.stay_id, one.stay.name, one.text, one.said_at) for one in reversed(rows)]


def links_of(room: Room) -> list[tuple[Share, Guest | None]]:
    """Each link to this room that was made, with the guest who used it."""
    shares = Share.objects.filter(Q(kind="room"), object_id=room.pk).order_by("-id")
    guests = {one.share_id: one for one in Guest.objects.filter(room=room)}
    return [(one, guests.get(one.pk)) for one in shares]


def own_relay() -> Relay | None:
    """The relay of this practice, its secret opened; None where there is none, or its key is lost."""
    found = relay()
    return None if found is None else Relay(found.host, found.port, found.tls_port, found.secret)


def talked_in(room: Room) -> list[Stay]:
    """Everybody who was in, in the order in which they came."""
    return list(Stay.objects.filter(room=room).order_by("entered_at", "id"))
