"""A video room, the guests who hold a link to it, who was in it from when to when, and what was written there."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from alongside.clients.models import Client
from alongside.diary.models import Appointment
from alongside.sharing.models import Share


class Room(models.Model):
    """One call's room. It is open until somebody who works here ends it.

    `seats` counts the numbers given so far: whoever comes later has the higher one, and offers.
    """

    # None for one of company, apart from every client: see `besides`.
    client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # What it was opened for, where that was booked: whoever comes first, client or member, opens the same one.
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seats = models.PositiveIntegerField(default=0)


class Guest(models.Model):
    """A browser that has exchanged a link. Its cookie carries 256 random bits; only their SHA-256 is kept.

    `knocked_at` while it waits at the door, `admitted_at` from being let in until it has entered.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="guests")
    # One browser a link: whoever finds the letter later finds a spent link. None for one whom the package that opened
    # the room has let in: its right ends with this row.
    share = models.OneToOneField(Share, models.CASCADE, null=True, related_name="+")
    secret_hash = models.BinaryField(max_length=32, unique=True)
    # Of the address that was exchanged: a link that is given a new one is open to one browser again.
    link_hash = models.BinaryField(max_length=32, default=b"")
    name = models.CharField(max_length=80, blank=True, default="")
    made_at = models.DateTimeField()
    knocked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)


class Stay(models.Model):
    """Somebody was in a room, from then to then; `left_at` is None while the place is kept.

    `seen_at` is when the web process last knew of it, so that a stay ends also where nobody was left to note it.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="stays")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    guest = models.ForeignKey(Guest, models.CASCADE, null=True, related_name="stays")
    name = models.CharField(max_length=80)
    seat = models.PositiveIntegerField()
    key_hash = models.BinaryField(max_length=32, unique=True)
    entered_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "seat"], name="seat_once")]


class Line(models.Model):
    """What somebody wrote in the room's chat."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="lines")
    stay = models.ForeignKey(Stay, models.CASCADE, related_name="+")
    said_at = models.DateTimeField()
    text = models.TextField()
