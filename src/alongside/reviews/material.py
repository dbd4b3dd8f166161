"""A client and a period in, the facts that its look-back is made of out: a few questions over many rows.

The caller has checked that the member sees the client. Nothing private, no note and nothing of another client is asked
for: what stands here may be read by everybody who works for the client, and by the client.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.utils import timezone

from alongside.agreements.queries import clocks_of, zone_here
from alongside.clients.queries import names_of
from alongside.connections.models import ON_A_PAGE
from alongside.hours.spans import Days
from alongside.prepared import prepared
from alongside.promises.models import Finding, Promise, Verdict
from alongside.promises.queries import sentence, texts_of
from alongside.reviews import supported
from alongside.reviews.answers import our_answers, their_answers
from alongside.reviews.asking import own_addresses, unanswered
from alongside.reviews.shapes import Material, Owed, Said, Sentence
from alongside.reviews.words import plain_name, together
from alongside.timeline.models import Filing
from alongside.timeline.queries.spoken import others_of

TALKS = frozenset({"call", "meeting", "visit"})
COUNTED_KINDS = ("email", "chat", "call", "meeting", "visit")
MOST_ENTRIES = 20_000
# As `calls.rules.written` begins a line that was marked as a decision.
DECIDED = "Decided: "


def gather(client_id: int, *, since_on: date, until_on: date) -> Material:
    zone = zone_here()
    begin, end = bounds(since_on, until_on, zone)
    said = _said(client_id, begin, end)
    now = timezone.now()
    clock = clocks_of([client_id], now=now)[client_id]
    asking, decided = _sentences(said)
    return Material(
        since_on=since_on,
        until_on=until_on,
        today=timezone.localdate(now, timezone=zone),
        zone=zone,
        said=tuple(said),
        before=tuple(_said(client_id, begin - (end - begin), begin, is_named=False)),
        decided=(*_marked_in_talks(said), *decided),
        owed=tuple(_owed(client_id, begin, end, zone)),
        unanswered=tuple(unanswered(client_id, begin, end, now=now)),
        our_answers=tuple(our_answers(client_id, begin, end, said, clock)),
        their_answers=tuple(their_answers(said, asking, clock)),
        answer_within=clock.answer_within,
        worked=tuple(supported.worked(client_id, Days(since_on, until_on), zone)),
        duties=tuple(supported.duties(client_id, Days(since_on, until_on))),
        tried=tuple(supported.tried(client_id, begin, end, zone)),
        rated=tuple(supported.rated(client_id, end)),
    )


def bounds(since_on: date, until_on: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last."""
    begin = datetime.combine(since_on, time(), zone)
    return begin, datetime.combine(until_on + timedelta(days=1), time(), zone)


@prepared
def _filed(client: Any, since: Any, until: Any) -> Any:
    rows = Filing.objects.filter(
        client_id=client,
        happened_at__gte=since,
        happened_at__lt=until,
        interaction__private_to=None,
        interaction__nature="personal",
        interaction__kind__in=COUNTED_KINDS,
    ).exclude(interaction__proof="doubtful")
    return rows.order_by("-happened_at", "-interaction_id").values_list(
        "interaction_id",
        "happened_at",
        "thread_id",
        "interaction__source_key",
        "interaction__kind",
        "interaction__direction",
        "interaction__ended_at",
        "interaction__subject",
        "interaction__sender_name",
        "interaction__sender__value",
        "interaction__counterpart__value",
        "interaction__connection__owner_client_id",
        "interaction__connection__kind",
    )[:MOST_ENTRIES]


def _said(client_id: int, begin: datetime, end: datetime, *, is_named: bool = True) -> list[Said]:
    """Oldest first. In a client's own mailbox only what names one of us, as its rhythm is counted."""
    ours: frozenset[str] | None = None
    found = []
    for row in _filed(client_id, begin, end):
        (
            number,
            at,
            thread,
            key,
            kind,
            direction,
            ended_at,
            subject,
            name,
            sender,
            other,
            of_client,
            source,
        ) = row
        is_mine = direction == "out"
        who = other or ""
        if of_client is not None and source != ON_A_PAGE:
            ours = own_addresses() if ours is None else ours
            if sender not in ours and other not in ours:
                continue
            is_mine, who = sender in ours, (other if sender in ours else sender) or ""
        given = name if not is_mine else ""
        found.append((Said(number, bytes(key), kind, at, ended_at, is_mine, thread, subject, who), given))
    found.reverse()
    return _named(found) if is_named else [one for one, _ in found]


