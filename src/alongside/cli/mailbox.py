"""`alongside mailbox`: mailboxes connected, shown, brought level, checked and taken away."""

from __future__ import annotations

from datetime import datetime
from time import sleep
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.channels.discovery.client import Network, find
from alongside.channels.discovery.names import Names
from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import Server, certificate_of
from alongside.cli._mail_check import check_document, check_mailboxes, describe, problems_in, say_check
from alongside.cli._output import ATTENTION, AsJson, complaints, emit, fail, progress, table, words
from alongside.cli._practice import named_client, pool, ready, typed_password
from alongside.connections.agreed import note_consent
from alongside.connections.mailboxes import (
    MailboxesError,
    Wanted,
    change_password,
    connect_mailbox,
    find_mailbox_for,
    mailboxes_for,
    trouble_of,
)
from alongside.connections.models import Mailbox, MailCheck
from alongside.intake.coverage import coverage_for
from alongside.intake.erasing import erase, preview_source
from alongside.intake.importing import ALONE, BESIDE_OTHERS, is_first_import
from alongside.intake.mailboxes import ListenedElsewhere, NotAgreed, placing_anew, sync_now, test_server
from alongside.outbox.letters import take_back_all, waiting_through
from alongside.processes.database import is_running
from alongside.processes.follow_ups import follow_before_leaving

PORTS = {"tls": 993, "starttls": 143, "none": 143}
NOT_AGREED = "it is a client's mailbox. Say first who there agreed: `alongside mailbox agreed`."
mailbox = typer.Typer(no_args_is_help=True, help="Mailboxes that are read where they are.")


