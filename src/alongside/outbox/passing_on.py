"""Letters of ours in one conversation in; those that went to somebody outside of it, and answer nobody there, out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from alongside.clients.rules import is_public_provider
from alongside.outbox.wording import is_forward
from alongside.timeline.models import Party

_TOLD = ("to", "cc", "bcc")


def passed_on(ours: Mapping[int, str], *, theirs: Collection[str]) -> set[int]:
    """`ours`: subjects by entry; `theirs`: addresses that the other side wrote from.

    Whoever of them is among the recipients, or somebody of the same company, was told something.
    """
    maybe = {number for number, subject in ours.items() if is_forward(subject)}
    if not maybe or not theirs:
        return set()
    known = {_company_of(address) for address in theirs}
    told = Party.objects.filter(interaction_id__in=maybe, role__in=_TOLD)
    rows = told.values_list("interaction_id", "address__value")
    return maybe - {number for number, address in rows if _company_of(address) in known}


def _company_of(address: str) -> str:
    """What many have in common who write for the same company; of a public provider the address alone."""
    domain = address.rpartition("@")[2]
    return address if not domain or is_public_provider(domain) else domain
