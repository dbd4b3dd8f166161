"""The key files of the data folder: the one that opens encrypted backups, and those that go into them.

`backup.key` holds age's secret keys, one a line, the newest first: backups are encrypted for the first, and any
of them opens. It stands in the data folder, so that a backup can be tried without anybody at the keyboard; whoever
reads the data folder reads everything anyway. A sheet of paper holds the same key for the day the folder is gone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from alongside.lib import age
from alongside.lib.durable import opened, sync, sync_folder, write_all
from alongside.lib.file_locks import locked
from alongside.lib.signing_secret import is_whole

FILE_NAME = "backup.key"
SECRET, SEALING = "secret.key", "sealing.keys"


def backup_keys() -> list[str]:
    """The newest first; none before the first encrypted backup."""
    return _read(_home() / FILE_NAME)


def backup_key() -> str:
    """The key that opens the next backup; made when there is none."""
    with _held() as path:
        return (_read(path) or _write(path, [age.new_key()]))[0]


def new_backup_key() -> str:
    """Another key for the backups to come; those that are there still open by the one they were made for."""
    with _held() as path:
        return _write(path, [age.new_key(), *_read(path)])[0]


def recipient() -> str:
    return age.recipient_of(backup_key())


def files() -> Iterator[tuple[str, bytes]]:
    """Names and contents of all that is needed to come back: what signs, what seals, what opens backups."""
    for name in (SECRET, SEALING, FILE_NAME):
        path = _home() / name
        if path.exists():
            yield name, path.read_bytes()


def take_over(folder: Path) -> None:
    """Put the key files of a backup in their place. Keys of this home are kept behind those of the backup,
    since they may still open something; `secret.key` there can be but one, and this process goes on with it."""
    for name in (SEALING, FILE_NAME):
        if (folder / name).exists():
            with _held(name) as path:
                came = _read(folder / name)
                _write(path, came + [key for key in _read(path) if key not in came])
    secret = _read(folder / SECRET)
    # One that was emptied before the backup was made would sign nothing here either.
    if secret and is_whole(secret[0]):
        settings.SECRET_KEY = _write(_home() / SECRET, secret[:1])[0]


def _home() -> Path:
    return Path(settings.HOME)


@contextmanager
def _held(name: str = FILE_NAME) -> Iterator[Path]:
    path = _home() / name
    with opened(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT) as descriptor, locked(descriptor):
        yield path


def _read(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def _write(path: Path, lines: list[str]) -> list[str]:
    """Whole or not at all."""
    temporary = path.with_suffix(".tmp")
    temporary.unlink(missing_ok=True)
    with opened(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as descriptor:
        write_all(descriptor, "".join(f"{line}\n" for line in lines).encode())
        sync(descriptor)
    temporary.replace(path)
    sync_folder(path.parent)
    return lines
