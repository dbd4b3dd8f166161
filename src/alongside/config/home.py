"""The data folder: made when missing, private to its user; holds the secret key beside the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def ensure_home(home: Path) -> Path:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def read_or_make_secret(path: Path) -> str:
    """The secret in `path`; made once. Two processes starting together agree: the first to link wins."""
    if not path.exists():
        temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text().strip()
