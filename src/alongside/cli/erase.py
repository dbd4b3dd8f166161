"""`alongside erase`: a preview first; with --yes everything of a client, an address or a source is gone."""

from __future__ import annotations

from typing import Annotated

import typer

from alongside.cli._output import AsJson, emit, fail, words
from alongside.cli._practice import named_client, ready
from alongside.connections.models import Connection
from alongside.intake import erasing
from alongside.intake.erasing import Erasure


def erase(
    client: Annotated[str, typer.Option(help="Everything of this client.")] = "",
    address: Annotated[str, typer.Option(help="Everything in which this address has a part.")] = "",
    source: Annotated[str, typer.Option(help="Everything that was read from this source.")] = "",
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
        erasure = erasing.preview_source(_source(source))
    is_complete = erasing.erase(erasure) if yes else None
    document = {
        "what": erasure.what,
        "entries": len(erasure.entries),
        "kept_elsewhere": erasure.kept_elsewhere,
        "erased": yes,
        "complete": is_complete,
    }
    emit(document, as_json=as_json, in_words=lambda: _say(erasure, is_complete))


def _source(label: str) -> Connection:
    found = list(Connection.objects.filter(label=label))
    found = found or list(Connection.objects.filter(label__endswith=label)[:2])
    if len(found) != 1:
        labels = ", ".join(Connection.objects.values_list("label", flat=True)[:20])
        fail(f"There is no one source “{label}”. There are: {labels or 'none'}.")
    return found[0]


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
