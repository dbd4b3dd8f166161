"""What the pages ask of a stored mail; the answers come from limited processes, in time or not at all."""

from __future__ import annotations

from functools import cache
from typing import cast

from alongside.lib.limited_process import Refused
from alongside.pages.mail.readers import Readers

# A page waits; somebody who saves a large file expects to.
PAGE_SECONDS, FILE_SECONDS = 3.0, 15.0
# By name: these, and what they need, live in the other process alone.
_OPENING, _PICTURES = "alongside.pages.mail.opening", "alongside.pages.mail.pictures"


class CannotOpen(Exception):
    """Reading it takes more time or memory than one letter may have."""


@cache
def readers() -> Readers:
    return Readers()


def letter(raw: bytes, pictures_path: str) -> str | None:
    """The HTML of a mail as a document for its frame; None when it was sent without."""
    return cast(str | None, _ask(_OPENING, "letter", raw, pictures_path, seconds=PAGE_SECONDS))


def picture(raw: bytes, number: int) -> tuple[str, bytes] | None:
    """Media type and bytes, drawn anew; None when that part is no picture."""
    return cast(tuple[str, bytes] | None, _ask(_PICTURES, "picture", raw, number, seconds=PAGE_SECONDS))


def redrawn(content: bytes) -> tuple[str, bytes] | None:
    """Media type and bytes of a picture that somebody sent up, drawn anew; None when it is none."""
    answer = readers().ask((_PICTURES, "redraw", (content,)), seconds=FILE_SECONDS)
    if isinstance(answer, Refused):
        raise CannotOpen(answer.reason)
    return cast(tuple[str, bytes] | None, answer)


def file(raw: bytes, number: int) -> bytes | None:
    return cast(bytes | None, _ask(_OPENING, "file", raw, number, seconds=FILE_SECONDS))


def _ask(module: str, function: str, raw: bytes, detail: str | int, *, seconds: float) -> object:
    answer: object = readers().ask((module, function, (raw, detail)), seconds=seconds)
    if isinstance(answer, Refused):
        raise CannotOpen(answer.reason)
    return answer
