"""`alongside restore`: a backup into an empty data folder, then `verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from alongside.cli._output import AsJson, complaints, fail
from alongside.cli.verify import verify
from alongside.originals import backup as backups
from alongside.originals.errors import OriginalsError
from alongside.processes.database import is_running


def restore(
    source: Annotated[Path, typer.Argument(help="A file that `alongside backup` wrote.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Restore a backup, then prove that it is whole."""
    if is_running():
        fail("Alongside is running on this data. Stop it first, then restore.")
    try:
        restored = backups.restore(source, home=Path(settings.HOME), overwrite=overwrite)
    except OriginalsError as error:
        fail(str(error))
    if not restored.has_same_key:
        complaints.print(
            "This was made under another secret.key. Put that one into the data folder, or sign in anew.",
            highlight=False,
        )
    verify(as_json=as_json)
