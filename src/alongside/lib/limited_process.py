"""One worker of a `LimitedPool` as its parent sees it: a process, a socket, a note of how far it is."""

from __future__ import annotations

import contextlib
import json
import mmap
import pickle
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")

LENGTH = struct.Struct("!Q")
PROGRESS = struct.Struct("=qqq")
ADDRESS = struct.Struct("=qq")
STARTING, IDLE = (-2, -2, -2), (-1, -1, -1)
_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]);"
    "from alongside.lib.limited_worker import main; main()"
)
_MAX_READ_AHEAD_BYTES = 4 << 20
_SOCKET_SECONDS = 60.0


class Refused(Struct, frozen=True):
    """In place of a result: why there is none, as a sentence for a person."""

    reason: str


class OutOfMemory(Struct, frozen=True):
    """In place of a result, from worker to parent."""


class Batch(Struct, Generic[T]):
    """Some items in flight; `offset` is where they begin within the batch the caller gave as `number`."""

    number: int
    offset: int
    items: Sequence[T]
    may_retry: bool = True
    deaths: int = 0


class Worker(Generic[T]):
    """`batches` are with the worker, the one in work first. `send` and `receive` raise once it is dead."""

    def __init__(self, task: bytes) -> None:
        self.socket, theirs = socket.socketpair()
        self.socket.settimeout(_SOCKET_SECONDS)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  closed by stop()
        self._last_words = ""
        with theirs, tempfile.TemporaryFile() as file:
            file.write(PROGRESS.pack(*STARTING))
            file.flush()
            self._progress = mmap.mmap(file.fileno(), PROGRESS.size)
            fds = (theirs.fileno(), file.fileno())
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
                [sys.executable, "-c", _BOOT, json.dumps(fds), json.dumps(sys.path)],
                pass_fds=fds,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
            )
        self.batches: deque[Batch[T]] = deque()
        self._in_flight_bytes: deque[int] = deque()
        self._seen, self._seen_at = STARTING, time.monotonic()
        # When it died at once, the first read tells, and `complaint` says why.
        with contextlib.suppress(OSError):
            self._write(task)

    def has_room(self, most: int) -> bool:
        """A second batch goes ahead only while little is under way: it lies in the worker's memory."""
        return not self.batches or (
            len(self.batches) < most and sum(self._in_flight_bytes) < _MAX_READ_AHEAD_BYTES
        )

    def send(self, batch: Batch[T]) -> None:
        packed = pickle.dumps(batch.items, pickle.HIGHEST_PROTOCOL)
        if not self.batches:
            self._seen_at = time.monotonic()
        self.batches.append(batch)
        self._in_flight_bytes.append(len(packed))
        self._write(ADDRESS.pack(batch.number, batch.offset), packed)

    def receive(self) -> list[Any]:
        """The results of the oldest batch."""
        (length,) = LENGTH.unpack(self._read(LENGTH.size))
        self._seen_at = time.monotonic()
        results: list[Any] = pickle.loads(self._read(length))  # noqa: S301  from our own process
        self._in_flight_bytes.popleft()
        return results

    @property
    def has_started(self) -> bool:
        return self.progress() != STARTING

    def progress(self) -> tuple[int, int, int]:
        """Number and offset of the batch in work, and index of the item, -1 while it is packed or unpacked.

        STARTING before all, IDLE between batches.
        """
        number, offset, index = PROGRESS.unpack(self._progress[: PROGRESS.size])
        return number, offset, index

    def seconds_still(self) -> float:
        """For how long it has not moved on."""
        now, seen = time.monotonic(), self.progress()
        if seen != self._seen:
            self._seen, self._seen_at = seen, now
        return now - self._seen_at

    @property
    def was_too_slow(self) -> bool:
        return self._process.returncode == -signal.SIGVTALRM

    def complaint(self) -> str:
        """The last line it wrote to stderr."""
        if self._errors.closed:
            return self._last_words
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")

    def stop(self) -> None:
        """Ends the process, waits for it, and keeps its last words."""
        self.socket.close()
        if self._process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                # A dying worker may still be on its way out; its own exit signal tells the reason.
                self._process.wait(0.05)
            self._process.kill()
        self._process.wait()
        self._last_words = self.complaint()
        self._errors.close()

    def _write(self, *pieces: bytes) -> None:
        """One message; its pieces are not joined, since a batch is megabytes."""
        self.socket.sendall(LENGTH.pack(sum(map(len, pieces))))
        for piece in pieces:
            self.socket.sendall(piece)

    def _read(self, length: int) -> bytearray:
        buffer = bytearray(length)
        view, done = memoryview(buffer), 0
        while done < length:
            count = self.socket.recv_into(view[done:])
            if count == 0:
                raise EOFError("The worker has ended.")
            done += count
        return buffer
