"""`alongside keys`: the keys that seal the passwords of mailboxes."""

from __future__ import annotations

import typer

from alongside.cli._output import AsJson, emit, words
from alongside.cli._practice import ready
from alongside.connections.sealing import rotate as rotate_keys

keys = typer.Typer(no_args_is_help=True, help="The keys that seal the passwords of mailboxes.")


@keys.callback()
def _group() -> None:
    """The keys that seal the passwords of mailboxes."""


@keys.command()
def rotate(as_json: AsJson = False) -> None:
    """Make a new key and seal every saved password with it."""
    ready()
    sealed = rotate_keys()
    emit(
        {"sealed": sealed},
        as_json=as_json,
        in_words=lambda: words.print(f"{sealed} passwords sealed with a new key.", highlight=False),
    )
