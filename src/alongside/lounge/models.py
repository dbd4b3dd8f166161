"""A lounge, who belongs to it, and what was said there until it is gone. Nothing of a client is ever in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from alongside.lounge.rules import LONGEST_NAME, USUALLY_KEPT
from alongside.rooms.models import Guest, Room


class Lounge(models.Model):
    """An always-open room for colleagues and peers. Closed, it goes with all that is in it."""

    name = models.CharField(max_length=LONGEST_NAME)
    keeps_days = models.PositiveSmallIntegerField(default=USUALLY_KEPT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    # Where those speak who want to; goes with all that was in it soon after the last one has left.
    talk = models.ForeignKey(Room, models.SET_NULL, null=True, related_name="+")


class Insider(models.Model):
    """Somebody who works here and is in a lounge. `seen` is the number of the last remark she had before her."""

    lounge = models.ForeignKey(Lounge, models.CASCADE, related_name="insiders")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen = models.BigIntegerField(default=0)
    shows_dot = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lounge", "member"], name="insider_once")]


class Invitation(models.Model):
    """A link for one peer's browser. Its address carries 256 random bits; only their SHA-256 is kept. Used, it becomes
    a `Peer`; taken back, it is gone."""

    lounge = models.ForeignKey(Lounge, models.CASCADE, related_name="invitations")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class Peer(models.Model):
    """Somebody from outside, known by the cookie of one browser, of which only a hash is kept. Outside the door until
    `let_in_at`; put out, the row is gone, and the cookie opens nothing."""

    lounge = models.ForeignKey(Lounge, models.CASCADE, related_name="peers")
    name = models.CharField(max_length=LONGEST_NAME)
    secret_hash = models.BinaryField(max_length=32)
    # The link that was exchanged for it: in the same browser it leads in again, in another it is spent.
    link_hash = models.BinaryField(max_length=32, unique=True)
    asked_at = models.DateTimeField()
    let_in_at = models.DateTimeField(null=True)
    # Their place in the room where one speaks.
    at_talk = models.ForeignKey(Guest, models.SET_NULL, null=True, related_name="+")
    let_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["secret_hash", "lounge"], name="peer_once")]


class Remark(models.Model):
    """What somebody said. Deleted when its time has come, not hidden."""

    lounge = models.ForeignKey(Lounge, models.CASCADE, related_name="remarks", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    peer = models.ForeignKey(Peer, models.SET_NULL, null=True, related_name="+")
    # As they were called then: words outlive whoever was put out, until their own time has come.
    name = models.CharField(max_length=LONGEST_NAME)
    said_at = models.DateTimeField(db_index=True)
    text = models.TextField()
    # Made by the page: a form that is sent twice says its words once.
    once = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lounge", "once"], name="said_once")]
        indexes = [models.Index(fields=["lounge", "id"], name="remark_order")]
