"""Who listens to which mailbox: a lease that one process holds and renews, and that a killed one loses."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from alongside.channels.imap.trouble import TROUBLES
from alongside.connections.agreed import readable
from alongside.connections.models import Mailbox

# Whoever is killed is followed by another within this time and one beat.
LEASE = timedelta(seconds=20)
BEAT_SECONDS = 5.0
_STOPPED = [kind for kind, trouble in TROUBLES.items() if trouble.stops]


class LeaseLost(Exception):
    """Another process listens to this mailbox now."""


def new_token() -> str:
    return secrets.token_hex(16)


def take(token: str, *, most: int) -> list[int]:
    """Mailboxes nobody listens to and that may be tried; each is given to one process, whoever asks."""
    now = timezone.now()
    free = Q(lease="") | Q(lease_ends_at__isnull=True) | Q(lease_ends_at__lt=now)
    waiting = Mailbox.objects.filter(free, readable()).exclude(trouble__in=_STOPPED).order_by("pk")
    taken = []
    for number in waiting.values_list("pk", flat=True)[:most]:
        # One statement, so that of two who ask at once the database lets one win.
        won = Mailbox.objects.filter(free, pk=number).update(lease=token, lease_ends_at=now + LEASE)
        if won:
            taken.append(number)
    return taken


def keep(token: str) -> set[int]:
    """Renew all that this process holds; returns those it still has, without those that are stopped."""
    Mailbox.objects.filter(lease=token).update(lease_ends_at=timezone.now() + LEASE)
    return set(Mailbox.objects.filter(lease=token).exclude(trouble__in=_STOPPED).values_list("pk", flat=True))


def check(mailbox_id: int, token: str) -> None:
    """Inside the transaction of a batch: renews the lease, or raises LeaseLost."""
    held = Mailbox.objects.filter(pk=mailbox_id, lease=token)
    if not held.update(lease_ends_at=timezone.now() + LEASE):
        raise LeaseLost


def release(token: str, mailbox_ids: Collection[int] | None = None) -> None:
    held = Mailbox.objects.filter(lease=token)
    if mailbox_ids is not None:
        held = held.filter(pk__in=mailbox_ids)
    held.update(lease="", lease_ends_at=None)


@contextmanager
def held(mailbox_id: int) -> Iterator[str | None]:
    """The token of a lease on this one mailbox, stopped or not; None while another process holds it."""
    token, now = new_token(), timezone.now()
    free = Q(lease="") | Q(lease_ends_at__isnull=True) | Q(lease_ends_at__lt=now)
    won = Mailbox.objects.filter(free, pk=mailbox_id).update(lease=token, lease_ends_at=now + LEASE)
    try:
        yield token if won else None
    finally:
        if won:
            release(token)
