"""What a letter's state is, out of its recipients' states; what a page may offer; words for a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct

from alongside.channels.smtp.trouble import TROUBLES, Trouble
from alongside.outbox.models import LetterState, RecipientState

# Those whom it was not handed over for, or who put it off.
OPEN = frozenset({RecipientState.WAITING, RecipientState.LATER})
# What a member may ask to be sent again.
AGAIN = frozenset(
    {LetterState.MAYBE_SENT, LetterState.FAILED, LetterState.REFUSED, LetterState.PARTLY_REFUSED}
)
TO_LOOK_AT = AGAIN


def state_of(recipients: Collection[str], *, is_tried_again: bool) -> LetterState:
    """`is_tried_again`: those who do not have it yet are tried again by themselves."""
    states = set(recipients)
    if RecipientState.MAYBE in states:
        return LetterState.MAYBE_SENT
    has_some = RecipientState.ACCEPTED in states
    if states & OPEN:
        if has_some:
            return LetterState.PARTLY_REFUSED
        return LetterState.WAITING if is_tried_again else LetterState.FAILED
    if not has_some:
        return LetterState.REFUSED if RecipientState.REFUSED in states else LetterState.WITHDRAWN
    return LetterState.PARTLY_REFUSED if RecipientState.REFUSED in states else LetterState.SENT


def can_send_again(state: str, *, is_due: bool) -> bool:
    return state in AGAIN and not is_due


def can_withdraw(state: str, *, is_due: bool) -> bool:
    """Before it goes out, for those who do not have it yet, and when nobody has it and it is to be changed."""
    if is_due:
        return state in (LetterState.WAITING, LetterState.PARTLY_REFUSED)
    return state in (LetterState.FAILED, LetterState.REFUSED)


def can_send_now(state: str, *, is_due: bool, attempts: int) -> bool:
    """While it waits for its time and nobody was asked to take it yet."""
    return state == LetterState.WAITING and is_due and attempts == 0


class Words(Struct, frozen=True):
    sentence: str
    next_step: str


def words_for(
    state: str,
    trouble: str,
    *,
    is_due: bool,
    refused: Sequence[str],
    later: Sequence[str],
    maybe: Sequence[str] = (),
) -> Words:
    """What happened and what to do; "" where there is nothing to say. `refused`, `later`: addresses.

    `maybe`: those who may have it, where others have it for sure.
    """
    known = _trouble(trouble)
    if state == LetterState.MAYBE_SENT and maybe:
        why = "this comes from a backup" if trouble == "restored" else "the line was cut"
        return Words(
            f"Whether {_listed(maybe)} got it is not known: {why}. Others have it, so Sent cannot tell.",
            "Ask, or send it again: then it may arrive there twice. Those who have it get it only once.",
        )
    if state == LetterState.MAYBE_SENT:
        found = known if trouble == "restored" and known else TROUBLES["maybe_sent"]
        return Words(found.sentence, found.next_step)
    if state == LetterState.PARTLY_REFUSED:
        return _partly(is_due=is_due, refused=refused, later=later)
    if state in (LetterState.WAITING, LetterState.SENDING, LetterState.REFUSED, LetterState.FAILED) and known:
        return Words(known.sentence, known.next_step)
    return Words("", "")


def _trouble(name: str) -> Trouble | None:
    return next((trouble for kind, trouble in TROUBLES.items() if kind == name), None)


def _partly(*, is_due: bool, refused: Sequence[str], later: Sequence[str]) -> Words:
    parts = []
    if refused:
        parts.append(f"Not taken for {_listed(refused)}.")
    if later:
        parts.append(f"{'To be asked again later for' if is_due else 'Not sent to'} {_listed(later)}.")
    if is_due:
        return Words(
            "Everybody else has it. " + " ".join(parts), "Nothing to do: it is tried again by itself."
        )
    return Words(
        "Everybody else has it. " + " ".join(parts),
        "Look at what the server said about each, and write to them in another way, or send it to them again.",
    )


def _listed(addresses: Sequence[str]) -> str:
    if len(addresses) > 3:
        return f"{', '.join(addresses[:2])} and {len(addresses) - 2} more"
    return ", ".join(addresses[:-1]) + " and " + addresses[-1] if len(addresses) > 1 else addresses[0]
