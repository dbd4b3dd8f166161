"""What is done for each client, how, by whom and since when; what repeats, how it is done, and how well it goes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from alongside.clients.models import Client, Person


class CatalogueAspect(models.Model):
    """A kind of support as this desk calls it. One that is not offered any more stays for those who have it."""

    name = models.CharField(max_length=100)
    # What it is, as it is first put down for a client.
    what = models.TextField(blank=True, default="")
    order = models.PositiveIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="catalogue_aspect_once")]


class Aspect(models.Model):
    """One thing that is done for a client, by the name that it has there. One that has ended stays, with its days."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="aspects", db_index=False)
    entry = models.ForeignKey(CatalogueAspect, models.SET_NULL, null=True, related_name="aspects")
    name = models.CharField(max_length=100)
    what = models.TextField(blank=True, default="")
    how = models.TextField(blank=True, default="")
    # Who looks after it; nobody in particular means whoever works for the client.
    covered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    since_on = models.DateField(null=True, blank=True)
    # The last day of it.
    until_on = models.DateField(null=True, blank=True)
    # Agreed for a month; nothing was agreed where it is empty.
    minutes_a_month = models.PositiveIntegerField(null=True, blank=True)
    order = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("since_on")), name="aspect_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["client", "order"], name="aspect_of_client")]


class Repeats(models.TextChoices):
    WEEKS = "weeks", "every week, or every few"
    MONTH_DAY = "month_day", "every month on a day"
    MONTH_END = "month_end", "every month on its last working day"
    YEAR = "year", "every year"


class Duty(models.Model):
    """Something that comes again within an aspect. `day`, `month`, `every` say when, as `rules.Rhythm` reads them.

    `next_on`: the first of its days that nobody has ticked or left out, so that Today asks for few rows.
    """

    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="duties")
    name = models.CharField(max_length=200)
    repeats = models.CharField(max_length=10, choices=Repeats.choices)
    every = models.PositiveSmallIntegerField(default=1)
    # A weekday (Monday is 0) of weeks, else a day of the month; the last of a shorter month where it has none.
    day = models.PositiveSmallIntegerField(default=0)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    # The last day on which it may be due.
    ends_on = models.DateField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(every__gte=1), name="duty_comes_again")]
        indexes = [models.Index(fields=["next_on"], name="duty_next")]


class DutyDay(models.Model):
    """What became of a duty on one of its days: pressed twice, it is one row."""

    class Outcome(models.TextChoices):
        DONE = "done", "done"
        LEFT_OUT = "left_out", "left out"

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="days", db_index=False)
    due_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "due_on"], name="duty_day_once")]
        indexes = [models.Index(fields=["at"], name="duty_day_at")]


class HowTo(models.Model):
    """A page that says how something is done. `version` is the number of the one that holds."""

    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="how_tos")
    title = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=0)
    put_away_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)


class HowToVersion(models.Model):
    """A how-to as it was saved once; only added to. `brought_back`: the number of the version that it repeats."""

    how_to = models.ForeignKey(HowTo, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    # Markdown.
    text = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    brought_back = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["how_to", "number"], name="how_to_version_once")]


class Rating(models.Model):
    """How well an aspect goes, from 1 to 5, as one side said it on a day; only added to.

    `source`: what it came from, "" for one given on the page; the same source rates an aspect once.
    """

    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="ratings")
    is_clients = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    stars = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    source = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="rating_of_one_to_five"),
            models.UniqueConstraint(
                fields=["aspect", "source", "is_clients"],
                condition=~Q(source=""),
                name="rating_of_source_once",
            ),
        ]


class Improvement(models.Model):
    """Something to try, with a client, about one aspect or all of it. What was said of it stands in its steps."""

    class State(models.TextChoices):
        TO_TRY = "to_try", "to try"
        TRYING = "trying", "being tried"
        KEPT = "kept", "kept"
        GIVEN_UP = "given_up", "given up"

    class Owner(models.TextChoices):
        US = "us", "us"
        CLIENT = "client", "the client"

    client = models.ForeignKey(Client, models.CASCADE, related_name="improvements")
    aspect = models.ForeignKey(Aspect, models.SET_NULL, null=True, blank=True, related_name="improvements")
    text = models.TextField()
    # Whose it is to try; of us, which of us, where that was said.
    owner = models.CharField(max_length=6, choices=Owner.choices, default=Owner.US)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.TO_TRY)
    outcome = models.TextField(blank=True, default="")
    # When it is looked at again.
    look_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "source"], condition=~Q(source=""), name="improvement_of_source_once"
            )
        ]


class ImprovementStep(models.Model):
    """What an improvement was said to be, by whom, when; only added to."""

    improvement = models.ForeignKey(Improvement, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=8, choices=Improvement.State.choices)
    outcome = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
