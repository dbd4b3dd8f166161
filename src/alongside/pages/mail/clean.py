"""Foreign HTML in, HTML that shows text, tables and its own pictures out; pure. Nothing remote or active.

The parser and serialiser are ammonia's (nh3); what an attribute may say is decided here, each by a grammar.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import unquote

import nh3
from msgspec import Struct

from alongside.pages.mail.links import clean_link, show_where_links_lead
from alongside.pages.mail.styles import clean_style

# Longer or deeper than any letter is. Ammonia's time grows with the square of the depth: 5,000 levels take
# 0.03 s, 60,000 take 5 s.
LONGEST, LONGEST_CLEANED = 3_000_000, 6_000_000
DEEPEST = 2_000
MOST_PICTURES = 60
# Chromium's layout recurses: 400 inline blocks within each other kill the tab, and with it her open pages.
# 30,000 changes of direction take it 9 s. Real letters: 33 levels, one inline block deep, 1,200 tags.
DEEPEST_SHOWN, DEEPEST_INLINE, MOST_TAGS, MOST_TURNS = 200, 20, 40_000, 2_000


class TooMuch(ValueError):
    """This HTML is not laid out: it is too long, too deep, grows too long, or took too much time or memory."""


class Cleaned(Struct, frozen=True):
    """`remote_pictures`: how many pictures were left out because they lie elsewhere."""

    html: str
    remote_pictures: int


_TAGS = frozenset(
    """
    a abbr address article aside b bdi big blockquote br caption center cite code col colgroup dd
    del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main
    mark nav ol p pre q s samp section small span strike strong sub sup table tbody td tfoot th
    thead time tr tt u ul var wbr
    """.split()
)
# What is inside of these is no text of a letter. Of all other unknown elements the text stays.
_WITHOUT_TEXT = frozenset("script style title template iframe svg math".split())
_ATTRIBUTES = {
    "*": {"lang", "dir", "align", "valign", "bgcolor", "width", "height", "style"},
    "a": {"href"},
    "img": {"src", "alt", "border"},
    "font": {"face", "size", "color"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "ul": {"type"},
    "li": {"value"},
}


def _matcher(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_LENGTH = _matcher(r"\d{1,4}(?:\.\d{1,4})?(?:%|px)?")
_COLOUR = _matcher(r"#?[a-z0-9]{3,24}")
_COUNT = _matcher(r"\d{1,2}")
_FLAG = _matcher(r"[a-z]{0,10}")
_GRAMMAR = {
    "lang": _matcher(r"[a-z0-9-]{1,35}"),
    "dir": _matcher(r"ltr|rtl|auto"),
    "align": _matcher(r"[a-z]{1,12}"),
    "valign": _matcher(r"[a-z]{1,12}"),
    "bgcolor": _COLOUR,
    "color": _COLOUR,
    "width": _LENGTH,
    "height": _LENGTH,
    "border": _matcher(r"\d{1,2}"),
    "cellpadding": _COUNT,
    "cellspacing": _COUNT,
    "colspan": _COUNT,
    "rowspan": _COUNT,
    "span": _COUNT,
    "nowrap": _FLAG,
    "reversed": _FLAG,
    "face": _matcher(r"[a-z0-9 ,'_-]{1,200}"),
    "size": _matcher(r"[+-]?[1-7]"),
    "start": _matcher(r"-?\d{1,6}"),
    "value": _matcher(r"-?\d{1,6}"),
    "type": _matcher(r"[1ai]|disc|circle|square"),
}
# Set on every link, and passed through the same filter.
_OURS = {"target": "_blank", "rel": "noopener noreferrer nofollow"}
# ammonia reads as a browser with scripts would, to which this is one long string; here it is text.
_WITHOUT_SCRIPT = re.compile(r"</?noscript\b[^<>]*>", re.IGNORECASE)
# These two turn the letters after them around: "moc.knab" is read as "bank.com" (UAX 9 §2.2).
_TURNING = {0x202D: None, 0x202E: None}
_TAG = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|wbr|p|li|td|th|tr|dt|dd|option|tbody)\b)"
    r"[a-z]",
    re.IGNORECASE,
)
_CLEAN_TAG = re.compile(r"<(/?)([a-z0-9]+)([^<>]*)>")
_ENDLESS = frozenset("br col hr img wbr".split())


def clean_html(html: str, pictures: Mapping[str, str]) -> Cleaned:
    """`pictures`: Content-ID to our own address of that part. Of every other picture the words stay."""
    if len(html) > LONGEST or _is_too_deep(html):
        raise TooMuch
    remote = 0
    shown: set[str] = set()

    def attribute(tag: str, name: str, value: str) -> str | None:
        nonlocal remote
        if name == "href":
            return clean_link(value)
        if name == "style":
            return clean_style(value)
        if name == "alt":
            return value[:1_000].replace("<", "‹").replace(">", "›")
        if tag == "img" and name == "src":
            remote += value.lstrip().lower().startswith(("http:", "https:", "//"))
            return _picture(value, pictures, shown)
        if name in _OURS:
            return _OURS[name]
        grammar = _GRAMMAR.get(name)
        return value if grammar is not None and grammar.fullmatch(value) else None

    with _closed_on_failure():
        cleaned = nh3.clean(
            _WITHOUT_SCRIPT.sub("", html),
            tags=set(_TAGS),
            clean_content_tags=set(_WITHOUT_TEXT),
            attributes=_ATTRIBUTES,
            attribute_filter=attribute,
            strip_comments=True,
            link_rel=_OURS["rel"],
            set_tag_attribute_values={"a": {"target": _OURS["target"]}},
            url_schemes={"http", "https", "mailto", "tel", "cid"},
        )
    if len(cleaned) > LONGEST_CLEANED or _is_hard_to_lay_out(cleaned):
        raise TooMuch
    return Cleaned(show_where_links_lead(cleaned.translate(_TURNING)), remote)


@contextmanager
def _closed_on_failure() -> Iterator[None]:
    """nh3 keeps an attribute whose filter raised (0.3.8), be it for want of time or memory: then nothing is kept."""
    holes: list[bool] = []
    before = sys.unraisablehook
    sys.unraisablehook = lambda _: holes.append(True)
    try:
        yield
    finally:
        sys.unraisablehook = before
    if holes:
        raise TooMuch


def _picture(source: str, pictures: Mapping[str, str], shown: set[str]) -> str | None:
    """Its address here. Only so many different ones: each is opened and made anew."""
    scheme, _, content_id = source.strip().partition(":")
    address = pictures.get(unquote(content_id).strip("<> ")) if scheme.lower() == "cid" else None
    if address is not None and len(shown) < MOST_PICTURES:
        shown.add(address)
    return address if address in shown else None


def _is_too_deep(html: str) -> bool:
    depth = 0
    for match in _TAG.finditer(html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > DEEPEST:
            return True
    return False


def _is_hard_to_lay_out(cleaned: str) -> bool:
    """Whether a browser would have to work or recurse too much; every tag that opens is closed here."""
    levels: list[bool] = []
    tags = inline = turns = 0
    for match in _CLEAN_TAG.finditer(cleaned):
        if match[1]:
            inline -= levels.pop()
            continue
        tags += 1
        turns += match[2] == "bdi" or ' dir="' in match[3]
        if match[2] not in _ENDLESS:
            levels.append("display:inline-" in match[3].lower())
            inline += levels[-1]
        if tags > MOST_TAGS or turns > MOST_TURNS or len(levels) > DEEPEST_SHOWN or inline > DEEPEST_INLINE:
            return True
    return False
