"""Two versions of a text in, their lines out: those of both, those that went, those that came. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

Change = Literal["same", "gone", "new"]
# Of what is in both, so much is shown around a change.
CONTEXT = 2


class Run(Struct, frozen=True):
    """Lines that stand together. `hidden`: lines of both that are not shown here."""

    change: Change
    lines: tuple[str, ...]
    hidden: int = 0


def compare(old: str, new: str) -> list[Run]:
    """In the order of the newer text, what went before what came in its place; nothing where they are the same."""
    before, after = old.split("\n"), new.split("\n")
    found: list[Run] = []
    parts = SequenceMatcher(None, before, after).get_opcodes()
    for place, (kind, start, end, begin, until) in enumerate(parts):
        if kind == "equal":
            is_first, is_last = place == 0, place == len(parts) - 1
            found += _around(tuple(before[start:end]), is_first=is_first, is_last=is_last)
            continue
        if end > start:
            found.append(Run("gone", tuple(before[start:end])))
        if until > begin:
            found.append(Run("new", tuple(after[begin:until])))
    return found if any(one.change != "same" for one in found) else []


def _around(lines: tuple[str, ...], *, is_first: bool, is_last: bool) -> list[Run]:
    """The end of what stands before a change, the beginning of what follows one."""
    head = 0 if is_first else CONTEXT
    tail = 0 if is_last else CONTEXT
    hidden = len(lines) - head - tail
    if hidden <= 1:
        return [Run("same", lines)]
    return [
        Run("same", lines[:head]),
        Run("same", (), hidden),
        Run("same", lines[len(lines) - tail :]),
    ]
