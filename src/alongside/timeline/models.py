"""Every conversation: what was said, how it was filed, what answers what, and what changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alongside.clients.models import Client
from alongside.connections.models import Connection
from alongside.originals.models import Original


class Direction(models.TextChoices):
    IN = "in", "came in"
    OUT = "out", "went out"


class Proof(models.TextChoices):
    """What is known of the sender. Only a verdict of a trusted server proves one (RFC 8601)."""

    OWN = "own", "sent by the owner of the source"
    PROVEN = "proven", "proven"
    UNPROVEN = "unproven", "not proven"
    DOUBTFUL = "doubtful", "the sender line is forged or broken"


class Address(models.Model):
    """An address seen anywhere, once."""

    value = models.CharField(max_length=320, unique=True)
    domain = models.CharField(max_length=255)

    class Meta:
        indexes = [models.Index(fields=["domain"], name="address_domain")]


class Thread(models.Model):
    """Entries that answer each other, within one client, or within what a source holds unfiled."""

    client = models.ForeignKey(Client, models.CASCADE, null=True)
    connection = models.ForeignKey(Connection, models.CASCADE, null=True)
    subject = models.CharField(max_length=500, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_in_at = models.DateTimeField(null=True)
    last_out_at = models.DateTimeField(null=True)
    is_waiting = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["last_in_at", "client"], condition=Q(is_waiting=True), name="thread_waiting_since"
            )
        ]


class ThreadKey(models.Model):
    """A Message-ID or subject, hashed together with its scope, and the thread it leads to."""

    key = models.BigIntegerField(primary_key=True)
    thread_id = models.BigIntegerField(db_index=True)


class Interaction(models.Model):
    """One thing said or done. Its id never changes, also when everything derived is built anew."""

    source_key = models.BinaryField(max_length=16, unique=True)
    kind = models.CharField(max_length=10)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    nature = models.CharField(max_length=12)
    proof = models.CharField(max_length=8, choices=Proof.choices)
    # Servers that let the sender's domain pass (authserv-id, parted by spaces), trusted or not.
    vouched_by = models.CharField(max_length=255, blank=True, default="")
    happened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    subject = models.CharField(max_length=500, blank=True, default="")
    preview = models.CharField(max_length=200, blank=True, default="")
    message_hash = models.BigIntegerField()
    sender = models.ForeignKey(Address, models.PROTECT, null=True, related_name="+", db_index=False)
    # The first address on the other side: who it is with, whichever way it went.
    counterpart = models.ForeignKey(Address, models.PROTECT, null=True, related_name="+", db_index=False)
    sender_name = models.CharField(max_length=200, blank=True, default="")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="interactions", db_index=False)
    has_html = models.BooleanField(default=False)
    attachment_count = models.PositiveSmallIntegerField(default=0)
    is_unfiled = models.BooleanField(default=True)
    private_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="private_interactions",
        db_index=False,
    )
    thread = models.ForeignKey(Thread, models.SET_NULL, null=True)

    class Meta:
        indexes = [
            models.Index(F("happened_at").desc(), F("id").desc(), name="interaction_newest"),
            models.Index(
                fields=["connection", "counterpart", "happened_at"],
                condition=Q(is_unfiled=True),
                name="interaction_unfiled",
            ),
            models.Index(
                fields=["connection", "happened_at"], condition=Q(is_unfiled=True), name="interaction_to_file"
            ),
            models.Index(
                fields=["private_to", "happened_at"],
                condition=Q(private_to__isnull=False),
                name="interaction_private",
            ),
        ]


class Revision(models.Model):
    """The ledger: which original an entry was made from. Evidence: never built anew."""

    original = models.OneToOneField(Original, models.CASCADE, related_name="revision")
    # Plain number: the ledger outlives the derived entry, which is built from it again.
    interaction_id = models.BigIntegerField(db_index=True)
    # As it was when it came: a better parser may read another key, and decisions are kept under this one.
    source_key = models.BinaryField(max_length=16)


class KeptUnparsed(models.Model):
    """An original that could not be read, with the reason in words. Shown, never dropped."""

    original = models.OneToOneField(Original, models.CASCADE, related_name="kept_unparsed", null=True)
    connection = models.ForeignKey(Connection, models.CASCADE)
    place = models.CharField(max_length=1000)
    reason = models.CharField(max_length=500)
    # Which parser could not read it, so that a newer one tries again.
    read_with = models.CharField(max_length=16, blank=True, default="")
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            # With an original the original is what is kept once: two files of one name may hold two of them.
            models.UniqueConstraint(
                fields=["connection", "place"], condition=Q(original__isnull=True), name="kept_unparsed_once"
            )
        ]


class Body(models.Model):
    """The text of an entry, compressed; `folds` as `start,end,kind` joined by semicolons; `links` behind its words.

    `references`: 8 bytes for each Message-ID it refers to, so that it can be threaded again when it is
    filed elsewhere, without reading the original.
    """

    interaction = models.OneToOneField(Interaction, models.CASCADE, primary_key=True)
    text = models.BinaryField()
    references = models.BinaryField(default=b"")
    folds = models.TextField(blank=True, default="")
    # None for nearly all. Without a default, so that a column more is added without a copy of the whole table.
    links = models.TextField(null=True)


class Party(models.Model):
    """Somebody named in an entry, in one role."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="parties")
    address = models.ForeignKey(Address, models.PROTECT, related_name="+")
    role = models.CharField(max_length=8)
    name = models.CharField(max_length=200, blank=True, default="")


