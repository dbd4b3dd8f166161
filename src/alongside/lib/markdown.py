"""Markdown that somebody typed in, HTML that may stand on a page out: text, lists, tables and links, nothing active."""

from __future__ import annotations

from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_TAGS = frozenset(
    "p br hr h2 h3 h4 h5 h6 strong em s code pre blockquote ul ol li a table thead tbody tr th td".split()
)
_SCHEMES = ("http://", "https://", "mailto:", "tel:")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """HTML within the text stays text; a picture becomes a link to it, since a page fetches nothing from elsewhere."""
    # Loaded here: few processes ever show a how-to page.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Asked for what the cleaner adds as well: `rel` and `target`."""
    if name == "href":
        return value if value.lower().startswith(_SCHEMES) else None
    if name == "start":
        return value if value.isdecimal() and len(value) < 10 else None
    return value


def to_html(text: str) -> str:
    """Its headings begin below the page's own."""
    tokens = _parser().parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    rendered = _parser().renderer.render(tokens, _parser().options, {})
    return nh3.clean(
        rendered,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_attribute,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer nofollow",
    )


def to_words(text: str) -> str:
    """Its paragraphs and lists as plain text; headings, tables and code stand for themselves and are left out."""
    aside = {"h2", "h3", "h4", "h5", "h6", "table", "pre"}
    return unescape(nh3.clean(to_html(text), tags=set(), attributes={}, clean_content_tags=aside))
