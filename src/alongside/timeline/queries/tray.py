"""What is filed to no client yet, grouped by whom it is with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count
from msgspec import Struct, field

from alongside.accounts.models import Member
from alongside.clients.rules import is_public_provider
from alongside.prepared import prepared, remembered
from alongside.timeline.database import moment_from, select, stamp_for
from alongside.timeline.models import Address, Interaction
from alongside.timeline.queries.lists import _FIELDS, LONG_AGO, PAGE, Mark, line_of
from alongside.timeline.queries.shapes import Line, TrayGroup
from alongside.timeline.queries.sight import sight_of

COUNT_UP_TO = 1000
# So many are gathered into groups at a time, however full the tray is.
NEWEST = 1000
EVERYTHING = 10**9
_FOR_EVER: Mark = (datetime(9999, 1, 1, tzinfo=UTC), 0)
# How the addresses begin that nobody reads.
_ROBOTS = ("noreply", "donotreply", "mailerdaemon", "postmaster", "bounce", "notification")


# Written out, because it is on every page: what the member is granted, as `sight_of` has it.
_COUNT = f"""
SELECT count(*) FROM (
  SELECT 1 FROM timeline_interaction WHERE is_unfiled AND connection_id IN (
    SELECT connection_id FROM connections_grant WHERE member_id = %s
  ) LIMIT {COUNT_UP_TO}
) AS counted
"""  # noqa: S608 - only our own number is put in


@remembered
def tray_count_for(member: Member) -> int:
    """How many entries are in the member's tray, counted no further than 1,000."""
    return int(select(_COUNT, [member.pk])[0][0]) if member.is_active else 0


class TrayPage(Struct, frozen=True):
    """`older`: from where on it goes on, when these were not all."""

    groups: list[TrayGroup]
    has_more: bool
    older: Mark | None


def tray_groups_for(
    member: Member,
    *,
    limit: int = 60,
    offset: int = 0,
    since: datetime = LONG_AGO,
    before: Mark | None = None,
    newest: int = NEWEST,
) -> TrayPage:
    """What people wrote before what machines did, the largest group first; one company's addresses together.

    Of the `newest` entries between `since` and `before`, which is quick however much lies in the tray. What is
    shown of a group counts all of it.
    """
    sources = sorted(sight_of(member).connections)
    rows = _newest(sources, since, before or _FOR_EVER, newest)
    gathered = _gathered(_counted(rows))
    shown = gathered[offset : offset + limit]
    counts = dict(_all_with([one.address_id for group in shown for _, one in group.parts], sources))
    subjects = dict(_subjects([group.last.last_id for group in shown]))
    groups = [_group(group, counts, subjects[group.last.last_id]) for group in shown]
    is_full = len(rows) == newest
    older = (moment_from()(rows[-1][2]), rows[-1][0]) if is_full else None
    return TrayPage(sorted(groups, key=_order), len(gathered) > offset + limit, older)


def _order(group: TrayGroup) -> tuple[bool, int, str]:
    return group.is_automatic, -group.count, group.domain or group.address


_NEWEST = """
SELECT id, counterpart_id, happened_at, nature = 'personal' OR direction = 'out',
       CASE WHEN direction = 'in' THEN sender_name ELSE '' END
FROM timeline_interaction
WHERE is_unfiled AND connection_id = %s AND happened_at >= %s AND (happened_at, id) < (%s, %s)
ORDER BY happened_at DESC, id DESC LIMIT %s
"""


def _newest(sources: Sequence[int], since: datetime, before: Mark, count: int) -> list[tuple[Any, ...]]:
    """Source by source, because only within one does the index give them in order."""
    stamp = stamp_for()
    edges = [stamp(since), stamp(before[0]), before[1], count]
    rows = [row for source in sources for row in select(_NEWEST, [source, *edges])]
    if len(sources) > 1:
        rows.sort(key=lambda row: (row[2], row[0]), reverse=True)
    return rows[:count]


class _Counted(Struct):
    """One address among these entries, by the newest of them."""

    address_id: int | None
    last_id: int
    last_at: datetime
    count: int = 0
    by_people: int = 0
    name: str = ""


