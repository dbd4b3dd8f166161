"""Calls as they happen: how, when, what was typed, what is to be talked about. Each is its member's alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from alongside.clients.models import Client
from alongside.diary.models import Appointment, Way
from alongside.outbox.models import Draft
from alongside.rooms.models import Room


class State(models.TextChoices):
    """`OVER`: hung up, and nobody has said yet what it was. What follows in the list is what it was."""

    PLANNED = "planned", "not begun"
    LIVE = "live", "under way"
    OVER = "over", "over"
    HELD = "held", "took place"
    MISSED = "missed", "not answered"
    DECLINED = "declined", "declined"
    FAILED = "failed", "did not come through"
    NOT_HELD = "not_held", "did not take place"


class Call(models.Model):
    """A call of a member with a client, and her notes of it. Seen by her alone; others see the entry it becomes.

    `identity`: 32 hex digits, of the entry by hand. `people`: a list of [name, address]. `kept_at`: since when what
    it was is said, and its notes are closed; `entry` and `private_entry` are made of it after that, and `is_made` once
    all that follows was done. `tried_at`: when the work process last saw to one that was cut short.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="calls")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calls")
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="calls")
    identity = models.CharField(max_length=32, unique=True)
    way = models.CharField(max_length=8, choices=Way.choices)
    join_url = models.CharField(max_length=2000, blank=True, default="")
    number = models.CharField(max_length=40, blank=True, default="")
    room = models.ForeignKey(Room, models.SET_NULL, null=True, related_name="+")
    people = models.JSONField(default=list)
    # Who rang: "out" is the member.
    direction = models.CharField(max_length=3, default="out")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    prepared = models.TextField(blank=True, default="")
    said = models.TextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(null=True)
    kept_at = models.DateTimeField(null=True)
    # Plain numbers: entries are built anew, and keep theirs.
    entry = models.BigIntegerField(null=True)
    private_entry = models.BigIntegerField(null=True)
    is_made = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True)
    # The entry that it answers: then nobody waits in that conversation any more.
    answers = models.BigIntegerField(null=True)
    recap = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+")
    # The call before, where this one turned out to be part of it; `joined` is what parting them needs.
    joined_to = models.ForeignKey("Call", models.SET_NULL, null=True, related_name="halves")
    joined = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "member"], name="call_of_appointment_once")
        ]
        indexes = [
            models.Index(fields=["member", "-made_at"], name="call_of_member"),
            models.Index(fields=["client", "member", "-made_at"], name="call_with_client"),
            models.Index(
                fields=["kept_at"],
                condition=Q(kept_at__isnull=False, is_made=False),
                name="call_to_finish",
            ),
        ]


class Span(models.Model):
    """From when to when they spoke; a call that was cut off and went on has several."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="spans")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call"], condition=Q(ended_at=None), name="span_open_once")
        ]


class NoteChange(models.Model):
    """One accepted change of the notes of a call, in the order they were typed.

    `changes`: by field what stood at a place and what stands there now, as [start, removed, inserted].
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="changes", db_index=False)
    revision = models.PositiveIntegerField()
    changes = models.JSONField()
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "revision"], name="note_change_once")]


class AgendaLine(models.Model):
    """Something to talk about with a client. Until it is ticked it stands on whichever call comes next."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    # On which call it was reached, and when.
    call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="reached")
    reached_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["client", "member"],
                condition=Q(reached_at=None, dropped_at=None),
                name="agenda_open",
            )
        ]
