"""What a client is told of its hours: a month's statement, the account of agreed hours, and when they run out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast

from django.db.models import Count, Max
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import clock_here, zone_here
from alongside.agreements.rules import Clock
from alongside.clients.joining import homes
from alongside.clients.queries import ended_clients, names_and_hues_for, sees_client
from alongside.hours.models import Entry, Heeded, Retainer, Statement
from alongside.hours.months import first_of, last_of
from alongside.hours.retainers import Account, Carry, Forecast, Terms, accounts, forecast, pace
from alongside.hours.rules import Per, Rounding, Way, stated
from alongside.hours.spans import FIELDS, Days, between, of_clients, parts_of
from alongside.outbox.sight import with_joined
from alongside.prepared import prepared


class Told(NamedTuple):
    """Minutes as a client is told them, by day and by first day of the month."""

    days: dict[date, int]
    months: dict[date, int]


# Of two changes the later one may be seen first: one waits to be written, or the clocks of two machines differ. So for
# so long after its newest change nothing of a client is told from memory.
_SETTLES = timedelta(minutes=1)
# Statements of so many clients are kept in memory: each is added up anew when something of it changed.
_MOST_KEPT = 500
_kept: dict[int, tuple[Any, Told]] = {}


class Line(Struct, frozen=True):
    """What of an entry belongs to one day of a statement. `minutes`: as the client is told."""

    entry: Entry
    on: date
    minutes: int
    worked: int


class Report(Struct, frozen=True):
    """A month of a client. `aspects`: name ("" for all else) and minutes, in the order of the aspects."""

    month: date
    lines: tuple[Line, ...]
    aspects: tuple[tuple[str, int], ...]
    # By place in `aspects`: minutes that were agreed for it a month, 0 where none were.
    agreed: tuple[int, ...]
    total: int
    rounding: Rounding
    account: Account | None


def rounding_of(client_id: int) -> Rounding:
    """As its terms: its own, else that of a client that was joined to it."""
    return _roundings({client_id: sorted(with_joined(client_id))})[client_id]


def _roundings(families: Mapping[int, Sequence[int]]) -> dict[int, Rounding]:
    """By client, of which each stands with those that were joined to it."""
    rows = Statement.objects.filter(client_id__in=[one for some in families.values() for one in some])
    known = {one.client_id: _rounding(one) for one in rows}
    return {
        client: next((known[one] for one in (client, *some) if one in known), Rounding())
        for client, some in families.items()
    }


def _rounding(found: Statement) -> Rounding:
    return Rounding(found.step, cast(Way, found.way), cast(Per, found.per))


def terms_of(client_id: int) -> list[Terms]:
    """A client that others were joined to has its own terms; without any, those that one of them had."""
    rows = list(Retainer.objects.filter(client_id__in=with_joined(client_id)).order_by("from_on"))
    return _terms(client_id, rows)


def _terms(client_id: int, rows: list[Retainer]) -> list[Terms]:
    own = [one for one in rows if one.client_id == client_id] or rows
    return [Terms(one.from_on, one.minutes, cast(Carry, one.carry), one.limit) for one in own]


def report_of(client_id: int, month: date, *, today: date) -> Report:
    """The caller has checked sight, or holds a link to it. What is not charged is left out."""
    zone, days = zone_here(), Days(month, last_of(month))
    rows = between(of_clients(with_joined(client_id)).filter(is_billable=True), days, zone)
    entries = {one.pk: one for one in rows.select_related("aspect", "member")}
    plain = [(one.pk, one.started_at, one.ended_at, one.on, one.minutes) for one in entries.values()]
    rounding = rounding_of(client_id)
    parts = [part for part in stated(parts_of(plain, zone), rounding) if part.on in days]
    lines = tuple(Line(entries[one.entry], one.on, one.stated, one.minutes) for one in parts)
    aspects = _by_aspect(lines)
    return Report(
        month,
        lines,
        tuple((name, minutes) for name, minutes, _ in aspects),
        tuple(agreed for *_, agreed in aspects),
        sum(one.minutes for one in lines),
        rounding,
        account_of(client_id, month, today=today),
    )


def _by_aspect(lines: Iterable[Line]) -> list[tuple[str, int, int]]:
    """Name, minutes, minutes agreed; what nothing was said of stands last."""
    found: dict[tuple[bool, int, int, str, int], int] = {}
    for one in lines:
        aspect = one.entry.aspect
        key = (
            (True, 0, 0, "", 0)
            if aspect is None
            else (False, aspect.order, aspect.pk, aspect.name, aspect.minutes_a_month or 0)
        )
        found[key] = found.get(key, 0) + one.minutes
    return [(key[3], minutes, key[4]) for key, minutes in sorted(found.items())]


def _told_since(client_id: int, *, since: date) -> Told:
    """From a month's first day on."""
    zone = zone_here()
    rows = of_clients(with_joined(client_id)).filter(is_billable=True)
    rows = between(rows, Days(since, date(2200, 1, 1)), zone)
    found: dict[date, int] = {}
    for part in stated(parts_of(rows.values_list(*FIELDS), zone), rounding_of(client_id)):
        if part.on >= since:
            found[part.on] = found.get(part.on, 0) + part.stated
    return Told(found, _by_month(found))


