"""Who waits, for pages: one indexed question over what is open, as far as the member may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import numbers_for
from alongside.outbox.models import DraftKind, Letter
from alongside.prepared import prepared
from alongside.timeline.models import Change, Filing, Position
from alongside.timeline.queries.lists import current_tags_for, lines_for
from alongside.timeline.queries.shapes import ClientTag, Line
from alongside.waiting.models import Side, Waiting
from alongside.waiting.rules import Heap

WAITING_DAYS = 21
# A letter of ours that nobody answered is asked after within this time, or never.
OURS_DAYS = 45
MOST_WAITING, MOST_SHOWN = 300, 30
# A few that came just now are read before anybody has looked.
FOLLOWER, MANY_TO_READ = "waiting", 25


class WaitingLine(Struct, frozen=True):
    """A conversation that waits, by its first message without an answer. `words`: the sentence that asks."""

    client_id: int
    client_name: str
    client_hue: int | None
    thread_id: int
    interaction_id: int
    who: str
    subject: str
    words: str
    since: datetime
    why: str
    until: datetime


class Heaped(Struct, frozen=True):
    """What is shown of a heap. `more`: how many wait besides, counted no further than `MOST_WAITING` in all."""

    lines: list[WaitingLine]
    more: int


_FIELDS = ("thread_id", "client_id", "interaction_id", "since", "why", "words", "until")


def _open(side: Any, since: Any, now: Any) -> Any:
    return Waiting.objects.filter(
        Q(hidden_until=None) | Q(hidden_until__lte=now),
        Q(side=Side.OURS) | ~Q(_being_answered()),
        side=side,
        fresh_at__gte=since,
    ).order_by("-fresh_at")


def _being_answered() -> Exists:
    """An answer is on its way, and nothing was said there since it was sent off: nobody waits any more.

    What is passed on is no answer.
    """
    going = Letter.objects.filter(state__in=("waiting", "sending"), due_at__isnull=False)
    later = going.filter(made_at__gte=OuterRef("until")).exclude(draft__kind=DraftKind.FORWARD)
    of_thread = Filing.objects.filter(
        thread_id=OuterRef(OuterRef("thread_id")), interaction_id=OuterRef("answers")
    )
    return Exists(later.filter(Exists(of_thread)))


def is_being_answered(waiting: Waiting) -> bool:
    asked = Waiting.objects.filter(pk=waiting.pk).exclude(side=Side.OURS)
    return asked.filter(_being_answered()).exists()


def _newest_at(side: Any, since: Any, now: Any, clients: Any) -> Any:
    """What stands longest is looked for among the newest alone, however much is open."""
    newest = _open(side, since, now).filter(client_id__in=clients.numbers)[:MOST_WAITING]
    return Waiting.objects.filter(pk__in=newest.values("pk")).values_list(*_FIELDS)


@prepared
def _longest_first(side: Any, since: Any, now: Any, clients: Any) -> Any:
    return _newest_at(side, since, now, clients).order_by("since", "interaction_id")[:MOST_SHOWN]


@prepared
def _newest_first(side: Any, since: Any, now: Any, clients: Any) -> Any:
    return _newest_at(side, since, now, clients).order_by("-since", "-interaction_id")[:MOST_SHOWN]


@prepared
def _numbers_of(side: Any, since: Any, now: Any, clients: Any) -> Any:
    open_ones = _open(side, since, now).filter(client_id__in=clients.numbers)
    return open_ones.values_list("pk")[:MOST_WAITING]


def waiting_for(
    member: Member,
    *,
    now: datetime,
    side: Heap = "theirs",
    limit: int = MOST_SHOWN,
    client_id: int | None = None,
) -> list[WaitingLine]:
    """Conversations that wait, longest first; where nobody asks, the newest first. At most `MOST_SHOWN`.

    What is older than some weeks has been settled elsewhere. `client_id`: of this client alone.
    """
    return heaps_for(member, now=now, limits={side: limit}, client_id=client_id)[side].lines


def heaps_for(
    member: Member, *, now: datetime, limits: Mapping[Heap, int], client_id: int | None = None
) -> dict[Heap, Heaped]:
    """As `waiting_for`: several heaps, whose letters are looked up together. `limits`: how many of each at most."""
    tags = current_tags_for(member)
    if client_id is not None:
        tags = {client_id: tags[client_id]} if client_id in tags else {}
    if not tags:
        return {side: Heaped([], 0) for side in limits}
    heaps = {side: _open_of(side, now, list(tags), limit=limit) for side, limit in limits.items()}
    lines = lines_for(member, [row[2] for rows, _ in heaps.values() for row in rows])
    theirs = {number: line for number, line in lines.items() if not _is_her_own(line, member)}
    return {
        side: Heaped([_line(tags[row[1]], theirs[row[2]], row) for row in rows if row[2] in theirs], more)
        for side, (rows, more) in heaps.items()
    }


def _open_of(side: Heap, now: datetime, clients: Sequence[int], *, limit: int) -> tuple[list[Any], int]:
    """The first ones, and how many there are besides."""
    ask = _newest_first if side == "quiet" else _longest_first
    since = now - timedelta(days=OURS_DAYS if side == "ours" else WAITING_DAYS)
    rows = ask(side, since, now, clients)
    total = len(rows) if len(rows) < MOST_SHOWN else len(_numbers_of(side, since, now, clients))
    return rows[:limit], max(0, total - limit)


def _is_her_own(line: Line, member: Member) -> bool:
    """What she wrote to whoever she looks after a client for waits for them, and not for her."""
    return line.nature == "colleague" and bool(member.email) and line.address == member.email.lower()


def _line(client: ClientTag, line: Line, row: Any) -> WaitingLine:
    thread, _, number, since, why, words, until = row
    return WaitingLine(
        *client, thread, number, line.who, line.subject, words or line.subject, since, why, until
    )


@prepared
def _clients_everywhere(side: Any, since: Any, now: Any) -> Any:
    return _open(side, since, now).values_list("client_id")[:MOST_WAITING]


@prepared
def _clients_among(side: Any, since: Any, now: Any, clients: Any, own: Any) -> Any:
    rows = _open(side, since, now).filter(client_id__in=clients.numbers)
    rows = rows.exclude(interaction__nature="colleague", interaction__sender__value=own)
    return rows.values_list("client_id")[:MOST_WAITING]


def waiting_clients(member: Member, *, now: datetime) -> list[int]:
    """The client of each conversation in which an answer is waited for."""
    clients, asked = numbers_for(member), (Side.THEIRS.value, now - timedelta(days=WAITING_DAYS), now)
    if clients is None:
        rows = _clients_everywhere(*asked)
    else:
        rows = _clients_among(*asked, clients, member.email.lower()) if clients else []
    return [client for (client,) in rows]


def open_conversations(clients: Collection[int], *, now: datetime) -> int:
    """In how many of these clients' conversations either side waits, those that were put off as well."""
    theirs = Q(side=Side.THEIRS, fresh_at__gte=now - timedelta(days=WAITING_DAYS))
    ours = Q(side=Side.OURS, fresh_at__gte=now - timedelta(days=OURS_DAYS))
    return Waiting.objects.filter(theirs | ours, client_id__in=clients).count()


