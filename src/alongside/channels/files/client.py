"""Mail kept in files: a path in, raw messages out: mbox, Maildir, folders of .eml, zips of these, one .eml or .msg, a
.pst of Outlook.

Nothing is parsed and nothing at the path is changed. What cannot be read comes out too, with the reason.
"""

from __future__ import annotations

import errno
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from alongside.channels.files.archives import (
    READ_ERRORS,
    ArchiveError,
    Limited,
    Unpacked,
    inside,
    open_archive,
    reason_against,
)
from alongside.channels.files.kinds import FileKind, is_bookkeeping, kind_of, unpack_emlx
from alongside.channels.files.letters import letters_within, starts_as_mailbox
from alongside.channels.files.mbox import Large, Readable, read_mbox
from alongside.channels.files.outlook_data import DAMAGED, list_folders, read_data_file
from alongside.channels.files.parts import Part
from alongside.message import RawMessage

MAX_MESSAGE_BYTES = 50 << 20
_HEAD_BYTES = 4_096
_SAMPLE_BYTES = 4 << 20
_MAILBOX_NAMES = (".mbox", ".mbx", "/mbox")

TOO_LARGE = f"It is larger than {MAX_MESSAGE_BYTES >> 20} MB."
NOT_THERE = "There is no such file or folder."
NO_FILE = "It is neither a file nor a folder."
WHY_NOT = {
    FileKind.OUTLOOK_DATA: (
        "It is a data file of Outlook (.pst, .ost). Take it out of the zip file, and bring in the file itself."
    ),
    FileKind.OTHER: "It is not a mail or a mailbox.",
}
A_LINK = "It is a link to another file."
A_ZIP_IN_A_ZIP = "It is a zip file within a zip file."
IN_PART = "It is damaged in the zip file. What could be taken out of it is kept."
NOTHING_LEFT = "It is damaged in the zip file, and nothing could be taken out of it."


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something at `place` that gives no message, and why, as a sentence for a person.

    `open`: its bytes, from the start, as often as it is called; None where there are none of its own.
    """

    place: str
    reason: str
    open: Callable[[], BinaryIO] | None = field(default=None, compare=False)


def open_source(path: Path) -> Iterator[RawMessage | Unreadable]:
    """Everything found at `path`, in a stable order; places are relative to it, the same on every visit."""
    if path.is_dir():
        yield from _read_folder(path, PurePosixPath())
    elif path.is_file():
        yield from _read_file(path, _shown(path.name))
    else:
        yield Unreadable(_shown(path.name), NO_FILE if path.exists() else NOT_THERE)


def _read_folder(folder: Path, place: PurePosixPath) -> Iterator[RawMessage | Unreadable]:
    try:
        names = _names(folder)
    except OSError as error:
        yield Unreadable(str(place), _say(error))
        return
    is_maildir = (folder / "cur").is_dir()
    if is_maildir:
        yield from _read_maildir(folder, place)
    for name in names:
        if is_bookkeeping(name) or (is_maildir and name in ("cur", "new", "tmp")):
            continue
        yield from _read_whatever(folder / name, place / _shown(name))


def _read_whatever(entry: Path, place: PurePosixPath) -> Iterator[RawMessage | Unreadable]:
    """A pipe, a device or a socket is never opened: it might hold everything up, or be changed by it."""
    mode = _mode(entry)
    if stat.S_ISLNK(mode):
        yield Unreadable(str(place), A_LINK)
    elif stat.S_ISDIR(mode):
        yield from _read_folder(entry, place)
    elif stat.S_ISREG(mode):
        yield from _read_file(entry, str(place))
    elif mode:
        yield Unreadable(str(place), NO_FILE)


def _names(folder: Path) -> list[str]:
    # Not iterdir(): a mailbox of a million messages must not become a million objects.
    return sorted(os.listdir(folder))  # noqa: PTH208


def _mode(path: Path) -> int:
    """What kind of thing stands there; 0 when it is gone."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def _read_maildir(folder: Path, place: PurePosixPath) -> Iterator[RawMessage | Unreadable]:
    before = "" if place == PurePosixPath() else f"{place}/"
    for sub in ("cur", "new"):
        if not (folder / sub).is_dir():
            continue
        try:
            files, others = _sort_out(folder / sub)
        except OSError as error:
            yield Unreadable(f"{before}{sub}", _say(error))
            continue
        for name in files:
            if not is_bookkeeping(name):
                yield _read_one(f"{folder}/{sub}/{name}", before + _unique(name))
        for name in others:
            if not is_bookkeeping(name):
                entry = folder / sub / name
                is_folder = stat.S_ISDIR(_mode(entry))
                within = place / sub / _shown(name) if is_folder else place / _unique(name)
                yield from _read_whatever(entry, within)


