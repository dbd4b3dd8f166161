"""A letter's words in; the links to files kept elsewhere (Drive, OneDrive, Dropbox and the like) out. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

MOST_LINKS, LONGEST_URL, LONGEST_NAME = 20, 1_000, 120

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
_OFTEN = ("google", "1drv", "onedrive", "sharepoint", "dropbox", "db.tt", "we.tl", "wetransfer", "box.com", "icloud",
          "mega.nz", "pcloud", "goo.gl")  # fmt: skip
# Plain on purpose: no name before the host, none but ASCII letters in it.
_LINK = re.compile(
    r"https://((?:[a-z0-9_-]{1,63}\.){1,6}[a-z]{2,24})(/[^\s<>\"'\\`{}|^]{1,990})", re.IGNORECASE
)
_PARTS = {
    "document": "A document",
    "spreadsheets": "A spreadsheet",
    "presentation": "Slides",
    "forms": "A form",
    "folders": "A folder",
}
_FILE_NAME = re.compile(r"[^/?#]{1,100}\.[A-Za-z0-9]{2,5}")
_EDGE = " \t<>([{•*-–—:;,."


class Linked(NamedTuple):
    """`service`: "drive", "dropbox"; `name` as far as it can be read off the letter or the address."""

    url: str
    host: str
    service: str
    name: str


def find_links(text: str) -> list[Linked]:
    """Each address once, in order; none where no such place is named, which is most of the time."""
    folded = text.lower()
    if "https://" not in folded or not any(one in folded for one in _OFTEN):
        return []
    found: dict[str, Linked] = {}
    for match in _LINK.finditer(text):
        one = _linked(text, match)
        if one is not None:
            found.setdefault(one.url, one)
        if len(found) == MOST_LINKS:
            break
    return list(found.values())


def _linked(text: str, match: re.Match[str]) -> Linked | None:
    host, path = match[1].lower(), _trimmed(match[2])
    place = next((one for one in _HOSTS if _is_of(host, one[0])), None)
    url = f"https://{host}{path}"
    if place is None or len(path) < 3 or len(url) > LONGEST_URL:
        return None
    name = _name_before(text, match.start()) or _name_in(path) or place[2]
    return Linked(url, host, place[1], name[:LONGEST_NAME])


def _is_of(host: str, known: str) -> bool:
    return host.endswith(known) if known[0] in ".-" else host == known or host.endswith(f".{known}")


def _trimmed(path: str) -> str:
    """Without what belongs to the sentence: a full stop, a closing bracket that was not opened."""
    path = path.rstrip(".,;:!?*_")
    while path.endswith((")", "]")) and path.count(path[-1]) > path.count("(" if path[-1] == ")" else "["):
        path = path[:-1].rstrip(".,;:!?")
    return path


def _name_before(text: str, start: int) -> str:
    """What stands before it on its line; or the line above, where the link alone stands in angle brackets."""
    begin = text.rfind("\n", max(0, start - 500), start) + 1
    words = " ".join(text[begin:start].split()).strip(_EDGE)
    if not words and text[start - 1 : start] == "<" and begin > 0:
        above = text.rfind("\n", max(0, begin - 300), begin - 1) + 1
        words = " ".join(text[above : begin - 1].split()).strip(_EDGE)
    return words if 2 < len(words) <= 80 and "://" not in words else ""


def _name_in(path: str) -> str:
    parts = [unquote(part).strip() for part in path.partition("?")[0].split("/") if part]
    if parts and _FILE_NAME.fullmatch(parts[-1]):
        return " ".join(parts[-1].replace("\0", "").split())
    return next((words for name, words in _PARTS.items() if name in parts), "")


def service_words(service: str) -> str:
    return next((words for _, kind, words in _HOSTS if kind == service), "Elsewhere")


SERVICES = tuple(dict.fromkeys(kind for _, kind, _ in _HOSTS))

_KINDS = (
    ("image", ("image/",), ("jpg", "jpeg", "png", "gif", "heic", "webp", "svg", "tif", "tiff")),
    ("sheet", ("spreadsheet", "excel", "text/csv"), ("xls", "xlsx", "ods", "csv", "numbers")),
    ("slides", ("presentation", "powerpoint"), ("ppt", "pptx", "odp", "key")),
    ("pdf", ("application/pdf",), ("pdf",)),
    ("document", ("msword", "wordprocessing", "opendocument.text", "text/plain", "rtf"),
     ("doc", "docx", "odt", "txt", "rtf", "pages", "md")),
    ("sound", ("audio/", "video/"), ("mp3", "m4a", "wav", "ogg", "mp4", "mov", "webm")),
    ("archive", ("zip", "x-7z", "x-tar", "gzip"), ("zip", "7z", "rar", "gz", "tar")),
    ("calendar", ("text/calendar",), ("ics",)),
)  # fmt: skip
KIND_WORDS = {
    "pdf": "PDF",
    "document": "Documents",
    "sheet": "Spreadsheets",
    "slides": "Slides",
    "image": "Pictures",
    "sound": "Sound and film",
    "archive": "Archives",
    "calendar": "Calendar files",
    "other": "Other files",
}


def kind_of(name: str, media_type: str) -> str:
    """Of a file by its name, else by what the letter says it is."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    media_type = media_type.lower()
    for kind, _, endings in _KINDS:
        if ending in endings:
            return kind
    for kind, types, _ in _KINDS:
        if any(one in media_type for one in types):
            return kind
    return "other"
