"""`alongside timeline`: everything said with one client, in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Annotated

import typer

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.cli._output import AsJson, emit, words
from alongside.cli._practice import named_client, ready
from alongside.timeline.queries.lists import Mark, timeline_for
from alongside.timeline.queries.shapes import Line


def timeline(
    client: Annotated[str, typer.Argument(help="A client's name or number.")],
    as_json: AsJson = False,
) -> None:
    """Tell one client's story, oldest first."""
    member = ready()
    found = named_client(member, client)
    lines = list(_all(member, found.pk))[::-1]
    emit([_document(line) for line in lines], as_json=as_json, in_words=lambda: _say(lines, zone_of(member)))


def _all(member: Member, client_id: int) -> Iterator[Line]:
    before: Mark | None = None
    while lines := timeline_for(member, client_id, before=before, limit=500):
        yield from lines
        before = (lines[-1].happened_at, lines[-1].id)


def _document(line: Line) -> dict[str, object]:
    return {
        "id": line.id,
        "kind": line.kind,
        "direction": line.direction,
        "happened_at": line.happened_at.isoformat(),
        "from": line.address or line.who,
        "subject": line.subject,
        "preview": line.preview,
        "thread": line.thread_id,
        "proof": line.proof,
        "reason": line.reason,
        "evidence": line.evidence,
        "ended_at": line.ended_at.isoformat() if line.ended_at else None,
        "with": line.others,
    }


def _say(lines: list[Line], zone: tzinfo) -> None:
    for line in lines:
        way = "→" if line.direction == "out" else "←"
        what = line.subject if line.kind == "email" else _what(line)
        head = f"{line.happened_at.astimezone(zone):%Y-%m-%d %H:%M} {way} {line.who}: {what}"
        words.print(head, markup=False, highlight=False, soft_wrap=True)
    if not lines:
        words.print("Nothing was said yet.")


def _what(line: Line) -> str:
    """Of what is no mail: "call with Tom Harlow, 20 min: The oak is late."."""
    minutes = round((line.ended_at - line.happened_at).total_seconds() / 60) if line.ended_at else 0
    head = f"{line.kind} with {line.others}" if line.others else line.kind
    length = f", {minutes} min" if minutes else ""
    return f"{head}{length}: {line.preview}" if line.preview else f"{head}{length}"
