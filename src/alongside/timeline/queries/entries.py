"""One entry or one conversation, whole: text, people, files and why it is filed where it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from alongside.accounts.models import Member
from alongside.clients.queries import names_of, sees_client
from alongside.connections.models import BY_HAND
from alongside.prepared import prepared, prepared_long
from alongside.timeline.models import Attachment, Body, Filing, Interaction, Party, Revision
from alongside.timeline.queries.lists import LONG_AGO, line_of, lines_at
from alongside.timeline.queries.shapes import AttachmentFacts, Entry, PartyFacts, Said, ThreadView
from alongside.timeline.queries.sight import Sight, interactions_for, seen_of, sight_of
from alongside.timeline.queries.spoken import others_of
from alongside.timeline.text import decompress

LONGEST_THREAD = 200


@prepared
def _filed(number: Any) -> Any:
    rows = Filing.objects.filter(interaction_id=number).order_by("client_id")
    return rows.values_list("client_id", "client__name", "thread_id")


@prepared
def _in_thread(thread: Any) -> Any:
    # A thread is one client's: naming the client too would lead SQLite through all that was ever said with them.
    rows = Filing.objects.filter(thread_id=thread).order_by("happened_at", "interaction_id")
    return rows.values_list("interaction_id", "happened_at")


def thread_for(
    member: Member, interaction_id: int, *, client_id: int | None = None, since: datetime = LONG_AGO
) -> ThreadView | None:
    """The conversation an entry stands in, oldest first, within one client the member sees; else None. `since`: no more
    than was said from then on; the entry itself in any case."""
    sight = sight_of(member)
    if not seen_of([interaction_id], sight):
        return None
    for client, name, thread in _filed(interaction_id):
        if (sight.clients is None or client in sight.clients) and client_id in (None, client):
            said = _in_thread(thread) if thread is not None else [(interaction_id, since)]
            numbers = [number for number, at in said if at >= since or number == interaction_id]
            return _view(sight, numbers, interaction_id, client, name)
    return _loose_thread(sight, interaction_id)


@prepared
def _thread_at(number: Any) -> Any:
    return Interaction.objects.filter(pk=number).values_list("thread_id")


@prepared
def _loose(thread: Any) -> Any:
    return Interaction.objects.filter(thread_id=thread).order_by("happened_at", "id").values_list("id")


def _loose_thread(sight: Sight, interaction_id: int) -> ThreadView | None:
    numbers = [interaction_id]
    for (thread,) in _thread_at(interaction_id):
        if thread is not None:
            beside = [number for (number,) in _loose(thread)]
            seen = seen_of(beside, sight)
            numbers = [number for number in beside if number in seen]
    return _view(sight, numbers, interaction_id, None, "")


def _view(
    sight: Sight, numbers: Sequence[int], wanted: int, client_id: int | None, client_name: str
) -> ThreadView:
    if len(numbers) > LONGEST_THREAD:
        at = numbers.index(wanted)
        first = max(0, min(at - LONGEST_THREAD // 2, len(numbers) - LONGEST_THREAD))
        numbers = numbers[first : first + LONGEST_THREAD]
    entries = _entries(sight, numbers)
    subject = next((entry.line.subject for entry in entries if entry.line.subject), "")
    return ThreadView(subject, client_id, client_name, entries)


def _entries(sight: Sight, numbers: Sequence[int]) -> tuple[Entry, ...]:
    said, with_html = _said(numbers)
    parties, files, filings = _parties(numbers), _attachments(numbers), _filings(sight, numbers)
    return tuple(
        Entry(
            line=said[number].line,
            text=said[number].text,
            folds=said[number].folds,
            parties=tuple(parties.get(number, ())),
            attachments=tuple(files.get(number, ())),
            has_html=number in with_html,
            filed_under=tuple(filings.get(number, ())),
        )
        for number in numbers
    )


def _said(numbers: Collection[int]) -> tuple[dict[int, Said], set[int]]:
    """By entry, and those that have HTML."""
    rows = lines_at(numbers)
    bodies = {row[0]: row for row in bodies_at(numbers)}
    names = names_of([row[9] for row in rows if row[9]])
    others = others_of([row[0] for row in rows if row[1] != "email"])
    found = {}
    for row in rows:
        _, text, folds = bodies.get(row[0], (row[0], None, ""))
        line = line_of(
            row,
            names,
            thread_id=None,
            ended_at=row[12],
            others=others.get(row[0], ""),
            is_private=row[13] is not None,
        )
        found[row[0]] = Said(line, text, folds)
    return found, {row[0] for row in rows if row[11]}


@prepared
def _in_threads(threads: Any, since: Any) -> Any:
    rows = Filing.objects.filter(thread_id__in=threads.numbers, happened_at__gte=since)
    return rows.order_by("happened_at", "interaction_id").values_list(
        "thread_id", "client_id", "interaction_id"
    )


def said_for(
    member: Member, client_id: int, threads: Collection[int], *, since: datetime
) -> list[tuple[Said, ...]]:
    """What was said from then on in these conversations of one client, as far as she sees it: each oldest first, and
    of a very long one the end."""
    sight = sight_of(member)
    if not threads or (sight.clients is not None and client_id not in sight.clients):
        return []
    of_thread: dict[int, list[int]] = {}
    for thread, client, number in _in_threads(threads, since):
        if client == client_id:
            of_thread.setdefault(thread, []).append(number)
    chosen = [numbers[-LONGEST_THREAD:] for numbers in of_thread.values()]
    said, _ = _said(seen_of([number for numbers in chosen for number in numbers], sight))
    return [tuple(said[number] for number in numbers if number in said) for numbers in chosen]


@prepared_long
def bodies_at(numbers: Any) -> Any:
    """Id, compressed text, folds; the caller has checked sight."""
    rows = Body.objects.filter(interaction_id__in=numbers.numbers)
    return rows.values_list("interaction_id", "text", "folds")


@prepared
def _party_rows(numbers: Any) -> Any:
    rows = Party.objects.filter(interaction_id__in=numbers.numbers).order_by("id")
    return rows.values_list("interaction_id", "role", "name", "address__value")


def _parties(numbers: Sequence[int]) -> dict[int, list[PartyFacts]]:
    found: dict[int, list[PartyFacts]] = {}
    for number, *facts in _party_rows(numbers):
        found.setdefault(number, []).append(PartyFacts(*facts))
    return found


@prepared
def _attachment_rows(numbers: Any) -> Any:
    rows = Attachment.objects.filter(interaction_id__in=numbers.numbers).order_by("number")
    return rows.values_list("interaction_id", "key", "name", "media_type", "size_bytes", "words__trouble")


def _attachments(numbers: Sequence[int]) -> dict[int, list[AttachmentFacts]]:
    found: dict[int, list[AttachmentFacts]] = {}
    for number, key, name, media_type, size_bytes, trouble in _attachment_rows(numbers):
        facts = AttachmentFacts(key, name, media_type, size_bytes, trouble or "")
        found.setdefault(number, []).append(facts)
    return found


@prepared
def _filing_rows(numbers: Any) -> Any:
    rows = Filing.objects.filter(interaction_id__in=numbers.numbers).order_by("client__name")
    return rows.values_list("interaction_id", "client_id", "client__name", "reason", "evidence")


def _filings(sight: Sight, numbers: Sequence[int]) -> dict[int, list[tuple[int, str, str, str]]]:
    """Only the clients the member sees: that a mail went to another client too is not hers to know."""
    found: dict[int, list[tuple[int, str, str, str]]] = {}
    for number, client_id, name, reason, evidence in _filing_rows(numbers):
        if sight.clients is None or client_id in sight.clients:
            found.setdefault(number, []).append((client_id, name, reason, evidence))
    return found


def original_for(member: Member, interaction_id: int) -> int | None:
    """The original that an entry shows, if the member may see the entry: the first, of what is by hand the newest."""
    kind = (
        interactions_for(member).filter(pk=interaction_id).values_list("connection__kind", flat=True).first()
    )
    if kind is None:
        return None
    newest = "-id" if kind == BY_HAND else "id"
    ledger = Revision.objects.filter(interaction_id=interaction_id).order_by(newest)
    return ledger.values_list("original_id", flat=True).first()


def attachment_for(member: Member, key: str) -> Attachment | None:
    found = Attachment.objects.filter(key=key).first()
    if found is None or not interactions_for(member).filter(pk=found.interaction_id).exists():
        return None
    return found


def attachments_for(
    member: Member, *, interaction_id: int | None, client_id: int | None, limit: int
) -> list[AttachmentFacts]:
    """Files that may go along with a letter: of the entry that it answers, then the newest of the client."""
    fields = ("key", "name", "media_type", "size_bytes")
    seen, found = interactions_for(member), list[AttachmentFacts]()
    loose = Attachment.objects.filter(is_inline=False)
    if interaction_id is not None and seen.filter(pk=interaction_id).exists():
        rows = loose.filter(interaction_id=interaction_id).order_by("number").values_list(*fields)
        found += [AttachmentFacts(*row) for row in rows[:limit]]
    if client_id is not None and sees_client(member, client_id):
        newest = Filing.objects.filter(
            client_id=client_id, interaction__attachment_count__gt=0, interaction__in=seen
        ).order_by("-happened_at", "-interaction_id")
        numbers = list(newest.values_list("interaction_id", flat=True)[:limit])
        rows = loose.filter(interaction_id__in=numbers).exclude(interaction_id=interaction_id or 0)
        found += [
            AttachmentFacts(*row) for row in rows.order_by("-interaction_id", "number").values_list(*fields)
        ]
    return found[:limit]


def text_of(numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Subject and whole text by id; the caller has checked sight."""
    subjects = dict(Interaction.objects.filter(id__in=numbers).values_list("id", "subject"))
    return {number: (subjects.get(number, ""), decompress(text)) for number, text, _ in bodies_at(numbers)}
