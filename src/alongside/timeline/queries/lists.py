"""Lists of entries: a client's timeline by keyset pages, what came in, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F, Q

from alongside.accounts.models import Member
from alongside.accounts.queries import today_here
from alongside.clients.models import Client
from alongside.clients.queries import all_for, ended_clients, names_and_hues_for, names_of, sees_client
from alongside.message import NO_DATE
from alongside.prepared import prepared, remembered
from alongside.timeline.models import ClientSummary, Filing, Interaction, Proof
from alongside.timeline.queries.noted import private_rows_for
from alongside.timeline.queries.shapes import LINE_FIELDS, ArrivedLine, ClientTag, Line
from alongside.timeline.queries.sight import Sight, seen_of, sight_of
from alongside.timeline.queries.spoken import others_of

_FIELDS = LINE_FIELDS
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
PAGE = 80
MOST_ARRIVED = 200
Mark = tuple[datetime, int]


def line_of(row: Sequence[Any], names: dict[str, str], **more: Any) -> Line:
    """`row` as `_FIELDS` gives it. A doubtful sender is never shown under a known name."""
    address = row[9] or ""
    known = names.get(address, "") if row[4] != Proof.DOUBTFUL else ""
    # Of whom only the name is known, that stands in place of an address.
    reached_at = "" if address.startswith("name:") else address
    values: list[Any] = [*row[:8], known or row[8] or reached_at, reached_at, row[10]]
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
    if not sees_client(member, client_id):
        return []
    kinds = list(kinds)
    private: list[Line] = []
    if not kinds or "note" in kinds:
        noted = private_rows_for(member, client_id, before=before, after=after, limit=limit)
        private = [line_of(row, {}, thread_id=None, ended_at=row[11], is_private=True) for row in noted]
    if limit == PAGE and before is None and after is None and not kinds:
        return _together([*_newest_lines(client_id)], private, limit, is_rising=False)
    rows = Filing.objects.filter(client_id=client_id)
    if before is not None:
        rows = rows.filter(_beyond("lt", before))
    order = ("-happened_at", "-interaction_id")
    if after is not None:
        rows, order = rows.filter(_beyond("gt", after)), ("happened_at", "interaction_id")
    if kinds:
        rows = rows.filter(interaction__kind__in=kinds)
    found = list(rows.order_by(*order).values_list(*_FILED_FIELDS)[:limit])
    return _together(_lines_of(found), private, limit, is_rising=after is not None)


def _together(lines: list[Line], private: list[Line], limit: int, *, is_rising: bool) -> list[Line]:
    """One page of both, newest first; each came in the order in which the page is walked."""
    if private:
        lines = sorted(
            (*lines, *private), key=lambda line: (line.happened_at, line.id), reverse=not is_rising
        )
        lines = lines[:limit]
    return lines[::-1] if is_rising else lines


_FILED_FIELDS = (
    *(f"interaction__{name}" for name in _FIELDS),
    "thread_id",
    "thread__size",
    "reason",
    "evidence",
    "interaction__ended_at",
)


@prepared
def _newest_page(client_id: Any) -> Any:
    rows = Filing.objects.filter(client_id=client_id).order_by("-happened_at", "-interaction_id")
    return rows.values_list(*_FILED_FIELDS)[:PAGE]


@remembered
def _newest_lines(client_id: int) -> Sequence[Line]:
    return _lines_of(_newest_page(client_id))


def _lines_of(found: Sequence[Sequence[Any]]) -> list[Line]:
    names = names_of(row[9] for row in found if row[9])
    spoken = others_of([row[0] for row in found if row[1] != "email"])
    return [
        line_of(
            row,
            names,
            thread_id=row[11],
            thread_size=row[12] or 1,
            reason=row[13],
            evidence=row[14],
            ended_at=row[15],
            others=spoken.get(row[0], ""),
        )
        for row in found
    ]


def span_for(member: Member, client_id: int) -> tuple[datetime | None, datetime | None]:
    """When one was first and last in touch with a client, notes apart; nothing for a stranger."""
    if not sees_client(member, client_id):
        return None, None
    ends = [*_first_filed(client_id), *_last_filed(client_id)]
    return (ends[0][0], ends[-1][0]) if ends else (None, None)


@prepared
def _first_filed(client_id: Any) -> Any:
    return _in_touch(client_id).order_by("happened_at").values_list("happened_at")[:1]


@prepared
def _last_filed(client_id: Any) -> Any:
    return _in_touch(client_id).order_by("-happened_at").values_list("happened_at")[:1]


def _in_touch(client_id: Any) -> Any:
    dated = Filing.objects.filter(client_id=client_id, happened_at__gt=NO_DATE)
    return dated.exclude(interaction__kind="note")


def _beyond(side: str, mark: Mark) -> Q:
    at, number = mark
    tie = Q(happened_at=at, **{f"interaction_id__{side}": number})
    # The first condition alone is what the index is entered by.
    return Q(**{f"happened_at__{side}e": at}) & (Q(**{f"happened_at__{side}": at}) | tie)


@prepared
def _arrived(clients: Any, since: Any) -> Any:
    came = Interaction.objects.filter(direction="in", nature="personal", happened_at__gte=since)
    # The sum keeps from going through each client's story by itself: newest first through all is a sixth of the work.
    theirs = came.alias(whose=F("filings__client_id") + 0).filter(whose__in=clients.numbers)
    newest = theirs.order_by("-happened_at", "-id")
    return newest.values_list("id", "filings__client_id", "filings__thread_id")[:MOST_ARRIVED]


def arrived_for(member: Member, *, since: datetime = LONG_AGO) -> list[ArrivedLine]:
    """What came in from people at her clients, one for each conversation; the client heard of last stands first."""
    clients = current_tags_for(member)
    found: dict[tuple[int, int], list[int]] = {}
    for number, client_id, thread_id in _arrived(clients, since):
        found.setdefault((client_id, thread_id or -number), []).append(number)
    rows = {row[0]: row for row in lines_at([some[0] for some in found.values()])} if found else {}
    names = names_of(row[9] for row in rows.values() if row[9])
    by_client = list(dict.fromkeys(client_id for client_id, _ in found))
    return [
        ArrivedLine(
            clients[client_id],
            line_of(rows[some[0]], names, thread_id=thread_id if thread_id > 0 else None),
            len(some),
        )
        for (client_id, thread_id), some in sorted(
            found.items(), key=lambda item: by_client.index(item[0][0])
        )
    ]


def tags_for(member: Member) -> Mapping[int, ClientTag]:
    """Every client the member sees."""
    return _tags_on(member, today_here())


def current_tags_for(member: Member) -> Mapping[int, ClientTag]:
    """Every client the member sees and whose work has not ended."""
    return _current_tags_on(member, today_here())


@remembered
def _tags_on(member: Member, today: date) -> Mapping[int, ClientTag]:
    """`today`: with a day somebody's sight may end, and the work for a client."""
    return {row[0]: ClientTag(*row) for row in names_and_hues_for(member)}