def _counted(rows: Sequence[tuple[Any, ...]]) -> list[_Counted]:
    found: dict[int | None, _Counted] = {}
    aware = moment_from()
    for number, address, at, is_by_people, name in rows:
        one = found.get(address)
        if one is None:
            one = found[address] = _Counted(address, number, aware(at))
        one.count += 1
        one.by_people += bool(is_by_people)
        one.name = one.name or name
    return list(found.values())


@prepared
def _all_with(addresses: Any, sources: Any) -> Any:
    """How much lies in the tray with each of these addresses."""
    rows = Interaction.objects.filter(
        is_unfiled=True, connection_id__in=sources.numbers, counterpart_id__in=addresses.numbers
    )
    return rows.values_list("counterpart_id").annotate(count=Count("id")).order_by()


@prepared
def _subjects(numbers: Any) -> Any:
    return Interaction.objects.filter(id__in=numbers.numbers).values_list("id", "subject")


@prepared
def _addresses(numbers: Any) -> Any:
    return Address.objects.filter(id__in=numbers.numbers).values_list("id", "value", "domain")


class _Gathered(Struct):
    """Addresses that stand in one line. `domain`: of a company, not of a public mail provider."""

    domain: str
    parts: list[tuple[str, _Counted]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(counted.count for _, counted in self.parts)

    @property
    def is_automatic(self) -> bool:
        return not any(counted.by_people and not _is_robot(value) for value, counted in self.parts)

    @property
    def last(self) -> _Counted:
        return max((counted for _, counted in self.parts), key=lambda one: one.last_at)

    @property
    def order(self) -> tuple[bool, int, str]:
        return self.is_automatic, -self.count, self.domain or self.parts[0][0]


def _gathered(counted: Sequence[_Counted]) -> list[_Gathered]:
    numbers = [one.address_id for one in counted if one.address_id is not None]
    named = {number: (value, domain) for number, value, domain in _addresses(numbers)}
    found: dict[str, _Gathered] = {}
    for one in sorted(counted, key=lambda one: (-one.count, one.address_id or 0)):
        value, domain = named[one.address_id] if one.address_id is not None else ("", "")
        domain = "" if is_public_provider(domain) else domain
        found.setdefault(domain or value, _Gathered(domain)).parts.append((value, one))
    return sorted(found.values(), key=lambda group: group.order)


def _is_robot(address: str) -> bool:
    return address.partition("@")[0].replace("-", "").replace("_", "").startswith(_ROBOTS)


def _group(group: _Gathered, counts: dict[int | None, int], subject: str) -> TrayGroup:
    addresses = tuple(value for value, _ in group.parts if value)
    return TrayGroup(
        address=addresses[0] if addresses else "",
        domain=group.domain,
        name=group.parts[0][1].name,
        count=sum(counts.get(one.address_id, one.count) for _, one in group.parts),
        last_at=group.last.last_at,
        last_subject=subject,
        addresses=addresses,
        is_automatic=group.is_automatic,
    )


def names_in_tray(member: Member, addresses: Iterable[str]) -> dict[str, str]:
    """Of these addresses those in the member's tray, each with the name that stood beside it last."""
    rows = Interaction.objects.filter(is_unfiled=True, connection_id__in=sight_of(member).connections)
    rows = rows.filter(counterpart__value__in=set(addresses)).order_by("happened_at", "id")
    names: dict[str, str] = {}
    for value, name, direction in rows.values_list("counterpart__value", "sender_name", "direction"):
        names[value] = (name if direction == "in" else "") or names.get(value, "")
    return names


def tray_lines_for(
    member: Member, *addresses: str, before: Mark | None = None, limit: int = PAGE
) -> list[Line]:
    """What is in the tray with these addresses ("" alone for none that could be read), newest first."""
    rows = Interaction.objects.filter(is_unfiled=True, connection_id__in=sight_of(member).connections)
    named = [address for address in addresses if address]
    rows = rows.filter(counterpart__value__in=named) if named else rows.filter(counterpart=None)
    if before is not None:
        rows = rows.filter(happened_at__lte=before[0]).exclude(happened_at=before[0], id__gte=before[1])
    found = rows.order_by("-happened_at", "-id").values_list(*_FIELDS)[:limit]
    return [line_of(row, {}, thread_id=None) for row in found]