Versions = dict[int, tuple[int, datetime]]
_versions_kept: tuple[Any, Versions] = (None, {})


@prepared
def _newest() -> Any:
    return Entry.objects.order_by("-changed_at").values_list("changed_at")[:1]


def _versions(clients: Sequence[int]) -> Versions:
    """How many entries each client has, and when one was changed last: the same, and nothing has changed.

    Where nothing at all has changed they are not counted again: Today asks each time. See `_SETTLES`.
    """
    global _versions_kept  # noqa: PLW0603 - one value of this process, replaced as a whole
    newest = _newest()
    key = (Entry.objects.count(), newest, tuple(clients))
    if _versions_kept[0] != key or not all(_is_settled(at) for (at,) in newest):
        rows = Entry.objects.filter(client_id__in=clients).values_list("client_id")
        found = {client: (count, at) for client, count, at in rows.annotate(Count("id"), Max("changed_at"))}
        _versions_kept = (key, found)
    return _versions_kept[1]


def _is_settled(changed_at: datetime) -> bool:
    return changed_at < timezone.now() - _SETTLES


def _told_of(clients: Sequence[int], since: Mapping[int, date]) -> dict[int, Told]:
    """As `_told_since`, from memory where nothing has changed since."""
    members_of = {client: [client] for client in clients}
    for joined, home in homes().items():
        if home in members_of:
            members_of[home].append(joined)
    roundings = _roundings(members_of)
    versions = _versions([one for some in members_of.values() for one in some])
    zone = str(zone_here())
    found = {}
    for client in clients:
        parts = tuple((one, versions.get(one)) for one in members_of[client])
        key = (parts, since[client], roundings[client], zone)
        kept = _kept.get(client)
        is_settled = all(version is None or _is_settled(version[1]) for _, version in parts)
        if kept is None or kept[0] != key or not is_settled:
            kept = (key, _told_since(client, since=since[client]))
            if len(_kept) >= _MOST_KEPT:
                _kept.clear()
            _kept[client] = kept
        found[client] = kept[1]
    return found


def accounts_of(client_id: int, *, until: date, today: date) -> list[Account]:
    """Every month from the first that was agreed. The caller has checked sight."""
    terms = terms_of(client_id)
    if not terms:
        return []
    told = _told_of([client_id], {client_id: min(one.from_on for one in terms)})[client_id]
    return accounts(terms, told.months, until=until, today=today)


def _by_month(days: Mapping[date, int]) -> dict[date, int]:
    found: dict[date, int] = {}
    for on, minutes in days.items():
        found[first_of(on)] = found.get(first_of(on), 0) + minutes
    return found


def account_of(client_id: int, month: date, *, today: date) -> Account | None:
    found = accounts_of(client_id, until=month, today=today)
    return found[-1] if found and found[-1].month == first_of(month) and _is_agreed(found[-1]) else None


def _is_agreed(one: Account) -> bool:
    """Whether there is anything to account for: after its end nothing is given, and nothing left."""
    return bool(one.given or one.carried)


def hours_left(member: Member, client_id: int, on: date) -> int | None:
    """Minutes left in the month of this day; below nothing where more was worked. None where nothing is agreed."""
    if not sees_client(member, client_id):
        return None
    return left_of(client_id, today=on)


def left_of(client_id: int, *, today: date) -> int | None:
    """The same for a page that was shared with the client."""
    found = account_of(client_id, today, today=today)
    return found.left - found.over if found is not None else None


