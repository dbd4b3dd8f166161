"""What is kept of a questionnaire, and what another browser sends, in; what both wrote out: nothing is lost. Pure.

A field that only one of them changed is as that one left it. A row in which both changed a field stands twice, as each
wrote it, until somebody who has read both takes one away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import blake2b
from typing import NamedTuple

from alongside.picture.asking import ASKED, MOST_ROWS, Answers, Asked, key_of, says_something
from alongside.picture.errors import PictureError

Row = dict[str, str]


class Together(NamedTuple):
    """`doubled`: kinds of rows of which both stand now."""

    answers: Answers
    doubled: tuple[str, ...]


def had_of(answers: Answers) -> str:
    """What a browser is shown, field by field, as it sends it back: short marks of words, and no words."""
    return " ".join(
        f"{key_of(kind, number, name)}:{_mark(text)}"
        for kind, rows in answers.items()
        for number, row in enumerate(rows)
        for name, text in row.items()
    )


def read_had(text: str) -> dict[str, str]:
    return {key: mark for key, _, mark in (part.partition(":") for part in text.split())}


def _mark(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=6, person=b"asked-had").hexdigest()


def together(
    kept: Answers, typed: Answers, *, had: Mapping[str, str], wrong: Collection[str] = ()
) -> Together:
    """`wrong`: fields in which something stood that cannot be kept; they stay as they were. Raises PictureError."""
    answers, doubled = dict(kept), []
    for asked in ASKED:
        here, there = kept.get(asked.kind, []), typed.get(asked.kind, [])
        rows, beside = _rows(asked, here, there, had, wrong)
        new = [row for row in beside if row not in rows]
        if len(rows) + len(new) > MOST_ROWS:
            raise PictureError(
                f"Somebody else filled the last rows of “{asked.title}” at the same time. What you typed stands here"
                " and is not kept yet: send it by mail, or open the page once more and see what is there."
            )
        answers[asked.kind] = _trimmed(rows + new)
        if new:
            doubled.append(asked.kind)
    return Together(answers, tuple(doubled))


def _rows(
    asked: Asked, kept: list[Row], typed: list[Row], had: Mapping[str, str], wrong: Collection[str]
) -> tuple[list[Row], list[Row]]:
    """The rows in their places, and those that stand beside one of them."""
    rows, beside = [], []
    for number in range(max(len(kept), len(typed))):
        here = kept[number] if number < len(kept) else {}
        there = typed[number] if number < len(typed) else {}
        row = _row(asked, number, here, there, had, wrong)
        if row is None and says_something(asked, there):
            beside.append(there)
        rows.append(here if row is None else row)
    return rows, beside


def _row(
    asked: Asked, number: int, here: Row, there: Row, had: Mapping[str, str], wrong: Collection[str]
) -> Row | None:
    """None where both changed a field, each to other words."""
    row: Row = {}
    for name in ("name", *(field.name for field in asked.fields)):
        mine, other, key = there.get(name, ""), here.get(name, ""), key_of(asked.kind, number, name)
        is_prompt = name == "name" and mine in asked.prompts
        is_as_it_was = _is_shown(mine, had.get(key)) or (is_prompt and key not in had)
        if mine == other or is_as_it_was or _is_wrong(asked, number, name, wrong):
            value = other
        elif _is_shown(other, had.get(key)) or not other:
            value = mine
        elif not mine:
            # Emptied by one and changed by the other: words are worth more.
            value = other
        else:
            return None
        if value:
            row[name] = value
    return row


def _is_shown(text: str, mark: str | None) -> bool:
    return (_mark(text) if text else None) == mark


def _is_wrong(asked: Asked, number: int, name: str, wrong: Collection[str]) -> bool:
    # A day and its month are right or wrong as one.
    at = "day" if asked.is_of_days and name == "month" else name
    return key_of(asked.kind, number, at) in wrong


def _trimmed(rows: list[Row]) -> list[Row]:
    while rows and not rows[-1]:
        rows.pop()
    return rows
