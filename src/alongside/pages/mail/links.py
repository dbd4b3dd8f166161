"""A foreign link in, an address that opens where it says it does out, or none; pure.

Strict on purpose: browsers read addresses more ways than one (WHATWG URL §4.4), so what is not plainly
`https://host/...`, `mailto:` or `tel:` is no link and stays as text.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import parse_qsl, quote, urlencode

LONGEST = 4_000

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_ASCII_HOST = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}\.?|\[[0-9a-f:.]{{2,45}}\]", re.IGNORECASE)
# No user part: `https://bank.example@evil.example/` leads to the second. Pictures of a slash are no slash.
_WEB = re.compile(
    r"(https?)://([^\s/?#@:\\\[\]]+|\[[0-9a-f:.]+\])(:\d{1,5})?([/?#].*)?", re.IGNORECASE | re.DOTALL
)
_MAIL = re.compile(r"[a-z0-9.!#$&'*+/=^_`{|}~-]+@[a-z0-9.-]+", re.IGNORECASE)
# No star or hash: a phone takes such numbers as orders (GSM 02.30 §6.5.2).
_CALL = re.compile(r"\+?[0-9().-]{2,24}")
# Controls, blanks, direction marks, letters without width, and lone halves of a pair.
_UNSEEN = re.compile(
    r"[\x00-\x20\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffd\ud800-\udfff]"
)
_ANCHOR = re.compile(r"<a((?: [a-z]+=\"[^\"<>]*\")*)>|</a>")
_HREF = re.compile(r' href="([^"]*)"')
_TAG = re.compile(r"<[^<>]*>")
_LOOKS_LIKE_ADDRESS = re.compile(
    rf"(?:https?://|www\.|mailto:)?(?:[^\s/@]+@)?((?:{_LABEL}\.)+[a-z][a-z0-9-]+)(?:[:/?#]\S*)?",
    re.IGNORECASE,
)
_LONGEST_SHOWN = 300


def clean_link(value: str) -> str | None:
    value = value.strip(" \t\r\n\f")
    if (
        len(value) > LONGEST
        or _UNSEEN.search(value.replace(" ", ""))
        or any(letter in value for letter in '<>"\\`')
    ):
        return None
    scheme, _, rest = value.partition(":")
    if scheme.lower() == "mailto":
        return _clean_mail(rest)
    if scheme.lower() == "tel":
        return f"tel:{rest}" if _CALL.fullmatch(rest) else None
    return _clean_web(value)


def _clean_web(value: str) -> str | None:
    match = _WEB.fullmatch(value)
    host = _ascii_host(match[2]) if match else ""
    if match is None or not host or (match[3] and int(match[3][1:]) > 65_535):
        return None
    return f"{match[1].lower()}://{host}{match[3] or ''}{(match[4] or '').replace(' ', '%20')}"


def _ascii_host(host: str) -> str:
    """The host as it is looked up: letters of other scripts show as `xn--`; "" when it is none."""
    try:
        plain = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return plain.lower() if _ASCII_HOST.fullmatch(plain) and len(plain) <= 253 else ""


def _clean_mail(rest: str) -> str | None:
    """Who and about what; nothing else that a mail program might act on (RFC 6068 §7, `attach=` and more)."""
    address, _, query = rest.partition("?")
    if not _MAIL.fullmatch(address):
        return None
    try:
        fields = parse_qsl(query, max_num_fields=20)
    except ValueError:
        return None
    kept = [(name.lower(), text) for name, text in fields if name.lower() in ("subject", "body")]
    about = "?" + urlencode(kept, quote_via=quote) if kept else ""
    return f"mailto:{quote(address, safe='@+.!#$&*=^_~-')}{about}"


def show_where_links_lead(html: str) -> str:
    """Gives each link its address as title, and says so beside a link whose words name another place.

    `html`: cleaned, so that `<` and `>` stand in tags alone.
    """
    pieces: list[str] = []
    open_links: list[tuple[str, int]] = []
    position = 0
    for match in _ANCHOR.finditer(html):
        pieces.append(html[position : match.start()])
        position = match.end()
        if match[1] is not None:
            href = _HREF.search(match[1])
            open_links.append((href[1] if href else "", position))
            pieces.append(f'<a{match[1]} title="{_shortened(href[1])}">' if href else "<a>")
            continue
        pieces.append("</a>")
        href_there, start = open_links.pop() if open_links else ("", position)
        words = html[start : match.start()] if match.start() - start < 1_000 else ""
        pieces.append(_hint(unescape(_TAG.sub("", words)), unescape(href_there)))
    pieces.append(html[position:])
    return "".join(pieces)


def _shortened(href: str) -> str:
    plain = unescape(href)
    return escape(plain if len(plain) <= _LONGEST_SHOWN else plain[:_LONGEST_SHOWN] + "…")


def _hint(words: str, href: str) -> str:
    place = _place_of(href)
    named = _LOOKS_LIKE_ADDRESS.fullmatch(words.strip())
    if not place or not named:
        return ""
    said = named[1].lower().removeprefix("www.")
    there = place.removeprefix("www.")
    if there == said or there.endswith(f".{said}"):
        return ""
    return f' <small class="leads">[leads to {escape(place)}]</small>'


def _place_of(href: str) -> str:
    if href.startswith("mailto:"):
        return href.removeprefix("mailto:").partition("?")[0].rpartition("@")[2].lower()
    match = _WEB.fullmatch(href)
    return match[2].lower().rstrip(".") if match else ""
