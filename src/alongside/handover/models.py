"""What is told each week, who covers until when, and clients that were ended."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from alongside.clients.models import Client
from alongside.handover.rules import Edits
from alongside.outbox.models import Draft


class Edited(models.Model):
    """What a member said of the lines of something that is put together anew whenever it is looked at."""

    top = models.TextField(blank=True, default="")
    # Keys of lines that are left out.
    hidden = models.JSONField(default=list)
    # By key [her words, the entry that the line comes from].
    edited = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def edits(self) -> Edits:
        words = {key: (str(text), entry) for key, (text, entry) in self.edited.items()}
        return Edits(self.top, frozenset(self.hidden), words)

    def take(self, edits: Edits) -> Self:
        """Sets the fields; saves nothing."""
        self.top, self.hidden = edits.top, sorted(edits.hidden)
        self.edited = {key: list(value) for key, value in edits.edited.items()}
        return self


class WeeklyWish(models.Model):
    """A client who is told each week where things stand. Off until a member says so: then there is a row."""

    client = models.OneToOneField(Client, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()


class WeeklyNote(Edited):
    """A client's note of one week: what was changed of it, and how it was told. Its lines are looked up each time.

    `worded_at`: until when it looked when it was made into a letter or copied; the next one begins there.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="+", db_index=False)
    # Its Monday.
    week_on = models.DateField()
    # That it is Friday and the work has put it on the list; edited before, it is only hers to go on with.
    is_ready = models.BooleanField(default=False)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+")
    worded_at = models.DateTimeField(null=True)
    # That a member copied it and said that it was told.
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "week_on"], name="weekly_note_once")]
        indexes = [models.Index(fields=["week_on"], name="weekly_note_of_week")]
