"""The wall between clients: a draft and what is known of others go in, what crosses comes out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Why = Literal["person", "address", "company", "domain", "file", "recipient"]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Something of another client in a draft: `field` of the draft, and `field[start:end]`, which is `words`.

    `field` is one of to, cc, bcc, subject, text, files; of a file `words` is its name and the span is its whole.
    `sentence` says it to a person.
    """

    field: str
    start: int
    end: int
    words: str
    client_id: int
    client_name: str
    why: Why
    sentence: str
