"""`alongside move-to`: the practice from SQLite to PostgreSQL, proven there; the SQLite file stays."""

from __future__ import annotations

from typing import Annotated

import typer

from alongside.cli._output import AsJson, complaints, emit, fail, progress, words
from alongside.cli._practice import ready
from alongside.processes.moving import MovingError, move


def move_to(
    url: Annotated[str, typer.Argument(help="An empty database: postgresql://user@host/name")],
    as_json: AsJson = False,
) -> None:
    """Move to PostgreSQL: copy, build anew what is derived, verify. A password may come by $PGPASSWORD."""
    ready()
    try:
        with progress("Copying") as advance:
            moved = move(url, say=_tell, progress=advance)
    except MovingError as error:
        fail(f"{error} The SQLite database is as it was.")
    document = {"rows": moved.rows, "interactions": moved.interactions}
    emit(document, as_json=as_json, in_words=lambda: _say(moved.interactions))


def _tell(line: str) -> None:
    complaints.print(line, highlight=False)


def _say(interactions: int) -> None:
    words.print(f"Moved, and proven whole: {interactions:,} entries.", highlight=False)
    words.print("Start Alongside with DATABASE_URL set to this address from now on. Everybody signs in anew.")
    words.print(
        "The SQLite file is untouched: delete alongside.sqlite3 in the data folder when you are sure."
    )
