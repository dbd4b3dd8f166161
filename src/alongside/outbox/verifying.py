"""Proves that no letter went out twice or vanished: reads the rows of sending, changes nothing, says each problem."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from alongside.outbox.models import Attempt, Letter, LetterState, Recipient, RecipientState

_UNSURE = (Attempt.Outcome.CUT, Attempt.Outcome.UNKNOWN)
# What a letter may be in while nobody can say whether it arrived.
_SHOWN = (LetterState.MAYBE_SENT, LetterState.SENDING)


def problems() -> Iterator[str]:
    """Each recipient of a sent letter was handed it once, or it is shown as maybe sent, or a member asked again."""
    handed: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(data_at__isnull=False).order_by("pk").iterator():
        for number in attempt.recipients:
            handed.setdefault(number, []).append(attempt)
    people = Recipient.objects.select_related("letter").defer("letter__raw").order_by("pk")
    for recipient in people.iterator(chunk_size=500):
        yield from _problems_of(recipient, handed.get(recipient.pk, []))
    yield from _changed_bytes()


def _problems_of(recipient: Recipient, attempts: list[Attempt]) -> Iterator[str]:
    letter = recipient.letter
    counted = [one for one in attempts if one.outcome in (Attempt.Outcome.ACCEPTED, *_UNSURE)]
    unsure = [one for one in counted if one.outcome in _UNSURE]
    if len(counted) > 1 + recipient.asked_again:
        yield f"Letter {letter.pk} was handed over {len(counted)} times for recipient {recipient.pk}."
    if recipient.state == RecipientState.ACCEPTED and not counted:
        yield f"Letter {letter.pk} is shown as sent to recipient {recipient.pk}, and was never handed over."
    is_settled = recipient.state == RecipientState.ACCEPTED or recipient.asked_again > 0
    if unsure and letter.state not in _SHOWN and not is_settled:
        yield f"Letter {letter.pk} may have been sent to recipient {recipient.pk}, and is not shown so."


def _changed_bytes() -> Iterator[str]:
    """As it was made, it went out and is kept."""
    for letter in Letter.objects.select_related("original").order_by("pk").iterator(chunk_size=20):
        digest = bytes(letter.sha256)
        if letter.raw and sha256(bytes(letter.raw)).digest() != digest:
            yield f"The bytes of letter {letter.pk} are not those that it was made of."
        if letter.original is not None and bytes(letter.original.sha256) != digest:
            yield f"Letter {letter.pk} points at an original of other bytes."
        if letter.state == LetterState.SENT and not letter.raw and letter.original is None:
            yield f"The bytes of letter {letter.pk} are not here any more."
