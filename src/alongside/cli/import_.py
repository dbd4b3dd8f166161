"""`alongside import`: files in; what was new, known or kept unparsed out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.channels.files.client import count_hint
from alongside.cli._output import ATTENTION, AsJson, complaints, emit, fail, progress, words
from alongside.cli._practice import named_client, pool, ready
from alongside.clients.models import Client
from alongside.clients.rules import LONGEST_ADDRESS, LONGEST_DOMAIN, within
from alongside.connections.actions import open_files_source
from alongside.connections.models import Connection
from alongside.intake.actions import Received
from alongside.intake.filing import set_owner, set_trust
from alongside.intake.importing import ALONE, BESIDE_OTHERS, Pace, import_path, is_first_import
from alongside.intake.proposals import likely_owner_of, proposals_for_source
from alongside.processes.database import is_running
from alongside.processes.follow_ups import follow_before_leaving

# Nobody waits for the database: the index grows by twenty thousand entries a step, and merges less.
CHANGES_ALONE = 10


def import_(
    paths: Annotated[
        list[Path], typer.Argument(help="mbox files, Maildirs, folders or zips of .eml and .msg.")
    ],
    own: Annotated[
        list[str] | None, typer.Option("--own", help="An address of the mailbox's owner; may be said again.")
    ] = None,
    client: Annotated[str, typer.Option(help="The client whose own mailbox this is.")] = "",
    trust: Annotated[
        list[str] | None,
        typer.Option(
            help="A server whose verdict on senders you believe (its authserv-id); may be said again."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import mail. Importing again adds nothing; what cannot be read is kept and listed."""
    start = monotonic()
    for path in paths:
        if not path.exists():
            fail(f"There is nothing at {path}.")
    _refuse_too_long(own or (), LONGEST_ADDRESS, "an e-mail address")
    _refuse_too_long(trust or (), LONGEST_DOMAIN, "the name of a server")
    member = ready()
    theirs = named_client(member, client) if client else None
    received = Received()
    said = _Said(theirs, tuple(own or ()), tuple(trust or ()))
    sources = [_import(path, member, said, received) for path in paths]
    with progress("Making it searchable") as advance:
        follow_before_leaving(progress=advance, at_once=1 if is_running() else CHANGES_ALONE)
    seconds = round(monotonic() - start, 3)
    document = {
        "read": received.read,
        "new": received.new,
        "duplicate": received.duplicate,
        "kept_unparsed": [{"source": place, "reason": why} for place, why in received.kept_unparsed],
        "seconds": seconds,
    }
    emit(document, as_json=as_json, in_words=lambda: _say(received, seconds, sources))
    if received.kept_unparsed:
        raise typer.Exit(ATTENTION)


def _refuse_too_long(typed: Iterable[str], most: int, what: str) -> None:
    try:
        for one in typed:
            within(one, most, what)
    except ValueError as error:
        fail(str(error))


class _Said(Struct, frozen=True):
    """What was said of the mailbox: whose it is, its own addresses, whose verdicts to believe."""

    client: Client | None
    own: tuple[str, ...]
    trust: tuple[str, ...]


def _import(path: Path, member: Member, said: _Said, received: Received) -> Connection:
    # A file may be called anything, also what is no text.
    label = os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")
    connection = open_files_source(label, member=member, client=said.client, own_addresses=said.own)
    if said.trust:
        set_trust(connection, said.trust)
    pace: Pace = ALONE if is_first_import() and not is_running() else BESIDE_OTHERS
    with progress(f"Reading {path.name}", total=count_hint(path)) as advance, pool() as parsers:
        received.add(
            import_path(
                path,
                connection=connection,
                pool=parsers,
                pace=pace,
                progress=lambda so_far: advance(so_far.read, None),
            )
        )
    if not connection.own_addresses.exists() and said.client is None:
        _infer_owner(connection)
    return connection


def _infer_owner(connection: Connection) -> None:
    """Whose mailbox it is, where one address is nearly everywhere in it; else it is asked on the page."""
    likely = likely_owner_of(connection)
    if likely is None:
        complaints.print("Whose mailbox is this? Say so with --own ADDRESS, or on its page.", highlight=False)
        return
    complaints.print(f"Taken to be the mailbox of {likely}.", highlight=False, markup=False)
    with progress("Telling what came in from what went out") as advance:
        set_owner(connection, own_addresses=[likely], is_confirmed=False, progress=advance)


def _say(received: Received, seconds: float, sources: list[Connection]) -> None:
    words.print(
        f"{received.read:,} read, {received.new:,} new, {received.duplicate:,} known before, "
        f"{len(received.kept_unparsed):,} kept unparsed; {seconds:.1f} s.",
        highlight=False,
    )
    for place, why in received.kept_unparsed[:20]:
        words.print(f"  {place}: {why}", markup=False, highlight=False, soft_wrap=True)
    for connection in sources:
        likely = proposals_for_source(connection, limit=8)
        if likely:
            names = ", ".join(f"{one.name} ({one.domain or one.people[0][0]})" for one in likely)
            words.print(f"These look like clients: {names}.", markup=False, highlight=False, soft_wrap=True)
