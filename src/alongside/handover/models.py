"""What is told each week, who covers until when, and clients that were ended."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from alongside.agreements.models import Away
from alongside.clients.models import Client
from alongside.handover.rules import Edits
from alongside.outbox.models import Draft
from alongside.replies.models import Kept


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


class CoverPack(Edited):
    """What somebody needs to look after a client from one day to another, both included.

    Inside its lines are looked up whenever it is read; who has only the link reads them as they stood when it was
    made, because she has looked at each of those. `ended_at`: handed back before its last day.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # A colleague, or somebody from outside by name.
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=100, blank=True, default="")
    starts_on = models.DateField()
    until_on = models.DateField()
    away = models.ForeignKey(Away, models.SET_NULL, null=True, related_name="+")
    # Whether the colleague works for the client, or longer, only because of it; and the last day that stood before.
    gave_access = models.BooleanField(default=False)
    until_before = models.DateField(null=True)
    # Parts as [title, [[key, words, entry], ...]], and when they stood so.
    frozen = models.JSONField(default=list)
    frozen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # When what changed meanwhile was looked at.
    seen_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("starts_on")), name="cover_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["client", "-until_on"], name="cover_of_client")]


class Word(Kept):
    """Something that a colleague who covers wrote below the pack. Its words are in its entry, by `source_key`."""

    pack = models.ForeignKey(CoverPack, models.CASCADE, related_name="words")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")


class Ending(models.Model):
    """A client whose work has ended, and until when what is here of it is kept. Erased only when a member says so."""

    client = models.OneToOneField(Client, models.CASCADE, related_name="+")
    keep_until = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()


class Archive(models.Model):
    """Everything of a client in one file, made to be handed back; the file leaves by itself after some days.

    `file`: its name in the data folder, of chance. `with_notes`: what was written down here by hand, how-to pages and
    what is known of the client are in it.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    job_id = models.UUIDField(null=True)
    file = models.CharField(max_length=64, unique=True)
    with_notes = models.BooleanField(default=False)
    entries = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    size_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    delete_at = models.DateTimeField(null=True)


class ErasureProof(models.Model):
    """That a client was erased: when, by whom and how much, with the first and last tombstone; and not what."""

    # Its number, which no other client will have. No name, no address.
    client_number = models.BigIntegerField()
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    # By kind how many: "messages", "files", "people".
    counts = models.JSONField(default=dict)
    kept_elsewhere = models.PositiveIntegerField(default=0)
    after_tombstone = models.BigIntegerField(default=0)
    last_tombstone = models.BigIntegerField(default=0)
