"""What was typed for a day in ("Fri", "in a fortnight", "3/4", "2026-12-04"), the day that is meant out; pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from alongside.lib.texts import one_line
from alongside.promises.errors import PromisesError
from alongside.promises.finder import due_in

LONGEST = 100
_MONDAY = {"week", "next week"}
_NEAR = {"today": 0, "tomorrow": 1}
# Read as it stands first; a bare "Fri" or "the 14th" is a day only behind a word that says so.
_CUES = ("", "by ", "on ", "on the ", "in ", "in a ", "at the ")
_YEARS_AHEAD = 30


def day_meant(typed: str, *, now: datetime, locale: str) -> date:
    """`now` in her zone. The Monday that comes for "week". Raises PromisesError, with what to do."""
    words = one_line(typed)[:LONGEST]
    found = _read(words.casefold(), now.date()) or _in_words(words, now, locale)
    if found is None:
        raise PromisesError(
            "No day can be read in that. Try “Fri”, “12 March” or “in a fortnight”, or choose one in the calendar."
            " Nothing was changed."
        )
    if not now.date() <= found < now.date() + timedelta(days=366 * _YEARS_AHEAD):
        raise PromisesError(
            f"{found.day} {found:%B %Y} is no day to come, or too far away. Choose another one; nothing was changed."
        )
    return found


def _read(words: str, today: date) -> date | None:
    if words in _MONDAY:
        return today + timedelta(days=7 - today.weekday())
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _in_words(words: str, now: datetime, locale: str) -> date | None:
    """By the same grammar that reads letters; a bare name begins with a capital there."""
    zone = now.tzinfo
    if not words or zone is None:
        return None
    for cue in _CUES:
        for said in (f"{cue}{words}", f"{cue}{words.title()}"):
            due = due_in(f"I will do it {said}.", said_at=now, timezone=zone, locale=locale)
            if due is not None and due.on is not None:
                return due.on
    return None
