"""Promises, to-dos, suggestions and open questions, each through the eyes of a member."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import names_of, sees_client
from alongside.prepared import prepared
from alongside.promises.errors import NotThere
from alongside.promises.models import Finding, Promise, Verdict
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Interaction
from alongside.timeline.queries.entries import bodies_at
from alongside.timeline.queries.lists import current_tags_for, tags_for
from alongside.timeline.queries.shapes import ClientTag
from alongside.timeline.queries.sight import seen_of, sight_of
from alongside.timeline.text import decompress

LONGEST_SENTENCE = 300
MOST_OPEN, MOST_AT_ONCE = 500, 12


class Evidence(Struct, frozen=True):
    """The sentence that something comes from, who said it and when; `start` and `end` lie in the entry's text."""

    interaction_id: int
    start: int
    end: int
    sentence: str
    who: str
    is_mine: bool
    said_at: datetime


class Kept(Struct, frozen=True):
    """A promise or to-do as a page is given it. `words`: hers, else the sentence."""

    row: Promise
    client: ClientTag
    words: str
    who: str
    evidence: Evidence | None

    @property
    def key(self) -> str:
        return self.row.key


_DUE_FIRST = (F("due_on").asc(nulls_last=True), "said_at")


@prepared
def _open_of_some(clients: Any) -> Any:
    rows = Promise.objects.filter(state="open", client_id__in=clients.numbers)
    return rows.order_by(*_DUE_FIRST)[:MOST_OPEN]


def open_for(member: Member, *, client_id: int | None = None) -> list[Kept]:
    """What is open at her clients: due first stands first, what has no day last. Where the work has ended, only of
    that client."""
    return _shown(member, _open_rows(member, client_id))


def first_open_for(member: Member, *, kinds: Sequence[str]) -> list[tuple[list[Kept], int]]:
    """By kind, the first of what is open, and how many there are. For Today: nothing more is read than is shown."""
    clients = list(current_tags_for(member))
    counts = dict(_count_open(clients))
    rows = [row for kind in kinds for row in _first_open(kind, clients) if counts.get(kind)]
    shown = _shown(member, rows) if rows else []
    return [([one for one in shown if one.row.kind == kind], counts.get(kind, 0)) for kind in kinds]


@prepared
def _first_open(kind: Any, clients: Any) -> Any:
    rows = Promise.objects.filter(state="open", kind=kind, client_id__in=clients.numbers)
    return rows.order_by(*_DUE_FIRST)[:MOST_AT_ONCE]


@prepared
def _count_open(clients: Any) -> Any:
    rows = Promise.objects.filter(state="open", client_id__in=clients.numbers)
    return rows.values("kind").annotate(count=Count("key")).order_by("kind").values_list("kind", "count")


def _open_rows(member: Member, client_id: int | None) -> list[Promise]:
    if client_id is not None and not sees_client(member, client_id):
        return []
    rows = _open_of_some([client_id] if client_id is not None else list(current_tags_for(member)))
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or row.said_at.date(), row.said_at))


def closed_for(member: Member, *, client_id: int | None = None, limit: int = 50) -> list[Kept]:
    """Kept, slipped and dropped, the latest first."""
    tags = tags_for(member)
    clients = [client_id] if client_id is not None else list(tags)
    rows = Promise.objects.filter(
        state__in=("kept", "slipped", "dropped"), client_id__in=[one for one in clients if one in tags]
    )
    return _shown(member, list(rows.order_by("-closed_at")[:limit]))


def find_promise(member: Member, key: str) -> Kept:
    """Raises NotThere, also for one that she may not see."""
    row = Promise.objects.filter(key=key).first()
    shown = _shown(member, [row]) if row is not None else []
    if not shown:
        raise NotThere
    return shown[0]


def history_for(member: Member, key: str) -> list[Verdict]:
    """What was said of one promise, the newest first; the caller has found it by `find_promise`."""
    return list(Verdict.objects.filter(key=key).select_related("member").order_by("-decided_at", "-id"))


