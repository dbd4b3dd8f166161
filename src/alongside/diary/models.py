"""What is planned with clients: calls, meetings and visits, what was said of each, and what stands now."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alongside.clients.models import Client
from alongside.outbox.models import Draft
from alongside.timeline.models import Interaction


class Way(models.TextChoices):
    """How people come together. What happens in the room of this desk needs no link."""

    ROOM = "room", "the video room here"
    ZOOM = "zoom", "Zoom"
    TEAMS = "teams", "Teams"
    MEET = "meet", "Google Meet"
    LINK = "link", "another video link"
    MOBILE = "mobile", "your mobile"
    PHONE = "phone", "the phone here"
    VISIT = "visit", "a visit"


class State(models.TextChoices):
    PLANNED = "planned", "planned"
    HELD = "held", "took place"
    NOT_HELD = "not_held", "did not take place"
    CANCELLED = "cancelled", "cancelled"
    # No invitation speaks of it any more, as when its letter turned out to be another client's.
    GONE = "gone", "gone"


class Origin(models.TextChoices):
    HAND = "hand", "planned by you"
    INVITATION = "invitation", "from an invitation"
    BOOKING = "booking", "booked by the client"


class Appointment(models.Model):
    """A call, meeting or visit: what its words and invitations add up to now. Its number stays, whatever changes.

    `member` is who takes it; None: whoever works for the client. `client` is the one it was planned with, also
    after that one was joined to another. `kind` is one of `message.py`: call, meeting or visit.
    """

    # Of chance where it was planned here; else made of its event and client, the same after every rebuild.
    key = models.CharField(max_length=32, unique=True)
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    kind = models.CharField(max_length=10)
    way = models.CharField(max_length=8, choices=Way.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_all_day = models.BooleanField(default=False)
    # The clock that it was planned by: moved to another day it stays at the same hour of this one.
    zone = models.CharField(max_length=64)
    title = models.CharField(max_length=300, blank=True, default="")
    place = models.CharField(max_length=500, blank=True, default="")
    join_url = models.CharField(max_length=2000, blank=True, default="")
    # With whom: a list of [name, address].
    people = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    # "ours" or "theirs", of what was cancelled or did not take place.
    cancelled_by = models.CharField(max_length=6, blank=True, default="")
    times_moved = models.PositiveSmallIntegerField(default=0)
    # As calendars know it (RFC 5545 UID); `event` is the same hashed with RECURRENCE-ID, "" where planned here.
    uid = models.CharField(max_length=255, blank=True, default="")
    event = models.CharField(max_length=32, blank=True, default="")
    sequence = models.PositiveIntegerField(default=0)
    # The source keys of the entry that invited to it last, and of the entry that it became.
    invited_by = models.BinaryField(max_length=16, null=True)
    held_as = models.BinaryField(max_length=16, null=True)
    # What each who was asked answered last: a list of [name, "accepted"].
    answers = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="appointment_ends_after_start"
            )
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="appointment_by_day"),
            models.Index(fields=["client", "starts_at"], name="appointment_of_client"),
            models.Index(fields=["event"], condition=~Q(event=""), name="appointment_event"),
        ]


class Said(models.Model):
    """What a member said of an appointment. A decision: only added to, in the order of `id`."""

    class Word(models.TextChoices):
        PLANNED = "planned", "planned"
        CHANGED = "changed", "changed"
        MOVED = "moved", "moved"
        CANCELLED = "cancelled", "cancelled"
        HELD = "held", "took place"
        NOT_HELD = "not_held", "did not take place"
        REOPENED = "reopened", "planned again"
        UNDONE = "undone", "taken back"

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="said")
    word = models.CharField(max_length=10, choices=Word.choices)
    # `diary.rules.Facts`, those that it sets, moments as ISO writes them; `by` of what was cancelled.
    facts = models.JSONField(default=dict)
    # None: the client said so, by the link of a booking.
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()


class Invitation(models.Model):
    """What a mail says of an event. Derived: read from its calendar file, and read again after a rebuild."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="invitations")
    uid = models.CharField(max_length=255, db_index=True)
    # `channels.calendar.events.Event`, moments as ISO writes them.
    event = models.JSONField()
    repeats = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["uid"], condition=Q(repeats=True), name="invitation_repeats")]


class Taken(models.Model):
    """Five minutes of a member that an appointment takes: two bookings cannot have the same, whatever else fails.

    Kept level with what is planned; what she plans herself over something else leaves it to whom it was first.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="taken")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "at"], name="taken_once")]


class BookingNotice(models.Model):
    """That a client is told of a call they booked, by which letter: once for each occasion, as "booked 0".

    `revision`: of the draft as it was written here, so that one in which she has typed is never thrown away.
    `trouble`: why it was not written or not sent, in words.
    """

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="notices", db_index=False)
    occasion = models.CharField(max_length=40)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "occasion"], name="booking_notice_once")
        ]
