"""An open file in, a stretch of it out that reads like a file of its own, a piece in memory at a time."""

from __future__ import annotations

from typing import BinaryIO

_PIECE_BYTES = 1 << 20


class Part:
    """`size_bytes` from `start`; leaving it closes the file. Skips by reading: not every file can be wound on."""

    def __init__(self, file: BinaryIO, *, start: int, size_bytes: int) -> None:
        self._file, self._skip, self._left = file, start, size_bytes

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *trouble: object) -> None:
        self._file.__exit__(None, None, None)

    def read(self, size: int = -1, /) -> bytes:
        while self._skip and (skipped := self._file.read(min(self._skip, _PIECE_BYTES))):
            self._skip -= len(skipped)
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data
