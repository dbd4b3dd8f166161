"""An address in; whether it leads to a place where files are kept (Drive, OneDrive, Dropbox and the like), out. Pure.

Addresses that a mail server or a search engine wrapped are unwrapped by their text alone; nothing is asked of anybody.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

LONGEST_URL = 1_000
# A wrapped address is about twice as long; what is longer is none that anybody could follow.
_LONGEST_WRAPPED, _MOST_WRAPPINGS = 4_000, 3

# Beginning or end of a host name, what kind of place it is, and the words for it.
_HOSTS = (
    ("drive.google.com", "drive", "Google Drive"),
    ("docs.google.com", "drive", "Google Drive"),
    ("photos.google.com", "drive", "Google Photos"),
    ("photos.app.goo.gl", "drive", "Google Photos"),
    ("1drv.ms", "onedrive", "OneDrive"),
    ("onedrive.live.com", "onedrive", "OneDrive"),
    ("-my.sharepoint.com", "onedrive", "OneDrive"),
    (".sharepoint.com", "sharepoint", "SharePoint"),
    ("dropbox.com", "dropbox", "Dropbox"),
    ("db.tt", "dropbox", "Dropbox"),
    ("we.tl", "wetransfer", "WeTransfer"),
    ("wetransfer.com", "wetransfer", "WeTransfer"),
    ("box.com", "box", "Box"),
    ("share.icloud.com", "icloud", "iCloud"),
    ("www.icloud.com", "icloud", "iCloud"),
    ("mega.nz", "mega", "Mega"),
    ("u.pcloud.link", "pcloud", "pCloud"),
)
SERVICES = tuple(dict.fromkeys(kind for _, kind, _ in _HOSTS))
# Where one of them is named at all, something of this stands there, wrapped or not.
_OFTEN = tuple(host.strip("-.") for host, _, _ in _HOSTS)
# One walk for all of them: a page of HTML is long, and nearly all are sent without such a link.
_HOST_IN_HTML = re.compile(rb"https(?::|%(?:25)*3[Aa])(?:/|%(?:25)*2[Ff]){2}([A-Za-z0-9_.-]{4,120})")
# Host and beginning of the path of links that lead on to the address in one of their parameters.
_WRAPPERS = (
    (".safelinks.protection.outlook.com", "/", ("url",)),
    ("www.google.com", "/url?", ("q", "url")),
    ("google.com", "/url?", ("q", "url")),
)
# Plain on purpose: no name before the host, none but ASCII letters in it, nothing behind it that no database holds.
ADDRESS = re.compile(
    rf"https://((?:[a-z0-9_-]{{1,63}}\.){{1,6}}[a-z]{{2,24}})(/[^\s\x00-\x1f\x7f<>\"'\\`{{}}|^]{{1,{_LONGEST_WRAPPED}}})",
    re.IGNORECASE,
)
_PARTS = {
    "document": "A document",
    "spreadsheets": "A spreadsheet",
    "presentation": "Slides",
    "forms": "A form",
    "folders": "A folder",
}
_FILE_NAME = re.compile(r"[^/?#]{1,100}\.[A-Za-z0-9]{2,5}")


class Place(NamedTuple):
    """`service`: "drive", "dropbox". `named`: as far as a name can be read off the address, "" where it cannot."""

    url: str
    host: str
    service: str
    words: str
    named: str


def may_name_one(folded: str) -> bool:
    """Whether a text in lower case could hold such an address at all: most do not, and this is soon said."""
    return any(one in folded for one in _OFTEN)


def may_lead_to_one(html: bytes) -> bool:
    """The same for HTML in any encoding that has ASCII in it, whole or wrapped."""
    hosts = {host.lower().decode() for host in _HOST_IN_HTML.findall(html)}
    return any(host.endswith(_OFTEN) for host in hosts)


def place_at(host: str, path: str) -> Place | None:
    """`host` and `path` as `ADDRESS` parts them. What wraps another address is judged by that one alone."""
    host = host.lower()
    for _ in range(_MOST_WRAPPINGS):
        names = _leads_on(host, path)
        if names is None:
            break
        inner = _unwrapped(path, names)
        if inner is None:
            return None
        host, path = inner[1].lower(), inner[2]
    place = next((one for one in _HOSTS if _is_of(host, one[0])), None)
    url = f"https://{host}{path}"
    if place is None or len(path) < 3 or len(url) > LONGEST_URL:
        return None
    return Place(url, host, place[1], place[2], _name_in(path))


def _is_of(host: str, known: str) -> bool:
    return host.endswith(known) if known[0] in ".-" else host == known or host.endswith(f".{known}")


def _leads_on(host: str, path: str) -> tuple[str, ...] | None:
    for known, begins, names in _WRAPPERS:
        is_known = host.endswith(known) if known[0] == "." else host == known
        if is_known and path.startswith(begins):
            return names
    return None


def _unwrapped(path: str, names: tuple[str, ...]) -> re.Match[str] | None:
    """The address that it leads on to: the first of these parameters, and only where it is one from end to end."""
    try:
        given = parse_qs(path.partition("?")[2].partition("#")[0], max_num_fields=40)
    except ValueError:
        return None
    inner = next((given[name][0] for name in names if name in given), "")
    return ADDRESS.fullmatch(inner)


def _name_in(path: str) -> str:
    parts = [unquote(part).strip() for part in path.partition("?")[0].split("/") if part]
    if parts and _FILE_NAME.fullmatch(parts[-1]):
        return " ".join(parts[-1].replace("\0", "").split())
    return next((words for name, words in _PARTS.items() if name in parts), "")


def service_words(service: str) -> str:
    return next((words for _, kind, words in _HOSTS if kind == service), "Elsewhere")
