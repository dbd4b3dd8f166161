"""What a member decided about single entries, laid over what the rules say: never computed away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from alongside.timeline.database import in_chunks
from alongside.timeline.entry import Filed, Placement
from alongside.timeline.models import Decision, Verdict


class Decided(Struct, frozen=True):
    verdict: str
    client_id: int | None
    member_id: int | None
    by: str


def decisions_for(source_keys: Iterable[bytes]) -> dict[bytes, list[Decided]]:
    """Decisions by source key, oldest first."""
    found: dict[bytes, list[Decided]] = {}
    if not Decision.objects.exists():
        return found
    fields = ("source_key", "verdict", "client_id", "member_id", "member__name", "member__email")
    for chunk in in_chunks(source_keys):
        rows = Decision.objects.filter(source_key__in=chunk).order_by("id").values_list(*fields)
        for key, verdict, client_id, member_id, name, email in rows:
            decided = Decided(verdict, client_id, member_id, name or email or "")
            found.setdefault(bytes(key), []).append(decided)
    return found


def apply(
    placement: Placement, decided: Sequence[Decided], *, homes: Mapping[int, int], is_by_hand: bool = False
) -> Placement:
    """Lay decisions over a placement, in the order they were made: the newest holds.

    `is_by_hand`: it was written down for the client that the first decision names.

    Only then clients that were joined become one, so that "not theirs" takes nothing from the other of the two.
    """
    if not decided and not homes:
        return placement
    filings = {filed.client_id: filed for filed in placement.filings}
    private_to = placement.private_to
    for number, decision in enumerate(decided):
        match decision.verdict:
            case Verdict.FILE if decision.client_id is not None:
                reason = "hand" if is_by_hand and number == 0 else "member"
                filings[decision.client_id] = Filed(decision.client_id, reason, decision.by)
                private_to = None
            case Verdict.UNFILE if decision.client_id is not None:
                filings.pop(decision.client_id, None)
            case Verdict.PERSONAL:
                private_to = decision.member_id
            case Verdict.SHARED:
                private_to = None
    # Personal mail stands in nobody's timeline but the member's own.
    kept = () if private_to is not None else _at_home(filings, homes)
    return replace(placement, filings=kept, private_to=private_to)


def _at_home(filings: Mapping[int, Filed], homes: Mapping[int, int]) -> tuple[Filed, ...]:
    """Each filing under the client it is part of now; the client's own reason before one that came by a join."""
    found: dict[int, Filed] = {}
    for client in sorted(filings, key=lambda client: (client in homes, client)):
        home = homes.get(client, client)
        found.setdefault(home, replace(filings[client], client_id=home))
    return tuple(found[home] for home in sorted(found))
