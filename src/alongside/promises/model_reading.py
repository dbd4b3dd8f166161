"""Suggestions that nobody judged in, each read once more by the model that an owner chose, kept out.

Asked outside of any transaction, one sentence after another; at the first trouble it stops, and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from time import monotonic, sleep

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from alongside.channels.model import client
from alongside.channels.model.rules import ModelError, Told
from alongside.clients.joining import homes
from alongside.connections.model_servers import Asked, asked_of, model_server, note_answer, note_trouble
from alongside.connections.models import ModelServer
from alongside.message import WRITTEN_KINDS
from alongside.promises import following
from alongside.promises.finder import sentences_of
from alongside.promises.models import Finding, NotRead, Promise, Reading
from alongside.promises.rereading import OWN_RULE, Span, spots_of, stored, window_at
from alongside.promises.rules import key_of
from alongside.promises.suggesting import SUGGESTED_DAYS
from alongside.timeline.models import Body, Filing
from alongside.timeline.text import decompress

Ask = Callable[..., list[Told]]
MOST_LOOKED_AT, MOST_AT_ONCE = 1_000, 40
SECONDS_BETWEEN = 0.5


def next_reading_at() -> datetime | None:
    """When something is to be read and the model is not left alone; None while it is off."""
    server = model_server()
    if server is None or not server.is_on:
        return None
    now = timezone.now()
    if server.not_before is not None and server.not_before > now:
        return server.not_before
    return now if _unread(server, now=now, limit=1) else None


def read_due(*, now: datetime, ask: Ask = client.ask, pause: Callable[[float], None] = sleep) -> int:
    """Returns how many sentences were read. A failing model changes nothing but when it is asked next."""
    server = model_server()
    if server is None or not server.is_on or (server.not_before is not None and server.not_before > now):
        return 0
    asked = asked_of(server)
    if asked is None:
        return 0
    read: set[int] = set()
    count = 0
    for entry, span, keys in _unread(server, now=now, limit=MOST_AT_ONCE):
        if not _may_still(asked, entry):
            continue
        seconds = _read_one(asked, entry, span, keys, ask=ask)
        if seconds is None:
            break
        read.add(entry)
        count += 1
        pause(SECONDS_BETWEEN)
    if read:
        following.handle(sorted(read))
    return count


def _may_still(asked: Asked, entry: int) -> bool:
    """Asked again before each: she may have switched it off, or the letter become somebody's alone."""
    server = model_server()
    is_same = (
        server is not None
        and server.is_on
        and (server.base_url, server.model) == (asked.base_url, asked.model)
    )
    return is_same and bool(_may_be_shown(Finding.objects.filter(interaction_id=entry)))


def _read_one(asked: Asked, entry: int, span: Span, keys: Sequence[str], *, ask: Ask) -> float | None:
    """How long it took; None where the model did not answer."""
    body = Body.objects.filter(interaction_id=entry).select_related("interaction").first()
    if body is None:
        return 0.0  # erased meanwhile
    text = decompress(bytes(body.text))
    spans = sentences_of(text, **following.how_to_read(body.interaction.kind, body.folds))
    shown = window_at(text, spans, span)
    if shown is None:
        return 0.0
    window, places = shown
    begun = monotonic()
    try:
        told = ask(window, base_url=asked.base_url, model=asked.model, key=asked.key)
    except ModelError as error:
        note_trouble(asked, error.trouble, now=timezone.now())
        return None
    seconds = monotonic() - begun
    spots = stored(spots_of(told, text, places))
    source_key = bytes(body.interaction.source_key)
    with transaction.atomic():
        rows = [
            Reading(key=key, model=asked.name, source_key=source_key, told=spots, read_at=timezone.now())
            for key in keys
        ]
        Reading.objects.bulk_create(rows, ignore_conflicts=True)
    note_answer(asked, seconds=seconds, now=timezone.now())
    return seconds


def _unread(server: ModelServer, *, now: datetime, limit: int) -> list[tuple[int, Span, list[str]]]:
    """Entry, place of the sentence, and the keys of what was found there; the newest first."""
    since = now - timedelta(days=SUGGESTED_DAYS)
    rows = Finding.objects.filter(kind__in=("promise", "request"), said_at__gte=since).exclude(rule=OWN_RULE)
    # What she asks of others is offered in no case.
    rows = rows.exclude(kind="request", side="ours").order_by("-said_at", "start")
    places: dict[tuple[int, int, int], list[str]] = {}
    for one in rows.values_list("interaction_id", "source_key", "start", "end", "kind")[:MOST_LOOKED_AT]:
        number, source_key, start, end, kind = one
        places.setdefault((number, start, end), []).append(key_of(bytes(source_key), start, end, kind))
    keys = [key for some in places.values() for key in some]
    name = f"{server.base_url} {server.model}"
    done = set(Reading.objects.filter(model=name, key__in=keys).values_list("key", flat=True))
    done |= set(Promise.objects.filter(key__in=keys).values_list("key", flat=True))
    left = {place: some for place, some in places.items() if not done.issuperset(some)}
    may = _may_be_shown(Finding.objects.filter(interaction_id__in={place[0] for place in left}))
    found = [(place[0], (place[1], place[2]), some) for place, some in left.items() if place[0] in may]
    return found[:limit]


def _may_be_shown(rows: QuerySet[Finding]) -> set[int]:
    """Entries that were written, are nobody's alone, came by no client's own mailbox, and whose clients all agree."""
    fine = rows.filter(
        interaction__private_to=None,
        interaction__kind__in=WRITTEN_KINDS,
        interaction__connection__owner_client=None,
    )
    entries = set(fine.values_list("interaction_id", flat=True))
    filed = Filing.objects.filter(interaction_id__in=entries)
    return set(filed.values_list("interaction_id", flat=True)) - set(
        filed.filter(client_id__in=not_read()).values_list("interaction_id", flat=True)
    )


def try_now(*, try_out: Ask = client.try_out) -> None:
    """With sentences of ours; what came of it stands in the row."""
    server = model_server()
    asked = asked_of(server) if server is not None else None
    if asked is None:
        ModelServer.objects.update(is_being_tried=False, trouble="refused")
        return
    begun = monotonic()
    try:
        try_out(base_url=asked.base_url, model=asked.model, key=asked.key)
    except ModelError as error:
        note_trouble(asked, error.trouble, now=timezone.now())
    else:
        note_answer(asked, seconds=monotonic() - begun, now=timezone.now())


def set_not_read(clients: Sequence[int], *, listed: Collection[int]) -> None:
    """Of these clients nothing is shown to the model from now on; of the others that were listed it may be."""
    with transaction.atomic():
        # A client that is part of one of these keeps its own row: parted again, it is still left out.
        freed = set(listed).difference(clients)
        gone = [number for number, home in _not_read_at_home() if home in freed]
        NotRead.objects.filter(client_id__in=gone).delete()
        NotRead.objects.bulk_create([NotRead(client_id=one) for one in clients], ignore_conflicts=True)


def not_read() -> set[int]:
    """Each as the client that it is part of now, after any join."""
    return {home for _, home in _not_read_at_home()}


def _not_read_at_home() -> list[tuple[int, int]]:
    known = homes()
    return [(one, known.get(one, one)) for one in NotRead.objects.values_list("client_id", flat=True)]
