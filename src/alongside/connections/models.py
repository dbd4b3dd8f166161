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
