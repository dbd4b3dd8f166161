"""An answer in; a sentence out where it would go to somebody else than the one who seems to have written."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from alongside.clients.models import Handle
from alongside.outbox.recipients import read_recipients
from alongside.outbox.shapes import DraftView
from alongside.timeline.queries.shapes import Entry, PartyFacts


class Caution(Struct, frozen=True):
    words: str
    is_grave: bool


def caution(draft: DraftView, entry: Entry) -> Caution | None:
    """While the letter still goes there."""
    if draft.kind not in ("answer", "answer_all") or entry.line.direction == "out":
        return None
    if entry.line.proof == "doubtful":
        return Caution(
            "The sender line of this letter is forged or broken. Look twice at whom the answer goes to.", True
        )
    writers = _addresses(entry.parties, "from")
    elsewhere = [one for one in _addresses(entry.parties, "reply_to") if _is_elsewhere(one, writers)]
    goes_to = {one.person.address.lower() for one in read_recipients(draft.to) if one.person is not None}
    wanted = [one for one in elsewhere if one in goes_to and not _is_theirs(one, draft)]
    if not wanted or not writers:
        return None
    words = f"The answer goes to {wanted[0]}, as the letter asks, and not to {writers[0]}, who is named as its writer."
    if entry.line.proof != "unproven":
        return Caution(words, False)
    return Caution(f"{words} Nothing proves that it came from there: look twice before you answer.", True)


def _addresses(parties: Sequence[PartyFacts], role: str) -> list[str]:
    return [party.address.lower() for party in parties if party.role == role and party.address]


def _is_elsewhere(address: str, writers: Sequence[str]) -> bool:
    return address.rpartition("@")[2] not in {one.rpartition("@")[2] for one in writers}


def _is_theirs(address: str, draft: DraftView) -> bool:
    """Somebody who is known at the client that it is written for."""
    if draft.client is None:
        return False
    return Handle.objects.filter(kind="email", value=address, person__client_id=draft.client.id).exists()
