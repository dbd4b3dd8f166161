"""What goes into the index and what comes out of it: texts, tokens and numbers, nothing else."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Document(Struct, frozen=True):
    """One entry as it is to be found.

    `number`: the entry's own id. `happened_at`: aware. `people`: names and addresses of everybody but the
    sender; `sender`: of the sender. `body`: new text only, without quotes. `files`: names and words of its
    files. `tokens`: opaque ASCII words of the caller, such as "c12"; no word that somebody wrote can pass for one.
    """

    number: int
    happened_at: datetime
    subject: str
    people: str
    body: str
    tokens: tuple[str, ...]
    sender: str = ""
    files: str = ""


class Hit(Struct, frozen=True):
    """An entry found. `rowid` grows with time: the next page is what lies before the last one's."""

    number: int
    rowid: int