def _named(found: Sequence[tuple[Said, str]]) -> list[Said]:
    """Each with the name of the other side: as the people of the client are called, else as they call themselves."""
    known = names_of({one.who for one, _ in found if one.who})
    # By how an address last called itself, also for what went to it.
    given = {one.who: name for one, name in found if name}
    talked = others_of([one.number for one, _ in found if one.kind in TALKS])
    return [
        one._replace(
            who=together(talked.get(one.number, ""))
            or known.get(one.who)
            or given.get(one.who)
            or plain_name(one.who)
        )
        for one, _ in found
    ]


@prepared
def _found_in(numbers: Any) -> Any:
    rows = Finding.objects.filter(
        interaction_id__in=numbers.numbers, kind__in=("question", "request", "decision"), is_unconfirmed=False
    )
    return rows.order_by("said_at", "interaction_id", "start").values_list(
        "interaction_id", "start", "end", "kind", "side"
    )


def _sentences(said: Sequence[Said]) -> tuple[set[int], list[Sentence]]:
    """Which letters ask something; what was settled in letters, with its words."""
    rows = _found_in([one.number for one in said]) if said else []
    talks = {one.number for one in said if one.kind in TALKS}
    asking = {number for number, _, _, kind, _ in rows if kind != "decision"}
    # Of a talk only what was marked counts: what was written down besides is for whoever wrote it.
    settled = [row for row in rows if row[3] == "decision" and row[0] not in talks]
    texts = texts_of({row[0] for row in settled})
    return asking, [
        Sentence(number, start, end, kind, side == "ours", sentence(texts.get(number, ""), start, end))
        for number, start, end, kind, side in settled
    ]


def _marked_in_talks(said: Sequence[Said]) -> list[Sentence]:
    """What was marked as decided in the notes of calls and visits."""
    texts = texts_of({one.number for one in said if one.kind in TALKS and not one.is_missed})
    visits = supported.decided_on_visits(texts)
    found = []
    for number, text in sorted(texts.items()):
        place = 0
        for line in text.split("\n"):
            words = line.removeprefix(DECIDED)
            if words != line and words in visits.get(number, (words,)):
                start = place + len(DECIDED)
                found.append(Sentence(number, start, start + len(words), "decision", True, words))
            place += len(line) + 1
    return found


@prepared
def _owed_rows(client: Any, since: Any, until: Any) -> Any:
    closed = Promise.objects.filter(client_id=client, closed_at__gte=since, closed_at__lt=until)
    still = Promise.objects.filter(client_id=client, closed_at=None, said_at__lt=until)
    return (closed | still).exclude(state__in=("refused", "dropped"))


@prepared
def _done_again(keys: Any, since: Any, until: Any) -> Any:
    rows = Verdict.objects.filter(key__in=keys.texts, decided_at__gte=since, decided_at__lt=until)
    return rows.order_by("decided_at", "id").values_list("key", "word")


def _owed(client_id: int, begin: datetime, end: datetime, zone: tzinfo) -> list[Owed]:
    rows = list(_owed_rows(client_id, begin, end))
    texts = texts_of({row.interaction_id for row in rows if row.interaction_id and not row.wording})
    names = names_of({row.person for row in rows if row.person})
    times = _times(_done_again([row.key for row in rows if row.repeat], begin, end))
    return [_one_owed(row, texts, names, times, zone) for row in rows]


def _times(rows: Sequence[tuple[str, str]]) -> dict[str, int]:
    """How often what comes again was done; what was taken back at once was not."""
    last: dict[str, list[str]] = {}
    for key, word in rows:
        words = last.setdefault(key, [])
        if word != "undone":
            words.append(word)
        elif words:
            words.pop()
    return {key: words.count("kept") for key, words in last.items()}


def _one_owed(
    row: Any, texts: Mapping[int, str], names: Mapping[str, str], times: Mapping[str, int], zone: tzinfo
) -> Owed:
    words = row.wording or sentence(texts.get(row.interaction_id or 0, ""), row.start, row.end)
    return Owed(
        key=row.key,
        kind=row.kind,
        is_ours=row.side == "ours",
        state=row.state,
        words=words,
        is_quoted=not row.wording and row.interaction_id is not None,
        who=names.get(row.person, plain_name(row.person)),
        said_on=row.said_at.astimezone(zone).date(),
        due_on=row.due_on or (row.due_at.astimezone(zone).date() if row.due_at else None),
        closed_on=row.closed_at.astimezone(zone).date() if row.closed_at else None,
        number=row.interaction_id,
        start=row.start,
        end=row.end,
        times=times.get(row.key, 0),
    )
