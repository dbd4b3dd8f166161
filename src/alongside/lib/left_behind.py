"""Files for a moment in, those that nobody at work owns any more out: a kill left them, and nothing will name them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from alongside.lib.durable import opened
from alongside.lib.file_locks import LockBusyError, locked

_OWNER = re.compile(r"\.([0-9]+)\.tmp$")


def left_behind(folder: Path, *, lock: Path) -> Iterator[Path]:
    """`*.tmp` in `folder`. One that names no process is somebody's while `lock`, or the lock named as it, is held."""
    for path in sorted(folder.glob("*.tmp")):
        named = _OWNER.search(path.name)
        if named:
            if not _is_at_work(int(named[1])):
                yield path
        elif not (_is_held(lock) or _is_held(path.with_suffix(".lock"))) and path.exists():
            yield path


def _is_at_work(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _is_held(lock: Path) -> bool:
    try:
        with opened(lock, os.O_RDWR) as descriptor, locked(descriptor, timeout_seconds=0):
            return False
    except FileNotFoundError:
        return False
    except LockBusyError:
        return True
