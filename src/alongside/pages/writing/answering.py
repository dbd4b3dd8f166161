"""A conversation or client in; what its page offers for writing, and what has been begun or is on its way, out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import ClientFacts
from alongside.outbox.queries import letters_for
from alongside.outbox.shapes import LetterLine
from alongside.outbox.wording import is_forward
from alongside.pages.writing import quick
from alongside.pages.writing.begun import Begun, begun
from alongside.pages.writing.ready import can_write, mailto
from alongside.pages.writing.shown import ShownLetter, on_their_way, shown_letter, troubled
from alongside.timeline.queries.shapes import ThreadView

# Of those sent last, some may not stand in the timeline yet.
JUST_SENT = 5


class Answering(Struct, frozen=True):
    """`newest`: the entry that an answer goes to; `has_others`: whether an answer to all reaches more people.

    `mailto` opens her own mail program, where no mailbox of hers can send from here.
    """

    newest: int
    can_write: bool
    has_others: bool
    mailto: str
    drafts: tuple[Begun, ...]
    letters: tuple[ShownLetter, ...]


def is_answered(answering: Answering) -> bool:
    """Whether an answer went and has not come back yet: nobody waits there any more."""
    there = [one.line for one in answering.letters if not is_forward(one.line.subject)]
    return any(line.state == "sent" for line in there)


def answering(member: Member, thread: ThreadView, *, has_others: bool, now: datetime) -> Answering:
    entries = {entry.line.id for entry in thread.entries}
    mails = [entry.line for entry in thread.entries if entry.line.kind == "email"]
    came_in = [line for line in mails if line.direction == "in"]
    return Answering(
        newest=mails[-1].id if mails else 0,
        can_write=bool(mails) and can_write(member, thread.client_id),
        has_others=has_others,
        mailto=mailto(came_in[-1].address, came_in[-1].subject) if came_in else "",
        drafts=tuple(one for one in begun(member, client_id=thread.client_id) if one.answers in entries),
        letters=about(member, entries, thread.client_id, now=now),
    )


def about(
    member: Member, entries: Collection[int], client_id: int | None, *, now: datetime
) -> tuple[ShownLetter, ...]:
    """Answers to these entries that did not go, are on their way, or went and have not come back yet."""
    found = [*troubled(member, now=now), *on_their_way(member, now=now, client_id=client_id)]
    if quick.has_just_sent(now):
        sent = letters_for(member, client_id=client_id, states=("sent",), limit=JUST_SENT)
        found += [shown_letter(member, line, now=now) for line in sent if _is_coming_back(line, now)]
    return tuple(one for one in found if one.line.answers in entries)


def _is_coming_back(line: LetterLine, now: datetime) -> bool:
    return line.interaction_id is None and line.sent_at is not None and line.sent_at > now - quick.COMING_BACK


class WritingTo(Struct, frozen=True):
    """What a client's page offers for writing to them."""

    can_write: bool
    mailto: str
    drafts: tuple[Begun, ...]
    letters: tuple[ShownLetter, ...]


def writing_to(member: Member, facts: ClientFacts, *, now: datetime) -> WritingTo:
    addresses = [address for person in facts.people for address in person.addresses if "@" in address]
    stuck = [one for one in troubled(member, now=now) if one.line.client and one.line.client.id == facts.id]
    return WritingTo(
        can_write=can_write(member, facts.id),
        mailto=mailto(addresses[0]) if addresses else "",
        drafts=tuple(begun(member, client_id=facts.id)),
        letters=(*stuck, *on_their_way(member, now=now, client_id=facts.id)),
    )
