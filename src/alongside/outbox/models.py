"""What is written here: drafts as they are typed, letters on their way out, and what helps to write them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from alongside.agreements.models import Away
from alongside.clients.models import Client
from alongside.connections.models import Connection
from alongside.originals.models import Original


class DraftKind(models.TextChoices):
    NEW = "new", "new"
    ANSWER = "answer", "answer"
    ANSWER_ALL = "answer_all", "answer to all"
    FORWARD = "forward", "forward"


class Draft(models.Model):
    """A mail that is being written. Recipients stand as they were typed; `revision` grows with every change.

    Seen by the members of its client; one about nobody by its author alone. `signature` is what was put under
    the text, so that another way out can exchange it.
    """

    client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=10, choices=DraftKind.choices, default=DraftKind.NEW)
    # Plain number: entries are built anew, and keep their number.
    answers = models.BigIntegerField(null=True)
    in_reply_to = models.CharField(max_length=998, blank=True, default="")
    references = models.JSONField(default=list)
    connection = models.ForeignKey(Connection, models.SET_NULL, null=True, related_name="+")
    from_address = models.CharField(max_length=320, blank=True, default="")
    to = models.TextField(blank=True, default="")
    cc = models.TextField(blank=True, default="")
    bcc = models.TextField(blank=True, default="")
    subject = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    # Empty when it is plain text.
    html = models.TextField(blank=True, default="")
    signature = models.TextField(blank=True, default="")
    # What it was begun for; while it is open, that is not begun again.
    occasion = models.CharField(max_length=100, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True)
    # Set while a letter of it waits or was sent; a letter that is withdrawn gives it back.
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["client", "changed_at"],
                condition=Q(sent_at=None, discarded_at=None),
                name="draft_open",
            ),
            models.Index(fields=["author", "occasion"], condition=~Q(occasion=""), name="draft_occasion"),
        ]


class DraftChange(models.Model):
    """One accepted change of a draft, in the order they were typed: the journal that nothing is lost from.

    `changes`: by field what stood at a place and what stands there now, as [start, removed, inserted].
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="changes", db_index=False)
    revision = models.PositiveIntegerField()
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    changes = models.JSONField()
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "revision"], name="draft_change_once")]


class DraftFile(models.Model):
    """A file that goes along with a draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size_bytes = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    content = models.BinaryField()
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)


class LetterState(models.TextChoices):
    WAITING = "waiting", "waiting"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    PARTLY_REFUSED = "partly_refused", "refused for some"
    REFUSED = "refused", "refused"
    MAYBE_SENT = "maybe_sent", "maybe sent"
    WITHDRAWN = "withdrawn", "withdrawn"
    FAILED = "failed", "not sent"


class CopyState(models.TextChoices):
    """Of the copy in the mailbox's own folder of what was sent."""

    NONE = "", "not yet"
    DUE = "due", "to be put there"
    DONE = "done", "there"
    BY_PROVIDER = "by_provider", "the provider puts it there"
    UNWANTED = "unwanted", "not wanted"
    FAILED = "failed", "could not be put there"


class Letter(models.Model):
    """A mail that was sent, or is to be. Its bytes are made once, when it is sent off, and never again.

    `raw` is let go of when the same bytes have come in as `original`. `due_at`: when somebody takes it next;
    None when nobody does by himself. `lease` names the taking under which it is being sent.
    """

    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="letters")
    client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="letters")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="letters")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="letters")
    answers = models.BigIntegerField(null=True)
    message_id = models.CharField(max_length=255, unique=True)
    subject = models.CharField(max_length=500, blank=True, default="")
    preview = models.CharField(max_length=200, blank=True, default="")
    # Whom the server is told it comes from.
    envelope_from = models.CharField(max_length=320)
    raw = models.BinaryField(default=b"")
    sha256 = models.BinaryField(max_length=32)
    size_bytes = models.BigIntegerField()
    original = models.ForeignKey(Original, models.CASCADE, null=True, related_name="+")
    # From its author to its author: what comes in of it is seen by nobody else.
    is_to_herself = models.BooleanField(default=False)
    state = models.CharField(max_length=15, choices=LetterState.choices, default=LetterState.WAITING)
    send_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    # What is in the way, as `channels.smtp.trouble` names it, and the server's own words: foreign text.
    trouble = models.CharField(max_length=30, blank=True, default="")
    said = models.CharField(max_length=300, blank=True, default="")
    copy = models.CharField(max_length=12, choices=CopyState.choices, blank=True, default=CopyState.NONE)
    copy_attempts = models.PositiveSmallIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True, default="")
    lease_ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft"], condition=~Q(state="withdrawn"), name="letter_of_draft_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="letter_due"),
            models.Index(fields=["client", "-send_at"], name="letter_of_client"),
        ]


class RecipientState(models.TextChoices):
    WAITING = "waiting", "waiting"
    # Refused for now; the server is asked again.
    LATER = "later", "refused for now"
    ACCEPTED = "accepted", "accepted"
    REFUSED = "refused", "refused"
    MAYBE = "maybe", "maybe sent"
    WITHDRAWN = "withdrawn", "withdrawn"


class Recipient(models.Model):
    """Somebody a letter goes to, and what the server said about them.

    `asked_again`: how often a member asked to send it to them again although they may have it.
    """

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="recipients")
    role = models.CharField(max_length=3)
    address = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=RecipientState.choices, default=RecipientState.WAITING)
    code = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=300, blank=True, default="")
    asked_again = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "address"], name="recipient_once")]


class Attempt(models.Model):
    """One time that a letter was handed to a server. Written before its content goes out.

    `recipients`: the numbers of those the server had accepted by then. `data_at` without `outcome`: nobody
    lived to tell, so it may have been sent.
    """

    class Outcome(models.TextChoices):
        UNKNOWN = "", "unknown"
        ACCEPTED = "accepted", "accepted"
        REFUSED = "refused", "refused"
        CUT = "cut", "cut before an answer"
        NOT_BEGUN = "not_begun", "ended before its content"

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="tries")
    lease = models.CharField(max_length=32)
    begun_at = models.DateTimeField(auto_now_add=True)
    data_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default=Outcome.UNKNOWN)
    recipients = models.JSONField(default=list)


class FromAddress(models.Model):
    """A sender line that may be used through a connection, for one client or for all.

    `is_on_behalf`: the mailbox's own address stands beside it as Sender.
    """

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="from_addresses")
    client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="+")
    address = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True, default="")
    is_on_behalf = models.BooleanField(default=False)
    # The one a letter to this client goes out with when nobody chooses.
    is_usual = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "client", "address"], name="from_address_once"),
            # Rows without a client are never equal to one another in SQL.
            models.UniqueConstraint(
                fields=["connection", "address"],
                condition=Q(client=None),
                name="from_address_for_all_once",
            ),
        ]


class Signature(models.Model):
    """What a member puts under letters: for a client, for a mailbox, or for all. The closest one is used."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="signatures")
    client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="+")
    connection = models.ForeignKey(Connection, models.CASCADE, null=True, related_name="+")
    # Both numbers in one word, since rows without them are never equal to one another in SQL.
    scope = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "scope"], name="signature_once")]


class Snippet(models.Model):
    """A text that is written often, with places such as {first_name} to be filled in."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="snippets")
    name = models.CharField(max_length=100)
    text = models.TextField()
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="snippet_once")]


class AwayNotice(models.Model):
    """That a client is told of an absence, by which draft. Whether it was sent stands with the draft's letter."""

    away = models.ForeignKey(Away, models.CASCADE, related_name="notices", db_index=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["away", "client"], name="away_notice_once")]
