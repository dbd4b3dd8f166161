"""The timer that runs, hours worked, what became of what was proposed, and the hours agreed with a client."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alongside.clients.models import Client
from alongside.support.models import Aspect

LONGEST_NOTE = 500


class Timer(models.Model):
    """What a member works on now; one at most for each. `kept_until`: she said that it was right until then."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    aspect = models.ForeignKey(Aspect, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=LONGEST_NOTE, blank=True, default="")
    started_at = models.DateTimeField()
    kept_until = models.DateTimeField(null=True)


class Source(models.TextChoices):
    TIMER = "timer", "timer"
    TYPED = "typed", "typed in"
    CALL = "call", "call"
    MEETING = "meeting", "meeting"
    VISIT = "visit", "visit"
    LETTERS = "letters", "letters"


class Entry(models.Model):
    """Time that a member worked for a client: a span, or an amount on a day of this desk's clock.

    It is kept as it was worked; what a client is told is rounded when it is told.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="+", db_index=False)
    aspect = models.ForeignKey(Aspect, models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.TYPED)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    on = models.DateField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    # What was done, in words that a client may read where a member chooses so.
    note = models.CharField(max_length=LONGEST_NOTE, blank=True, default="")
    is_billable = models.BooleanField(default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    on=None,
                    minutes=None,
                    started_at__isnull=False,
                    ended_at__isnull=False,
                    ended_at__gt=F("started_at"),
                )
                | Q(on__isnull=False, minutes__isnull=False, minutes__gt=0, started_at=None, ended_at=None),
                name="entry_is_span_or_amount",
            )
        ]
        indexes = [
            models.Index(fields=["client", "on"], name="entry_client_on"),
            models.Index(fields=["client", "ended_at"], name="entry_client_ended"),
            # Whether anything of a client has changed is asked for on every Today.
            models.Index(fields=["client", "changed_at"], name="entry_client_changed"),
            models.Index(fields=["changed_at"], name="entry_changed"),
            models.Index(fields=["member", "on"], name="entry_member_on"),
            models.Index(fields=["member", "ended_at"], name="entry_member_ended"),
        ]

    @property
    def is_bare(self) -> bool:
        """Nothing is known of it but how long it took, as of what was typed into a cell of the week."""
        return self.source == Source.TYPED and self.on is not None and self.is_billable and not self.note


class Counted(models.Model):
    """A call, visit or letter that became hours of a member, or was dropped: it is not proposed to her again.

    `entry` None: dropped.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    source_key = models.BinaryField(max_length=16)
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, related_name="counted")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "source_key"], name="counted_once")]


class Habit(models.Model):
    """How a member counts. `letter_minutes`: what a letter that she sent took, as an estimate."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    letter_minutes = models.PositiveSmallIntegerField(default=6)


class Carry(models.TextChoices):
    NONE = "none", "lapse at the end of the month"
    CAP = "cap", "are carried on, up to so many hours"
    MONTHS = "months", "are carried on for so many months"


class Retainer(models.Model):
    """Hours agreed for each month, from one on, until other terms begin. No hours: it ended.

    `limit`: minutes that are carried on at most, or for how many months.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="+", db_index=False)
    # The first day of its first month.
    from_on = models.DateField()
    minutes = models.PositiveIntegerField()
    carry = models.CharField(max_length=6, choices=Carry.choices, default=Carry.NONE)
    limit = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "from_on"], name="retainer_once_a_month")]


class Statement(models.Model):
    """How a client's statements round; without a row they do not."""

    class Way(models.TextChoices):
        UP = "up", "up"
        NEAREST = "nearest", "to the nearest"

    class Per(models.TextChoices):
        ENTRY = "entry", "each entry"
        DAY = "day", "each day"

    client = models.OneToOneField(Client, models.CASCADE, primary_key=True, related_name="+")
    step = models.PositiveSmallIntegerField(default=0)
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.UP)
    per = models.CharField(max_length=6, choices=Per.choices, default=Per.ENTRY)


class Heeded(models.Model):
    """A member has taken note that a client's hours run out in this month: she is not told again."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    month = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "client", "month"], name="heeded_once")]
