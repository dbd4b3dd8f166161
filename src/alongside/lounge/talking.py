"""Voice and video in a lounge: a room of its own, for whoever is in the lounge, of which nothing is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alongside.accounts.models import Member
from alongside.live.actions import tell
from alongside.lounge.actions import KIND
from alongside.lounge.models import Insider, Lounge, Peer
from alongside.lounge.queries import Seat, talks_over_at
from alongside.rooms.actions import admit, open_for_company
from alongside.rooms.besides import opens_besides
from alongside.rooms.models import Guest, Room
from alongside.rooms.queries import guest_with


@opens_besides
def is_in_its_lounge(member: Member, room: Room) -> bool:
    return Insider.objects.filter(member=member, lounge__talk=room).exists()


def talk_of(lounge: Lounge) -> Room | None:
    """The one that is open."""
    return Room.objects.filter(pk=lounge.talk_id, ended_at=None).first() if lounge.talk_id else None


def open_talk(seat: Seat, *, now: datetime) -> Room:
    """The open one, else a new one; of the one before nothing stays. Two who ask at once get the same."""
    with transaction.atomic():
        lounge = Lounge.objects.select_for_update().get(pk=seat.lounge.pk)
        known = talk_of(lounge)
        if known is not None:
            return known
        before, lounge.talk = lounge.talk_id, open_for_company(now=now)
        lounge.save(update_fields=["talk"])
        if before is not None:
            Room.objects.filter(pk=before).delete()
        tell(KIND, lounge.pk)
        return lounge.talk


def guest_at_talk(peer: Peer, *, secret: str, now: datetime) -> Guest | None:
    """Their place in the open room, where the cookie is the one that it was given for."""
    room = talk_of(peer.lounge)
    guest = guest_with(secret, room.pk, now=now) if room is not None and secret else None
    return guest if guest is not None and guest.pk == peer.at_talk_id else None


def sit_down_at_talk(peer: Peer, *, secret: str, now: datetime) -> str:
    """A place in the open room and the secret of its cookie; the browser that has one keeps it."""
    seat = Seat(peer.lounge, peer.name, peer_id=peer.pk)
    with transaction.atomic():
        room = open_talk(seat, now=now)
        peer.lounge.talk = room
        if guest_at_talk(peer, secret=secret, now=now) is not None:
            return secret
        before = peer.at_talk_id
        peer.at_talk, made = admit(room, name=peer.name, now=now)
        peer.save(update_fields=["at_talk"])
        if before is not None:
            Guest.objects.filter(pk=before).delete()
    return made


def forget_talks(*, now: datetime) -> int:
    """Rooms that nobody has been in for a while, with who was in and what was written there."""
    over = [room_id for room_id, until in talks_over_at().items() if until <= now]
    for room_id in over:
        Room.objects.filter(pk=room_id).delete()
    return len(over)
