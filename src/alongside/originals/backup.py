"""The running practice in, one backup out (a folder, .tar or .tar.zst), and a practice out of a backup.

A backup holds the database as it was at one moment, the segments up to the length that moment needs, and a
manifest with every file's SHA-256. One whose name ends in .age is encrypted for the key of this practice and
holds the key files as well: it alone brings everything back. **In all others they are not**: with them, whoever
finds a backup could open the sealed passwords of mailboxes and try out what was erased.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from msgspec import Struct, to_builtins

from alongside.lib.durable import make_folder, sync_folder
from alongside.originals import archive, before_update, database_copy, keys, queries, rules, storage
from alongside.originals.archive import Archive, Entry
from alongside.originals.database_copy import Needed
from alongside.originals.errors import BackupError

_FORMAT = 1
_NOTE = "secret.key is not inside; keep a copy of it apart from this backup"
_NOTE_WITH_KEYS = "the keys are inside: keep this file encrypted"
_BROUGHT_BACK, _HALF_RESTORED = "brought-back", "half-restored"
Progress = Callable[[int, int], None]


class Manifest(Struct, frozen=True):
    """What a backup says about itself."""

    made_at: datetime
    vendor: str
    originals: int
    key_fingerprint: str
    files: tuple[Entry, ...]


class Restored(Struct, frozen=True):
    """`has_same_key` is False when this home's secret.key is not the one the backup was made under: sealed
    passwords cannot be opened then, and what was erased is not recognised when it comes in again."""

    manifest: Manifest
    has_same_key: bool


def backup(to: Path, *, progress: Progress | None = None) -> Manifest:
    """Write a backup, online; it appears under its name when it is whole and synced.

    An encrypted one leaves nothing in the clear outside the data folder, not even for a moment. While it runs,
    erased bytes stay in the segments; `sweep` goes on afterwards.
    """
    _refuse_place(to)
    is_encrypted, home = archive.is_encrypted(to), Path(settings.HOME)
    with ExitStack() as stack:
        work = stack.enter_context(_temporary(to.parent, f".{to.name}.{os.getpid()}"))
        private = stack.enter_context(_temporary(home, f".backup.{os.getpid()}")) if is_encrypted else work
        stack.enter_context(storage.store().lease())
        copy = private / database_copy.file_name()
        needed = database_copy.copy_to(copy)
        recipient = keys.recipient() if is_encrypted else ""
        with archive.create(work / "archive", suffixes=to.name, recipient=recipient) as target:
            files = _add_files(target, copy, needed, progress or (lambda done, total: None))
            if is_encrypted:
                files += _add_keys(target)
            manifest = _manifest(files, needed)
            archive.add_manifest(target, _to_json(manifest))
        (work / "archive").rename(to)
        sync_folder(to.parent)
    return manifest


def restore(source: Path, *, home: Path, overwrite: bool = False, open_with: Sequence[str] = ()) -> Restored:
    """Fill `home` and the configured database from a backup; run `verify` afterwards.

    Nothing is touched before every file agrees with the manifest. Refuses a home that holds originals and a
    database that holds tables, unless `overwrite`. No other process of Alongside may be running. `open_with`:
    keys to open an encrypted one; raises OtherKeyError. What came with keys makes them this home's.
    """
    if not source.exists():
        raise BackupError(f"{source} does not exist")
    make_folder(home)
    for killed in home.glob(".restore.*.tmp"):
        shutil.rmtree(killed)
    if not overwrite and not _is_empty(home):
        raise BackupError(
            f"{home} holds a practice already: restore elsewhere, or say that it may be overwritten"
        )
    with _temporary(home, f".restore.{os.getpid()}") as work:
        manifest = _check(archive.extract(source, work / "new", keys=open_with), work / "new")
        # The database first: it can still refuse, and then everything is as it was.
        with _marked(home, _HALF_RESTORED), bringing_back(home):
            database_copy.replace_from(work / "new" / database_copy.file_name())
        _replace_originals(work, home)
        keys.take_over(work / "new" / archive.KEYS_FOLDER)
        before_update.remove()  # it is of what was replaced
        (home / _HALF_RESTORED).unlink()
        sync_folder(home)
    return Restored(manifest, has_same_key=manifest.key_fingerprint == _own_fingerprint())


@contextmanager
def bringing_back(home: Path) -> Iterator[None]:
    """For the next start: the database is of an earlier moment, and what was done since then is not in it.

    Said before it is one, since a kill may come right after. What refuses has brought nothing back.
    """
    with _marked(home, _BROUGHT_BACK):
        yield


@contextmanager
def _marked(home: Path, name: str) -> Iterator[None]:
    """With a file of that name, which stays; an error takes it away again, where it was not there before."""
    was_marked = (home / name).exists()
    (home / name).touch(mode=0o600)
    sync_folder(home)
    try:
        yield
    except Exception:
        if not was_marked:
            (home / name).unlink()
        raise


def is_half_restored(home: Path) -> bool:
    """Whether restoring was killed where the database is the backup's already, and the originals are not."""
    return (home / _HALF_RESTORED).exists()


