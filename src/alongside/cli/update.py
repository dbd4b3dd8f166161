"""`alongside update`: the database brought up to date by itself, or back to what it was before."""

from __future__ import annotations

from typing import Annotated

import typer

from alongside.cli._output import AsJson, complaints, emit, fail, words
from alongside.originals.errors import BackupError
from alongside.processes.database import CannotStart, bring_up_to_date, go_back


def update(
    back: Annotated[
        bool, typer.Option("--back", help="Bring the database back to what it was before the last update.")
    ] = False,
    without_copy: Annotated[
        bool, typer.Option("--without-copy", help="Change it without a copy to go back to.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the database up to date, as every start does: a copy first, then the changes."""
    try:
        if back:
            _go_back(as_json=as_json)
        else:
            count = bring_up_to_date(say=_tell, copies=not without_copy)
            emit({"changed": count, "set_aside": None}, as_json=as_json, in_words=lambda: _say(count))
    except CannotStart as error:
        fail(str(error))


def _go_back(*, as_json: bool) -> None:
    try:
        aside = go_back()
    except BackupError as error:
        fail(f"{str(error)[0].upper()}{str(error)[1:]}. Nothing was changed.")
    emit({"changed": 0, "set_aside": str(aside)}, as_json=as_json, in_words=_say_back)


def _say_back() -> None:
    words.print(
        "The database is as it was before the update. Now put the older Alongside in its place and start it."
    )
    words.print(
        "Letters that came since come again from their mailboxes. What it was until now is set aside in"
    )
    words.print("before-update, in the data folder, and goes with the next update.")


def _say(count: int) -> None:
    words.print("Nothing to do: the database is up to date." if not count else "The database is up to date.")


def _tell(line: str) -> None:
    complaints.print(line, highlight=False, markup=False)
