"""Where messages come from: a connected source, whose it is, and where in it each original was seen."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from alongside.clients.models import Client
from alongside.originals.models import Original

# What a member writes down herself: one such source each.
BY_HAND = "hand"
# What is written on pages shared with a client: one such source each.
ON_A_PAGE = "page"
# What anybody writes below a post of the journal: one such source for each author.
JOURNAL = "journal"
# Originals of these are small JSON that was made here, and no mail.
WRITTEN_HERE = (BY_HAND, ON_A_PAGE, JOURNAL)


class Connection(models.Model):
    """A source of messages. It belongs to a member, or to a client; that decides filing and direction."""

    kind = models.CharField(max_length=20, default="files")
    label = models.CharField(max_length=300)
    owner_member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    owner_client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True)
    trusted_servers = models.JSONField(default=list)
    is_owner_confirmed = models.BooleanField(default=False)
    # The source that this one was made for: what erases that one erases this one with it.
    made_for = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="made_beside")
    added_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # Of the work that reads it, while there is some.
    job_id = models.UUIDField(null=True, blank=True)
    # What became of all that came from here, as it was counted last; None before the first time.
    figures = models.JSONField(null=True)
    is_recount_due = models.BooleanField(default=True)

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
    # A member has changed what is wanted, or asks for a look now.
    is_asked = models.BooleanField(default=False)
    lease = models.CharField(max_length=32, blank=True, default="")
    lease_ends_at = models.DateTimeField(null=True)
    # Whether its server may stand in this machine's own network: so an owner said.
    may_be_inside = models.BooleanField(default=True)


class SignIn(models.Model):
    """A mailbox that is signed in to at its provider (OAuth 2.0): its sealed secret is then the refresh token.

    Whoever holds the lease asks for the next access token; the others wait for it.
    """

    mailbox = models.OneToOneField(Mailbox, models.CASCADE, primary_key=True, related_name="sign_in")
    provider = models.CharField(max_length=20)
    sealed_access = models.BinaryField(null=True)
    access_ends_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True, default="")
    lease_ends_at = models.DateTimeField(null=True)


class SignInClient(models.Model):
    """As whom Alongside signs in at a provider: an own registration there, made by an owner."""

    provider = models.CharField(max_length=20, primary_key=True)
    client_id = models.CharField(max_length=200)
    sealed_secret = models.BinaryField(null=True)


class TurnServer(models.Model):
    """The practice's own relay for calls (coturn): one row. Browsers get credentials of an hour, never its secret."""

    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=3478)
    # 0: it speaks no TLS.
    tls_port = models.PositiveIntegerField(default=0)
    sealed_secret = models.BinaryField()


class ModelServer(models.Model):
    """The language model that an owner chose to read suggestions once more: one row, or none. Off until she says so."""

    base_url = models.CharField(max_length=500)
    model = models.CharField(max_length=200)
    sealed_secret = models.BinaryField(null=True)
    is_on = models.BooleanField(default=False)
    # What was in the way last ("" for nothing), how often in a row, and until when it is left alone.
    trouble = models.CharField(max_length=10, blank=True, default="")
    failures = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    is_being_tried = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_within_seconds = models.FloatField(null=True)


class Attempt(models.Model):
    """A mailbox on its way to being connected: what was found, what she says, how trying it goes.

    `mailbox` is set once it is connected, or from the first on when a connected one is tried anew. The password is
    kept, sealed, only as long as something is still to be done with it.
    """

    class State(models.TextChoices):
        FINDING = "finding"
        ASKING = "asking"
        TRYING = "trying"
        DONE = "done"

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    client = models.ForeignKey(Client, models.CASCADE, null=True)
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, null=True)
    address = models.CharField(max_length=320)
    state = models.CharField(max_length=10, choices=State.choices)
    # What is being done this moment, in words.
    doing = models.CharField(max_length=300, blank=True, default="")
    begun_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)
    # How the settings were found: "" when nobody looked, or nothing was.
    via = models.CharField(max_length=10, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")
    provider = models.CharField(max_length=30, blank=True, default="")
    # Each a server: host, port, security, user, certificate. Empty where there is none.
    reading = models.JSONField(default=dict)
    sending = models.JSONField(default=dict)
    sealed_secret = models.BinaryField(null=True)
    trouble = models.CharField(max_length=30, blank=True, default="")
    trouble_said = models.CharField(max_length=300, blank=True, default="")
    # Which of the two servers the trouble is with, and the certificate that it shows.
    trouble_with = models.CharField(max_length=10, blank=True, default="")
    shown = models.JSONField(default=dict)
    # Of a sign-in at the provider; once it is done, the sealed secret is the refresh token.
    sign_in_at = models.CharField(max_length=20, blank=True, default="")
    nonce = models.CharField(max_length=64, blank=True, default="", db_index=True)
    sealed_verifier = models.BinaryField(null=True)
    sealed_code = models.BinaryField(null=True)
    is_signed_in = models.BooleanField(default=False)


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


class Consent(models.Model):
    """Who agreed that a client's mailbox is read here, how and when. Only added to; the newest holds."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="consents")
    agreed_by = models.CharField(max_length=200)
    how = models.CharField(max_length=300)
    agreed_on = models.DateField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    noted_at = models.DateTimeField(auto_now_add=True)


class Limits(models.Model):
    """What of a client's mailbox is wanted. Folders are chosen by `Folder.is_wanted`."""

    class Scope(models.TextChoices):
        HERS = "hers", "only conversations in which I take part"
        ALL = "all", "everything"

    mailbox = models.OneToOneField(Mailbox, models.CASCADE, primary_key=True, related_name="limits")
    scope = models.CharField(max_length=4, choices=Scope.choices, default=Scope.HERS)
    since_on = models.DateField(null=True)
    # Addresses by which she is known in this mailbox, beside those of her own mailboxes.
    own_addresses = models.JSONField(default=list)
    takes_new_folders = models.BooleanField(default=True)


class FilingAddress(models.Model):
    """An address or folder of a member's own mailbox: what she sends there is filed by whom it was from or for.

    `senders`: addresses she sends from, beside those of her own mailboxes. Nobody else's mail is filed by it.
    """

    connection = models.OneToOneField(Connection, models.CASCADE, related_name="filing_address")
    address = models.CharField(max_length=320, blank=True, default="")
    folder = models.CharField(max_length=500, blank=True, default="")
    senders = models.JSONField(default=list)


class MailCheck(models.Model):
    """The ledger of a mailbox set against the server's own list, on a day; kept as it was found."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="checks")
    checked_at = models.DateTimeField()
    is_equal = models.BooleanField()
    found = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["mailbox", "-checked_at"], name="mailcheck_newest")]
