"""A letter's words, and its links behind words, in; the links to files kept elsewhere out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from alongside.lib.file_places import ADDRESS, Place, may_name_one, place_at
from alongside.message import ParsedLink

MOST_LINKS, LONGEST_NAME = 20, 120
_EDGE = " \t<>([{•*-–—:;,."


class Linked(NamedTuple):
    """`service`: "drive", "dropbox"; `name` as far as it can be read off the letter or the address."""

    url: str
    host: str
    service: str
    name: str


def links_of(text: str, behind_words: Sequence[ParsedLink]) -> list[Linked]:
    """Of a whole letter, each address once: what the words behind it call it comes before what stands beside it."""
    found = {one.url: one for one in _behind(behind_words)}
    for one in find_links(text):
        found.setdefault(one.url, one)
    return list(found.values())[:MOST_LINKS]


def _behind(links: Sequence[ParsedLink]) -> list[Linked]:
    """Looked at once more: whatever was kept, only an address of such a place becomes a link."""
    found = []
    for one in links:
        match = ADDRESS.fullmatch(one.url)
        if match is not None and (place := place_at(match[1], match[2])) is not None:
            found.append(_linked(place, one.words))
    return found


def find_links(text: str) -> list[Linked]:
    """Each address once, in order; none where no such place is named, which is most of the time."""
    folded = text.lower()
    if "https://" not in folded or not may_name_one(folded):
        return []
    found: dict[str, Linked] = {}
    for match in ADDRESS.finditer(text):
        place = place_at(match[1], _trimmed(match[2]))
        if place is not None:
            found.setdefault(place.url, _linked(place, _name_before(text, match.start())))
        if len(found) == MOST_LINKS:
            break
    return list(found.values())


def _linked(place: Place, words: str) -> Linked:
    name = words or place.named or place.words
    return Linked(place.url, place.host, place.service, name[:LONGEST_NAME])


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
