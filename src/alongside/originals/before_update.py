"""The database in, a copy of it that an update can go back to out; it stands in the data folder.

A copy of the database alone is all that is needed: segments are only appended to, and what came since is bytes
without a row. But for an erasing, which takes bytes away and must leave no copy of what was erased: it removes
this one as well.
"""

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from msgspec import Struct

from alongside.lib.durable import make_folder, opened, sync, sync_folder, write_all
from alongside.originals import database_copy
from alongside.originals.errors import BackupError

FOLDER_NAME = "before-update"
KEPT_FOR = timedelta(days=14)
_ABOUT = "about.json"
_SPARE_BYTES = 64 * 1024 * 1024


class NoRoomError(BackupError):
    """The copy does not fit beside the database."""


class Copy(Struct, frozen=True):
    """`is_done` is False from its making until the update that it was made for has come to its end."""

    made_at: datetime
    vendor: str
    is_done: bool
    path: Path


def present() -> Copy | None:
    """The copy that is there, whole; None where there is none or it is of another kind of database."""
    try:
        about = json.loads((_folder() / _ABOUT).read_text())
    except FileNotFoundError:
        return None
    path = _folder() / database_copy.file_name()
    if about["vendor"] != connection.vendor or not path.exists():
        return None
    return Copy(datetime.fromisoformat(about["made_at"]), about["vendor"], about["is_done"], path)


def take() -> Copy:
    """A new copy in the place of the one before; that of an update that was killed stays, since it is the older
    state. Raises NoRoomError, BackupError, OSError."""
    there = present()
    if there is not None and not there.is_done:
        return there
    needed, free = database_copy.size_bytes() + _SPARE_BYTES, shutil.disk_usage(settings.HOME).free
    if free < needed:
        raise NoRoomError(f"it needs {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free")
    work = _folder().with_name(f".{FOLDER_NAME}.tmp")
    shutil.rmtree(work, ignore_errors=True)
    make_folder(work)
    database_copy.copy_to(work / database_copy.file_name())
    with opened(work / database_copy.file_name(), os.O_RDWR) as descriptor:
        sync(descriptor)
    _write_about(work, made_at=timezone.now(), is_done=False)
    remove()
    work.rename(_folder())
    sync_folder(_folder().parent)
    made = present()
    if made is None:
        raise BackupError("the copy that was just made is not there")
    return made


def finish(copy: Copy) -> None:
    """The update has come to its end, good or bad: the next one makes a copy of its own."""
    _write_about(_folder(), made_at=copy.made_at, is_done=True)


def put_back(copy: Copy) -> None:
    """The database is again what it was. Nobody else may have it open."""
    database_copy.replace_from(copy.path)


def set_aside() -> Path:
    """The present database, kept beside the copy for what was done since the update."""
    path = _folder() / f"set-aside-{timezone.now():%Y-%m-%dT%H%M%S}-{database_copy.file_name()}"
    database_copy.copy_to(path)
    return path


def remove() -> None:
    """With all that was set aside. What cannot be removed is an error: an erasing must not leave it."""
    if _folder().exists():
        shutil.rmtree(_folder())


def remove_old() -> None:
    """Two weeks after the update nobody goes back any more."""
    there = present()
    if there is not None and there.is_done and timezone.now() - there.made_at > KEPT_FOR:
        remove()


def _folder() -> Path:
    return Path(settings.HOME) / FOLDER_NAME


def _write_about(folder: Path, *, made_at: datetime, is_done: bool) -> None:
    content = {"made_at": made_at.isoformat(), "vendor": connection.vendor, "is_done": is_done}
    temporary = folder / f"{_ABOUT}.tmp"
    with opened(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as descriptor:
        write_all(descriptor, json.dumps(content).encode())
        sync(descriptor)
    temporary.replace(folder / _ABOUT)
    sync_folder(folder)