@prepared
def _theirs_of(threads: Any, since: Any, now: Any) -> Any:
    rows = _open(Side.THEIRS.value, since, now).filter(thread_id__in=threads.numbers)
    return rows.values_list("interaction_id", "since")


def waiting_since(lines: Iterable[Line], *, now: datetime) -> dict[int, datetime]:
    """Of the conversations of these lines those that wait: by entry since when."""
    threads = {line.thread_id for line in lines if line.thread_id is not None}
    return dict(_theirs_of(threads, now - timedelta(days=WAITING_DAYS), now)) if threads else {}


@prepared
def _not_read(position: Any) -> Any:
    return Change.objects.filter(id__gt=position).order_by("id").values_list("interactions")[:2]


@prepared
def _many_not_read(position: Any) -> Any:
    """Letters that came one by one are a change each."""
    return Change.objects.filter(id__gt=position).order_by("id").values_list("pk")[:MANY_TO_READ]


@prepared
def _read_to() -> Any:
    return Position.objects.filter(follower=FOLLOWER).values_list("change_id")


def is_reading() -> bool:
    """Whether so much has arrived that is not read for questions yet that "nobody waits" would be a guess."""
    position = next((number for (number,) in _read_to()), 0)
    first = _not_read(position)
    if sum(len(entries or ()) for (entries,) in first) >= MANY_TO_READ:
        return True
    return len(first) > 1 and len(_many_not_read(position)) >= MANY_TO_READ


def waiting_in(member: Member, *, thread_of: int, client_id: int) -> Waiting | None:
    """What waits in the conversation of an entry with a client; None where nothing does, and for a stranger."""
    clients = numbers_for(member)
    if clients is not None and client_id not in clients:
        return None
    return next(iter(_waits_where(client_id, thread_of)), None)


@prepared
def _waits_where(client_id: Any, thread_of: Any) -> Any:
    """Conversations are of one client, so that the entry is with it as well."""
    return Waiting.objects.filter(client_id=client_id, thread__filing__interaction_id=thread_of).order_by(
        "pk"
    )[:1]
