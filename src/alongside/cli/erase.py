"""`alongside erase`: a preview first; with --yes everything of a client, an address or a source is gone."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer

from alongside.cli._output import AsJson, emit, fail, words
from alongside.cli._practice import named_client, ready
from alongside.connections.models import Connection
from alongside.intake import erasing
from alongside.intake.erasing import Erasure
from alongside.lib.nearest import nearest

MOST_NAMED = 8


def erase(
    client: Annotated[str, typer.Option(help="Everything of this client.")] = "",
    address: Annotated[str, typer.Option(help="Everything in which this address has a part.")] = "",
    source: Annotated[
        str,
        typer.Option(
            help="Everything that was read from this source: a file, folder or mailbox as “What has arrived” names it, "
            "or the end of its name."
        ),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without this, only say what would go.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase for good. It does not come back, also not by importing again."""
    member = ready()
    if sum(map(bool, (client, address, source))) != 1:
        fail("Say one of --client, --address or --source.")
    if client:
        erasure = erasing.preview_client(named_client(member, client))
    elif address:
        erasure = erasing.preview_address(address)
    else:
        erasure = erasing.preview_source(named_source(source))
    is_complete = erasing.erase(erasure) if yes else None
    document = {
        "what": erasure.what,
        "entries": len(erasure.entries),
        "kept_elsewhere": erasure.kept_elsewhere,
        "erased": yes,
        "complete": is_complete,
    }
    emit(document, as_json=as_json, in_words=lambda: _say(erasure, is_complete))


def named_source(label: str) -> Connection:
    """The source of that name, or whose name ends so; ends the command where there is none, or more than one."""
    rows = Connection.objects.order_by("label", "id")
    found = list(rows.filter(label=label)) or list(rows.filter(label__iendswith=label)[:MOST_NAMED])
    if len(found) != 1:
        _fail(label, [one.label for one in found], list(rows.values_list("label", flat=True)))
    return found[0]


def _fail(label: str, found: list[str], known: list[str]) -> NoReturn:
    wrong = f"More than one source is called “{label}”" if found else f"No source is called “{label}”"
    names = found or nearest(label, known, most=MOST_NAMED)
    listed = "".join(f"\n  {name}" for name in names)
    near = f" {'They are' if found else 'The nearest'}:{listed}" if names else ""
    fail(f"{wrong}. Nothing was erased. “What has arrived” on the pages names them all.{near}")


def _say(erasure: Erasure, is_complete: bool | None) -> None:
    entries = f"{len(erasure.entries):,} entries of {erasure.what}"
    if is_complete is None:
        words.print(f"{entries} would be erased.", markup=False, highlight=False)
        if erasure.kept_elsewhere:
            words.print(
                f"{erasure.kept_elsewhere:,} belong to others as well and would stay there.", highlight=False
            )
        words.print("Say --yes to erase them for good.")
    else:
        words.print(f"{entries} are erased.", markup=False, highlight=False)
        if not is_complete:
            words.print("Some bytes are still in use; the next start finishes it.")
