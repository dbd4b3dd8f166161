"""A password in, a sealed one out, and back; the keys stand in a file of their own, in no backup.

One key a line, the newest first. The first seals, all of them open. `rotate` seals every secret anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from alongside.connections.models import Mailbox, ModelServer, Outgoing, SignInClient, TurnServer
from alongside.lib.durable import opened, sync, sync_folder, write_all
from alongside.lib.file_locks import locked

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

FILE_NAME = "sealing.keys"
HOLDERS: tuple[type[Model], ...] = (Mailbox, Outgoing, SignInClient, TurnServer, ModelServer)


class SealingError(Exception):
    """A secret cannot be opened: its key is not in the data folder."""


def seal(secret: str) -> bytes:
    with _held() as path:
        keys = _read(path) or _write(path, [_new_key()])
        return _fernet(keys).encrypt(secret.encode())


def unseal(sealed: bytes) -> str:
    """Raises SealingError."""
    from cryptography.fernet import InvalidToken

    keys = _read(_path())
    try:
        return _fernet(keys).decrypt(bytes(sealed)).decode()
    except (InvalidToken, ValueError) as error:
        raise SealingError("the key of this secret is not in the data folder") from error


def rotate() -> int:
    """Make a new key and seal every secret with it; returns how many were.

    The key before stays in the file until the next rotation, for what somebody sealed with it just now.
    """
    with _held() as path:
        keys = _write(path, [_new_key(), *_read(path)])
        fernet = _fernet(keys)
        with transaction.atomic(durable=True):
            count = sum(_reseal_all(kind, fernet) for kind in HOLDERS)
        _write(path, keys[:2])
    return count


def _reseal_all(kind: type[Model], fernet: MultiFernet) -> int:
    """How many had their key there; another stays as it is, and what it opens goes on asking for it."""
    from cryptography.fernet import InvalidToken

    holders, count = kind._default_manager, 0
    rows = holders.select_for_update().filter(sealed_secret__isnull=False)
    for number, sealed in rows.values_list("pk", "sealed_secret"):
        with suppress(InvalidToken):
            count += holders.filter(pk=number).update(sealed_secret=fernet.rotate(bytes(sealed)))
    return count


def _new_key() -> str:
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


def _fernet(keys: list[str]) -> MultiFernet:
    # Loaded here: a desk without a mailbox seals nothing.
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet([Fernet(key) for key in keys])


def _path() -> Path:
    return Path(settings.HOME) / FILE_NAME


@contextmanager
def _held() -> Iterator[Path]:
    """The file's path, while nobody else changes it."""
    path = _path()
    with opened(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT) as descriptor, locked(descriptor):
        yield path


def _read(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def _write(path: Path, keys: list[str]) -> list[str]:
    """Whole or not at all: a key that is lost takes every password with it."""
    temporary = path.with_suffix(".tmp")
    temporary.unlink(missing_ok=True)
    with opened(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as descriptor:
        write_all(descriptor, "".join(f"{key}\n" for key in keys).encode())
        sync(descriptor)
    temporary.replace(path)
    sync_folder(path.parent)
    return keys
