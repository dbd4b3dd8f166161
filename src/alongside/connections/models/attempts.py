"""A mailbox on its way to being connected."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from alongside.clients.models import Client
from alongside.connections.models.mailboxes import Mailbox


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
