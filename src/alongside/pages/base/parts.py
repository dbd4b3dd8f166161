"""The small shapes that pages hand to the macros of `_macros.html`: plain values, formatted nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from msgspec import Struct

from alongside.pages.base.marks import Mark


class Action(Struct, frozen=True):
    """A verb that a row or group offers. `is_post` False makes it a link; `key` works on the row in focus."""

    label: str
    url: str
    key: str = ""
    name: str = ""
    value: str = ""
    is_post: bool = True
    # By its key, by Ctrl K and in the menu of a phone; there is no room for it in the row.
    is_aside: bool = False


class RailClient(NamedTuple):
    """A client of today in the rail; `is_waiting` puts a mark and the word beside the name."""

    name: str
    url: str
    mark: Mark
    is_waiting: bool = False


class Marked(NamedTuple):
    """A stretch of a text to be marked: `id` is its place in the page, `kind` the class that it is drawn by."""

    start: int
    end: int
    id: str
    kind: str


class Segment(NamedTuple):
    """A stretch of a letter's text; quotes and signatures are shown folded. `marks` lie in `text`, in order."""

    text: str
    kind: Literal["text", "quote", "signature"] = "text"
    marks: tuple[Marked, ...] = ()


class ShownFile(Struct, frozen=True):
    """`note`: a sentence on it, if there is something to say."""

    name: str
    url: str
    size_bytes: int
    note: str = ""


class ChatLine(Struct, frozen=True):
    at: datetime
    who: str
    text: str
    is_mine: bool = False


class Option(Struct, frozen=True):
    """One choice of a select or radio field."""

    value: str
    label: str


class Toast(Struct, frozen=True):
    """What was just done; `undo_url`, when given, takes it back."""

    text: str
    undo_url: str = ""
