"""Links behind words of a mail's HTML in; those to places where files are kept, and what they are called, out.

Laid out as the text of a mail is, so that a link of a quotation or a signature is told by the same rules.
"""

from __future__ import annotations

from itertools import accumulate

from selectolax.lexbor import LexborNode

from alongside.channels.email.bodies import Body, read_text
from alongside.channels.email.folds import find_folds
from alongside.channels.email.html_text import SHAPING, Writer, is_too_deep, write_out
from alongside.lib.file_places import ADDRESS, may_lead_to_one, place_at
from alongside.message import Fold, ParsedLink

MOST_LINKS, LONGEST_WORDS = 20, 120
# A page of links is no letter: what comes after so many anchors is not looked at.
_MOST_ANCHORS = 2_000
_EDGE = " \t<>([{•*-–—:;,."
# Said of any link; then the line that it stands on says more.
_HOLLOW = frozenset(
    "here|click here|this|this link|link|the link|open|open file|view|view file|view document|download|see here|file"
    "|hier|hier klicken|link öffnen|öffnen|datei|ici|cliquez ici|ouvrir|aquí|aqui|qui|apri|abrir".split("|")
)


def read_links(bodies: list[Body], *, is_forward: bool) -> tuple[ParsedLink, ...]:
    """Each address once, in order, from whatever HTML the mail has; none where no such place is named."""
    found: dict[str, ParsedLink] = {}
    for body in bodies:
        if body.html is not None and may_lead_to_one(body.html.content or b""):
            for one in _links_in(read_text(body.html)[0], is_forward=is_forward):
                if not (known := found.get(one.url)) or not known.words:
                    found[one.url] = one
    return tuple(found.values())[:MOST_LINKS]


def _links_in(html: str, *, is_forward: bool) -> list[ParsedLink]:
    if is_too_deep(html):
        return []
    writer = _LinkWriter()
    write_out(html, writer, shaping=SHAPING | {"a"})
    text = writer.finish()
    folds = find_folds(text, is_forward=is_forward)
    starts = list(accumulate((len(line) + 1 for line in writer.lines), initial=0))
    return [
        ParsedLink(url, _called(words, writer.lines[line : line + 1]))
        for url, words, line in writer.links
        if not _is_folded(starts[line], folds)
    ]


def _is_folded(position: int, folds: tuple[Fold, ...]) -> bool:
    return any(fold.start <= position < fold.end for fold in folds)


def _called(words: str, line: list[str]) -> str:
    """The words themselves; those that say nothing give way to their line, and an address to nothing."""
    if words.lower().strip(_EDGE + "!→»>") in _HOLLOW:
        words = " ".join("".join(line).split()).strip(_EDGE)
        words = "" if len(words) > 80 or words.lower() in _HOLLOW else words
    return "" if "://" in words else words[:LONGEST_WORDS]


class _LinkWriter(Writer):
    """Notes each link that leads to such a place, and on which line of the text it begins."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str, int]] = []
        self.anchors = 0
        self._begun: list[tuple[str, str]] = []

    def enter(self, node: LexborNode, tag: str | None) -> bool:
        if tag != "a":
            return super().enter(node, tag)
        self.anchors += 1
        if self.anchors <= _MOST_ANCHORS and len(self.links) < 2 * MOST_LINKS:
            match = ADDRESS.fullmatch((node.attributes.get("href") or "").strip())
            place = place_at(match[1], match[2]) if match is not None else None
            if place is not None:
                self._begun.append((place.url, _words_of(node)))
        return True

    def leave(self, tag: str | None) -> None:
        if tag != "a":
            super().leave(tag)

    def finish(self) -> str:
        text = super().finish()
        # Nothing to be seen came after these.
        self.links += [(url, words, max(len(self.lines) - 1, 0)) for url, words in self._begun]
        self._begun.clear()
        return text

    def _end_line(self, *, is_forced: bool = False) -> None:
        before = len(self.lines)
        super()._end_line(is_forced=is_forced)
        if len(self.lines) > before:
            self.links += [(url, words, len(self.lines) - 1) for url, words in self._begun]
            self._begun.clear()


def _words_of(node: LexborNode) -> str:
    """What is to be read there; of a picture what stands for it."""
    words = " ".join((node.text(deep=True) or "").split())
    if words:
        return words.strip(_EDGE)
    picture = node.css_first("img[alt]")
    return " ".join(((picture.attributes.get("alt") if picture is not None else "") or "").split())
