"""Lists of entries: a client's timeline by keyset pages, what came in, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.clients.queries import client_for, clients_for, names_of
from alongside.timeline.models import ClientSummary, Filing, Interaction, Proof, Thread
from alongside.timeline.queries.shapes import Line, WaitingLine
from alongside.timeline.queries.sight import sight_of, visible

_FIELDS = (
    "id",
    "kind",
    "direction",
    "nature",
    "proof",
    "happened_at",
    "subject",
    "preview",
    "sender_name",
    "sender__value",
    "attachment_count",
)
PAGE = 80
Mark = tuple[datetime, int]


def line_of(row: Sequence[Any], names: dict[str, str], **more: Any) -> Line:
    """`row` as `_FIELDS` gives it. A doubtful sender is never shown under a known name."""
    address = row[9] or ""
    known = names.get(address, "") if row[4] != Proof.DOUBTFUL else ""
    values: list[Any] = [*row[:8], known or row[8] or address, address, row[10]]
    return Line(*values, **more)


def timeline_for(
    member: Member,
    client_id: int,
    *,
    before: Mark | None = None,
    after: Mark | None = None,
    kinds: Iterable[str] = (),
    limit: int = PAGE,
) -> list[Line]:
    """A client's entries, newest first, one for each conversation on the page; empty for a stranger."""
    if client_for(member, client_id) is None:
        return []
    rows = Filing.objects.filter(client_id=client_id)
    if before is not None:
        rows = rows.filter(_beyond("lt", before))
    order = ("-happened_at", "-interaction_id")
    if after is not None:
        rows, order = rows.filter(_beyond("gt", after)), ("happened_at", "interaction_id")
    kinds = list(kinds)
    if kinds:
        rows = rows.filter(interaction__kind__in=kinds)
    fields = [f"interaction__{name}" for name in _FIELDS]
    found = list(
        rows.order_by(*order).values_list(*fields, "thread_id", "thread__size", "reason", "evidence")[:limit]
    )
    if after is not None:
        found.reverse()
    names = names_of(row[9] for row in found if row[9])
    return [
        line_of(row, names, thread_id=row[11], thread_size=row[12] or 1, reason=row[13], evidence=row[14])
        for row in found
    ]


def _beyond(side: str, mark: Mark) -> Q:
    at, number = mark
    tie = Q(happened_at=at, **{f"interaction_id__{side}": number})
    # The first condition alone is what the index is entered by.
    return Q(**{f"happened_at__{side}e": at}) & (Q(**{f"happened_at__{side}": at}) | tie)


def arrived_for(member: Member, *, limit: int = 12) -> list[Line]:
    """What came in last from people, over all clients the member sees and her tray."""
    sight = sight_of(member)
    newest = Interaction.objects.filter(visible(sight), direction="in", nature="personal")
    rows = list(newest.order_by("-happened_at", "-id").values_list(*_FIELDS)[:limit])
    names = names_of(row[9] for row in rows if row[9])
    return [line_of(row, names, thread_id=None) for row in rows]


def waiting_for(member: Member, *, now: datetime, days: int = 60, limit: int = 30) -> list[WaitingLine]:
    """Conversations whose last word is the client's, longest waiting first; older ones have been settled."""
    threads = Thread.objects.filter(is_waiting=True, last_in_at__gte=now - timedelta(days=days))
    sight = sight_of(member)
    if sight.clients is not None:
        threads = threads.filter(client_id__in=sight.clients)
    rows = threads.order_by("last_in_at").values_list("id", "client_id", "client__name", "last_out_at")[
        :limit
    ]
    return [line for row in rows if (line := _waiting(*row)) is not None]


def _waiting(thread: int, client: int, name: str, last_out: datetime | None) -> WaitingLine | None:
    unanswered = Filing.objects.filter(
        thread_id=thread, client_id=client, interaction__direction="in", interaction__nature="personal"
    )
    if last_out is not None:
        unanswered = unanswered.filter(happened_at__gt=last_out)
    fields = [f"interaction__{field}" for field in _FIELDS]
    row = unanswered.order_by("happened_at", "interaction_id").values_list(*fields).first()
    if row is None:
        return None
    line = line_of(row, names_of([row[9]] if row[9] else []), thread_id=thread)
    return WaitingLine(client, name, thread, line.id, line.who, line.subject, line.preview, line.happened_at)


def summaries_for(member: Member) -> list[tuple[Client, int, datetime | None]]:
    """Every client the member sees, by name, with how much was said and when last."""
    clients = list(clients_for(member).order_by("name"))
    found = ClientSummary.objects.in_bulk([client.pk for client in clients])
    rows: list[tuple[Client, int, datetime | None]] = []
    for client in clients:
        summary = found.get(client.pk)
        rows.append((client, summary.interactions if summary else 0, summary.last_at if summary else None))
    return rows


def lines_for(member: Member, ids: Sequence[int]) -> dict[int, Line]:
    """Entries by id, only those the member may see."""
    seen = Interaction.objects.filter(visible(sight_of(member)), id__in=list(ids))
    rows = list(seen.values_list(*_FIELDS))
    names = names_of(row[9] for row in rows if row[9])
    return {row[0]: line_of(row, names, thread_id=None) for row in rows}
