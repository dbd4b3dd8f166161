"""`alongside clients`: who is supported, and how much was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from alongside.cli._output import AsJson, emit, table, words
from alongside.cli._practice import ready
from alongside.clients.models import Client
from alongside.timeline.queries.lists import summaries_for


def clients(as_json: AsJson = False) -> None:
    """List the clients."""
    member = ready()
    rows = summaries_for(member)
    people = _people([client.pk for client, _, _ in rows])
    document = [
        {
            "id": client.pk,
            "name": client.name,
            "people": people.get(client.pk, 0),
            "interactions": count,
            "last_at": last_at.isoformat() if last_at else None,
        }
        for client, count, last_at in rows
    ]
    emit(document, as_json=as_json, in_words=lambda: _say(document))


def _people(ids: list[int]) -> dict[int, int]:
    counted = Client.objects.filter(id__in=ids).annotate(
        count=Count("people", filter=Q(people__merged_into__isnull=True))
    )
    return dict(counted.values_list("id", "count"))


def _say(document: Sequence[Mapping[str, object]]) -> None:
    if not document:
        words.print("No clients yet. Import mail, then confirm who they are.")
        return
    shown = table("id", "client", "people", "said", "last")
    for row in document:
        shown.add_row(*(str(row[key] or "") for key in ("id", "name", "people", "interactions", "last_at")))
    words.print(shown)
