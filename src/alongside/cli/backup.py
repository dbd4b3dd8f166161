"""`alongside backup`: everything, while it is in use, into one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from alongside.cli._output import AsJson, emit, fail, progress, words
from alongside.cli._practice import ready
from alongside.originals import backup as backups
from alongside.originals.errors import OriginalsError


def backup(
    to: Annotated[Path, typer.Argument(help="The file to write, for instance alongside.tar.")],
    as_json: AsJson = False,
) -> None:
    """Back everything up. The file secret.key is not in it: keep that one apart."""
    ready()
    try:
        with progress("Backing up") as advance:
            manifest = backups.backup(to, progress=advance)
    except OriginalsError as error:
        fail(str(error))
    document = {"file": str(to), "originals": manifest.originals, "size_bytes": to.stat().st_size}
    emit(document, as_json=as_json, in_words=lambda: _say(to))


def _say(to: Path) -> None:
    words.print(f"Backed up to {to}.", markup=False, highlight=False, soft_wrap=True)
    words.print("Your secret.key is not in it. Keep a copy of it somewhere else.")
