"""A password in, a sealed one out, and back; the keys stand in a file of their own, in no backup.

One key a line, the newest first. The first seals, all of them open. `rotate` seals every secret anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from alongside.connections.models import Mailbox, ModelServer, Outgoing, SignInClient, TurnServer
from alongside.lib.durable import opened, sync, sync_folder, write_all
from alongside.lib.file_locks import locked

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

FILE_NAME = "sealing.keys"


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
            mailboxes = [one for one in Mailbox.objects.select_for_update() if _reseal(one, fernet)]
            Mailbox.objects.bulk_update(mailboxes, ["sealed_secret"])
            with_own = Outgoing.objects.select_for_update().filter(sealed_secret__isnull=False)
            outgoing = [one for one in with_own if _reseal(one, fernet)]
            Outgoing.objects.bulk_update(outgoing, ["sealed_secret"])
            with_secret = SignInClient.objects.select_for_update().filter(sealed_secret__isnull=False)
            clients = [one for one in with_secret if _reseal(one, fernet)]
            SignInClient.objects.bulk_update(clients, ["sealed_secret"])
            relays = [one for one in TurnServer.objects.select_for_update() if _reseal(one, fernet)]
            TurnServer.objects.bulk_update(relays, ["sealed_secret"])
            with_key = ModelServer.objects.select_for_update().filter(sealed_secret__isnull=False)
            models = [one for one in with_key if _reseal(one, fernet)]
            ModelServer.objects.bulk_update(models, ["sealed_secret"])
        _write(path, keys[:2])
    return len(mailboxes) + len(outgoing) + len(clients) + len(relays) + len(models)


def _reseal(
    holder: Mailbox | Outgoing | SignInClient | TurnServer | ModelServer, fernet: MultiFernet
) -> bool:
    """Whether its key was there; else the secret stays as it is, and the mailbox goes on asking for it."""
    from cryptography.fernet import InvalidToken

    try:
        holder.sealed_secret = fernet.rotate(bytes(holder.sealed_secret or b""))
    except InvalidToken:
        return False
    return True


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
