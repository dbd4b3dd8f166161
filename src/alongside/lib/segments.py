"""Blobs in, their places out: append-only segment files, one fsync a batch, and the blobs back by place.

Nothing is ever truncated or written twice. Bytes that no ledger claims (the tail of a killed batch, or a
batch whose commit failed) stay where they are and are skipped: the next batch goes behind them. Cutting them
off would not be safe, because a database server may still be committing for a client that is already dead.
They leave with the next `rewrite`, which runs while nobody is between append and commit.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from alongside.lib.durable import make_folder, opened, sync, sync_folder, write_all
from alongside.lib.file_locks import WorkGate, locked
from alongside.lib.segment_records import (
    HEADER_BYTES,
    MAGIC,
    DamagedRecordError,
    Header,
    check_plain,
    head_of,
    pack_all,
    unpack_header,
    unpack_payload,
)

ROLL_BYTES = 256 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024
_NAME = re.compile(r"[0-9]{8,12}\.seg")


class Place(NamedTuple):
    """Where a record stands: `stored_bytes` from `offset`, frame included."""

    segment: int
    offset: int
    stored_bytes: int


class Record(NamedTuple):
    """What a walk through a segment finds."""

    place: Place
    sha256: bytes
    size_bytes: int


class Span(NamedTuple):
    """The bytes from `start` up to `end`."""

    start: int
    end: int


class OriginalStore(Protocol):
    """What the ledger of originals needs from whatever keeps their bytes."""

    def lease(self) -> AbstractContextManager[None]:
        """Held from before an append until its ledger rows are committed; keeps every rewrite out."""
        ...

    def alone(self, *, timeout_seconds: float = 60.0) -> AbstractContextManager[None]:
        """Held around `rewrite`; raises LockBusyError when leases do not end in time."""
        ...

    def append(self, blobs: Sequence[bytes], *, digests: Sequence[bytes] | None = None) -> list[Place]:
        """Durable when it returns."""
        ...

    def append_file(self, file: BinaryIO, *, size_bytes: int, sha256: bytes) -> Place:
        """One blob of any size, a piece in memory at a time. Durable when it returns."""
        ...

    def read(self, place: Place) -> tuple[bytes, bytes]: ...

    def check(self, place: Place) -> bytes: ...

    def rewrite(self, segment: int, keep: Iterable[Span]) -> None: ...

    def leftovers(self, segment: int, claimed: Iterable[Span]) -> list[Span]: ...

    def records(self, segment: int, span: Span) -> Iterator[Record]: ...

    def strangers(self, segment: int, span: Span) -> Iterator[Span]: ...

    def sizes(self) -> dict[int, int]: ...

    def written_at(self, segment: int) -> float: ...

    def strays(self) -> list[Path]: ...

    def open(self, segment: int) -> BinaryIO: ...

    def stale_files(self) -> list[Path]: ...


class SegmentStore:
    """Segments in a folder: `00000001.seg`, ... Any number of processes and threads may append."""

    def __init__(self, folder: Path, *, roll_bytes: int = ROLL_BYTES) -> None:
        make_folder(folder)
        self.folder = folder
        self._roll_bytes = roll_bytes
        self._gate = WorkGate(folder)
        self._named: set[int] = set()
        self._distrusted: set[int] = set()

    def lease(self) -> AbstractContextManager[None]:
        return self._gate.shared()

    def alone(self, *, timeout_seconds: float = 60.0) -> AbstractContextManager[None]:
        return self._gate.alone(timeout_seconds=timeout_seconds)

    def append(self, blobs: Sequence[bytes], *, digests: Sequence[bytes] | None = None) -> list[Place]:
        """Write a batch behind everything written so far. `digests`: their SHA-256, when already known."""
        if not blobs:
            return []
        frames = pack_all(blobs, digests or [hashlib.sha256(blob).digest() for blob in blobs])
        number, descriptor, start = self._write(frames)
        try:
            sync(descriptor)
        except OSError:
            # After a failed fsync the kernel may call lost pages clean (fsyncgate, 2018): never build on it.
            self._distrusted.add(number)
            raise
        finally:
            os.close(descriptor)
        if number not in self._named:
            sync_folder(self.folder)
            self._named.add(number)
        return _places(number, start, frames)

    def append_file(self, file: BinaryIO, *, size_bytes: int, sha256: bytes) -> Place:
        """Room is taken first, so that others append behind it meanwhile. Raises OSError when `file` has changed.

        Killed half-way, the room is bytes that nobody claims, like those of any other batch.
        """
        number, descriptor, start = self._reserve(HEADER_BYTES + size_bytes)
        digest, at = hashlib.sha256(), start + HEADER_BYTES
        try:
            while piece := file.read(min(_CHUNK_BYTES, start + HEADER_BYTES + size_bytes - at)):
                digest.update(piece)
                _write_all_at(descriptor, piece, at)
                at += len(piece)
            if at != start + HEADER_BYTES + size_bytes or digest.digest() != sha256:
                raise OSError(errno.EIO, "It changed while it was being read")
            # The head comes last: without it no record begins here.
            _write_all_at(descriptor, head_of(size_bytes, sha256), start)
            sync(descriptor)
        except OSError:
            self._distrusted.add(number)
            raise
        finally:
            os.close(descriptor)
        sync_folder(self.folder)
        return Place(number, start, HEADER_BYTES + size_bytes)

    def check(self, place: Place) -> bytes:
        """The SHA-256 of what stands there, found to be right; raises DamagedRecordError. Never large in memory."""
        try:
            with opened(self.path(place.segment), os.O_RDONLY) as descriptor:
                span = Span(place.offset, place.offset + place.stored_bytes)
                header = _checked(descriptor, span)
        except FileNotFoundError as error:
            raise DamagedRecordError("the segment is missing") from error
        if HEADER_BYTES + header.payload_bytes != place.stored_bytes:
            raise DamagedRecordError("another record stands there")
        return header.sha256

    def read(self, place: Place) -> tuple[bytes, bytes]:
        """The original and its SHA-256, both checked; raises DamagedRecordError."""
        try:
            with opened(self.path(place.segment), os.O_RDONLY) as descriptor:
                data = os.pread(descriptor, place.stored_bytes, place.offset)
        except FileNotFoundError as error:
            raise DamagedRecordError("the segment is missing") from error
        header = unpack_header(data)
        if HEADER_BYTES + header.payload_bytes != place.stored_bytes:
            raise DamagedRecordError("another record stands there")
        return unpack_payload(header, data[HEADER_BYTES:]), header.sha256

    def rewrite(self, segment: int, keep: Iterable[Span]) -> None:
        """Leave nothing but `keep` in a segment; what is kept keeps its place. Call it inside `alone()`.

        The new file takes over the name in one step, so a reader sees the old file or the new one. The rest
        becomes a hole, which takes no room on the disk. A segment with nothing to keep goes, but the newest
        stays as an empty file, so that no number is ever given twice.
        """
        path, spans = self.path(segment), _merged(keep)
        if spans or segment == max(self.sizes()):
            temporary = path.with_suffix(".tmp")
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            with opened(path, os.O_RDONLY) as source, opened(temporary, flags) as target:
                for span in spans:
                    _copy(source, target, span)
                sync(target)
            temporary.replace(path)
        else:
            path.unlink(missing_ok=True)
        sync_folder(self.folder)

    def leftovers(self, segment: int, claimed: Iterable[Span]) -> list[Span]:
        """The stretches that hold bytes although nobody claims them."""
        with opened(self.path(segment), os.O_RDONLY) as descriptor:
            gaps = _gaps(_merged(claimed), os.fstat(descriptor).st_size)
            return [gap for gap in gaps if any(chunk.strip(b"\0") for chunk in _chunks(descriptor, gap))]

    def records(self, segment: int, span: Span) -> Iterator[Record]:
        """Every whole record within `span`, in order, whatever torn bytes lie between them."""
        with opened(self.path(segment), os.O_RDONLY) as descriptor:
            at = _find_magic(descriptor, span)
            while at is not None:
                header = _whole_record(descriptor, Span(at, span.end))
                stored_bytes = HEADER_BYTES + header.payload_bytes if header else 1
                if header:
                    yield Record(Place(segment, at, stored_bytes), header.sha256, header.size_bytes)
                at = _find_magic(descriptor, Span(at + stored_bytes, span.end))

    def strangers(self, segment: int, span: Span) -> Iterator[Span]:
        """What no append wrote, in a `span` that nobody claims: neither whole records nor what a kill leaves of one."""
        at = span.start
        with opened(self.path(segment), os.O_RDONLY) as descriptor:
            for record in self.records(segment, span):
                if not _was_begun(descriptor, Span(at, record.place.offset)):
                    yield Span(at, record.place.offset)
                at = record.place.offset + record.place.stored_bytes
            if not _was_begun(descriptor, Span(at, span.end)):
                yield Span(at, span.end)

    def sizes(self) -> dict[int, int]:
        """Every segment's length in bytes."""
        return {int(path.stem): path.stat().st_size for path in sorted(self._segments())}

    def written_at(self, segment: int) -> float:
        """When something was last appended to it, in seconds since 1970."""
        return self.path(segment).stat().st_mtime

    def strays(self) -> list[Path]:
        """What is called a segment and is none of these."""
        return sorted(set(self.folder.glob("*.seg")) - set(self._segments()))

    def open(self, segment: int) -> BinaryIO:
        """For a copy of a whole segment."""
        return self.path(segment).open("rb")

    def stale_files(self) -> list[Path]:
        """What a killed rewrite left behind. Sure only inside `alone()`."""
        return sorted(self.folder.glob("*.tmp"))

    def path(self, segment: int) -> Path:
        return self.folder / f"{segment:08d}.seg"

    def _write(self, frames: list[bytes]) -> tuple[int, int, int]:
        """Append to the current segment: its number, its open descriptor, the offset of the first frame."""
        with opened(self.folder, os.O_RDONLY) as folder, locked(folder):
            number = self._current()
            descriptor = os.open(
                self.path(number), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600
            )
            start = os.fstat(descriptor).st_size
            try:
                for data in _joined(frames):
                    write_all(descriptor, data)
            except OSError:
                os.close(descriptor)
                self._distrusted.add(number)
                raise
        return number, descriptor, start

    def _reserve(self, length: int) -> tuple[int, int, int]:
        """Room at the end of the current segment: its number, its open descriptor, the offset of the room."""
        with opened(self.folder, os.O_RDONLY) as folder, locked(folder):
            number = self._current()
            descriptor = os.open(self.path(number), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            start = os.fstat(descriptor).st_size
            try:
                os.ftruncate(descriptor, start + length)
            except OSError:
                os.close(descriptor)
                raise
        return number, descriptor, start

    def _current(self) -> int:
        """The newest segment while it has room. Call it with the folder locked."""
        number = max((int(path.stem) for path in self._segments()), default=0)
        if number == 0 or number in self._distrusted or self.path(number).stat().st_size >= self._roll_bytes:
            return number + 1
        return number

    def _segments(self) -> list[Path]:
        return [path for path in self.folder.glob("*.seg") if _NAME.fullmatch(path.name)]


def _places(number: int, start: int, frames: list[bytes]) -> list[Place]:
    places = []
    for frame in frames:
        places.append(Place(number, start, len(frame)))
        start += len(frame)
    return places


def _joined(frames: list[bytes]) -> Iterator[bytes]:
    """Fewer, larger writes, without a second copy of a large batch."""
    waiting: list[bytes] = []
    waiting_bytes = 0
    for frame in frames:
        waiting.append(frame)
        waiting_bytes += len(frame)
        if waiting_bytes >= _CHUNK_BYTES:
            yield b"".join(waiting)
            waiting, waiting_bytes = [], 0
    yield b"".join(waiting)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _gaps(merged: list[Span], length: int) -> Iterator[Span]:
    at = 0
    for span in [*merged, Span(length, length)]:
        if at < min(span.start, length):
            yield Span(at, min(span.start, length))
        at = span.end


def _chunks(descriptor: int, span: Span) -> Iterator[bytes]:
    at = span.start
    while at < span.end and (chunk := os.pread(descriptor, min(_CHUNK_BYTES, span.end - at), at)):
        yield chunk
        at += len(chunk)


def _copy(source: int, target: int, span: Span) -> None:
    at = os.lseek(target, span.start, os.SEEK_SET)
    for chunk in _chunks(source, span):
        write_all(target, chunk)
        at += len(chunk)
    if at != span.end:
        raise DamagedRecordError("the segment ends before a record that the ledger claims")


def _find_magic(descriptor: int, span: Span) -> int | None:
    at, before = span.start, b""
    for chunk in _chunks(descriptor, span):
        found = (before + chunk).find(MAGIC)
        if found >= 0:
            return at - len(before) + found
        at += len(chunk)
        before = (before + chunk)[1 - len(MAGIC) :]
    return None


def _whole_record(descriptor: int, span: Span) -> Header | None:
    """The header of the record that begins at `span.start`, if all of it is sound and within the span."""
    try:
        return _checked(descriptor, span)
    except DamagedRecordError:
        return None


def _was_begun(descriptor: int, span: Span) -> bool:
    """Whether a batch began there, or took room: a kill leaves the beginning of a record, or zeros, then anything."""
    head = os.pread(descriptor, min(HEADER_BYTES, span.end - span.start), span.start)
    return head.startswith(MAGIC) or MAGIC.startswith(head) or not head.strip(b"\0")


def _checked(descriptor: int, span: Span) -> Header:
    """The header of the sound record that begins at `span.start`; raises DamagedRecordError."""
    header = unpack_header(os.pread(descriptor, HEADER_BYTES, span.start))
    payload = Span(span.start + HEADER_BYTES, span.start + HEADER_BYTES + header.payload_bytes)
    if payload.end > span.end:
        raise DamagedRecordError("the file ends before the record does")
    if header.is_compressed:
        unpack_payload(header, os.pread(descriptor, header.payload_bytes, payload.start))
    else:
        check_plain(header, _chunks(descriptor, payload))
    return header


def _write_all_at(descriptor: int, data: bytes, at: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, at)
        view, at = view[written:], at + written