def _unique(name: str) -> str:
    """Flags and the move from new to cur change a file's name after the colon only (maildir(5))."""
    return _shown(name.partition(":")[0] if ":" in name else name.partition(";2,")[0])


def _sort_out(folder: Path) -> tuple[list[str], list[str]]:
    """The names of its files, and those of whatever else stands there; the list itself tells which is which."""
    files: list[str] = []
    others: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            (files if entry.is_file(follow_symlinks=False) else others).append(entry.name)
    return sorted(files), sorted(others)


def _read_all(descriptor: int, size_bytes: int) -> bytes:
    """In one call, unless the file has grown meanwhile: a file object costs as much as the reading."""
    data = os.read(descriptor, size_bytes + 1)
    if len(data) == size_bytes:
        return data
    with open(descriptor, "rb", buffering=0, closefd=False) as file:
        return data + file.readall()


def _read_one(path: str, place: str) -> RawMessage | Unreadable:
    """What has turned into a pipe or a link since it was listed is not waited for, or followed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return Unreadable(place, A_LINK if error.errno == errno.ELOOP else _say(error))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Unreadable(place, NO_FILE)
        if status.st_size > MAX_MESSAGE_BYTES:
            return Unreadable(place, TOO_LARGE, partial(_open_file, Path(path)))
        return RawMessage(place, _read_all(descriptor, status.st_size))
    except OSError as error:
        return Unreadable(place, _say(error))
    finally:
        os.close(descriptor)


def _read_file(file: Path, place: str) -> Iterator[RawMessage | Unreadable]:
    try:
        with file.open("rb") as stream:
            kind = kind_of(stream.read(_HEAD_BYTES), file.name)
            stream.seek(0)
            if kind is FileKind.ZIP:
                yield from _read_zip(file, place)
            elif kind is FileKind.OUTLOOK_DATA:
                yield from _read_data_file(file, place)
            else:
                yield from _read_stream(stream, kind, place, partial(_open_file, file))
    except OSError as error:
        yield Unreadable(place, _say(error))


def _read_stream(
    stream: Readable, kind: FileKind, place: str, again: Callable[[], BinaryIO]
) -> Iterator[RawMessage | Unreadable]:
    if kind is FileKind.MBOX:
        for ordinal, raw in enumerate(read_mbox(stream, limit=MAX_MESSAGE_BYTES)):
            within = f"{place}#{ordinal}"
            if isinstance(raw, Large):
                yield Unreadable(within, TOO_LARGE, partial(_open_part, again, raw))
            else:
                yield RawMessage(within, raw)
    elif kind in (FileKind.MAIL, FileKind.EMLX, FileKind.OUTLOOK_MESSAGE):
        raw = stream.read(MAX_MESSAGE_BYTES + 1)
        if len(raw) > MAX_MESSAGE_BYTES:
            yield Unreadable(place, TOO_LARGE, again)
        elif kind is FileKind.MAIL and (letters := _letters(raw, place)):
            for ordinal, letter in enumerate(letters):
                yield RawMessage(f"{place}#{ordinal}", letter)
        else:
            yield RawMessage(place, unpack_emlx(raw) if kind is FileKind.EMLX else raw)
    elif kind is not FileKind.EMPTY:
        yield Unreadable(place, WHY_NOT[kind], again)


def _letters(raw: bytes, place: str) -> list[bytes]:
    """Those of a mailbox file that goes by another name, or whose first message has lost its `From ` line."""
    is_mailbox = starts_as_mailbox(raw) or place.lower().endswith(_MAILBOX_NAMES)
    return letters_within(raw) if is_mailbox else []


def _read_data_file(file: Path, place: str) -> Iterator[RawMessage | Unreadable]:
    again = partial(_open_file, file)
    for one in read_data_file(file, place, most_bytes=MAX_MESSAGE_BYTES, too_large=TOO_LARGE):
        if isinstance(one, RawMessage):
            yield one
        else:
            yield Unreadable(one.place, one.reason, again if one.reason == DAMAGED else None)


def _read_zip(file: Path, place: str) -> Iterator[RawMessage | Unreadable]:
    try:
        archive, entries = open_archive(file)
    except ArchiveError as error:
        yield Unreadable(place, str(error), partial(_open_file, file))
        return
    seen: dict[str, int] = {}
    with archive:
        for entry in entries:
            name = entry.filename
            if is_bookkeeping(PurePosixPath(name).name) or name.startswith("__MACOSX/"):
                continue
            name = inside(name)
            copy = seen[name] = seen.get(name, 0) + 1
            within = f"{place}/{_shown(name)}" + (f" ({copy})" if copy > 1 else "")
            try:
                yield from _read_entry(archive, entry, within, partial(_open_entry, file, entry))
            except READ_ERRORS:
                yield _salvage(file, entry, within)


def _open_file(path: Path) -> BinaryIO:
    return path.open("rb")


def _open_entry(file: Path, entry: zipfile.ZipInfo) -> BinaryIO:
    """A file within a zip file; raises OSError for one that is damaged or larger than it says."""
    return cast(BinaryIO, Unpacked(file, entry))


def _open_part(again: Callable[[], BinaryIO], part: Large) -> BinaryIO:
    """A message as it stands in its mailbox file, quoting and all; raises OSError."""
    return cast(BinaryIO, Part(again(), start=part.start, size_bytes=part.size_bytes))


def _read_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: str, again: Callable[[], BinaryIO]
) -> Iterator[RawMessage | Unreadable]:
    """Raises one of READ_ERRORS for one that is damaged, perhaps after some of its messages."""
    reason = reason_against(entry)
    if reason:
        yield Unreadable(place, reason)
        return
    with archive.open(entry) as stream:
        kind = kind_of(stream.read(_HEAD_BYTES), entry.filename)
    if kind is FileKind.ZIP:
        yield Unreadable(place, A_ZIP_IN_A_ZIP, again)
        return
    with archive.open(entry) as stream:
        yield from _read_stream(Limited(stream, entry.file_size), kind, place, again)


def _salvage(file: Path, entry: zipfile.ZipInfo, place: str) -> Unreadable:
    """What is damaged, with the bytes that can be had of it."""
    again = partial(_open_damaged, file, entry)
    try:
        with again() as stream:
            has_bytes = bool(stream.read(1))
    except OSError:
        has_bytes = False
    return Unreadable(place, IN_PART, again) if has_bytes else Unreadable(place, NOTHING_LEFT)


def _open_damaged(file: Path, entry: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, Unpacked(file, entry, is_damaged=True))


def count_hint(path: Path) -> int | None:
    """About how many messages there are, for a progress bar; None when nothing cheap tells."""
    try:
        if path.is_dir():
            return sum(len(files) for _, _, files in os.walk(path))
        if not path.is_file():
            return None
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                return len(archive.namelist())
        with path.open("rb") as stream:
            sample = stream.read(_SAMPLE_BYTES)
        kind = kind_of(sample[:_HEAD_BYTES], path.name)
        if kind is FileKind.OUTLOOK_DATA:
            return sum(folder.count for folder in list_folders(path) or ())
        if kind is not FileKind.MBOX:
            return 1
        return max(1, round((sample.count(b"\nFrom ") + 1) * path.stat().st_size / max(len(sample), 1)))
    except READ_ERRORS:
        return None


def _shown(name: str) -> str:
    """File names are bytes; those that are no UTF-8 get escapes, so that every place can be stored."""
    if name.isascii():
        return name.replace("\0", "")
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").replace("\0", "")


def _say(error: OSError) -> str:
    return f"It cannot be opened: {(error.strerror or 'unknown reason').lower()}."
