"""What crosses the wall between clients in, what a page shows of it out: each place with the words around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from alongside.outbox.rules import Crossing
from alongside.outbox.shapes import DraftView

AROUND = 70
FIELD_WORDS = {
    "to": "To",
    "cc": "Cc",
    "bcc": "Bcc",
    "subject": "Subject",
    "text": "Letter",
    "files": "Files",
}


class ShownCrossing(Struct, frozen=True):
    """`snippet`: stretches of text, each with whether it is what crosses."""

    client_name: str
    hue: int | None
    sentence: str
    where: str
    snippet: tuple[tuple[str, bool], ...]


def shown(
    crossings: Sequence[Crossing], draft: DraftView, *, hues: Mapping[int, int | None] = MappingProxyType({})
) -> list[ShownCrossing]:
    """`hues` of the marks of clients who have a chosen one."""
    fields = {name: getattr(draft, name) for name in ("to", "cc", "bcc", "subject", "text")}
    return [
        ShownCrossing(
            one.client_name,
            hues.get(one.client_id),
            one.sentence,
            FIELD_WORDS.get(one.field, ""),
            _snippet(fields.get(one.field, one.words), one),
        )
        for one in crossings
    ]


def _snippet(text: str, one: Crossing) -> tuple[tuple[str, bool], ...]:
    if one.field == "files":
        return ((one.words, True),)
    first, last = max(0, one.start - AROUND), min(len(text), one.end + AROUND)
    before = ("…" if first else "") + _from_a_word(text[first : one.start], is_cut=first > 0)
    after = _to_a_word(text[one.end : last], is_cut=last < len(text)) + ("…" if last < len(text) else "")
    found = ((before, False), (text[one.start : one.end], True), (after, False))
    return tuple((" ".join(words.split("\n")), is_it) for words, is_it in found if words)


def _from_a_word(text: str, *, is_cut: bool) -> str:
    return text[text.find(" ") + 1 :] if is_cut and " " in text else text


def _to_a_word(text: str, *, is_cut: bool) -> str:
    return text[: text.rfind(" ")] if is_cut and " " in text else text
