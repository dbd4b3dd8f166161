"""A data file of Outlook (MS-PST: `.pst`, `.ost`) in, its letters out as raw messages, each made into a mail.

libpff reads it, in processes of their own, one letter at a time, under limits of time and memory. Contacts, dates,
tasks and drafts are no letters: how many there are is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from alongside.channels.email.mapi import (
    CLASS,
    FILE_DATA,
    HEADERS,
    RECIPIENT_TYPE,
    SENT_AT,
    SUBJECT,
    File,
    Letter,
    mail_of,
    names_an_address,
)
from alongside.lib.limited import LimitedPool, Refused
from alongside.message import RawMessage

NOTHING = "It is a data file of Outlook with nothing in it."
DAMAGED = "It is a data file of Outlook that is damaged, or of a kind that cannot be read."
THE_REST = "Only letters are taken out of it. This stays in the file alone: {kinds}."
_LIST_SECONDS, _LETTER_SECONDS, _MEMORY_BYTES = 60, 10, 512 << 20
_AT_ONCE, _DEEPEST_FOLDER, _MOST_FOLDERS, _DEEPEST_LETTER = 8, 50, 20_000, 3
_LONGEST_NAME, _LONGEST_PLACE = 100, 800
# Base64 makes four bytes of three.
_GROWTH = 4 / 3
_LETTERS = ("ipm.note", "ipm.schedule.meeting", "ipm.post", "ipm.recall", "ipm.outlook.recall", "report.")
_OTHERS = {
    "ipm.appointment": "dates of the calendar",
    "ipm.contact": "contacts",
    "ipm.distlist": "contacts",
    "ipm.task": "tasks",
    "ipm.stickynote": "notes",
    "ipm.activity": "entries of the journal",
}
# Such as what Outlook notes for itself of each synchronisation.
DRAFTS, NO_LETTERS, TO_NOBODY = "drafts", "other items", "letters that name no address"
# MS-OXCMSG §2.2.1.6, MS-OXPROPS: not sent yet; the code pages of texts that are not Unicode.
_FLAGS, _UNSENT = 0x0E07, 0x8
_INTERNET_CODE_PAGE, _MESSAGE_CODE_PAGE = 0x3FDE, 0x3FFD
_TEXT, _TEXT_OF_BYTES, _BYTES, _OBJECT, _NUMBER, _TIME = 0x001F, 0x001E, 0x0102, 0x000D, 0x0003, 0x0040
_NAMED = 0x8000
_YEAR_1601 = datetime(1601, 1, 1, tzinfo=UTC)


class Left(Struct, frozen=True):
    """Something at `place` that gives no letter, or not all of one, and why."""

    place: str
    reason: str


class FolderAt(Struct, frozen=True):
    """`way`: which subfolder to take at each step from the root; `count`: how many items it has."""

    way: tuple[int, ...]
    name: str
    count: int


class ItemAt(Struct, frozen=True):
    path: str
    way: tuple[int, ...]
    position: int
    most_bytes: int


class Taken(Struct, frozen=True):
    """`number`: its own within the file. `raw` None: no letter, but a `kind` of thing, or one that is `too_large`."""

    number: int
    raw: bytes | None = None
    missing: tuple[str, ...] = ()
    kind: str = ""


def read_data_file(path: Path, place: str, *, most_bytes: int, too_large: str) -> Iterator[RawMessage | Left]:
    """Folder by folder, in the file's own order. `most_bytes`: how large a mail may be."""
    folders = list_folders(path)
    if folders is None:
        yield Left(place, DAMAGED)
        return
    if not folders:
        yield Left(place, NOTHING)
    others: Counter[str] = Counter()
    with LimitedPool(take_out, workers=1, cpu_seconds=_LETTER_SECONDS, memory_bytes=_MEMORY_BYTES) as pool:
        batches = list(_batches(path, folders, most_bytes))
        for (folder, items), found in zip(batches, pool.map(items for _, items in batches), strict=True):
            within = f"{place}/{folder.name}"[:_LONGEST_PLACE]
            for item, one in zip(items, found, strict=True):
                if isinstance(one, Refused):
                    yield Left(f"{within}#{item.position}", one.reason)
                elif one.raw is not None:
                    yield RawMessage(f"{within}#{one.number}", one.raw)
                    if one.missing:
                        yield Left(f"{within}#{one.number} (parts)", " ".join(one.missing))
                elif one.kind:
                    others[one.kind] += 1
                else:
                    yield Left(f"{within}#{one.number}", too_large)
    if others:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(others.items()))
        yield Left(place, THE_REST.format(kinds=kinds))


def list_folders(path: Path) -> list[FolderAt] | None:
    """Those that hold something; None for what is no data file, or a damaged one."""
    with LimitedPool(folders_in, workers=1, cpu_seconds=_LIST_SECONDS, memory_bytes=_MEMORY_BYTES) as pool:
        ((found,),) = pool.map([[str(path)]])
    return None if isinstance(found, Refused) else found


def _batches(
    path: Path, folders: Sequence[FolderAt], most_bytes: int
) -> Iterator[tuple[FolderAt, list[ItemAt]]]:
    for folder in folders:
        for first in range(0, folder.count, _AT_ONCE):
            some = range(first, min(first + _AT_ONCE, folder.count))
            yield folder, [ItemAt(str(path), folder.way, position, most_bytes) for position in some]


# What follows runs in the process that reads.


@lru_cache(maxsize=1)
def _opened(path: str) -> Any:
    import pypff

    file = pypff.file()
    file.open(path)
    return file


@lru_cache(maxsize=4)
def _folder(path: str, way: tuple[int, ...]) -> Any:
    folder = _opened(path).get_root_folder()
    for step in way:
        folder = folder.get_sub_folder(step)
    return folder


