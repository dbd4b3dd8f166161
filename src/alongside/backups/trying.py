"""A backup in; restored into a place of its own, verified there by a process of its own, gone again.

That process knows nothing of this practice: it has the file and the key, as a new machine would.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from alongside.backups.errors import Refused
from alongside.backups.rules import Trouble
from alongside.lib import age
from alongside.originals import archive, database_copy, storage

FOLDERS = ".try.*.tmp"
_SECONDS_BETWEEN_LOOKS = 0.5
_SPARE_BYTES = 256 * 1024 * 1024
Heed = Callable[[int, "int | None"], None]


def try_backup(path: Path, *, open_with: Sequence[str], heed: Heed | None = None) -> int:
    """How many entries came back, all of them whole; raises Refused."""
    key = _key_for(path, open_with)
    _check_room()
    folder = Path(settings.HOME) / FOLDERS.replace("*", str(os.getpid()))
    try:
        folder.mkdir(mode=0o700)
        with _database() as url:
            return _restored(path, key=key, folder=folder, url=url, heed=heed or (lambda done, total: None))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _key_for(path: Path, keys: Sequence[str]) -> str:
    if not archive.is_encrypted(path):
        return ""
    try:
        fitting = [key for key in keys if age.fits(path, key)]
    except age.AgeError as error:
        raise Refused(Trouble.DAMAGED, str(error)) from error
    if not fitting:
        raise Refused(Trouble.OTHER_KEY)
    return fitting[0]


def _check_room() -> None:
    """As much as the practice takes now, and its database once more on its way in."""
    needed = sum(storage.store().sizes().values()) + 2 * database_copy.size_bytes() + _SPARE_BYTES
    free = shutil.disk_usage(settings.HOME).free
    if free < needed:
        raise Refused(
            Trouble.NO_ROOM_TO_TRY, f"it takes {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free"
        )


def _restored(path: Path, *, key: str, folder: Path, url: str, heed: Heed) -> int:
    environment = os.environ | {
        "ALONGSIDE_HOME": str(folder / "home"),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
    }
    command = [sys.executable, "-m", "alongside", "restore", str(path), "--offline", "--json"]
    out, told = folder / "out", folder / "told"
    with out.open("wb") as stdout, told.open("wb") as stderr:
        process = subprocess.Popen(  # noqa: S603 - this program, with a path that is no option
            command, env=environment, stdin=subprocess.PIPE, stdout=stdout, stderr=stderr
        )
        try:
            # Also where all is done before the first look.
            heed(0, None)
            # By a pipe: arguments and environment are readable for others on many systems.
            process.communicate(f"{key}\n".encode(), timeout=_SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            _wait(process, heed)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    return _letters(process.returncode, out.read_text(), told.read_text())


def _wait(process: subprocess.Popen[bytes], heed: Heed) -> None:
    while process.poll() is None:
        heed(0, None)
        try:
            process.wait(_SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            continue


def _letters(code: int, out: str, told: str) -> int:
    try:
        found = json.loads(out)
    except ValueError as error:
        words = " ".join(told.split())[-300:]
        raise Refused(Trouble.DAMAGED, words or f"the trial ended with {code}") from error
    if code or not found["ok"]:
        raise Refused(Trouble.NOT_WHOLE, " ".join(found["problems"][:3]))
    return int(found["interactions"])


@contextmanager
def _database() -> Iterator[str]:
    """The address of an empty database; "" is SQLite in the folder of the trial."""
    if connection.vendor == "sqlite":
        yield ""
        return
    # Only here, because psycopg takes 6 MB that SQLite has no use for.
    from alongside.backups.trial_database import empty_database

    with empty_database(connection.settings_dict) as url:
        yield url
