"""What a mail server lists: folders, every number in them and what became of it, how it compared on a day."""

from __future__ import annotations

from django.db import models

from alongside.connections.models.mailboxes import Mailbox
from alongside.originals.models import Original


class Folder(models.Model):
    """A folder of a mailbox as the server last described it; UIDs hold only under one `uidvalidity`.

    `raw_name` is the name as the server writes it; `is_complete`: all that it listed was settled.
    """

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="folders")
    raw_name = models.CharField(max_length=1000)
    name = models.CharField(max_length=500)
    role = models.CharField(max_length=10, blank=True, default="")
    is_wanted = models.BooleanField(default=True)
    # 0 as long as it was never opened.
    uidvalidity = models.BigIntegerField(default=0)
    next_uid = models.BigIntegerField(default=0)
    on_server = models.PositiveIntegerField(default=0)
    modseq = models.BigIntegerField(default=0)
    is_complete = models.BooleanField(default=False)
    renumberings = models.PositiveSmallIntegerField(default=0)
    renumbered_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)
    level_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    # Why it cannot be opened, in words; "" when it can.
    trouble = models.CharField(max_length=300, blank=True, default="")
    # What became of its numbers, as it was counted last.
    figures = models.JSONField(default=dict)
    is_recount_due = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "raw_name"], name="folder_once")]


class Listed(models.Model):
    """One number of the server's own list, and what became of it here. An original that is gone was erased.

    `gone_at`: since when the server does not list it any more. The timeline keeps it.
    """

    class State(models.IntegerChoices):
        STORED = 1
        # The server lists it and does not give it: a hole, tried again.
        NOT_GIVEN = 2
        # Too large to be taken; listed with its reason among what was kept unparsed.
        REFUSED = 3
        # Not wanted, by what was agreed about a client's mailbox: before its first day, or a foreign conversation.
        TOO_OLD = 4
        NOT_HERS = 5
        # Being written, and listed by Gmail among all mail.
        DRAFT = 6

    class Became(models.IntegerChoices):
        """Derived, and kept beside the number so that a million of them are counted from one index."""

        UNKNOWN = 0
        FILED = 1
        IN_TRAY = 2
        PRIVATE = 3
        UNPARSED = 4
        ERASED = 5

    folder = models.ForeignKey(Folder, models.CASCADE, related_name="listed", db_index=False)
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    original = models.ForeignKey(Original, models.SET_NULL, null=True, related_name="listed")
    state = models.PositiveSmallIntegerField(choices=State.choices)
    became = models.PositiveSmallIntegerField(choices=Became.choices, default=Became.UNKNOWN)
    # Of a hole: how often the server answered without it, how often the line broke over it, when it is asked again.
    attempts = models.PositiveSmallIntegerField(default=0)
    cuts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    flags = models.PositiveSmallIntegerField(default=0)
    gone_at = models.DateTimeField(null=True)
    # One letter of Gmail has one such number, under however many labels it is listed (X-GM-MSGID).
    gmail_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "uidvalidity", "uid"], name="listed_once")]
        indexes = [
            models.Index(
                fields=["folder", "uidvalidity", "state", "became", "gone_at"], name="listed_counted"
            ),
            models.Index(
                fields=["gmail_id"], condition=models.Q(gmail_id__isnull=False), name="listed_gmail"
            ),
        ]


class ThreadMark(models.Model):
    """A Message-ID, hashed, of a client's mailbox: one that a letter left out bears or refers to, or, with no
    letter, one of a conversation that is hers. Should she join a conversation, what was left out of it comes in."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="thread_marks", db_index=False)
    mark = models.BigIntegerField()
    listed = models.ForeignKey(Listed, models.CASCADE, null=True, related_name="thread_marks")

    class Meta:
        indexes = [models.Index(fields=["mailbox", "mark"], name="thread_mark")]


class MailCheck(models.Model):
    """The ledger of a mailbox set against the server's own list, on a day; kept as it was found."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="checks")
    checked_at = models.DateTimeField()
    is_equal = models.BooleanField()
    found = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["mailbox", "-checked_at"], name="mailcheck_newest")]
