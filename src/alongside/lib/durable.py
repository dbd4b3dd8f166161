"""Files and folders in; out comes the promise that they survive a power cut."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync(descriptor: int) -> None:
    """Return when the device has the bytes. On macOS fsync(2) alone leaves them in the drive's cache."""
    if hasattr(fcntl, "F_FULLFSYNC"):
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make names in `folder` durable: a synced file whose name is lost is lost."""
    with opened(folder, os.O_RDONLY) as descriptor:
        os.fsync(descriptor)


def make_folder(folder: Path) -> None:
    """Make `folder`, private to its user, with a durable name; fine when it is there."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        return
    sync_folder(folder.parent)


@contextmanager
def opened(path: Path, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte: write(2) may take fewer than it was given."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
