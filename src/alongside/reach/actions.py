"""Looks at the own address from where a client would, and notes what was found."""

from __future__ import annotations

import secrets
import ssl

from django.conf import settings
from django.utils import timezone

from alongside.lib import reaching
from alongside.reach import queries, rules
from alongside.reach.models import Look
from alongside.reach.queries import Reachability


def note_phone(from_address: str) -> bool:
    """A telephone has opened the address; False where it stands within a network of ours, and proves nothing."""
    if not reaching.is_public(from_address):
        return False
    address, now = str(settings.BASE_URL), timezone.now()
    values = {"looked_at": now, "state": rules.State.UNKNOWN.value}
    Look.objects.get_or_create(address=address, defaults=values)
    Look.objects.filter(address=address).update(phoned_at=now)
    return True


def look(
    *,
    resolve: reaching.Resolve = reaching.addresses_of,
    connect: reaching.Connect = reaching.connect,
    context: ssl.SSLContext | None = None,
) -> Reachability:
    """By name, certificate and a question that only this program can answer; half a minute at most."""
    address = str(settings.BASE_URL)
    if not rules.known_of(address):
        nonce = secrets.token_hex(16)
        found = reaching.look(
            address,
            path=queries.PATH.format(nonce=nonce),
            expected=queries.answer_to(nonce),
            resolve=resolve,
            connect=connect,
            context=context,
        )
        values = {
            "looked_at": timezone.now(),
            "state": found.kind,
            "detail": found.detail[:300],
            "expires_at": found.expires_at,
        }
        Look.objects.update_or_create(address=address, defaults=values)
    return queries.reachability()
