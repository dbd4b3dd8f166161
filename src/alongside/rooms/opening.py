"""A call that was booked in a room here in; its room, the same for whoever comes first, and a link into it out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alongside.accounts.models import Member
from alongside.clients.joining import homes
from alongside.clients.models import Client
from alongside.diary.models import Appointment
from alongside.rooms.actions import KIND, make_link
from alongside.rooms.errors import TooManyLinks
from alongside.rooms.models import Room
from alongside.sharing.actions import Made
from alongside.sharing.models import Share

# Each press of Join is a link for one browser: whoever reloads for an hour must not fill the list of them.
MOST_LINKS = 30


def room_of_appointment(row: Appointment, member: Member | None, *, now: datetime) -> Room:
    """The open one, else a new one. Two who ask at once get the same."""
    with transaction.atomic():
        Appointment.objects.select_for_update().get(pk=row.pk)
        known = Room.objects.filter(appointment=row, ended_at=None).order_by("id").first()
        if known is not None:
            return known
        client = Client.objects.get(pk=homes().get(row.client_id, row.client_id))
        return Room.objects.create(client=client, made_by=member, appointment=row, opened_at=now)


def link_for_guest(row: Appointment, member: Member, *, now: datetime) -> Made:
    """For the browser that holds the link of the call; raises TooManyLinks, and sharing's NotThere and SharingError."""
    with transaction.atomic():
        room = room_of_appointment(row, member, now=now)
        if Share.objects.filter(kind=KIND, object_id=room.pk).count() >= MOST_LINKS:
            raise TooManyLinks
        return make_link(member, room, now=now)