def was_brought_back(home: Path) -> bool:
    return (home / _BROUGHT_BACK).exists()


def forget_brought_back(home: Path) -> None:
    (home / _BROUGHT_BACK).unlink(missing_ok=True)


def _refuse_place(to: Path) -> None:
    if to.exists():
        raise BackupError(f"{to} exists already: give the backup another name")
    if not to.parent.is_dir():
        raise BackupError(f"the folder {to.parent} does not exist")
    if to.resolve().is_relative_to(Path(settings.HOME).resolve()):
        raise BackupError("choose a place outside the data folder, or erasing would leave a copy behind")


def _add_files(target: Archive, copy: Path, needed: list[Needed], progress: Progress) -> tuple[Entry, ...]:
    database_bytes, done = copy.stat().st_size, 0
    total = database_bytes + sum(one.size_bytes for one in needed)

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    files = []
    with copy.open("rb") as database:
        files.append(archive.add(target, copy.name, database, size_bytes=database_bytes, progress=advance))
    for one in needed:
        name = f"{storage.FOLDER_NAME}/{one.segment:08d}.seg"
        with storage.store().open(one.segment) as segment:
            files.append(archive.add(target, name, segment, size_bytes=one.size_bytes, progress=advance))
    return tuple(files)


def _add_keys(target: Archive) -> tuple[Entry, ...]:
    return tuple(
        archive.add(
            target,
            f"{archive.KEYS_FOLDER}/{name}",
            BytesIO(content),
            size_bytes=len(content),
            progress=_quiet,
        )
        for name, content in keys.files()
    )


def _quiet(count: int) -> None:
    """Keys are too small to be progress."""


def _manifest(files: tuple[Entry, ...], needed: list[Needed]) -> Manifest:
    count = sum(one.originals for one in needed)
    return Manifest(timezone.now(), connection.vendor, count, _own_fingerprint(), files)


def _own_fingerprint() -> str:
    return rules.fingerprint(queries.tombstone_key())


def _to_json(manifest: Manifest) -> bytes:
    has_keys = any(entry.name.startswith(f"{archive.KEYS_FOLDER}/") for entry in manifest.files)
    note = _NOTE_WITH_KEYS if has_keys else _NOTE
    said = to_builtins(manifest, builtin_types=(datetime,)) | {"made_at": manifest.made_at.isoformat()}
    return json.dumps({"format": _FORMAT, "note": note, **said}, indent=1).encode()


def _from_json(content: bytes) -> Manifest:
    try:
        data: dict[str, Any] = json.loads(content)
        if data["format"] != _FORMAT:
            raise BackupError("this backup was made by a newer Alongside: restore it with that one")
        files = tuple(Entry(**entry) for entry in data["files"])
        made_at = datetime.fromisoformat(data["made_at"])
        return Manifest(made_at, data["vendor"], data["originals"], data["key_fingerprint"], files)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError("the manifest of this backup cannot be read") from error


def _check(found: list[Entry], folder: Path) -> Manifest:
    if not (folder / archive.MANIFEST_NAME).exists():
        raise BackupError("this backup is incomplete: it has no manifest")
    manifest = _from_json((folder / archive.MANIFEST_NAME).read_bytes())
    if {entry for entry in found if entry.name != archive.MANIFEST_NAME} != set(manifest.files):
        raise BackupError("this backup is damaged: its files do not agree with its manifest")
    if manifest.vendor != connection.vendor:
        raise BackupError(f"this backup is of {manifest.vendor}, but DATABASE_URL names {connection.vendor}")
    return manifest


def _is_empty(home: Path) -> bool:
    """Neither originals nor tables; what the program makes by being called (secret.key, cache) is no practice."""
    return not any((home / storage.FOLDER_NAME).glob("*.seg")) and database_copy.is_empty()


def _replace_originals(work: Path, home: Path) -> None:
    present, new = home / storage.FOLDER_NAME, work / "new" / storage.FOLDER_NAME
    make_folder(new)
    if present.exists():
        present.rename(work / "replaced")
    new.rename(present)
    sync_folder(home)


@contextmanager
def _temporary(parent: Path, name: str) -> Iterator[Path]:
    """A folder for work in progress, gone afterwards whatever happens."""
    folder = parent / f"{name}.tmp"
    make_folder(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
