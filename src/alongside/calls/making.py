"""A talk whose notes are closed in; its entries made once out, whatever is cut short, and taken back as a whole.

Calls, visits and reviews are made the same way: one statement says what it was, what follows is made of that alone
under the row's `identity`, and what takes it back gives the row another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from alongside.accounts.models import Member
from alongside.calls.rules import private_words
from alongside.channels.hand.parse import source_key_of
from alongside.diary import actions as diary
from alongside.diary.errors import DiaryError
from alongside.intake.by_hand import Wanted, take_back
from alongside.timeline.database import hold_intake

# What is being made right now is left to whoever makes it.
PATIENCE = timedelta(seconds=20)
# What cannot be finished, of a client who is no longer hers, takes the others' turn only so often.
TRIED_AGAIN_AFTER = timedelta(minutes=10)
MOST_AT_ONCE = 20
Row = TypeVar("Row", bound=Model)


def private_note(notes: str, *, name: UUID, happened_at: datetime) -> Wanted | None:
    """What is hers alone in these notes, as a note of its own under a name that follows from theirs."""
    words = private_words(notes)
    if not words:
        return None
    return Wanted(id=name.hex, kind="note", happened_at=happened_at, text=words, is_private=True)


@contextmanager
def held_for_making(rows: QuerySet[Row], member: Member, *entries: int | None) -> Iterator[Row | None]:
    """The one of `rows`, to do all that follows from `entries` and mark that it was done, in one transaction.

    `rows` names it with the identity that `entries` were made under. None where it has another by now, because it was
    taken back while they were being made: then nothing of them stays.
    """
    with transaction.atomic():
        hold_intake()
        # One after the other, where two windows finish at once.
        row = rows.select_for_update().first()
        if row is None:
            take_back_all(member, *entries)
        yield row


def take_back_all(member: Member, *entries: int | None) -> None:
    for entry in entries:
        if entry is not None:
            take_back(member, entry)


def finish_each(
    rows: QuerySet[Row], said: str, finish: Callable[[Row], object], *, error: type[Exception], now: datetime
) -> int:
    """How many of `rows`, cut short since the moment in their field `said`, could be finished.

    `error` is what `finish` raises for a client that is no longer hers: then it stays as it is, unfinished.
    """
    waiting = rows.filter(**{f"{said}__lt": now - PATIENCE})
    waiting = waiting.filter(Q(tried_at=None) | Q(tried_at__lt=now - TRIED_AGAIN_AFTER))
    finished = 0
    for row in list(waiting.order_by(said, "id")[:MOST_AT_ONCE]):
        # Before it is tried: whatever happens then, the next ones have their turn.
        rows.filter(pk=row.pk).update(tried_at=now)
        with suppress(error):
            finish(row)
            finished += 1
    return finished


def tell_diary(
    member: Member, appointment_id: int | None, identity: str, *, is_held: bool, now: datetime
) -> None:
    """Whether what was planned took place, and as which entry."""
    if appointment_id is None:
        return
    # Taken out of the diary meanwhile, the talk stands for itself.
    with suppress(DiaryError):
        if is_held:
            diary.held(member, appointment_id, now=now, entry_key=source_key_of(identity))
        else:
            diary.not_held(member, appointment_id, now=now)


def open_in_diary(member: Member, appointment_id: int | None, *, now: datetime) -> None:
    """Undoes `tell_diary`."""
    if appointment_id is not None:
        with suppress(DiaryError):
            diary.reopen(member, appointment_id, now=now)
