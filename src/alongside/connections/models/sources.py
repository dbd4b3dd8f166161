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
