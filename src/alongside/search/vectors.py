"""A document in, the text of a PostgreSQL `tsvector` out.

The words are cut here and not by a text search configuration: PostgreSQL's parser keeps addresses and paths
whole, and would find other things than SQLite does.
"""

from __future__ import annotations

from collections.abc import Sequence

from alongside.search.folding import fold, words_of
from alongside.search.index import Document

WEIGHTS = {"from": "C", "to": "B"}
# PostgreSQL manual, 12.11: what one vector and one of its lexemes can hold.
_LAST_POSITION = 16_000
_MOST_POSITIONS = 255
_MOST_BYTES = 1_000_000
_BYTES_A_POSITION = 2
_BYTES_A_WORD = 4
LONGEST_WORD = 200
_GAP = 20  # between the parts, so that no phrase reaches from one into the next


def vector(document: Document, tokens: Sequence[str]) -> str:
    """Subject with weight A, others B, sender C, body without; `tokens` as they stand in the index.

    Beyond what a vector holds, words are first left without position (found, but in no phrase), then out.
    """
    places: dict[str, list[str]] = {}
    at, room = 1, _MOST_BYTES
    parts = (
        (document.subject, "A"),
        (document.people, "B"),
        (document.sender, "C"),
        (document.body, ""),
        (document.files, ""),
    )
    for text, weight in parts:
        for word in words_of(fold(text)):
            word = word[:LONGEST_WORD]
            known = places.get(word)
            if known is None:
                room -= len(word.encode()) + _BYTES_A_WORD
                if room < 0:
                    continue
                known = places[word] = []
            if at < _LAST_POSITION and len(known) < _MOST_POSITIONS and room > 0:
                known.append(f"{at}{weight}")
                room -= _BYTES_A_POSITION
            at += 1
        at += _GAP
    words = [f"'{word}':{','.join(known)}" if known else f"'{word}'" for word, known in places.items()]
    return " ".join([*words, *(f"'{token}'" for token in tokens)])
