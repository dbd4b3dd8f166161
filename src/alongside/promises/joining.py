"""Clients that were joined or parted in; what was written down by hand for them stands where it belongs by now."""

from __future__ import annotations

from alongside.intake.joining import joins_besides
from alongside.outbox.sight import with_joined
from alongside.promises.models import Verdict
from alongside.promises.settling import settle


@joins_besides
def move_what_is_of_no_letter(clients: frozenset[int]) -> None:
    """What comes from a letter goes with it."""
    own = {one for client in clients for one in with_joined(client)}
    by_hand = Verdict.objects.filter(client_id__in=own, source_key=None)
    settle(set(by_hand.values_list("key", flat=True)))
