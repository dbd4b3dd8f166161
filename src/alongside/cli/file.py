"""`alongside file`: say whose mail an address's or a company's is; its past is filed too."""

from __future__ import annotations

from typing import Annotated

import typer
from django.db import transaction

from alongside.cli._output import AsJson, emit, fail, progress, words
from alongside.cli._practice import ready
from alongside.clients.actions import ClientsError, add_client, add_domain, add_handle
from alongside.clients.models import Client
from alongside.clients.queries import find_client_for
from alongside.intake import filing
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
    number = int(what) if what.isdecimal() and len(what) < 19 else None
    if what.isdecimal() and (number is None or not interactions_for(member).filter(pk=number).exists()):
        fail(f"There is no entry {what}.")
    is_address = "@" in what.strip("@")
    try:
        # Refused half-way, no client is left behind.
        with transaction.atomic():
            found = find_client_for(member, client) or add_client(client, by=member)
            if is_address:
                add_handle(found, what, name=name)
            elif number is None:
                add_domain(found, what)
        before = Filing.objects.filter(client=found).count()
        with progress("Filing") as advance:
            if number is not None:
                filing.file_under(member, [number], found)
            elif is_address:
                filing.learn_address(found, what, name=name, progress=advance)
            else:
                filing.learn_domain(found, what, progress=advance)
            follow_all()
    except ClientsError as error:
        fail(str(error))
    filed = Filing.objects.filter(client=found).count() - before
    document = {"client": found.name, "id": found.pk, "filed": filed}
    emit(document, as_json=as_json, in_words=lambda: _say(found, filed))


def _say(client: Client, filed: int) -> None:
    words.print(f"{filed:,} filed under {client.name}.", markup=False, highlight=False)