@mailbox.command()
def add(
    address: Annotated[str, typer.Argument(help="The address of the mailbox.")],
    host: Annotated[
        str, typer.Option(help="The mail server (IMAP); without it, it is looked for by the address.")
    ] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Its port; 993, or 143 with starttls.")] = 0,
    security: Annotated[str, typer.Option(help="tls or starttls.")] = "tls",
    user: Annotated[str, typer.Option(help="The name to sign in with, where it is not the address.")] = "",
    certificate: Annotated[
        str, typer.Option(help="SHA-256 of the one certificate to accept, for a server of your own.")
    ] = "",
    client: Annotated[str, typer.Option(help="The client whose own mailbox this is.")] = "",
    in_the_open: Annotated[
        bool, typer.Option("--in-the-open", help="Send the password without encryption, for all to read.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Connect a mailbox. The password is asked for, or read from standard input; it is tried before it is kept."""
    if security not in ("tls", "starttls"):
        fail("--security is tls or starttls.")
    member = ready()
    theirs = named_client(member, client) if client else None
    kind = "none" if in_the_open else security
    server = Server(host, port or PORTS[kind], kind, user or address, certificate)  # type: ignore[arg-type]
    server = server if host else _found(address, user, certificate)
    password = typed_password()
    try:
        folders = test_server(server, password)
        with placing_anew(address):
            made = connect_mailbox(member, Wanted(address, server, password, theirs))
    except MailboxesError as error:
        fail(str(error))
    except MailboxError as error:
        _fail_for(error, server)
    document = {"address": made.connection.label, "folders": [folder.name for folder in folders]}
    emit(document, as_json=as_json, in_words=lambda: _say_added(document["address"], len(folders)))


def _found(address: str, user: str, certificate: str) -> Server:
    """Asks the domain's DNS and web server, unless the provider is known."""
    found = find(address, network=Network(Names(settings.DNS_SERVER)))
    if found is None:
        fail(f"Nobody says where {address} is. Name its server with --host.")
    place = found.imap
    complaints.print(f"{place.host}, port {place.port}", markup=False, highlight=False)
    return Server(place.host, place.port, place.security, user or place.user, certificate)


def _fail_for(error: MailboxError, server: Server) -> None:
    said = f" It said: {error.said}" if error.said else ""
    shown = ""
    if error.kind in ("certificate_untrusted", "certificate_changed"):
        shown = f"\nIt shows the certificate {certificate_of(server)}."
    fail(f"{error}{said}\n{error.trouble.next_step}{shown}", code=ATTENTION)


def _say_added(address: object, folders: int) -> None:
    words.print(
        f"{address} is connected; it has {folders} folders. "
        "A running Alongside reads it now; `alongside mailbox sync` does it here.",
        markup=False,
        highlight=False,
    )


@mailbox.command("list")
def list_(as_json: AsJson = False) -> None:
    """The mailboxes, what of each folder has arrived, and what is wrong."""
    member = ready()
    found = [describe(member, one) for one in mailboxes_for(member)]
    emit(found, as_json=as_json, in_words=lambda: _say_list(member))
    if any(one["trouble"] for one in found):
        raise typer.Exit(ATTENTION)


def _say_list(member: Member) -> None:
    for one in mailboxes_for(member):
        trouble = trouble_of(one)
        state = f"{trouble.sentence} {trouble.next_step}" if trouble else "level" if one.level_at else "new"
        words.print(f"{one.connection.label}: {state}", markup=False, highlight=False, soft_wrap=True)
        shown = table("folder", "on the server", "stored", "filed", "in the tray", "kept unparsed", "missing")
        for part in coverage_for(member, one):
            counts = (part.on_server, part.stored, part.filed, part.in_tray, part.kept_unparsed)
            missing = part.trouble or str(part.not_given + part.waiting)
            shown.add_row(part.folder, *map(str, counts), missing if part.is_wanted else "left out")
        words.print(shown)


@mailbox.command()
def sync(
    address: Annotated[list[str] | None, typer.Argument(help="Only these mailboxes.")] = None,
    everything: Annotated[
        bool,
        typer.Option("--everything", help="Compare every number, also where nothing seems to have changed."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring mailboxes level with their servers now."""
    member = ready()
    results = [_sync(one, everything=everything) for one in _chosen(member, address)]
    with progress("Making it searchable") as advance:
        follow_before_leaving(progress=advance)
    emit(results, as_json=as_json, in_words=lambda: _say_synced(results))
    if any(one["trouble"] or one["kept_unparsed"] for one in results):
        raise typer.Exit(ATTENTION)


def _chosen(member: Member, addresses: list[str] | None) -> list[Mailbox]:
    if not addresses:
        return list(mailboxes_for(member))
    return [_named(member, address) for address in addresses]


def _named(member: Member, address: str) -> Mailbox:
    found = find_mailbox_for(member, address)
    if found is None:
        fail(f"There is no mailbox {address}. `alongside mailbox list` shows those that are connected.")
    return found


def _sync(one: Mailbox, *, everything: bool) -> dict[str, object]:
    label, trouble = one.connection.label, ""
    document: dict[str, object] = {"address": label, "read": 0, "new": 0, "kept_unparsed": 0, "reconnects": 0}
    pace = ALONE if is_first_import() and not is_running() else BESIDE_OTHERS
    with progress(f"Reading {label}") as advance, pool() as parsers:
        try:
            done = sync_now(
                one,
                pool=parsers,
                wait=sleep,
                pace=pace,
                progress=lambda so_far: advance(so_far.read, None),
                compares_all=everything,
            )
            received = done.received
            document |= {"read": received.read, "new": received.new, "reconnects": done.reconnects}
            document["kept_unparsed"] = len(received.kept_unparsed)
        except MailboxError as error:
            trouble = error.kind
            complaints.print(f"{label}: {error} {error.trouble.next_step}", markup=False, highlight=False)
        except NotAgreed:
            trouble = "not_agreed"
            complaints.print(f"{label}: {NOT_AGREED}", markup=False, highlight=False)
        except ListenedElsewhere:
            complaints.print(f"{label} is kept level by a running Alongside.", markup=False, highlight=False)
    return document | {"trouble": trouble}


def _say_synced(results: list[dict[str, object]]) -> None:
    for one in results:
        words.print(
            f"{one['address']}: {one['read']:,} read, {one['new']:,} new, {one['kept_unparsed']:,} kept unparsed.",
            markup=False,
            highlight=False,
        )


@mailbox.command()
def check(as_json: AsJson = False) -> None:
    """The mail check: each folder against its server's own list, by count and by number."""
    member = ready()
    checks = check_mailboxes(member)
    emit(check_document(checks), as_json=as_json, in_words=lambda: _say_checked(checks))
    if not all(one.is_equal for one in checks):
        raise typer.Exit(ATTENTION)


def _say_checked(checks: list[MailCheck]) -> None:
    say_check(checks)
    for problem in problems_in(checks):
        words.print(f"  {problem}", markup=False, highlight=False, soft_wrap=True)


@mailbox.command()
def password(address: Annotated[str, typer.Argument()], as_json: AsJson = False) -> None:
    """Keep another password for a mailbox; it is asked for, or read from standard input."""
    member = ready()
    one = _named(member, address)
    change_password(one, typed_password())
    document = {"address": one.connection.label}
    emit(document, as_json=as_json, in_words=lambda: words.print("Kept. It is tried at once."))


@mailbox.command()
def agreed(
    address: Annotated[str, typer.Argument()],
    by: Annotated[str, typer.Option(help="Who at the client agreed.")],
    how: Annotated[str, typer.Option(help="How: by mail, in the contract, on the phone.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="When: a day such as 2026-03-01.")],
    as_json: AsJson = False,
) -> None:
    """Note who agreed that a client's mailbox is read here. Only then is it read."""
    member = ready()
    one = _named(member, address)
    try:
        made = note_consent(
            one, agreed_by=by, how=how, agreed_on=on.date(), today=timezone.localdate(), by=member
        )
    except MailboxesError as error:
        fail(str(error))
    document = {"address": one.connection.label, "agreed_by": made.agreed_by, "agreed_on": made.agreed_on}
    emit(document, as_json=as_json, in_words=lambda: words.print("Noted. It is read from now on."))


@mailbox.command()
def remove(
    address: Annotated[str, typer.Argument()],
    erases: Annotated[
        bool, typer.Option("--erase", help="Erase what came from it and from nowhere else, for good.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Disconnect a mailbox. Its letters stay unless you say otherwise; its password goes.

    Letters that wait to go out through it become drafts again.
    """
    member = ready()
    one = _named(member, address)
    erasure = preview_source(one.connection)
    document: dict[str, object] = {
        "address": one.connection.label,
        "entries": len(erasure.entries),
        "waiting": waiting_through(one.pk).count(),
        "erased": bool(yes and erases),
        "removed": yes,
    }
    if yes:
        take_back_all(waiting_through(one.pk), now=timezone.now())
        one.delete()
        if erases:
            erase(erasure)
    emit(document, as_json=as_json, in_words=lambda: _say_removed(document))


def _say_removed(document: dict[str, object]) -> None:
    state = "is disconnected" if document["removed"] else "would be disconnected; say --yes to do it"
    kept = "erased" if document["erased"] else "kept"
    waiting = f" {document['waiting']} waiting to go out: drafts again." if document["waiting"] else ""
    words.print(
        f"{document['address']} {state}; {document['entries']:,} letters are {kept}.{waiting}",
        markup=False,
        highlight=False,
    )
