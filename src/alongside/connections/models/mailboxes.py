"""A source that is a mailbox on a mail server: how it is reached, what of it is read, where its letters go out."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from alongside.connections.models.sources import Connection


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