def folders_in(path: str) -> list[FolderAt]:
    """Raises OSError for what is no data file, or a damaged one."""
    found: list[FolderAt] = []
    seen: set[int] = set()
    waiting: list[tuple[Any, tuple[int, ...], str]] = [(_folder(path, ()), (), "")]
    while waiting and len(seen) < _MOST_FOLDERS:
        folder, way, name = waiting.pop()
        if folder.identifier in seen or len(way) > _DEEPEST_FOLDER:
            continue
        seen.add(folder.identifier)
        if count := folder.number_of_sub_messages:
            found.append(FolderAt(way, name, count))
        for step in reversed(range(folder.number_of_sub_folders)):
            below = folder.get_sub_folder(step)
            own = _name(below)
            waiting.append((below, (*way, step), f"{name}/{own}" if name else own))
    return found


def _name(folder: Any) -> str:
    name = ""
    with suppress(OSError, UnicodeError):
        name = str(folder.name or "")
    return " ".join(name.replace("\0", "").encode("utf-8", "replace").decode().split())[:_LONGEST_NAME] or "?"


def take_out(item: ItemAt) -> Taken:
    """One letter as a mail, or what kind of thing it is instead. Raises whatever the library raises."""
    message = _folder(item.path, item.way).get_sub_message(item.position)
    known = Properties(message.get_record_set(0), _code_page_of(item.path))
    if (kind := _kind(known)) is not None:
        return Taken(message.identifier, kind=kind)
    if sum(_size(file) for file in message.attachments) * _GROWTH > item.most_bytes:
        return Taken(message.identifier)
    letter = _letter(message, known, item.path, depth=0)
    if not names_an_address(letter):
        return Taken(message.identifier, kind=TO_NOBODY)
    raw, missing = mail_of(letter)
    return Taken(message.identifier, raw if len(raw) <= item.most_bytes else None, missing)


def _kind(known: Properties) -> str | None:
    """None for a letter."""
    named = (known.str_prop_value(CLASS) or "").lower()
    if named and not named.startswith(_LETTERS):
        return next((kind for start, kind in _OTHERS.items() if named.startswith(start)), NO_LETTERS)
    if (known.int_prop_value(_FLAGS) or 0) & _UNSENT and not known.str_prop_value(HEADERS):
        return DRAFTS
    if named or any(known.str_prop_value(number) for number in (HEADERS, SUBJECT)):
        return None
    return None if known.date_prop_value(SENT_AT) else NO_LETTERS


def _size(file: Any) -> int:
    with suppress(OSError):
        return int(file.size)
    return 0


def _letter(message: Any, known: Properties, path: str, *, depth: int) -> Letter:
    code_page = _code_page_of(path)
    rows = message.recipients.record_sets if message.recipients is not None else ()
    people = [Properties(row, known.code_page or code_page) for row in rows]
    files = [_file(file, known.code_page or code_page, path, depth=depth) for file in message.attachments]
    return Letter(known, [one for one in people if one.int_prop_value(RECIPIENT_TYPE) is not None], files)


def _file(file: Any, code_page: str, path: str, *, depth: int) -> File:
    known = Properties(file.get_record_set(0), code_page)
    within = file.get_sub_item(0) if file.number_of_sub_items else None
    if within is None or depth >= _DEEPEST_LETTER or not hasattr(within, "recipients"):
        return File(known, known.binary_prop_value(FILE_DATA))
    inner = Properties(within.get_record_set(0), code_page)
    return File(known, None, _letter(within, inner, path, depth=depth + 1))


def _code_page_of(path: str) -> str:
    return str(_opened(path).ascii_codepage)


class Properties:
    """Of a letter, a recipient or a file, read when they are asked for. `code_page`: of texts that are not Unicode."""

    def __init__(self, record_set: Any, code_page: str) -> None:
        self._entries: dict[int, Any] = {}
        for entry in record_set.entries:
            if entry.entry_type is not None and entry.entry_type < _NAMED:
                self._entries.setdefault(entry.entry_type, entry)
        self.code_page = self._codec(_MESSAGE_CODE_PAGE) or code_page

    @property
    def body_encoding(self) -> str:
        return self._codec(_INTERNET_CODE_PAGE) or self.code_page

    def str_prop_value(self, number: int, /) -> str | None:
        kind, data = self._value(number)
        if kind == _TEXT:
            return data.decode("utf-16-le", "replace").rstrip("\0")
        return data.decode(self.code_page, "replace").rstrip("\0") if kind == _TEXT_OF_BYTES else None

    def binary_prop_value(self, number: int, /) -> bytes | None:
        kind, data = self._value(number)
        return data if kind in (_BYTES, _OBJECT) else None

    def int_prop_value(self, number: int, /) -> int | None:
        kind, data = self._value(number)
        return int.from_bytes(data, "little", signed=True) if kind == _NUMBER else None

    def date_prop_value(self, number: int, /) -> datetime | None:
        kind, data = self._value(number)
        if kind != _TIME:
            return None
        with suppress(OverflowError):
            return _YEAR_1601 + timedelta(seconds=int.from_bytes(data, "little") // 10_000_000)
        return None

    def _value(self, number: int) -> tuple[int, bytes]:
        """Its type and bytes; (0, b"") where there is none."""
        entry = self._entries.get(number)
        return (entry.value_type, entry.data or b"") if entry is not None else (0, b"")

    def _codec(self, number: int) -> str:
        """Python's name for a code page; "" for one that is not named, or not known."""
        from oxmsg.domain.encodings import encoding_from_codepage

        page = self.int_prop_value(number)
        with suppress(Exception):
            return encoding_from_codepage(page) if page else ""
        return ""
