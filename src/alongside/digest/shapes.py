"""The day as plain values: what a page lays out and a mail says."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Line(Struct, frozen=True):
    """One thing. `who` and `words` may be a stranger's; `detail` is ours; `path`: where it stands here."""

    who: str
    words: str
    detail: str
    path: str


class Part(Struct, frozen=True):
    """`more`: how many lines are left out; `nothing`: what is said where there are none.

    `is_counted`: whether each line is one of what the title names.
    """

    title: str
    lines: tuple[Line, ...]
    more: int = 0
    is_counted: bool = True
    nothing: str = ""


class Day(Struct, frozen=True):
    on: date
    parts: tuple[Part, ...]
