"""What a member forwards or copies to her filing address: who first wrote it, and the letters attached to it.

A message for the address is marked by a party of role "filing", and by one of role "fwd_from" for whoever wrote first:
so that it is placed again as it was placed first, whatever the practice has learned meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from alongside.channels.email.forwarded import forwarded_in
from alongside.channels.email.parse import attached_messages
from alongside.intake.rules import (
    FilingFacts,
    SourceFacts,
    facts_of,
    is_for_filing,
    is_from_her,
)
from alongside.lib.limited import LimitedPool, Refused
from alongside.message import ParsedMessage, Party, RawMessage

CPU_SECONDS, MEMORY_BYTES = 2, 256 << 20

logger = logging.getLogger(__name__)


def marked(message: ParsedMessage, *, places: Sequence[str], source: SourceFacts) -> ParsedMessage:
    """The same message, with what makes it one for the filing address where it is one."""
    filing = source.filing
    if filing is None or not _is_for(filing, message, places):
        return message
    where = filing.address or filing.folder
    added = [Party("filing", where[:320].lower(), ""), *message.attached_from]
    # With the letter itself attached, that letter is the one of its writer.
    if not message.attached_from and (first := forwarded_in(message.text)):
        added.append(Party("fwd_from", first.address[:320], first.name[:200]))
    return replace(message, parties=(*message.parties, *added))


def _is_for(filing: FilingFacts, message: ParsedMessage, places: Sequence[str]) -> bool:
    # A letter taken out of a forward stands under the forward's place, and is nobody's forward itself.
    own = [place for place in places if ATTACHED not in place]
    if filing.folder and any(place.startswith(f"{filing.folder};UIDVALIDITY=") for place in own):
        return True
    named = {party.address for party in message.parties if party.role in ("to", "cc", "bcc")}
    return bool(own and filing.address) and filing.address in named | set(message.delivered_to)


def attached_letters(
    letters: Sequence[tuple[RawMessage, object]], source: SourceFacts
) -> Iterator[RawMessage]:
    """The letters attached to what she sent to her filing address, each with a place of its own."""
    for raw, outcome in letters:
        if not isinstance(outcome, ParsedMessage) or not outcome.attached_from or source.filing is None:
            continue
        facts = facts_of(marked(outcome, places=[raw.place], source=source))
        if is_for_filing(facts) and is_from_her(facts, source.filing, source):
            yield from _taken_out(raw)


def _taken_out(raw: RawMessage) -> Iterator[RawMessage]:
    """Within limits, as all that opens a stranger's bytes."""
    with LimitedPool(
        attached_messages, workers=1, cpu_seconds=CPU_SECONDS, memory_bytes=MEMORY_BYTES
    ) as pool:
        for (found,) in pool.map([[raw.raw]]):
            if isinstance(found, Refused):
                logger.warning("Attached letters could not be taken out: %s", found.reason)
                continue
            for number, content in found:
                yield RawMessage(f"{raw.place}{ATTACHED}{number}", content)


ATTACHED = ";ATTACHED="
