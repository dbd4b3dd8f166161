"""Markdown that somebody typed in, HTML that may stand on a page out: text, lists, tables and links, nothing active."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache, partial
from html import escape, unescape
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

import nh3

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TAGS = frozenset(
    "p br hr h2 h3 h4 h5 h6 strong em s code pre blockquote ul ol li a table thead tbody tr th td".split()
)
_PICTURE = re.compile(r"picture:([A-Za-z0-9_-]{16,40})")
_SCHEMES = ("http://", "https://", "mailto:", "tel:")


class Placed(NamedTuple):
    """Where a picture is, and how many points it is wide and high, so that nothing jumps when it comes; 0 unknown."""

    address: str
    width: int = 0
    height: int = 0


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """HTML within the text stays text; a picture becomes a link to it, since a page fetches nothing from elsewhere."""
    # Loaded here: few processes ever show a how-to page.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def _attribute(tag: str, name: str, value: str, *, ours: Collection[str] = ()) -> str | None:
    """Asked for what the cleaner adds as well: `rel` and `target`. `ours`: pictures that are this desk's own."""
    if name == "src":
        return value if value in ours else None
    if name == "href":
        return value if value.lower().startswith(_SCHEMES) else None
    if name == "start":
        return value if value.isdecimal() and len(value) < 10 else None
    return value


def to_html(text: str, *, picture_at: Callable[[str], Placed] | None = None) -> str:
    """Its headings begin below the page's own. `picture_at`: where `![words](picture:KEY)` is, by its key;
    without it such a picture is left out."""
    tokens, ours = _parser().parse(text), set[str]()
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
        elif token.children and "picture:" in token.content:
            token.children = _with_pictures(token.children, picture_at, ours)
    rendered = _parser().renderer.render(tokens, _parser().options, {})
    return nh3.clean(
        rendered,
        tags={*_TAGS, "img"} if ours else set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}, "img": {"src", "alt", "loading", "width", "height"}},
        attribute_filter=partial(_attribute, ours=ours),
        set_tag_attribute_values={"a": {"target": "_blank"}},
        link_rel="noopener noreferrer nofollow",
    )


def _with_pictures(
    children: list[Token], picture_at: Callable[[str], Placed] | None, ours: set[str]
) -> list[Token]:
    """A link to an own picture, and the exclamation mark before it, become that picture."""
    from markdown_it.token import Token

    found: list[Token] = []
    rest = iter(children)
    for one in rest:
        key = _PICTURE.fullmatch(str(one.attrs.get("href", ""))) if one.type == "link_open" else None
        if key is None:
            found.append(one)
            continue
        inside = list(takewhile(lambda each: each.type != "link_close", rest))
        if found and found[-1].type == "text":
            found[-1].content = found[-1].content.removesuffix("!")
        if picture_at is not None:
            placed = picture_at(key[1])
            ours.add(placed.address)
            drawn = _drawn(placed, "".join(each.content for each in inside))
            found.append(Token("html_inline", "", 0, content=drawn))
    return found


def _drawn(placed: Placed, words: str) -> str:
    size = f' width="{placed.width}" height="{placed.height}"' if placed.width and placed.height else ""
    return f'<img src="{escape(placed.address)}" alt="{escape(words)}"{size} loading="lazy">'


def to_words(text: str) -> str:
    """Its paragraphs and lists as plain text; headings, tables and code stand for themselves and are left out."""
    aside = {"h2", "h3", "h4", "h5", "h6", "table", "pre"}
    return unescape(nh3.clean(to_html(text), tags=set(), attributes={}, clean_content_tags=aside))
