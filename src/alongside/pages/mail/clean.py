"""Foreign HTML in, HTML that shows text, tables and its own pictures out; pure. Nothing remote or active."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

import nh3

# Deeper or longer than any letter is; such a mail is shown as text, and its original can be fetched.
LONGEST = 2_000_000
DEEPEST = 2_000

_TAGS = frozenset(
    """
    a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd
    del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main
    mark nav ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th
    thead time tr tt u ul var wbr
    """.split()
)
_ANY = {"title", "lang", "dir", "align", "valign", "bgcolor", "width", "height", "color", "style"}
_ATTRIBUTES = {
    "*": _ANY,
    "a": {"href", "name"},
    "img": {"src", "alt", "border"},
    "table": {"border", "cellpadding", "cellspacing", "summary"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "scope", "nowrap"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "ul": {"type"},
    "li": {"value"},
    "font": {"face", "size"},
}
_STYLES = frozenset(
    """
    color background-color font-family font-size font-style font-weight font-variant text-align
    text-decoration text-indent line-height letter-spacing white-space vertical-align width height max-width
    min-width margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right
    padding-bottom padding-left border border-top border-right border-bottom border-left border-color
    border-style border-width border-collapse border-spacing border-radius display float clear
    list-style-type
    """.split()
)
_DROPPED = frozenset("script style title template noscript iframe object svg math".split())
_LINK = re.compile(r"(?:https?://[^\s/]|mailto:[^\s]|tel:[+\d])", re.IGNORECASE)
# Controls, blanks and marks that turn the reading direction: a link is what it looks like, or none.
_HIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_CALL = re.compile(r"[a-z-]*\s*\(|@|\\|expression|behavior|-moz-binding", re.IGNORECASE)


def is_too_much(html: str) -> bool:
    return (
        len(html) > LONGEST or html.count("<div") + html.count("<blockquote") + html.count("<span") > 60_000
    )


def clean_html(html: str, pictures: Mapping[str, str]) -> str:
    """`pictures`: Content-ID to our own address of that part. Every other picture is left out, its alt text kept."""

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "href":
            return _link(value)
        if name == "src":
            return pictures.get(_content_id(value))
        if name == "style":
            return _style(value)
        return value

    return nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags={
            "script",
            "style",
            "title",
            "template",
            "noscript",
            "iframe",
            "object",
            "svg",
            "math",
        },
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        strip_comments=True,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={"http", "https", "mailto", "tel"},
    )


def _link(value: str) -> str | None:
    plain = _HIDDEN.sub("", value)
    return plain if plain == value.strip() and _LINK.match(plain) else None


def _content_id(value: str) -> str:
    scheme, _, rest = value.strip().partition(":")
    return unquote(rest).strip("<> ") if scheme.lower() == "cid" else ""


def _style(value: str) -> str | None:
    """Only plain declarations: no function, so no url() either; no escape that could spell one."""
    kept = []
    for declaration in value.split(";"):
        name, _, content = declaration.partition(":")
        name = name.strip().lower()
        if name in _STYLES and content.strip() and not _is_call(content):
            kept.append(f"{name}: {content.strip()}")
    return "; ".join(kept) or None


def _is_call(content: str) -> bool:
    without_colours = re.sub(r"\b(?:rgb|rgba|hsl|hsla)\(\s*[\d.,%\s/]+\)", "", content, flags=re.IGNORECASE)
    return _CALL.search(without_colours) is not None


def frame(body: str) -> str:
    """A whole document around cleaned HTML. Its own colours: paper, because mail is written for paper."""
    style = (
        "html{background:#fff;color:#1d2330;color-scheme:light}body{margin:12px;font:15px/1.5 sans-serif;"
        "overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
        "blockquote{margin:0 0 0 .5em;padding-left:.75em;border-left:2px solid #ccc}"
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="referrer" content="no-referrer"><title>Mail</title>'
        f"<style>{style}</style></head><body>{body}</body></html>"
    )
