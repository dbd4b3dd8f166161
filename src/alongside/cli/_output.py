"""What every command prints: one JSON document or words on stdout; progress and complaints on stderr.

Exit codes: 0 fine, 1 some input was kept unparsed or something needs attention, 2 wrong call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from msgspec import Struct
from msgspec.structs import asdict

from alongside.cli import WRONG_CALL

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

FINE, ATTENTION = 0, 1

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Advance = Callable[[int, "int | None"], None]


class _Said:
    """A console that is made once something is said: what serves, or prints a document, hardly says a word."""

    def __init__(self, *, stderr: bool) -> None:
        self._stderr = stderr

    @cached_property
    def console(self) -> Console:
        from rich.console import Console

        # What others wrote stands as it is: "[/b]" and ":x:" are no signs of ours.
        return Console(stderr=self._stderr, markup=False, emoji=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.console, name)


words = _Said(stderr=False)
complaints = _Said(stderr=True)


def emit(document: Any, *, as_json: bool, in_words: Callable[[], None]) -> None:
    """Prints `document` as JSON, or calls `in_words`, which prints for a person."""
    if as_json:
        typer.echo(json.dumps(document, default=_plain, ensure_ascii=False))
    else:
        in_words()


def fail(message: str, *, code: int = WRONG_CALL) -> NoReturn:
    """Says on stderr what happened and what to do, and ends the command."""
    complaints.print(message, style="red", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(code)


def table(*columns: str) -> Table:
    """A plain table without a box, for `words.print`."""
    from rich.table import Table

    made = Table(box=None, pad_edge=False, header_style="dim", show_header=any(columns))
    for column in columns:
        made.add_column(column)
    return made


@contextmanager
def progress(label: str, *, total: int | None = None) -> Iterator[Advance]:
    """Gives `advance(done, total)`; a bar on a terminal, nothing where nobody looks."""
    # Loaded here: what serves shows no bar, and would keep it for as long as it runs.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=complaints.console, transient=True, disable=not complaints.is_terminal
    ) as bar:
        task = bar.add_task(label, total=total)

        def advance(done: int, total: int | None = None) -> None:
            if total is None:
                bar.update(task, completed=done)
            else:
                bar.update(task, completed=done, total=total)

        yield advance


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Struct):
        return asdict(value)
    return str(value)
