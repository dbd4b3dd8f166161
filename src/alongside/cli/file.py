"""`alongside file`: say whose mail an address's or a company's is; its past is filed too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from django.db import transaction

from alongside.cli._output import AsJson, emit, fail, progress, words
from alongside.cli._practice import ready
from alongside.clients.actions import ClientsError, add_client
from alongside.clients.models import Client
from alongside.clients.queries import find_client_for
from alongside.intake import filing
from alongside.intake.refiling import refile
from alongside.lib.texts import row_number
from alongside.processes.follow_ups import follow_all
from alongside.timeline.models import Filing
from alongside.timeline.queries.sight import interactions_for


def file(
    what: Annotated[str, typer.Argument(help="An e-mail address, a company's domain, or an entry's number.")],
    client: Annotated[str, typer.Argument(help="The client's name; a new one is made.")],
    name: Annotated[str, typer.Option(help="The person's name, with an address.")] = "",
    as_json: AsJson = False,
) -> None:
    """File under a client, from now on and back to the first mail."""
    member = ready()
    past: set[int] = set()
    number = row_number(what)
    if what.isdecimal() and (number is None or not interactions_for(member).filter(pk=number).exists()):
        fail(f"There is no entry {what}.")

    def note(entries: Iterable[int], *, progress: object = None) -> int:
        past.update(entries)
        return 0

    try:
        # A client is only made where something can be filed under it; its past is filed after that, in steps.
        with transaction.atomic():
            found = find_client_for(member, client) or add_client(client, by=member)
            before = Filing.objects.filter(client=found).count()
            if number is not None:
                filing.file_under(member, [number], found)
            elif "@" in what.strip("@"):
                filing.learn_address(found, what, name=name, carry_out=note)
            else:
                filing.learn_domain(found, what, carry_out=note)
    except ClientsError as error:
        fail(str(error))
    with progress("Filing") as advance:
        refile(past, progress=advance)
    follow_all()
    filed = Filing.objects.filter(client=found).count() - before
    document = {"client": found.name, "id": found.pk, "filed": filed}
    emit(document, as_json=as_json, in_words=lambda: _say(found, filed))


def _say(client: Client, filed: int) -> None:
    words.print(f"{filed:,} filed under {client.name}.", markup=False, highlight=False)
