"""Names and bytes in, one zip on disk out, with the SHA-256 of everything in it; a piece in memory at a time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from alongside.lib.durable import opened, sync, sync_folder

MANIFEST = "manifest.txt"
_PIECE = 1 << 20
# What a zip can say of a file's time begins here.
_EARLIEST, _LATEST = 1980, 2107


class Zipping:
    """Made by `zipped`."""

    def __init__(self, file: ZipFile, digests: IO[str], at: datetime) -> None:
        self._file, self._digests, self._at = file, digests, at

    def add(self, name: str, content: bytes, *, at: datetime | None = None) -> None:
        self.stream(name, [content], at=at)

    def text(self, name: str, pieces: Iterable[str]) -> None:
        self.stream(name, (piece.encode("utf-8", "replace") for piece in pieces))

    def stream(self, name: str, pieces: Iterable[bytes], *, at: datetime | None = None) -> None:
        digest = sha256()
        with self._file.open(_info(name, at or self._at), "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                member.write(piece)
        self._digests.write(f"{digest.hexdigest()}  {name}\n")

    def finish(self) -> None:
        self._digests.flush()
        self._digests.seek(0)
        with self._file.open(_info(MANIFEST, self._at), "w", force_zip64=True) as member:
            while piece := self._digests.read(_PIECE):
                member.write(piece.encode())


def _info(name: str, at: datetime) -> ZipInfo:
    year = min(max(at.year, _EARLIEST), _LATEST)
    info = ZipInfo(name, (year, at.month, at.day, at.hour, at.minute, at.second))
    info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
    return info


@contextmanager
def zipped(path: Path, *, at: datetime) -> Iterator[Zipping]:
    """The file has its name only once it is whole; whatever ends this early leaves nothing."""
    part = path.with_suffix(".part")
    try:
        with (
            tempfile.TemporaryFile("w+", dir=path.parent) as digests,
            ZipFile(part, "w", ZIP_DEFLATED, allowZip64=True) as file,
        ):
            making = Zipping(file, digests, at)
            yield making
            making.finish()
        with opened(part, os.O_RDONLY) as descriptor:
            sync(descriptor)
        part.chmod(0o600)
        part.rename(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
