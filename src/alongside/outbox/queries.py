"""Letters, read through the eyes of a member.

A letter of a client is seen by the members of that client; one about nobody by its author alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import F, Q

from alongside.accounts.models import Member
from alongside.clients.joining import homes
from alongside.outbox.bounce_words import bounce_facts, is_back
from alongside.outbox.models import (
    Bounce,
    Letter,
    LetterState,
    Recipient,
    RecipientState,
)
from alongside.outbox.shapes import (
    LetterLine,
    RecipientFacts,
    tag_of,
)
from alongside.outbox.sight import (
    in_sight,
    letters_of,
    visible,
)
from alongside.outbox.states import OPEN, TO_LOOK_AT, can_send_again, can_send_now, can_withdraw, words_for
from alongside.prepared import prepared
from alongside.timeline.models import Revision as LedgerRow

_MOST = 100


@lru_cache(maxsize=16)
def _newest(limit: int) -> Callable[..., list[Any]]:
    @prepared
    def numbers(clients: Any, author: Any, states: Any) -> Any:
        found = Letter.objects.filter(visible(clients.numbers, author), state__in=states.texts)
        # What she sent to herself lies in her own mailbox; here it stands while something is to be done.
        found = found.exclude(is_to_herself=True, state=LetterState.SENT)
        return found.order_by("-send_at", "-pk").values_list("pk")[:limit]

    return numbers


def letters_for(
    member: Member, *, client_id: int | None = None, states: Iterable[str] = (), limit: int = 100
) -> list[LetterLine]:
    """The newest first; `states` of `models.LetterState`, all when none is named."""
    wanted = list(map(str, states)) or LetterState.values
    return _lines([number for (number,) in _newest(limit)(*in_sight(member, client_id), wanted)])


@prepared
def _came_back(clients: Any, author: Any) -> Any:
    back = Letter.objects.filter(visible(clients.numbers, author), bounces__verdict="failed")
    is_new = Q(bounces_seen_at=None) | Q(bounces__happened_at__gt=F("bounces_seen_at"))
    return back.filter(is_new).order_by("-pk").values_list("pk").distinct()[:_MOST]


def letters_to_look_at_for(member: Member) -> list[LetterLine]:
    """Those that ask for a decision: maybe sent, refused, refused for some, not sent, come back."""
    found = letters_for(member, states=TO_LOOK_AT)
    known = {one.id for one in found}
    back = [number for (number,) in _came_back(*in_sight(member, None)) if number not in known]
    return [*_lines(back), *found]


def letter_for(member: Member, letter_id: int) -> LetterLine | None:
    lines = _lines(list(letters_of(member).filter(pk=letter_id).values_list("pk", flat=True)))
    return lines[0] if lines else None


def letters_of_entries_for(member: Member, interaction_ids: Iterable[int]) -> dict[int, LetterLine]:
    """By entry of the timeline the letter that it is: to whom it went besides, and what became of it."""
    ledger = LedgerRow.objects.filter(interaction_id__in=list(interaction_ids))
    found = letters_of(member).filter(original__in=ledger.values("original_id"))
    lines = _lines(list(found.values_list("pk", flat=True)))
    return {line.interaction_id: line for line in lines if line.interaction_id is not None}


def bounced_letters_for(member: Member, interaction_ids: Iterable[int]) -> dict[int, int | None]:
    """By entry that says a letter did not arrive the letter it is about; None where that is not proven, or not hers."""
    rows = Bounce.objects.filter(interaction__in=list(interaction_ids))
    found = dict(rows.values_list("interaction_id", "letter_id"))
    hers = set(letters_of(member).filter(pk__in=list(found.values())).values_list("pk", flat=True))
    return {number: letter for number, letter in found.items() if letter is None or letter in hers}


@prepared
def _letters(numbers: Any) -> Any:
    return Letter.objects.filter(pk__in=numbers.numbers).defer("raw")


@prepared
def _belonging(numbers: Any) -> Any:
    rows = Letter.objects.filter(pk__in=numbers.numbers)
    return rows.values_list("pk", "author__name", "client_id", "client__name", "client__hue")


@prepared
def _recipients(letters: Any) -> Any:
    return Recipient.objects.filter(letter_id__in=letters.numbers).order_by("pk")


@prepared
def _entries_of(originals: Any) -> Any:
    rows = LedgerRow.objects.filter(original_id__in=originals.numbers)
    return rows.values_list("original_id", "interaction_id")


@prepared
def _bounces(letters: Any) -> Any:
    return Bounce.objects.filter(letter_id__in=letters.numbers).order_by("happened_at", "pk")


def _lines(numbers: Sequence[int]) -> list[LetterLine]:
    """In the order of the numbers; the caller has checked sight."""
    if not numbers:
        return []
    rows = {row.pk: row for row in _letters(numbers)}
    belonging = {number: more for number, *more in _belonging(numbers)}
    people: dict[int, list[Recipient]] = {}
    for one in _recipients(numbers):
        people.setdefault(one.letter_id, []).append(one)
    returned: dict[int, list[Bounce]] = {}
    for back in _bounces(numbers):
        returned.setdefault(back.letter_id, []).append(back)
    entries = dict(_entries_of([row.original_id for row in rows.values() if row.original_id]))
    return [
        _line(
            rows[number],
            people.get(number, []),
            returned.get(number, []),
            entries.get(rows[number].original_id or 0),
            *belonging[number],
        )
        for number in numbers
        if number in rows
    ]


def _line(
    letter: Letter,
    people: Sequence[Recipient],
    returned: Sequence[Bounce],
    interaction_id: int | None,
    author: str | None,
    *client: Any,
) -> LetterLine:
    is_due = letter.due_at is not None
    words = words_for(
        letter.state,
        letter.trouble,
        is_due=is_due,
        refused=[one.address for one in people if one.state == RecipientState.REFUSED],
        later=[one.address for one in people if one.state in OPEN],
        maybe=[one.address for one in people if letter.sent_at and one.state == RecipientState.MAYBE],
    )
    return LetterLine(
        id=letter.pk,
        client=tag_of(client),
        state=letter.state,
        subject=letter.subject,
        preview=letter.preview,
        from_address=letter.envelope_from,
        author=author or "",
        answers=letter.answers,
        send_at=letter.send_at,
        sent_at=letter.sent_at,
        due_at=letter.due_at,
        attempts=letter.attempts,
        sentence=words.sentence,
        next_step=words.next_step,
        said=letter.said,
        recipients=tuple(
            RecipientFacts(one.role, one.address, one.name, one.state, one.code, one.said) for one in people
        ),
        interaction_id=interaction_id,
        draft_id=letter.draft_id,
        can_withdraw=can_withdraw(letter.state, is_due=is_due),
        can_send_now=can_send_now(letter.state, is_due=is_due, attempts=letter.attempts),
        can_send_again=can_send_again(letter.state, is_due=is_due),
        can_look=letter.state == LetterState.MAYBE_SENT and letter.sent_at is None,
        copy=letter.copy,
        bounces=bounce_facts(returned, names={one.address: one.name for one in people}),
        is_back=is_back(returned, seen_at=letter.bounces_seen_at),
    )


def parts_touched_for(member: Member, letter_id: int) -> set[str]:
    """What of open pages a change of this letter touches: "outbox" and "client:7"; nothing for a stranger."""
    letter = letters_of(member).filter(pk=letter_id).values_list("client_id").first()
    if letter is None:
        return set()
    (client,) = letter
    return {"outbox"} | ({f"client:{homes().get(client, client)}"} if client is not None else set())
