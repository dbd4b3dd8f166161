"""Named streams in, one folder, .tar, .tar.zst or .tar.zst.age out, and back; each file with length and SHA-256."""

from __future__ import annotations

import hashlib
import os
import re
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import zstandard
from msgspec import Struct

from alongside.lib import age
from alongside.lib.durable import make_folder, sync, sync_folder
from alongside.originals.errors import BackupError, OtherKeyError

MANIFEST_NAME = "manifest.json"
# Only in an encrypted one; see `originals.keys`.
KEYS_FOLDER = "keys"
SEGMENT_NAME = re.compile(r"originals/[0-9]{8,12}\.seg")
# Nothing else is ever taken out of an archive, so no name can lead out of the folder.
_NAMES = re.compile(
    rf"manifest\.json|database\.sqlite3|database\.pgdump|{SEGMENT_NAME.pattern}"
    rf"|{KEYS_FOLDER}/(?:secret\.key|sealing\.keys|backup\.key)"
)
_CHUNK_BYTES = 1024 * 1024

Progress = Callable[[int], None]


class Entry(Struct, frozen=True):
    """A file of the archive as it was written or read."""

    name: str
    size_bytes: int
    sha256: str


class Archive(Protocol):
    """Where `add` puts a file."""

    def put(self, name: str, source: BinaryIO, *, size_bytes: int) -> None: ...


class _Counted:
    """The first `size_bytes` of a stream, hashed while somebody else reads them."""

    def __init__(self, source: BinaryIO, size_bytes: int, progress: Progress) -> None:
        self._source, self._left, self._progress = source, size_bytes, progress
        self.hash = hashlib.sha256()

    def read(self, size: int = _CHUNK_BYTES) -> bytes:
        data = self._source.read(min(size, self._left))
        self._left -= len(data)
        self.hash.update(data)
        self._progress(len(data))
        return data

    def finish(self) -> str:
        if self._left:
            raise BackupError("a file is shorter than the ledger says; run verify")
        return self.hash.hexdigest()


def add(archive: Archive, name: str, source: BinaryIO, *, size_bytes: int, progress: Progress) -> Entry:
    """Put the first `size_bytes` of `source` into the archive."""
    counted = _Counted(source, size_bytes, progress)
    archive.put(name, cast(BinaryIO, counted), size_bytes=size_bytes)
    return Entry(name, size_bytes, counted.finish())


def add_manifest(archive: Archive, content: bytes) -> None:
    archive.put(MANIFEST_NAME, BytesIO(content), size_bytes=len(content))


def is_encrypted(path: Path) -> bool:
    return path.name.endswith(".age")


@contextmanager
def create(path: Path, *, suffixes: str, recipient: str = "") -> Iterator[Archive]:
    """A new archive, synced when the block ends. `suffixes`: .tar, .tar.zst, .tar.zst.age for a `recipient`;
    anything else is a folder."""
    plain = suffixes.removesuffix(".age")
    if not plain.endswith((".tar", ".tar.zst")):
        make_folder(path)
        yield _Folder(path)
        sync_folder(path)
        return
    with path.open("xb") as file:
        path.chmod(0o600)
        with ExitStack() as stack:
            target: BinaryIO = file
            if plain != suffixes:
                target = stack.enter_context(age.encrypting(file, recipient=recipient))
            if plain.endswith(".zst"):
                writer = zstandard.ZstdCompressor(level=3).stream_writer(target, closefd=False)
                target = cast(BinaryIO, stack.enter_context(writer))
            yield _Tar(
                stack.enter_context(tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT))
            )
        file.flush()
        sync(file.fileno())


def extract(source: Path, to: Path, *, keys: Sequence[str] = ()) -> list[Entry]:
    """Write every file of the archive below `to`, synced; raises BackupError for what is none of ours, and
    OtherKeyError where none of the `keys` opens it."""
    make_folder(to)
    try:
        return [_take(to, name, stream, size_bytes) for name, size_bytes, stream in _files(source, keys)]
    except age.WrongKeyError as error:
        raise OtherKeyError(f"{source.name} was encrypted for another key") from error
    except (tarfile.TarError, zstandard.ZstdError, EOFError, age.AgeError) as error:
        raise BackupError(f"{source.name} is damaged or no backup: {error}") from error


def _take(to: Path, name: str, stream: BinaryIO, size_bytes: int) -> Entry:
    if not _NAMES.fullmatch(name) or (to / name).exists():
        raise BackupError(f"this is no backup of Alongside: it holds {name!r}")
    counted = _Counted(stream, size_bytes, lambda count: None)
    _Folder(to).put(name, cast(BinaryIO, counted), size_bytes=size_bytes)
    return Entry(name, size_bytes, counted.finish())


def _files(source: Path, keys: Sequence[str]) -> Iterator[tuple[str, int, BinaryIO]]:
    if source.is_dir():
        for path in sorted(path for path in source.rglob("*") if not path.is_dir()):
            with path.open("rb") as file:
                yield path.relative_to(source).as_posix(), path.stat().st_size, file
    else:
        yield from _tar_files(source, keys)


def _tar_files(source: Path, keys: Sequence[str]) -> Iterator[tuple[str, int, BinaryIO]]:
    with source.open("rb") as file, ExitStack() as stack:
        stream: BinaryIO = file
        if is_encrypted(source):
            stream = stack.enter_context(age.decrypting(file, keys=keys))
        if source.name.removesuffix(".age").endswith(".zst"):
            reader = zstandard.ZstdDecompressor().stream_reader(stream, closefd=False)
            stream = cast(BinaryIO, stack.enter_context(reader))
        tar = stack.enter_context(tarfile.open(fileobj=stream, mode="r|"))
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is None:
                raise BackupError(f"this is no backup of Alongside: it holds {member.name!r}")
            yield member.name, member.size, cast(BinaryIO, content)


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, source: BinaryIO, *, size_bytes: int) -> None:
        path = self._folder / name
        make_folder(path.parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            while chunk := source.read(_CHUNK_BYTES):
                if chunk.count(0) == _CHUNK_BYTES:
                    file.seek(len(chunk), os.SEEK_CUR)  # a hole stays a hole
                else:
                    file.write(chunk)
            file.truncate()
            file.flush()
            sync(file.fileno())
        sync_folder(path.parent)


class _Tar:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def put(self, name: str, source: BinaryIO, *, size_bytes: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size_bytes, 0o600
        self._tar.addfile(entry, source)