@remembered
def _current_tags_on(member: Member, today: date) -> Mapping[int, ClientTag]:
    ended = ended_clients()
    return {number: tag for number, tag in _tags_on(member, today).items() if number not in ended}


@prepared
def _tags_of(numbers: Any) -> Any:
    rows = Filing.objects.filter(interaction_id__in=numbers.numbers).order_by("client__name")
    return rows.values_list("interaction_id", "client_id", "client__name", "client__hue")


def client_tags(sight: Sight, numbers: Sequence[int]) -> dict[int, list[ClientTag]]:
    """The clients that entries are filed under, as far as the member may know of them."""
    found: dict[int, list[ClientTag]] = {}
    for number, *tag in _tags_of(numbers):
        if sight.clients is None or tag[0] in sight.clients:
            found.setdefault(number, []).append(ClientTag(*tag))
    return found


@prepared
def _said_with(clients: Any) -> Any:
    said = ClientSummary.objects.filter(client_id__in=clients.numbers)
    return said.values_list("client_id", "interactions", "last_at")


def summaries_for(member: Member) -> list[tuple[Client, int, datetime | None]]:
    """Every client the member sees, by name, with how much was said and when last."""
    clients = all_for(member)
    said = {row[0]: row[1:] for row in _said_with([client.pk for client in clients])}
    return [(client, *said.get(client.pk, (0, None))) for client in clients]


@prepared
def lines_at(ids: Any) -> Any:
    """`_FIELDS`, whether there is HTML, when it ended, whose alone it is; the caller has checked sight."""
    more = ("has_html", "ended_at", "private_to_id")
    return Interaction.objects.filter(id__in=ids.numbers).values_list(*_FIELDS, *more)


def lines_for(member: Member, ids: Sequence[int]) -> dict[int, Line]:
    """Entries by id, only those the member may see."""
    rows = lines_at(seen_of(ids, sight_of(member))) if ids else []
    names = names_of(row[9] for row in rows if row[9])
    others = others_of([row[0] for row in rows if row[1] != "email"])
    return {
        row[0]: line_of(row, names, thread_id=None, ended_at=row[12], others=others.get(row[0], ""))
        for row in rows
    }
