"""A link, or text that may hold some, in; whose video service it is and which link leads into a call out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

LONGEST_LINK = 2000
# Nothing that ends a link in running text, and no letter that is drawn as nothing or turns others around.
_LINK = re.compile(
    r"\bhttps?://[^\s<>\"'`\\^{|}\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+", re.I
)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_CLOSING = {")": "(", "]": "["}

# By provider the domains that are its own, and what a link into a call looks like there (path, with its query).
_PROVIDERS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("zoom", ("zoom.us", "zoom.com", "zoomgov.com"), re.compile(r"/(?:j|s|w|my|wc/join|meeting)/\w")),
    (
        "teams",
        ("teams.microsoft.com", "teams.live.com", "teams.microsoft.us", "teams.cloud.microsoft"),
        re.compile(r"/(?:l/meetup-join|meet|dl/launcher)/", re.I),
    ),
    ("meet", ("meet.google.com",), re.compile(r"/(?:[a-z]{3}-?[a-z]{4}-?[a-z]{3}\b|lookup/\w)", re.I)),
    (
        "webex",
        ("webex.com",),
        re.compile(r"/(?:meet|join|wbxmjs/joinservice|\w[\w.-]*/j\.php|\w[\w.-]*/m/)", re.I),
    ),
    ("whereby", ("whereby.com",), re.compile(r"/[\w-]{2,}")),
    ("jitsi", ("meet.jit.si", "8x8.vc"), re.compile(r"/[\w-]{2,}")),
)
_OWN_WAYS = frozenset({"zoom", "teams", "meet"})
_NAMES = {"zoom": "Zoom", "teams": "Teams", "meet": "Google Meet", "webex": "Webex", "whereby": "Whereby",
          "jitsi": "Jitsi"}  # fmt: skip


def safe_link(text: str) -> str:
    """An address that may stand behind Join: http or https, a plain host, no name or password in it; else ""."""
    link = text.strip()
    if len(link) > LONGEST_LINK or not _LINK.fullmatch(link):
        return ""
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    # Before an @ stands whatever somebody wants to be taken for; a bracketed number is no service.
    if "@" in parts.netloc or not _HOST.fullmatch(_plain(host)):
        return ""
    return link


def _plain(host: str) -> str:
    """A host in letters of every language as the wire knows it; "" where it cannot be."""
    try:
        return host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return ""


def provider_of(link: str) -> str:
    """ "zoom", "teams", "meet", "webex", "whereby", "jitsi"; "" for any other, and for what only looks like one."""
    return next((name for name, domains, _ in _PROVIDERS if _is_of(link, domains)), "")


def _is_of(link: str, domains: tuple[str, ...]) -> bool:
    if not safe_link(link):
        return False
    host = _plain(urlsplit(link.strip()).hostname or "")
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def is_join_link(link: str) -> bool:
    """Whether it leads into a call of a provider that is known, and not to its front page or its help."""
    parts = urlsplit(link.strip()) if safe_link(link) else None
    if parts is None:
        return False
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return any(_is_of(link, domains) and shape.match(path) is not None for _, domains, shape in _PROVIDERS)


def way_of(link: str) -> str:
    """How a call by this link happens: a way of `models.Way`."""
    provider = provider_of(link)
    return provider if provider in _OWN_WAYS else "link"


def name_of(link: str) -> str:
    """What to call it on a page: the provider, else the host that it truly leads to."""
    known = _NAMES.get(provider_of(link), "")
    return known or (_plain(urlsplit(link.strip()).hostname or "") if safe_link(link) else "")


def links_in(text: str) -> list[str]:
    """The links of a text in their order, each once, without what only ends a sentence."""
    found = (safe_link(_trimmed(match[0])) for match in _LINK.finditer(text[:1_000_000]))
    return list(dict.fromkeys(link for link in found if link))


def _trimmed(link: str) -> str:
    while link:
        last = link[-1]
        is_unopened = last in _CLOSING and link.count(last) > link.count(_CLOSING[last])
        if last not in ".,;:!?*_~" and not is_unopened:
            break
        link = link[:-1]
    return link


def join_link_in(texts: Iterable[str]) -> str:
    """The first link into a call that is found, looking through the texts in their order; "" where there is none."""
    return next((link for text in texts for link in links_in(text) if is_join_link(link)), "")
