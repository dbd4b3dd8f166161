"""What a search shows of a hit whose own text does not hold what was looked for: the file that does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alongside.prepared import prepared_long
from alongside.search.rules import Query
from alongside.search.snippets import MOST_LETTERS, Piece, mark
from alongside.timeline.models import Attachment
from alongside.timeline.text import decompress

_LONGEST_NAME = 60
# What stands across the end of one stretch is whole in the next, and has something before it there.
_OVERLAP = 500
# Of files, for all hits of a page: up to 10 ms. Then their names are looked at alone.
_MOST_IN_ALL = 400_000


@prepared_long
def _files_at(numbers: Any) -> Any:
    rows = Attachment.objects.filter(interaction_id__in=numbers.numbers, is_inline=False)
    return rows.order_by("number").values_list("interaction_id", "name", "words__text")


def snippets_of_files(numbers: Sequence[int], query: Query, *, width: int) -> dict[int, list[Piece]]:
    """By entry, where a file's name or words hold one of the terms, first for those that come first. The caller has
    checked sight."""
    files: dict[int, list[tuple[str, bytes | None]]] = {}
    for number, name, packed in _files_at(numbers) if numbers else ():
        files.setdefault(number, []).append((name, packed))
    found: dict[int, list[Piece]] = {}
    room = _MOST_IN_ALL
    for number in numbers:
        for name, packed in files.get(number, ()):
            text = decompress(packed) if packed and room > 0 else ""
            room -= len(text)
            if pieces := _snippet(name, text, query, width):
                found[number] = pieces
                break
    return found


def _snippet(name: str, text: str, query: Query, width: int) -> list[Piece]:
    """The file's name, and the part of its text where the terms stand; nothing if they stand nowhere."""
    named, words = mark(name, query, width=_LONGEST_NAME), _marked(text, query, width)
    if not _has_match(named) and not _has_match(words):
        return []
    return [*named, Piece(": ", False), *words] if words else named


def _marked(text: str, query: Query, width: int) -> list[Piece]:
    """Stretch by stretch, as far as a snippet looks at once, until one holds a term; else its beginning."""
    for start in range(0, len(text), MOST_LETTERS - _OVERLAP):
        pieces = mark(text[start : start + MOST_LETTERS], query, width=width)
        if _has_match(pieces):
            return pieces
    return mark(text, query, width=width) if text else []


def _has_match(pieces: Sequence[Piece]) -> bool:
    return any(piece.is_match for piece in pieces)
