"""The data folder: made when missing, private to its user; holds the secret key beside the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from alongside.lib.durable import opened, sync, sync_folder, write_all
from alongside.lib.signing_secret import is_whole


class UnusableSecret(ImproperlyConfigured, ValueError):
    """What is signed with nothing can be signed by anybody."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is empty or damaged, and is not used. Put the copy of it that you keep in its place, or restore"
            " an encrypted backup, which holds it, into another data folder ($ALONGSIDE_HOME) with the key of your"
            " recovery sheet. Without either, move the file away: the next start makes a new one, and everybody"
            " signs in anew."
        )


def ensure_home(home: Path) -> Path:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def read_or_make_secret(path: Path) -> str:
    """The secret in `path`; made once. Two processes starting together agree: the first to link wins.

    Raises UnusableSecret.
    """
    if not path.exists():
        _make_secret(path)
    secret = path.read_text(errors="replace").strip()
    if not is_whole(secret):
        raise UnusableSecret(path)
    return secret


def _make_secret(path: Path) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    # Of a killed process that had the same number, as they have in containers.
    temporary.unlink(missing_ok=True)
    try:
        with opened(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as descriptor:
            write_all(descriptor, secrets.token_urlsafe(48).encode())
            # Before it has its name, or a power cut may leave the name and nothing under it.
            sync(descriptor)
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    sync_folder(path.parent)