def how_often_said(keys: Collection[str]) -> dict[str, tuple[int, datetime]]:
    """Of promises that the caller has found: how often something was said of each, and when last."""
    found: dict[str, tuple[int, datetime]] = {}
    for chunk in in_chunks(sorted(keys)):
        rows = (
            Verdict.objects.filter(key__in=chunk)
            .values("key")
            .annotate(times=Count("id"), at=Max("decided_at"))
        )
        found.update({row["key"]: (row["times"], row["at"]) for row in rows})
    return found


def _shown(member: Member, rows: Sequence[Promise]) -> list[Kept]:
    """Only those whose client and entry the member sees."""
    tags, sight = tags_for(member), sight_of(member)
    wanted = {row.interaction_id for row in rows if row.interaction_id is not None}
    seen = seen_of(wanted, sight) if wanted else set()
    rows = [
        row
        for row in rows
        if row.client_id in tags and (row.interaction_id is None or row.interaction_id in seen)
    ]
    texts = texts_of({row.interaction_id for row in rows if row.interaction_id is not None})
    names = names_of({row.person for row in rows} | {row.speaker for row in rows} - {""})
    return [_kept(row, tags, texts, names) for row in rows]


def _kept(row: Promise, tags: Mapping[int, ClientTag], texts: dict[int, str], names: dict[str, str]) -> Kept:
    evidence = None
    if row.interaction_id is not None:
        evidence = Evidence(
            interaction_id=row.interaction_id,
            start=row.start,
            end=row.end,
            sentence=sentence(texts.get(row.interaction_id, ""), row.start, row.end),
            who=names.get(row.speaker, row.speaker),
            is_mine=row.kind == "promise" and row.side == "ours",
            said_at=row.said_at,
        )
    words = row.wording or (evidence.sentence if evidence else "")
    assert row.client_id is not None
    return Kept(row, tags[row.client_id], words, names.get(row.person, row.person), evidence)


def texts_of(ids: Collection[int]) -> dict[int, str]:
    """Whole texts; the caller has checked sight."""
    return {number: decompress(text) for number, text, _ in bodies_at(list(ids))} if ids else {}


def sentence(text: str, start: int, end: int) -> str:
    """As it is quoted: in one line, shortened where it is long."""
    words = " ".join(text[start:end].split())
    return words if len(words) <= LONGEST_SENTENCE else words[: LONGEST_SENTENCE - 1].rstrip() + "…"


@prepared
def _findings_at(numbers: Any) -> Any:
    return Finding.objects.filter(interaction_id__in=numbers.numbers).order_by("interaction_id", "start")


def findings_for(member: Member, entries: Collection[int]) -> list[Finding]:
    """All that was found in these entries, as far as she sees them."""
    return _findings_at(list(seen_of(entries, sight_of(member)))) if entries else []


def find_finding(member: Member, interaction_id: int, start: int, end: int, kind: str) -> Finding:
    """Raises NotThere, also for one that she may not see."""
    place = {"start": start, "end": end, "kind": kind}
    found = (
        Finding.objects.filter(interaction_id=interaction_id, **place).select_related("interaction").first()
    )
    if found is None or not seen_of([interaction_id], sight_of(member)):
        raise NotThere
    return found


@prepared
def _promises_at(numbers: Any) -> Any:
    return (
        Promise.objects.filter(interaction_id__in=numbers.numbers).exclude(state="refused").order_by("start")
    )


def promises_in(member: Member, entries: Collection[int]) -> list[Kept]:
    """What was kept in mind of these entries, whatever became of it."""
    return _shown(member, _promises_at(list(entries))) if entries else []


def counterpart_of(entry: Interaction) -> str:
    return entry.counterpart.value if entry.counterpart is not None else ""


def parts_touched_for(member: Member, key: str) -> set[str]:
    """What of open pages a verdict touches: "promises" and "client:7"; nothing for a stranger."""
    client = Promise.objects.filter(key=key).values_list("client_id", flat=True).first()
    if client is None or not sees_client(member, client):
        return set()
    return {"promises", f"client:{client}"}
