"""Letters of ours in one conversation in; those that went to somebody outside of it, and answer nobody there, out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from alongside.clients.rules import is_public_provider
from alongside.outbox.wording import is_forward
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Party

_TOLD = ("to", "cc", "bcc")


def passed_on(ours: Mapping[int, str], *, theirs: Collection[str]) -> set[int]:
    """`ours`: subjects by entry; `theirs`: addresses that the other side wrote from."""
    maybe = [number for number, subject in ours.items() if is_forward(subject)]
    told = told_by(maybe) if theirs else {}
    return {number for number in maybe if tells_nobody(told.get(number, ()), theirs=theirs)}


def told_by(entries: Collection[int]) -> dict[int, set[str]]:
    """By entry to which companies it went, and to which addresses that are of none."""
    found: dict[int, set[str]] = {}
    for chunk in in_chunks(sorted(entries)):
        told = Party.objects.filter(interaction_id__in=chunk, role__in=_TOLD)
        for number, address in told.values_list("interaction_id", "address__value"):
            found.setdefault(number, set()).add(_company_of(address))
    return found


def tells_nobody(told: Collection[str], *, theirs: Collection[str]) -> bool:
    """Whoever of them is among the recipients, or somebody of the same company, was told something."""
    return bool(theirs) and {_company_of(address) for address in theirs}.isdisjoint(told)


def _company_of(address: str) -> str:
    """What many have in common who write for the same company; of a public provider the address alone."""
    domain = address.rpartition("@")[2]
    return address if not domain or is_public_provider(domain) else domain
