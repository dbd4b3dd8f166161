"""Zip archives from strangers: checked as a whole first, then read entry by entry within limits.

Nothing is unpacked to disk, so no name of an entry can lead anywhere.
"""

from __future__ import annotations

import errno
import stat
import struct
import zipfile
import zlib
from contextlib import ExitStack, suppress
from copy import copy
from pathlib import Path
from typing import IO

MAX_ENTRIES = 100_000
MAX_TOTAL_BYTES = 20 << 30
# Text shrinks to a tenth; deflate at its best to 1/1032 (zlib technical details). Small entries do no harm.
_MAX_RATIO, _HARMLESS_BYTES = 200, 1 << 20
_PIECE_BYTES = 1 << 10
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})

READ_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


class ArchiveError(Exception):
    """Nothing of the archive is read; the message is a sentence for a person."""


def open_archive(path: Path) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """The archive and its files in the order of their names, those whose names lead outside last."""
    try:
        archive = zipfile.ZipFile(path)
    except READ_ERRORS as error:
        raise ArchiveError("The zip file is damaged and cannot be read.") from error
    try:
        entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
        _check_sizes(entries)
        _check_overlap(archive, archive.infolist())
    except ArchiveError:
        archive.close()
        raise
    return archive, sorted(
        entries, key=lambda one: (_leads_outside(one.filename), one.filename, one.header_offset)
    )


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise ArchiveError(f"The zip file holds more than {MAX_ENTRIES} files.")
    if sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise ArchiveError(f"The zip file would unpack to more than {MAX_TOTAL_BYTES >> 30} GB.")
    if any(is_bomb(entry.compress_size, entry.file_size) for entry in entries):
        raise ArchiveError(
            "The zip file holds a file that is packed far tighter than mail can be (a zip bomb)."
        )


def is_bomb(packed: int, unpacked: int) -> bool:
    return unpacked > _HARMLESS_BYTES and unpacked > _MAX_RATIO * max(packed, 1)


def _check_overlap(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Files that share bytes unpack to more than there is (CVE-2024-0450)."""
    spans = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    file = archive.fp
    assert file is not None
    end = 0
    for offset, size in spans:
        if offset < end:
            raise ArchiveError("The zip file holds files that overlap (a zip bomb).")
        file.seek(offset)
        header = file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
            raise ArchiveError("The zip file is damaged and cannot be read.")
        _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        end = offset + _LOCAL_HEADER.size + name_length + extra_length + size


def reason_against(entry: zipfile.ZipInfo) -> str:
    """Why this entry is not read; "" if nothing speaks against it."""
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "It is a link to another file."
    if entry.flag_bits & 0x1:
        return "It is locked with a password."
    if not entry.filename:
        return "It has no name."
    if entry.compress_type not in _METHODS:
        return "It is packed in a way that cannot be read."
    return ""


def _leads_outside(name: str) -> bool:
    name = name.replace("\\", "/")
    return name.startswith("/") or name[1:3] == ":/" or ".." in name.split("/")


def inside(name: str) -> str:
    """The name of an entry as a place within the archive; one that leads outside loses what leads there."""
    if not _leads_outside(name):
        return name
    name = name.replace("\\", "/")
    steps = (name[3:] if name[1:3] == ":/" else name).split("/")
    return "/".join(step for step in steps if step not in ("", ".", "..")) or "unnamed"


class Limited:
    """A file for reading that ends after what the archive said it holds; more is refused."""

    def __init__(self, file: IO[bytes], size_bytes: int) -> None:
        self._file = file
        self._left = size_bytes

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size if size >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise ValueError("It is larger than the zip file says.")
        return data


class Unpacked:
    """One file of an archive, opened by itself. What is wrong with it is an OSError like that of any file.

    `is_damaged`: then it ends where no more can be read, and nobody asks whether it is what was packed.
    """

    def __init__(self, path: Path, entry: zipfile.ZipInfo, *, is_damaged: bool = False) -> None:
        self._stack = ExitStack()
        self._is_damaged = is_damaged
        try:
            archive = self._stack.enter_context(zipfile.ZipFile(path))
            wanted = _without_sum(entry) if is_damaged else entry
            self._file = Limited(self._stack.enter_context(archive.open(wanted)), entry.file_size)
        except READ_ERRORS as error:
            self._stack.close()
            raise OSError(errno.EIO, "It is damaged") from error

    def __enter__(self) -> Unpacked:
        return self

    def __exit__(self, *trouble: object) -> None:
        self._stack.close()

    def read(self, size: int = -1, /) -> bytes:
        if self._is_damaged:
            return self._salvage(size)
        try:
            return self._file.read(size)
        except READ_ERRORS as error:
            raise OSError(errno.EIO, "It is damaged") from error

    def _salvage(self, size: int) -> bytes:
        """In small pieces: one with a fault in it is lost as a whole."""
        pieces: list[bytes] = []
        left = size if size >= 0 else MAX_TOTAL_BYTES
        with suppress(*READ_ERRORS):
            while left and (piece := self._file.read(min(left, _PIECE_BYTES))):
                pieces.append(piece)
                left -= len(piece)
        return b"".join(pieces)


def _without_sum(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """An entry that has no checksum is not compared with it."""
    wanted = copy(entry)
    del wanted.CRC
    return wanted
