"""`alongside restore`: a backup into an empty data folder, then `verify`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from alongside.backups.rules import key_in
from alongside.cli._output import AsJson, complaints, fail
from alongside.cli._practice import ready, typed_line
from alongside.cli.verify import verify
from alongside.lib import age
from alongside.originals import archive, keys
from alongside.originals import backup as backups
from alongside.originals.errors import OriginalsError
from alongside.processes.database import is_running


def restore(
    source: Annotated[Path, typer.Argument(help="A file that `alongside backup` wrote.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask mail servers afterwards.")] = False,
    as_json: AsJson = False,
) -> None:
    """Restore a backup, then prove that it is whole. An encrypted one asks for the key of the recovery sheet."""
    if is_running():
        fail("Alongside is running on this data. Stop it first, then restore.")
    if not source.exists():
        fail(f"{source} does not exist")
    opens_with = _key_for(source) if archive.is_encrypted(source) else ""
    with _failing_in_words():
        restored = backups.restore(
            source,
            home=Path(settings.HOME),
            overwrite=overwrite,
            open_with=[opens_with] if opens_with else [],
        )
    if not restored.has_same_key:
        complaints.print(
            "This was made under another secret.key. Put that one into the data folder, or sign in anew.",
            highlight=False,
        )
    ready()
    verify(offline=offline, as_json=as_json)


def _key_for(source: Path) -> str:
    """A key of this data folder where one fits, else the one that is typed; never one of the command line."""
    with _failing_in_words():
        for key in keys.backup_keys():
            if age.fits(source, key):
                return key
        typed = typed_line("The key from your recovery sheet")
        if not typed:
            fail("No key was given. Type the one on your recovery sheet, or give it on standard input.")
        try:
            key = key_in(typed)
        except ValueError as error:
            fail(f"{error} Groups and small letters do no harm.")
        if not age.fits(source, key):
            fail(f"This key is in order, but {source.name} was encrypted for another one.")
    return key


@contextmanager
def _failing_in_words() -> Iterator[None]:
    try:
        yield
    except (OriginalsError, age.AgeError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"It could not be read or written: {error.strerror}. Nothing was changed.")
