"""Notes that are a member's alone: a client in, her own private notes about it out. Nobody else's query comes here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from alongside.accounts.models import Member
from alongside.clients.joining import homes
from alongside.prepared import prepared
from alongside.timeline.models import Decision, Interaction, Verdict
from alongside.timeline.queries.shapes import LINE_FIELDS

PAGE = 80


def _noted(member_id: Any, clients: Any) -> QuerySet[Interaction]:
    """A note stays with its client by the decision that made it private: it has no filing that others could meet."""
    about = Decision.objects.filter(
        verdict=Verdict.PERSONAL, member_id=member_id, client_id__in=clients, client__isnull=False
    )
    return Interaction.objects.filter(
        private_to_id=member_id, kind="note", source_key__in=about.values("source_key")
    )


def _rows(found: QuerySet[Interaction], *order: str) -> Any:
    return found.order_by(*order).values_list(*LINE_FIELDS, "ended_at")


@prepared
def _newest(member_id: Any, clients: Any) -> Any:
    return _rows(_noted(member_id, clients.numbers), "-happened_at", "-id")[:PAGE]


def private_rows_for(
    member: Member,
    client_id: int,
    *,
    before: tuple[datetime, int] | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> list[Any]:
    """Newest first after `before`; oldest first beyond `after`. The caller has checked sight of the client."""
    clients = [client_id, *(old for old, home in homes().items() if home == client_id)]
    if before is None and after is None and limit == PAGE:
        return list(_newest(member.pk, clients))
    found, order = _noted(member.pk, clients), ("-happened_at", "-id")
    if before is not None:
        found = found.filter(_beyond("lt", before))
    if after is not None:
        found, order = found.filter(_beyond("gt", after)), ("happened_at", "id")
    return list(_rows(found, *order)[:limit])


def _beyond(side: str, mark: tuple[datetime, int]) -> Q:
    at, number = mark
    return Q(**{f"happened_at__{side}": at}) | Q(happened_at=at, **{f"id__{side}": number})


def private_client_for(member: Member, interaction_id: int) -> int | None:
    """The client that a private note of hers is about, where she still works for it."""
    number = next((number for (number,) in _noted_about(member.pk, interaction_id)), None)
    return homes().get(number, number) if number is not None else None


@prepared
def _noted_about(member: Any, interaction_id: Any) -> Any:
    note = Interaction.objects.filter(pk=interaction_id, private_to=member, kind="note")
    about = Decision.objects.filter(
        verdict=Verdict.PERSONAL,
        member=member,
        client__isnull=False,
        source_key__in=note.values("source_key"),
    )
    return about.order_by("-id").values_list("client_id")[:1]


def private_notes_about(client_id: int) -> QuerySet[Interaction]:
    """Of every member: for erasing a client, and for nothing else."""
    clients = [client_id, *(old for old, home in homes().items() if home == client_id)]
    about = Decision.objects.filter(verdict=Verdict.PERSONAL, client_id__in=clients)
    return Interaction.objects.filter(
        private_to__isnull=False, kind="note", source_key__in=about.values("source_key")
    )
