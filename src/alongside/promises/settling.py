"""Keys of promises in; what stands of each, added up from its verdicts and where its entry is filed, kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import asdict

from alongside.accounts.queries import practice
from alongside.clients.joining import homes
from alongside.promises.models import Promise, Verdict
from alongside.promises.rules import Standing, Step, standing
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Filing, Interaction


class Source(NamedTuple):
    """The entry that a promise comes from, and the clients that it is filed under."""

    interaction_id: int
    said_at: datetime
    clients: tuple[int, ...]


def settle(keys: Collection[str]) -> None:
    """Within a transaction. What nothing is left of goes."""
    for chunk in in_chunks(sorted(keys)):
        by_key: dict[str, list[Verdict]] = {}
        for verdict in Verdict.objects.filter(key__in=chunk).order_by("decided_at", "id"):
            by_key.setdefault(verdict.key, []).append(verdict)
        sources = _sources({bytes(one[0].source_key) for one in by_key.values() if one[0].source_key})
        made = [row for some in by_key.values() if (row := _row(some, sources)) is not None]
        Promise.objects.filter(key__in=set(chunk) - {row.key for row in made}).delete()
        fields = [field.name for field in Promise._meta.concrete_fields if not field.primary_key]
        Promise.objects.bulk_create(made, update_conflicts=True, unique_fields=["key"], update_fields=fields)


def settle_all() -> None:
    settle(set(Verdict.objects.values_list("key", flat=True)))


def _sources(keys: Iterable[bytes]) -> dict[bytes, Source]:
    rows = Interaction.objects.filter(source_key__in=list(keys))
    entries = list(rows.values_list("id", "source_key", "happened_at"))
    clients: dict[int, list[int]] = {}
    filed = Filing.objects.filter(interaction_id__in=[number for number, *_ in entries])
    for number, client in filed.order_by("client_id").values_list("interaction_id", "client_id"):
        clients.setdefault(number, []).append(client)
    return {bytes(key): Source(number, at, tuple(clients.get(number, ()))) for number, key, at in entries}


def _row(verdicts: list[Verdict], sources: dict[bytes, Source]) -> Promise | None:
    first = verdicts[0]
    zone = ZoneInfo(practice().timezone)
    stands = standing((Step(one.word, one.decided_at, one.facts) for one in verdicts), zone=zone)
    if stands is None:
        return None
    source = sources.get(bytes(first.source_key)) if first.source_key else None
    if first.source_key and source is None:
        return None
    client = next((one.client_id for one in reversed(verdicts) if one.client_id), None)
    client = homes().get(client, client) if client else None
    if source is not None and client not in source.clients:
        # It belongs where its letter belongs: filed elsewhere since, it has moved along.
        client = next(iter(source.clients), None)
    if source is None and client is None:
        return None
    person = next((one.person for one in reversed(verdicts) if one.person), "")
    return _promise(stands, first, source, client, person)


def _promise(
    stands: Standing, first: Verdict, source: Source | None, client: int | None, person: str
) -> Promise:
    facts = asdict(stands.facts)
    lines = facts.pop("checklist")
    return Promise(
        key=first.key,
        interaction_id=source.interaction_id if source else None,
        start=first.start,
        end=first.end,
        client_id=client,
        person=person,
        checklist=[[line, number in stands.ticked] for number, line in enumerate(lines)],
        state=stands.state,
        times_moved=stands.times_moved,
        times_done=stands.times_done,
        said_at=source.said_at if source else first.decided_at,
        closed_at=stands.closed_at,
        **facts,
    )
