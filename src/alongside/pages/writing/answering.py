"""A conversation or client in; what its page offers for writing, and what has been begun or is on its way, out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from alongside.accounts.models import Member
from alongside.clients.queries import ClientFacts
from alongside.outbox.queries import drafts_for, letters_for, letters_to_look_at_for
from alongside.outbox.shapes import DraftLine
from alongside.pages.writing.letters import ShownLetter, on_their_way, shown_letter
from alongside.pages.writing.ready import can_write, mailto
from alongside.timeline.queries.shapes import ThreadView

# Of those sent last, some may not stand in the timeline yet.
JUST_SENT = 5


@dataclass(frozen=True, slots=True)
class Answering:
    """`newest`: the entry that an answer goes to; `has_others`: whether an answer to all reaches more people.

    `mailto` opens her own mail program, where no mailbox of hers can send from here.
    """

    newest: int
    can_write: bool
    has_others: bool
    mailto: str
    drafts: tuple[DraftLine, ...]
    letters: tuple[ShownLetter, ...]


def answering(member: Member, thread: ThreadView, *, has_others: bool, now: datetime) -> Answering:
    entries = {entry.line.id for entry in thread.entries}
    newest = thread.entries[-1].line
    came_in = [entry.line for entry in thread.entries if entry.line.direction == "in"]
    drafts = drafts_for(member, client_id=thread.client_id)
    return Answering(
        newest=newest.id,
        can_write=can_write(member, thread.client_id),
        has_others=has_others,
        mailto=mailto(came_in[-1].address, came_in[-1].subject) if came_in else "",
        drafts=tuple(draft for draft in drafts if draft.answers in entries),
        letters=about(member, entries, thread.client_id, now=now),
    )


def about(
    member: Member, entries: Collection[int], client_id: int | None, *, now: datetime
) -> tuple[ShownLetter, ...]:
    """Answers to these entries that did not go, are on their way, or went and have not come back yet."""
    stuck = [shown_letter(member, line, now=now) for line in letters_to_look_at_for(member)]
    going = on_their_way(member, now=now, client_id=client_id)
    sent = letters_for(member, client_id=client_id, states=("sent",), limit=JUST_SENT)
    missing = [shown_letter(member, line, now=now) for line in sent if line.interaction_id is None]
    return tuple(one for one in [*stuck, *going, *missing] if one.line.answers in entries)


@dataclass(frozen=True, slots=True)
class WritingTo:
    """What a client's page offers for writing to them."""

    can_write: bool
    mailto: str
    drafts: tuple[DraftLine, ...]
    letters: tuple[ShownLetter, ...]


def writing_to(member: Member, facts: ClientFacts, *, now: datetime) -> WritingTo:
    addresses = [address for person in facts.people for address in person.addresses if "@" in address]
    stuck = [one for one in letters_to_look_at_for(member) if one.client and one.client.id == facts.id]
    return WritingTo(
        can_write=can_write(member, facts.id),
        mailto=mailto(addresses[0]) if addresses else "",
        drafts=tuple(drafts_for(member, client_id=facts.id)),
        letters=(
            *(shown_letter(member, line, now=now) for line in stuck),
            *on_their_way(member, now=now, client_id=facts.id),
        ),
    )
