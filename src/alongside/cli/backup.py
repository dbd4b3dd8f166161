"""`alongside backup`: everything, while it is in use, into one file; where backups go, a trial, the recovery sheet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from alongside.backups import actions, queries, rules, trying
from alongside.backups.errors import AlreadyRunning, Refused
from alongside.backups.sheet import Sheet, code
from alongside.backups.sheet import sheet as sheet_of
from alongside.cli._output import ATTENTION, AsJson, emit, fail, progress, words
from alongside.cli._practice import ready
from alongside.originals import archive, keys
from alongside.originals import backup as backups
from alongside.originals.errors import OriginalsError


class _FileOrCommand(TyperGroup):
    """`alongside backup FILE` beside `alongside backup sheet`: what is no command is a file."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["file", *args]
        return super().parse_args(ctx, args)


backup = typer.Typer(cls=_FileOrCommand, no_args_is_help=True)


@backup.callback()
def _group() -> None:
    """Back up: into a file of your choice, every day into a folder, and the sheet that brings it all back."""


@backup.command()
def file(
    to: Annotated[
        Path | None,
        typer.Argument(
            help="The file to write: alongside.tar.zst.age is encrypted, alongside.tar.zst is not."
        ),
    ] = None,
    try_: Annotated[
        Path | None, typer.Option("--try", help="Write nothing: restore this one elsewhere and verify it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a backup to a file. The word “file” may be left out."""
    ready()
    if try_ is not None:
        _try(try_, as_json=as_json)
    elif to is not None:
        _write(to, as_json=as_json)
    else:
        fail("Say which file to write, for instance alongside.tar.zst.age.")


def _write(to: Path, *, as_json: bool) -> None:
    try:
        with progress("Backing up") as advance:
            manifest = backups.backup(to, progress=advance)
    except OriginalsError as error:
        fail(str(error))
    except OSError as error:
        refused = Refused(rules.trouble_of(error), error.strerror or "")
        fail(_sentence(refused, folder=str(to.parent), name=to.name))
    document = {"file": str(to), "originals": manifest.originals, "size_bytes": _size_of(to)}
    emit(document, as_json=as_json, in_words=lambda: _say(to))


def _size_of(made: Path) -> int:
    files = made.rglob("*") if made.is_dir() else [made]
    return sum(one.stat().st_size for one in files if one.is_file())


def _say(to: Path) -> None:
    words.print(f"Backed up to {to}.", markup=False, highlight=False, soft_wrap=True)
    if archive.is_encrypted(to):
        words.print("It opens with the key on your recovery sheet: alongside backup sheet", highlight=False)
    else:
        words.print("Your secret.key is not in it. Keep a copy of it somewhere else.")


def _try(path: Path, *, as_json: bool) -> None:
    if not path.exists():
        fail(f"{path} does not exist.")
    try:
        with progress("Trying it") as advance:
            letters = trying.try_backup(path, open_with=keys.backup_keys(), heed=advance)
    except Refused as refused:
        fail(_sentence(refused, folder=str(path.parent), name=path.name), code=ATTENTION)
    emit(
        {"file": str(path), "ok": True, "interactions": letters},
        as_json=as_json,
        in_words=lambda: words.print(
            f"Restored elsewhere and verified: whole, {letters:,} letters.", highlight=False
        ),
    )


@backup.command()
def now(as_json: AsJson = False) -> None:
    """Make one now in the chosen folder."""
    ready()
    try:
        with progress("Backing up") as advance:
            run = actions.back_up(progress=advance)
    except AlreadyRunning:
        fail("A backup is being made or tried at this moment. Wait until it is done.")
    if run is None:
        fail("No folder is chosen yet: alongside backup folder /media/disk/backups")
    if run.trouble:
        fail(queries.trouble_in(run), code=ATTENTION)
    emit(
        {"file": run.name, "size_bytes": run.size_bytes},
        as_json=as_json,
        in_words=lambda: words.print(f"Backed up to {run.name}.", highlight=False, soft_wrap=True),
    )


@backup.command()
def folder(
    path: Annotated[Path, typer.Argument(help="A folder on another disk than your data.")],
    as_json: AsJson = False,
) -> None:
    """Choose where a backup goes every day."""
    ready()
    absolute = path.expanduser().absolute()
    try:
        chosen = actions.choose(str(absolute))
    except Refused as refused:
        fail(_sentence(refused, folder=str(absolute), name=""))
    emit(
        {"folder": chosen.folder, "is_on_other_disk": chosen.is_on_other_disk},
        as_json=as_json,
        in_words=lambda: _say_chosen(chosen.folder, is_on_other_disk=chosen.is_on_other_disk),
    )


def _say_chosen(path: str, *, is_on_other_disk: bool) -> None:
    words.print(f"A backup goes to {path} every day.", highlight=False, markup=False, soft_wrap=True)
    if not is_on_other_disk:
        words.print("It is on the same disk as your data: if that breaks, both are gone.", highlight=False)
    words.print("Now print the sheet that opens them: alongside backup sheet", highlight=False)


@backup.command()
def sheet(as_json: AsJson = False) -> None:
    """Show the recovery sheet, with the key that opens every backup."""
    ready()
    key = actions.show_sheet()
    made = sheet_of(key)
    document = {"key": key, "folder": made.folder, "file_pattern": made.file_pattern}
    emit(document, as_json=as_json, in_words=lambda: _say_sheet(key, made))


def _say_sheet(key: str, made: Sheet) -> None:
    words.print("RECOVERY SHEET. Print it or copy it by hand, and keep it apart from this machine.\n")
    words.print(f"  {made.prefix}", highlight=False)
    for start in range(0, len(made.groups), 5):
        words.print("  " + "  ".join(made.groups[start : start + 5]), highlight=False)
    words.print("")
    code(key).terminal(sys.stdout, compact=True, border=2)
    where = made.folder or "no folder chosen yet"
    words.print(f"\nBackups: {where}, named {made.file_pattern}", highlight=False, soft_wrap=True)
    words.print("On a new machine: install Alongside, then run: alongside restore FILE", highlight=False)


@backup.command(name="new-key")
def new_key(as_json: AsJson = False) -> None:
    """Make another key for the backups to come, when a sheet was lost or seen by somebody."""
    ready()
    actions.renew_key()
    emit({"keys": len(keys.backup_keys())}, as_json=as_json, in_words=_say_renewed)


def _say_renewed() -> None:
    words.print("Backups from now on open with another key. Print its sheet: alongside backup sheet")
    words.print("The older sheet opens the older backups, and no other: keep it as long as you keep those.")


def _sentence(refused: Refused, *, folder: str, name: str) -> str:
    return rules.sentence(refused.trouble.value, folder=folder, name=name, detail=refused.detail)
