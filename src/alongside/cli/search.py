"""`alongside search`: words in, what was said with them out."""

from __future__ import annotations

from datetime import tzinfo
from typing import Annotated

import typer

from alongside.accounts.queries import zone_of
from alongside.cli._output import AsJson, complaints, emit, words
from alongside.cli._practice import named_client, ready
from alongside.timeline.finding import Found, find_for


def search(
    query: Annotated[
        list[str], typer.Argument(help="Words, “phrases”, pref*, from: to: client: before: ...")
    ],
    client: Annotated[str, typer.Option(help="Only this client's.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    best: Annotated[bool, typer.Option("--best", help="Best first instead of newest first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Search everything that was ever said."""
    member = ready()
    only = named_client(member, client) if client else None
    found = find_for(
        member,
        " ".join(query),
        client_id=only.pk if only else None,
        limit=limit,
        order="best" if best else "newest",
    )
    if found.problem:
        complaints.print(found.problem, markup=False)
    document = [_document(hit) for hit in found.hits]
    emit(document, as_json=as_json, in_words=lambda: _say(found.hits, zone_of(member)))


def _document(hit: Found) -> dict[str, object]:
    return {
        "id": hit.line.id,
        "client": hit.clients[0][1] if hit.clients else None,
        "kind": hit.line.kind,
        "happened_at": hit.line.happened_at.isoformat(),
        "from": hit.line.address or hit.line.who,
        "subject": hit.line.subject,
        "snippet": "".join(piece.text for piece in hit.snippet),
    }


def _say(hits: list[Found], zone: tzinfo) -> None:
    from rich.text import Text

    if not hits:
        words.print("Nothing was found.")
    for hit in hits:
        client = hit.clients[0][1] if hit.clients else "tray"
        at = hit.line.happened_at.astimezone(zone)
        head = f"{at:%Y-%m-%d %H:%M}  {client}  {hit.line.who}  {hit.line.subject}"
        words.print(Text(head, style="bold"), soft_wrap=True)
        snippet = Text("  ")
        for piece in hit.snippet:
            snippet.append(piece.text, style="reverse" if piece.is_match else "")
        words.print(snippet, soft_wrap=True)