class Attachment(models.Model):
    """A file carried by an entry. `key` is unguessable and stays the same when built anew."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="attachments")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size_bytes = models.BigIntegerField()
    content_id = models.CharField(max_length=255, blank=True, default="")
    is_inline = models.BooleanField(default=False)


class FileText(models.Model):
    """The words in a file, compressed, once somebody looked. `trouble`: why it, or the rest of it, was not read."""

    attachment = models.OneToOneField(Attachment, models.CASCADE, primary_key=True, related_name="words")
    text = models.BinaryField()
    trouble = models.CharField(max_length=100, blank=True, default="")


class Filing(models.Model):
    """Why an entry belongs to a client. One per client; carries what that client's timeline sorts by."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="filings", db_index=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="filings", db_index=False)
    happened_at = models.DateTimeField()
    thread = models.ForeignKey(Thread, models.SET_NULL, null=True)
    reason = models.CharField(max_length=12)
    evidence = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interaction", "client"], name="filing_once")]
        indexes = [
            models.Index(
                F("client"), F("happened_at").desc(), F("interaction").desc(), name="filing_timeline"
            ),
        ]


class Verdict(models.TextChoices):
    FILE = "file", "belongs to this client"
    UNFILE = "unfile", "does not belong to this client"
    PERSONAL = "personal", "personal"
    SHARED = "shared", "personal no longer"


class Decision(models.Model):
    """What a member decided about one entry. Append-only; the newest for an entry and client holds."""

    source_key = models.BinaryField(max_length=16, db_index=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    client = models.ForeignKey(Client, models.CASCADE, null=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # What makes a note private names a client as well: whom it is about.
        indexes = [models.Index(fields=["client", "verdict", "member"], name="decision_private_note")]


class ClientSummary(models.Model):
    """How much was said with a client, and when last. Kept with every batch that arrives."""

    client = models.OneToOneField(Client, models.CASCADE, primary_key=True, related_name="summary")
    interactions = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)


class Change(models.Model):
    """What changed, for whoever follows: the ids of a batch of entries."""

    kind = models.CharField(max_length=10)
    interactions = models.JSONField()
    changed_at = models.DateTimeField(auto_now_add=True)


class Position(models.Model):
    """How far a follower of changes has come."""

    follower = models.CharField(max_length=40, primary_key=True)
    change_id = models.BigIntegerField(default=0)
