"""A conversation in, the questions that each side asked in it and which of them are open out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.message import FACE_KINDS, VOICE_KINDS
from alongside.outbox.models import Draft
from alongside.outbox.passing_on import passed_on
from alongside.outbox.wording import first_text
from alongside.prepared import prepared
from alongside.promises.errors import NotThere, PromisesError
from alongside.promises.models import Finding
from alongside.promises.queries import findings_for
from alongside.promises.rules import Asked, plain_words, unanswered
from alongside.timeline.models import Filing
from alongside.timeline.queries.entries import said_for, thread_for
from alongside.timeline.queries.shapes import Entry, Line, Said

# Whose letters are looked at for a client's open questions, and how many conversations.
OPEN_DAYS, MOST_THREADS, MOST_LOOKED_AT = 21, 5, 120
_ASKING = ("question", "request")
_TALKS = VOICE_KINDS | FACE_KINDS
_AGAIN = "May I come back to this:"


class Questions(Struct, frozen=True):
    """Of one letter. `is_mine`: she asked."""

    interaction_id: int
    who: str
    at: datetime
    is_mine: bool
    asked: tuple[Asked, ...]
    open: tuple[Asked, ...]

    @property
    def answered(self) -> int:
        return len(self.asked) - len(self.open)


class FoundAt(NamedTuple):
    """Of a finding what its question needs: the stretch of an entry's text, and its kind."""

    interaction_id: int
    start: int
    end: int
    kind: str


def questions_of(entries: Sequence[Said | Entry], findings: Sequence[Finding | FoundAt]) -> list[Questions]:
    """Letters of a conversation that ask something, oldest first, as it is."""
    of_entry: dict[int, list[Finding | FoundAt]] = {}
    for one in findings:
        if one.kind in _ASKING:
            of_entry.setdefault(one.interaction_id, []).append(one)
    found = []
    left_out = _passed_on(entries)
    for place, entry in enumerate(entries):
        asked = _asked(entry, of_entry.get(entry.line.id, ()))
        if not asked:
            continue
        line = entry.line
        left = unanswered(
            asked,
            (
                _stretches(one)
                for one in entries[place + 1 :]
                if _may_answer(one.line, line) and one.line.id not in left_out
            ),
        )
        is_mine = line.direction == "out"
        found.append(Questions(line.id, line.who, line.happened_at, is_mine, tuple(asked), tuple(left)))
    return found


def _passed_on(entries: Sequence[Said | Entry]) -> set[int]:
    """Letters of ours that went to somebody else; as who waits is told."""
    lines = [one.line for one in entries]
    ours = {line.id: line.subject for line in lines if line.direction == "out" and line.kind == "email"}
    return passed_on(ours, theirs={line.address for line in lines if line.direction == "in" and line.address})


def _may_answer(later: Line, asking: Line) -> bool:
    """As who waits is told: the other side, by its own hand; or a talk that came about, whoever rang."""
    if later.nature != "personal" or later.proof == "doubtful" or later.kind == "note":
        return False
    if later.kind in _TALKS:
        return later.ended_at != later.happened_at
    return later.direction != asking.direction


def _asked(entry: Said | Entry, findings: Sequence[Finding | FoundAt]) -> list[Asked]:
    """Questions, and what is asked for with a question mark ("Could you tell me when?"), of those in this entry."""
    asked = []
    for one in findings:
        words = plain_words(entry.text[one.start : one.end])
        if one.kind == "question" or words.rstrip("\"')”’ ").endswith("?"):
            asked.append(Asked(one.start, one.end, words))
    return asked


def _stretches(entry: Said | Entry) -> list[tuple[str, bool]]:
    found, position = [], 0
    for fold in entry.folds:
        found.append((entry.text[position : fold.start], False))
        # A signature below the last question says nothing to it.
        if fold.kind == "quote":
            found.append((entry.text[fold.start : fold.end], True))
        position = fold.end
    found.append((entry.text[position:], False))
    return [one for one in found if one[0].strip()]


@prepared
def _asking(client: Any, since: Any, direction: Any) -> Any:
    rows = Filing.objects.filter(
        client_id=client,
        happened_at__gte=since,
        interaction__direction=direction,
        interaction__findings__kind__in=_ASKING,
    )
    return rows.order_by("-happened_at").values_list("thread_id")[:MOST_LOOKED_AT]


@prepared
def _found_at(numbers: Any) -> Any:
    rows = Finding.objects.filter(interaction_id__in=numbers.numbers, kind__in=_ASKING)
    return rows.order_by("interaction_id", "start").values_list("interaction_id", "start", "end", "kind")


def open_questions_for(
    member: Member,
    client_id: int,
    *,
    now: datetime,
    is_mine: bool = False,
    days: int = OPEN_DAYS,
    threads: int = MOST_THREADS,
) -> list[Questions]:
    """Theirs, of late, that are not answered yet; the oldest first. With `is_mine` what was asked of them."""
    since = now - timedelta(days=days)
    asking = _asking(client_id, since, "out" if is_mine else "in")
    newest = list(dict.fromkeys(thread for (thread,) in asking[: threads * 8] if thread is not None))
    said = said_for(member, client_id, newest[:threads], since=since)
    # She sees all that was said.
    findings = [FoundAt(*row) for row in _found_at([one.line.id for entries in said for one in entries])]
    found = [one for entries in said for one in questions_of(entries, findings)]
    found = [one for one in found if one.open and one.is_mine == is_mine]
    return sorted(found, key=lambda one: one.at)


def begin_answer(
    member: Member, interaction_id: int, *, client_id: int | None, now: datetime
) -> tuple[Draft, bool]:
    """A draft in which each open question of a letter is quoted, with room below; of her own letter, asked again.

    An answer that was begun already is given as it is, and False.
    """
    # Loaded here: with it comes the search, and most pages only show questions.
    from alongside.outbox.actions import journal, start_answer

    thread = thread_for(member, interaction_id, client_id=client_id)
    if thread is None:
        raise NotThere
    findings = findings_for(member, [one.line.id for one in thread.entries])
    asked = next(
        (one for one in questions_of(thread.entries, findings) if one.interaction_id == interaction_id), None
    )
    if asked is None or not asked.open:
        raise PromisesError("Every question of this letter has been answered.")
    with transaction.atomic():
        draft = start_answer(member, interaction_id, kind="answer", client_id=client_id, now=now)
        if draft.revision:
            return draft, False
        text = skeleton(asked, signature=draft.signature)
        return journal(member, draft.pk, revision=0, fields={"text": text}, now=now), True


def skeleton(asked: Questions, *, signature: str) -> str:
    quoted = [f"> {one.words}" for one in asked.open]
    if asked.is_mine:
        return "\n".join(["", _AGAIN, "", *quoted]) + "\n" + first_text(signature=signature, below="")
    return "\n" + "\n\n\n".join(quoted) + "\n" + first_text(signature=signature, below="")
