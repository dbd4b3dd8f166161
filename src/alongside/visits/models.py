"""A day at a client's: the way there and back, what it cost, what was noted. Each is its member's alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from alongside.calls.models import AgendaLine
from alongside.clients.models import Client
from alongside.diary.models import Appointment
from alongside.outbox.models import Draft


class State(models.TextChoices):
    PLANNED = "planned", "planned"
    HELD = "held", "took place"
    NOT_HELD = "not_held", "did not take place"


class Way(models.TextChoices):
    TRAIN = "train", "train"
    CAR = "car", "car"
    BUS = "bus", "bus"
    WALK = "walk", "on foot"
    FLIGHT = "flight", "flight"
    OTHER = "other", "another way"


class CostKind(models.TextChoices):
    TRAVEL = "travel", "Travel"
    MILEAGE = "mileage", "Mileage"
    FOOD = "food", "Food and drink"
    STAY = "stay", "A night"
    OTHER = "other", "Something else"


class Visit(models.Model):
    """A member's visit to a client, and her notes of it. Seen by her alone; others see the entry it becomes.

    When and where stand in its appointment. `identity`: 32 hex digits, of the entry by hand. `people`: whom she
    meets, a list of [name, address]. `kept_at`: since when what it was is said, and its notes are closed; `entry` and
    `private_entry` are made of it after that, and `is_made` once all that follows was done. `later`: lines that a
    card brought after it was kept.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="visits")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="visits")
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="visits")
    identity = models.CharField(max_length=32, unique=True)
    why = models.CharField(max_length=500, blank=True, default="")
    # How long she wants between arriving and the next thing.
    wanted_minutes = models.PositiveSmallIntegerField(default=20)
    people = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    environment = models.TextField(blank=True, default="")
    bigger = models.TextField(blank=True, default="")
    improvements = models.TextField(blank=True, default="")
    said = models.TextField(blank=True, default="")
    later = models.TextField(blank=True, default="")
    # How well aspects of the support go, as she said in the evening: by number of the aspect, 1 to 5.
    ratings = models.JSONField(default=dict)
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
    recap = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "member"], name="visit_of_appointment_once")
        ]
        indexes = [
            models.Index(fields=["member", "-made_at"], name="visit_of_member"),
            models.Index(
                fields=["kept_at"],
                condition=Q(kept_at__isnull=False, is_made=False),
                name="visit_to_finish",
            ),
        ]


class NoteChange(models.Model):
    """One accepted change of what was noted of a visit, in order.

    `changes`: by field what stood at a place and what stands there now, as [start, removed, inserted].
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="changes", db_index=False)
    revision = models.PositiveIntegerField()
    changes = models.JSONField()
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "revision"], name="visit_note_change_once")]


class Leg(models.Model):
    """One stretch of the way. `leaves_there`, `arrives_there`: typed by the place's clock."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="legs")
    from_place = models.CharField(max_length=200)
    to_place = models.CharField(max_length=200)
    way = models.CharField(max_length=6, choices=Way.choices)
    leaves_at = models.DateTimeField()
    arrives_at = models.DateTimeField()
    leaves_there = models.BooleanField(default=False)
    arrives_there = models.BooleanField(default=False)
    reference = models.CharField(max_length=100, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")


class Cost(models.Model):
    """What something cost. Of mileage also how far and by which rate. `key`: of the form that it came by, once."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="costs")
    kind = models.CharField(max_length=8, choices=CostKind.choices)
    label = models.CharField(max_length=200, blank=True, default="")
    amount = models.DecimalField(max_digits=12, decimal_places=3)
    currency = models.CharField(max_length=3)
    distance = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    rate = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    made_at = models.DateTimeField()
    # In the debrief: then it counts.
    confirmed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="cost_of_form_once")]


class CostsTold(models.Model):
    """It was agreed that what a member's visits to a client cost stands in its monthly reports; else it never does."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "client"], name="costs_told_once")]


class Receipt(models.Model):
    """A photo, drawn anew without what its camera wrote into it, or a PDF as it came, which is only ever saved.

    `removed_at`: a day later its bytes go.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="receipts")
    cost = models.ForeignKey(Cost, models.SET_NULL, null=True, related_name="receipts")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size_bytes = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    content = models.BinaryField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class CardLine(models.Model):
    """What was typed, ticked or spent on a card, under the name that the phone gave it: taken once, ever.

    `at`: when, by the phone's clock. `facts`: what was typed, as it came.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="card_lines")
    key = models.CharField(max_length=36)
    kind = models.CharField(max_length=8)
    facts = models.JSONField()
    at = models.DateTimeField()
    came_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="card_line_once")]


class Reached(models.Model):
    """A line of the agenda that was talked about on a visit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="reached")
    line = models.ForeignKey(AgendaLine, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "line"], name="reached_once")]
