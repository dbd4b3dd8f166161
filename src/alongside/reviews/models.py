"""The long call: a period looked back on, plans ahead, an agenda that both sides write, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alongside.clients.models import Client
from alongside.diary.models import Appointment
from alongside.outbox.models import Draft


class State(models.TextChoices):
    PLANNED = "planned", "in preparation"
    UNDER_WAY = "under_way", "under way"
    HELD = "held", "held"


class Review(models.Model):
    """One long call with a client about the days from `since_on` to `until_on`, both included.

    Its look-back is built whenever it is looked at; what is kept of it are a member's verdicts on its lines.
    `appointment`: when it takes place. `entry`: what its notes became. `recap`: the letter that says what was said.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="reviews", db_index=False)
    since_on = models.DateField()
    until_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="+")
    next_appointment = models.ForeignKey(Appointment, models.SET_NULL, null=True, related_name="+")
    recap = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+")
    # 32 hex digits of the entry by hand that its notes become; plain number, because entries are built anew.
    identity = models.CharField(max_length=32, unique=True)
    entry = models.BigIntegerField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    # How it was held, by whom, as long as its entry is still to be made of it; `tried_at`: when the work process last
    # saw to one that was cut short.
    held_as = models.CharField(max_length=10, blank=True, default="")
    held_minutes = models.PositiveIntegerField(null=True)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    tried_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("since_on")), name="review_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["client", "-until_on"], name="review_of_client")]


class LineVerdict(models.Model):
    """What a member said of a line of the look-back: hidden, put into other words, shown as it is, or added.

    Only added to; the newest for a `key` holds. `section`: where an added line stands.
    """

    class Word(models.TextChoices):
        HIDDEN = "hidden", "left out"
        WORDED = "worded", "in other words"
        PLAIN = "plain", "as it was found"
        ADDED = "added", "added"

    review = models.ForeignKey(Review, models.CASCADE, related_name="verdicts", db_index=False)
    key = models.CharField(max_length=32)
    word = models.CharField(max_length=6, choices=Word.choices)
    section = models.CharField(max_length=20, blank=True, default="")
    text = models.CharField(max_length=1000, blank=True, default="")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["review", "id"], name="line_verdict_of_review")]


class Paragraph(models.Model):
    """What a model drafted from the lines of a section, and what became of it: shown to members until one decides.

    `sentences`: what stood on its lines, as [{"text", "keys"}]; judged again whenever it is shown. `key`: of the line
    that it becomes when it is kept. `server`: where to the lines were to go when she pressed the button.
    """

    class State(models.TextChoices):
        ASKED = "asked", "being drafted"
        READY = "ready", "drafted"
        FAILED = "failed", "not drafted"
        KEPT = "kept", "kept"
        THROWN = "thrown", "thrown away"

    review = models.ForeignKey(Review, models.CASCADE, related_name="paragraphs", db_index=False)
    section = models.CharField(max_length=20)
    state = models.CharField(max_length=6, choices=State.choices, default=State.ASKED)
    key = models.CharField(max_length=32)
    sentences = models.JSONField(default=list)
    dropped = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=10, blank=True, default="")
    server = models.CharField(max_length=710)
    job_id = models.UUIDField(null=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Pressed twice it is asked for once.
            models.UniqueConstraint(
                fields=["review", "section"], condition=~Q(state="kept"), name="paragraph_in_the_making_once"
            )
        ]
        indexes = [models.Index(fields=["review", "state"], name="paragraph_of_review")]


class Side(models.TextChoices):
    OURS = "ours", "ours"
    THEIRS = "theirs", "theirs"
    BOTH = "both", "both"


class Ahead(models.Model):
    """A goal in the client's own words, or a plan: what, whose, about which part of the support, by when."""

    class Kind(models.TextChoices):
        GOAL = "goal", "goal"
        PLAN = "plan", "plan"

    client = models.ForeignKey(Client, models.CASCADE, related_name="+", db_index=False)
    # In which review it was said.
    review = models.ForeignKey(Review, models.SET_NULL, null=True, related_name="ahead")
    # Of the form and its words, so that sent twice it is one; null for what was kept before there were any.
    key = models.CharField(max_length=32, null=True)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    text = models.CharField(max_length=500)
    side = models.CharField(max_length=6, choices=Side.choices, default=Side.BOTH)
    who = models.CharField(max_length=100, blank=True, default="")
    aspect = models.CharField(max_length=100, blank=True, default="")
    on = models.DateField(null=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="ahead_once")]
        indexes = [models.Index(fields=["client", "dropped_at"], name="ahead_of_client")]


class AgendaStep(models.Model):
    """One thing that one side did to the agenda. Only added to; the agenda is what all of them add up to.

    `key`: made where it was written, so that sent twice it is one. `line`: the key of the step that began the line.
    `turn`: one more than the page had seen; with `key` it orders what was done. `over`: which wordings this one takes
    the place of; another one, unseen by its writer, stays beside it.
    """

    class What(models.TextChoices):
        TEXT = "text", "words"
        NOTE = "note", "notes"
        PLACE = "place", "place"
        BOX = "box", "minutes"
        TICK = "tick", "ticked"
        ABOUT = "about", "part of the support"

    review = models.ForeignKey(Review, models.CASCADE, related_name="steps", db_index=False)
    key = models.CharField(max_length=32)
    line = models.CharField(max_length=32)
    what = models.CharField(max_length=5, choices=What.choices)
    turn = models.PositiveIntegerField()
    over = models.JSONField(default=list)
    text = models.TextField(blank=True, default="")
    value = models.FloatField(null=True)
    side = models.CharField(max_length=6, choices=Side.choices)
    name = models.CharField(max_length=100, blank=True, default="")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "key"], name="agenda_step_once")]
