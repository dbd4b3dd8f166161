"""An address in; whether it leads to a place where files are kept (Drive, OneDrive, Dropbox and the like), out. Pure.

Addresses that a mail server or a search engine wrapped are unwrapped by their text alone; nothing is asked of anybody.
"""

from __future__ import annotations

import binascii
import re
import string
from base64 import urlsafe_b64decode
from collections.abc import Callable
from functools import partial
from itertools import islice
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
_HOST_IN_HTML = re.compile(
    rb"https(?::|[%*](?:25)*3[Aa]|-3A)(?:/|[%*](?:25)*2[Ff]|_){1,2}([A-Za-z0-9_.-]{4,120})"
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
    # Proofpoint writes an underscore for the slash behind the host.
    return any(host.endswith(_OFTEN) or host.partition("_")[0].endswith(_OFTEN) for host in hosts)


def place_at(host: str, path: str) -> Place | None:
    """`host` and `path` as `ADDRESS` parts them. What wraps another address is judged by that one alone."""
    host = host.lower()
    for _ in range(_MOST_WRAPPINGS):
        unwrap = _leads_on(host, path)
        if unwrap is None:
            break
        # Only where it is an address from end to end.
        inner = ADDRESS.fullmatch(unwrap(path))
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


def _leads_on(host: str, path: str) -> Callable[[str], str] | None:
    """What reads the address that this one leads on to off its path."""
    for known, begins, unwrap in _WRAPPERS:
        is_known = host.endswith(known) if known[0] == "." else host == known
        if is_known and path.startswith(begins):
            return unwrap
    return None


def _parameter(path: str, *, names: tuple[str, ...]) -> str:
    """The first of these parameters that there is."""
    try:
        given = parse_qs(path.partition("?")[2].partition("#")[0], max_num_fields=40)
    except ValueError:
        return ""
    return next((given[name][0] for name in names if name in given), "")


def _defended(path: str) -> str:
    """Proofpoint's second way: % is written as -, / as _ (its own decoder, `URLDefenseDecoder`, v2)."""
    return unquote(_parameter(path, names=("u",)).translate(str.maketrans("-_", "%/")))


def _defended_anew(path: str) -> str:
    """Its third: the address itself, with * for each letter, and ** and a length for a run of those, that follow it
    in base64 (the same decoder, v3)."""
    found = _ANEW.match(path)
    if found is None:
        return ""
    try:
        letters = iter(urlsafe_b64decode(found[2] + "==").decode())
    except (binascii.Error, UnicodeDecodeError):
        return ""
    # Some mail servers make one slash of two.
    whole = re.sub(r"^https:/(?=[^/])", "https://", unquote(found[1]))
    return _STARS.sub(lambda star: "".join(islice(letters, _run_of(star[1]))), whole)


def _run_of(sign: str | None) -> int:
    return _RUNS.index(sign) + 2 if sign else 1


_ANEW = re.compile(r"/v3/__(.+?)__;([A-Za-z0-9_-]*)!")
_RUNS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
_STARS = re.compile(r"\*(?:\*([A-Za-z0-9_-]))?")
_AT_GOOGLE = partial(_parameter, names=("q", "url"))
# Host and beginning of the path of links that lead on, and what reads off them where to. Those that keep it to
# themselves, as Mimecast's do, stay closed: nobody is asked.
_WRAPPERS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    (".safelinks.protection.outlook.com", "/", partial(_parameter, names=("url",))),
    ("www.google.com", "/url?", _AT_GOOGLE),
    ("google.com", "/url?", _AT_GOOGLE),
    ("urldefense.proofpoint.com", "/v1/url?", partial(_parameter, names=("u",))),
    ("urldefense.proofpoint.com", "/v2/url?", _defended),
    ("urldefense.proofpoint.com", "/v3/__", _defended_anew),
    ("urldefense.com", "/v3/__", _defended_anew),
    ("urldefense.us", "/v3/__", _defended_anew),
    ("linkprotect.cudasvc.com", "/url?", partial(_parameter, names=("a",))),
)


def _name_in(path: str) -> str:
    parts = [unquote(part).strip() for part in path.partition("?")[0].split("/") if part]
    if parts and _FILE_NAME.fullmatch(parts[-1]):
        return " ".join(parts[-1].replace("\0", "").split())
    return next((words for name, words in _PARTS.items() if name in parts), "")


def service_words(service: str) -> str:
    return next((words for _, kind, words in _HOSTS if kind == service), "Elsewhere")
