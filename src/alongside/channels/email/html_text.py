"""HTML of a mail to readable text: blocks on lines of their own, quotations behind `>`; no recursion."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Set

from selectolax.lexbor import LexborHTMLParser, LexborNode

_BLOCKS_NAMES = """
    address article aside body blockquote center dd details dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header li main menu nav ol p pre section summary table tbody tfoot
    thead tr ul
"""
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_SPACED_NAMES = """
    p h1 h2 h3 h4 h5 h6 blockquote ul ol table pre
"""
_SPACED = frozenset(_SPACED_NAMES.split())
_UNSEEN_NAMES = """
    head script style title template noscript object svg math select textarea
"""
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
# What makes lines, is left out or has words of its own; between the tags of all others there is nothing to do.
SHAPING: Set[str | None] = frozenset({*_BLOCKS, *_UNSEEN, "br", "hr", "img", "td", "th", None})
_UNNESTED = (
    "area|base|br|col|embed|hr|img|input|link|meta|param|source|wbr|p|li|td|th|tr|dt|dd|option|tbody|font"
)
_TAG = re.compile(rf"<(/?)(?!(?:{_UNNESTED})\b)[a-z]", re.IGNORECASE)
_MARKUP = re.compile(
    r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)[^>]*>|<[^>]*+>", re.IGNORECASE | re.DOTALL
)
_BLANKS = " \t\r\n\f"
_SPACES = re.compile(f"[{_BLANKS}]+")
_RULER = "_" * 32
# Lexbor's time grows with the square of the depth: 3,000 levels take 9 ms, 60,000 take 3.5 s.
_FEW_TAGS, _MAX_DEPTH, _MAX_NODES, _MAX_QUOTE_DEPTH = 4_000, 4_000, 300_000, 20


def html_to_text(html: str) -> tuple[str, bool]:
    """The text, and whether the HTML had to be read crudely because of its size or depth."""
    if is_too_deep(html):
        return entities.unescape(_MARKUP.sub(" ", html)).replace("\0", ""), True
    writer = Writer()
    is_cut = write_out(html, writer)
    return writer.finish(), is_cut


def write_out(html: str, writer: Writer, *, shaping: Set[str | None] = SHAPING) -> bool:
    """Every node to the writer, in order; True when there were too many. The HTML must not be too deep."""
    root = LexborHTMLParser(html).root
    return root is not None and _walk(root, writer, shaping)


def is_too_deep(html: str) -> bool:
    """Whether laying it out would take too long; then it is read crudely."""
    if html.count("<") <= _FEW_TAGS:
        return False
    depth = 0
    for match in _TAG.finditer(html):
        depth += -1 if match[1] else 1
        if depth > _MAX_DEPTH:
            return True
        depth = max(depth, 0)
    return False


def _walk(root: LexborNode, writer: Writer, shaping: Set[str | None]) -> bool:
    """Enters and leaves every node in order; True when there were too many."""
    node, depth = root, 0
    for _ in range(_MAX_NODES):
        tag = node.tag
        if tag == "-text":
            writer.write(node.text_content or "")
            child = None
        else:
            child = node.first_child if tag not in shaping or writer.enter(node, tag) else None
        if child is not None:
            node, depth = child, depth + 1
            continue
        if tag in shaping:
            writer.leave(tag)
        while (following := node.next) is None:
            parent = node.parent
            depth -= 1
            if depth <= 0 or parent is None:
                return False
            node = parent
            if (tag := node.tag) in shaping:
                writer.leave(tag)
        node = following
    return True


class Writer:
    """Collects lines; spaces are folded as a browser folds them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.preformatted = 0
        self.blank_depth: int | None = None

    def enter(self, node: LexborNode, tag: str | None) -> bool:
        """False when nothing below the node is to be seen."""
        if tag in _UNSEEN or tag is None:
            return False
        if tag in _BLOCKS:
            self._end_line()
            if tag in _SPACED:
                self._want_blank()
            self.quotes += tag == "blockquote"
            self.preformatted += tag == "pre"
            if tag == "li":
                self.line.append("- ")
        elif tag == "br":
            self._end_line(is_forced=True)
        elif tag == "hr":
            self._end_line()
            self.line.append(_RULER)
            self._end_line()
        elif tag == "img":
            self.write(node.attributes.get("alt") or "")
        return True

    def leave(self, tag: str | None) -> None:
        if tag in _BLOCKS:
            self._end_line()
            self.quotes -= tag == "blockquote"
            self.preformatted -= tag == "pre"
            if tag in _SPACED:
                self._want_blank()
        elif tag == "td" or tag == "th":
            self.write(" ")

    def finish(self) -> str:
        self._end_line()
        return "\n".join(self.lines).strip("\n")

    def write(self, text: str) -> None:
        if self.preformatted:
            first, *others = text.split("\n")
            self.line.append(first)
            for other in others:
                self._end_line(is_forced=True)
                self.line.append(other)
            return
        # Most texts need no folding or are blank, and to see that costs less than the folding.
        if not text.strip(_BLANKS):
            if text and self.line and not self.line[-1].endswith(" "):
                self.line.append(" ")
            return
        if "  " in text or not text.isprintable():
            text = _SPACES.sub(" ", text)
        if text[0] == " " and (not self.line or self.line[-1].endswith(" ")):
            text = text[1:]
        if text:
            self.line.append(text)

    def _end_line(self, *, is_forced: bool = False) -> None:
        content = "".join(self.line) if self.line else ""
        self.line.clear()
        if not content or not content.strip(" \xa0\u200b\u200c\ufeff\u034f\xad\t"):
            if is_forced:
                self._want_blank()
            return
        if self.blank_depth is not None and self.lines:
            self.lines.append(_prefix(self.blank_depth).rstrip())
        self.blank_depth = None
        self.lines.append(_prefix(self.quotes) + content.rstrip())

    def _want_blank(self) -> None:
        """A blank line before the next one, in the outermost quotation of the two it stands between."""
        self.blank_depth = self.quotes if self.blank_depth is None else min(self.blank_depth, self.quotes)


def _prefix(depth: int) -> str:
    return "> " * min(depth, _MAX_QUOTE_DEPTH)
