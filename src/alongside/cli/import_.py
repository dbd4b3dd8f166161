"""`alongside import`: files in; what was new, known or kept unparsed out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.channels.email.addresses import read_mailbox
from alongside.channels.files.client import Unreadable, count_hint, open_source
from alongside.cli._output import ATTENTION, AsJson, complaints, emit, fail, progress, words
from alongside.cli._practice import named_client, pool, ready
from alongside.clients.models import Client
from alongside.clients.rules import LONGEST_ADDRESS, LONGEST_DOMAIN, within
from alongside.connections.actions import files_source_at, open_files_source
from alongside.connections.models import Connection
from alongside.intake.actions import Received
from alongside.intake.filing import set_owner, set_trust
from alongside.intake.importing import ALONE, BESIDE_OTHERS, Pace, import_messages, is_first_import
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
    for address in own or ():
        if read_mailbox(address.strip()).address != address.strip().lower():
            fail(f"“{address}” is no address. Write one like you@desk.example after --own.")
    member = ready()
    theirs = named_client(member, client) if client else None
    received = Received()
    said = _Said(theirs, tuple(one.strip().lower() for one in own or ()), tuple(trust or ()))
    for path in paths:
        _refuse_another(path, said)
    sources = [source for path in paths if (source := _import(path, member, said, received)) is not None]
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


def _label(path: Path) -> str:
    """A file may be called anything, also what is no text."""
    return os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")


def _refuse_another(path: Path, said: _Said) -> None:
    """Before anything is read: what was the mailbox of one is not made that of another in passing."""
    known = files_source_at(_label(path))
    if known is None or said.client is None or said.client == known.owner_client:
        return
    if known.owner_client is not None or known.is_owner_confirmed:
        whose = known.owner_client.name if known.owner_client is not None else "you"
        fail(
            f"{path} is known as a mailbox of {whose}. If it holds another one now, give it another name; if it was"
            " never theirs, say so under Bring in mail, on its page."
        )


def _opened(path: Path, member: Member, said: _Said) -> Connection:
    """With what was said of it; of one that is known, all in it is told in from out, and filed, by that too."""
    label = _label(path)
    known = files_source_at(label)
    connection = open_files_source(
        label,
        member=member,
        client=said.client,
        own_addresses=() if known else said.own,
        is_confirmed=bool(said.client or said.own),
    )
    if known is None or not (said.client or said.own):
        return connection
    had = set(known.own_addresses.values_list("address", flat=True))
    # What was only inferred gives way to what is said.
    own = set(said.own) | had if known.is_owner_confirmed or not said.own else set(said.own)
    client = said.client or known.owner_client
    if own != had or client != known.owner_client or not known.is_owner_confirmed:
        with progress("Telling what came in from what went out") as advance:
            set_owner(connection, own_addresses=own, client=client, progress=advance)
    return connection


def _import(path: Path, member: Member, said: _Said, received: Received) -> Connection | None:
    """The source it has become; None of what holds nothing, such as a pipe, which is listed all the same."""
    found = open_source(path)
    first = next(found, None)
    if first is None or not (path.is_dir() or path.is_file()):
        if isinstance(first, Unreadable):
            received.read += 1
            received.kept_unparsed.append((first.place, first.reason))
        return None
    connection = _opened(path, member, said)
    if said.trust:
        set_trust(connection, said.trust)
    pace: Pace = ALONE if is_first_import() and not is_running() else BESIDE_OTHERS
    with progress(f"Reading {path.name}", total=count_hint(path)) as advance, pool() as parsers:
        received.add(
            import_messages(
                chain((first,), found),
                connection=connection,
                pool=parsers,
                pace=pace,
                progress=lambda so_far: advance(so_far.read, None),
            )
        )
    if not connection.own_addresses.exists() and connection.owner_client_id is None:
        _infer_owner(connection, path)
    return connection


def _infer_owner(connection: Connection, path: Path) -> None:
    """Whose mailbox it is, where one address is nearly everywhere in it; else it is asked on the page."""
    likely = likely_owner_of(connection)
    if likely is None:
        asked = f"Whose mailbox is {path}? Say so with --own ADDRESS, or on its page."
        complaints.print(asked, highlight=False, markup=False)
        return
    complaints.print(f"{path} is taken to be the mailbox of {likely}.", highlight=False, markup=False)
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