class Outlook(Struct, frozen=True):
    """How a client's agreed hours stand, and what is to come if work goes on like this.

    `forecast` None: too few weeks to tell. `warns`: it is likely that they do not last to the end of the month.
    """

    client_id: int
    client: str
    hue: int | None
    account: Account
    forecast: Forecast | None
    warns: bool


def outlook_for(member: Member, client_id: int, *, now: datetime) -> Outlook | None:
    """None without an agreement, and for a stranger."""
    found = _outlooks(member, now=now, only=client_id)
    return found[0] if found else None


def running_out_for(member: Member, *, now: datetime) -> list[Outlook]:
    """Clients whose hours are likely to run out before the month does, and of which she has not taken note; of none
    whose work has ended."""
    month = first_of(now.astimezone(zone_here()).date())
    ended = ended_clients()
    found = [one for one in _outlooks(member, now=now) if one.warns and one.client_id not in ended]
    if not found:
        return []
    heeded = set(Heeded.objects.filter(member=member, month=month).values_list("client_id", flat=True))
    return [one for one in found if one.client_id not in heeded]


def _outlooks(member: Member, *, now: datetime, only: int | None = None) -> list[Outlook]:
    names = {
        number: (name, hue)
        for number, name, hue in names_and_hues_for(member)
        if only is None or number == only
    }
    terms = _terms_of_all(names)
    if not terms:
        return []
    since = {client: min(one.from_on for one in some) for client, some in terms.items()}
    told, clock = _told_of(list(terms), since), clock_here(now=now)
    today = now.astimezone(zone_here()).date()
    found = [
        _outlook_kept(client, names[client], some, told[client], clock, today)
        for client, some in terms.items()
    ]
    return [one for one in found if one is not None]


@prepared
def _all_retainers() -> Any:
    return Retainer.objects.order_by("from_on", "id")


def _terms_of_all(names: Mapping[int, object]) -> dict[int, list[Terms]]:
    at, found = homes(), dict[int, list[Retainer]]()
    for one in _all_retainers():
        found.setdefault(at.get(one.client_id, one.client_id), []).append(one)
    return {client: _terms(client, rows) for client, rows in sorted(found.items()) if client in names}


_outlooks_kept: dict[int, tuple[Told, Any, Outlook | None]] = {}


def _outlook_kept(
    client_id: int, name: tuple[str, int | None], terms: list[Terms], told: Told, clock: Clock, today: date
) -> Outlook | None:
    """From memory where it was added up from the same: minutes that have not changed are the same object."""
    key = (name, terms, clock.days, clock.off, today)
    kept = _outlooks_kept.get(client_id)
    if kept is None or kept[0] is not told or kept[1] != key:
        if len(_outlooks_kept) >= _MOST_KEPT:
            _outlooks_kept.clear()
        kept = _outlooks_kept[client_id] = (told, key, _outlook(client_id, name, terms, told, clock, today))
    return kept[2]


def _outlook(
    client_id: int, name: tuple[str, int | None], terms: list[Terms], told: Told, clock: Clock, today: date
) -> Outlook | None:
    account = accounts(terms, told.months, until=today, today=today)
    if not account or account[-1].month != first_of(today) or not _is_agreed(account[-1]):
        return None
    first_on = min(told.days, default=None)

    def is_open(on: date) -> bool:
        return on.weekday() in clock.days and on not in clock.off

    found = pace(told.days, today=today, first_on=first_on, is_open=is_open)
    ahead = forecast(account[-1].left, found, today=today, is_open=is_open) if found else None
    is_gone = account[-1].left == 0
    warns = is_gone or (
        ahead is not None and ahead.runs_out_on is not None and _is_early(ahead.runs_out_on, is_open)
    )
    return Outlook(client_id, *name, account[-1], ahead, warns)


def _is_early(on: date, is_open: Callable[[date], bool]) -> bool:
    """Before the last day of work of its month: whoever uses exactly what was agreed is not warned."""
    later = (on + timedelta(days=ahead) for ahead in range(1, (last_of(on) - on).days + 1))
    return any(is_open(day) for day in later)


def heed(member: Member, client_id: int, *, month: date) -> None:
    Heeded.objects.get_or_create(member=member, client_id=client_id, month=month)
