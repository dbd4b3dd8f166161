"""Where messages come from: a connected source, whose it is, and where in it each original was seen."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from alongside.clients.models import Client
from alongside.originals.models import Original


class Connection(models.Model):
    """A source of messages. It belongs to a member, or to a client; that decides filing and direction."""

    kind = models.CharField(max_length=20, default="files")
    label = models.CharField(max_length=300)
    owner_member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    owner_client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True)
    trusted_servers = models.JSONField(default=list)
    is_owner_confirmed = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # Of the work that reads it, while there is some.
    job_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "label"], name="connection_once")]


class OwnAddress(models.Model):
    """An address of the source's owner: what it sent went out, all else came in."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="own_addresses")
    address = models.CharField(max_length=320)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "address"], name="own_address_once")]


class Grant(models.Model):
    """A member who may see what of this source is filed to no client yet."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="grants")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "member"], name="grant_once")]


class Location(models.Model):
    """One place where an original was seen. An original may have any number of them."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="locations", db_index=False)
    place = models.CharField(max_length=1000)
    original = models.ForeignKey(Original, models.CASCADE, related_name="locations", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["original", "connection", "place"], name="location_once")
        ]


class Mailbox(models.Model):
    """A connection that is a mailbox on a mail server: where it is, its sealed password, how it is doing.

    `trouble` is the kind of what is wrong, "" when nothing is. Whoever holds the lease is the one who listens.
    """

    connection = models.OneToOneField(Connection, models.CASCADE, primary_key=True, related_name="mailbox")
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=10)
    user = models.CharField(max_length=320)
    certificate = models.CharField(max_length=64, blank=True, default="")
    sealed_secret = models.BinaryField()
    trouble = models.CharField(max_length=30, blank=True, default="")
    # The server's own words, foreign text.
    trouble_said = models.CharField(max_length=300, blank=True, default="")
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    level_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True, default="")
    lease_ends_at = models.DateTimeField(null=True)


class Outgoing(models.Model):
    """Where letters of a mailbox go out: its provider's SMTP server.

    `user` is "" and `sealed_secret` is None where they are the mailbox's own. `files_sent`: whether the provider
    puts a copy of what was sent into Sent by itself; None: as its host's name says.
    """

    mailbox = models.OneToOneField(Mailbox, models.CASCADE, primary_key=True, related_name="outgoing")
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=10)
    user = models.CharField(max_length=320, blank=True, default="")
    certificate = models.CharField(max_length=64, blank=True, default="")
    sealed_secret = models.BinaryField(null=True)
    files_sent = models.BooleanField(null=True)


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

    folder = models.ForeignKey(Folder, models.CASCADE, related_name="listed", db_index=False)
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    original = models.ForeignKey(Original, models.SET_NULL, null=True, related_name="listed")
    state = models.PositiveSmallIntegerField(choices=State.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    flags = models.PositiveSmallIntegerField(default=0)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "uidvalidity", "uid"], name="listed_once")]
