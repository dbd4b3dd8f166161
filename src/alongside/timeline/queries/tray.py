"""What is filed to no client yet, grouped by whom it is with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Max, Q, QuerySet

from alongside.accounts.models import Member
from alongside.clients.rules import is_public_provider
from alongside.timeline.database import select
from alongside.timeline.models import Address, Interaction
from alongside.timeline.queries.lists import _FIELDS, PAGE, Mark, line_of
from alongside.timeline.queries.shapes import Line, TrayGroup
from alongside.timeline.queries.sight import sight_of

COUNT_UP_TO = 1000
NEWEST = 300
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


def tray_count_for(member: Member) -> int:
    """How many entries are in the member's tray, counted no further than 1,000."""
    return int(select(_COUNT, [member.pk])[0][0]) if member.is_active else 0


def tray_groups_for(
    member: Member, *, limit: int = 60, offset: int = 0, since: datetime | None = None
) -> list[TrayGroup]:
    """What people wrote before what machines did, the largest group first; one company's addresses together.

    `since`: count only what is newer, and of that the newest, which is quick however much lies in the tray.
    """
    unfiled = Interaction.objects.filter(is_unfiled=True, connection_id__in=sight_of(member).connections)
    if since is not None:
        newest = unfiled.order_by("-happened_at").values_list("happened_at", flat=True)
        edge = next(iter(newest[NEWEST : NEWEST + 1]), since)
        unfiled = unfiled.filter(happened_at__gte=max(edge, since))
    by_people = Count("id", filter=Q(nature="personal") | Q(direction="out"))
    name = Max("sender_name", filter=Q(direction="in"))
    rows = unfiled.values("counterpart").annotate(
        count=Count("id"), last=Max("happened_at"), by_people=by_people, name=name
    )
    fields = ("counterpart", "count", "last", "by_people", "name")
    counted = [_Counted(*row) for row in rows.values_list(*fields).order_by()]
    gathered = _gathered(counted)[offset : offset + limit]
    subjects = _subjects(unfiled, [group.last for group in gathered])
    return [_group(group, subjects.get(group.last.address_id, "")) for group in gathered]


@dataclass(frozen=True, slots=True)
class _Counted:
    """One address in the tray, as the database counts it."""

    address_id: int | None
    count: int
    last_at: datetime
    by_people: int
    name: str | None


@dataclass(slots=True)
class _Gathered:
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
    named = Address.objects.in_bulk([one.address_id for one in counted if one.address_id is not None])
    found: dict[str, _Gathered] = {}
    for one in sorted(counted, key=lambda one: (-one.count, one.address_id or 0)):
        address = named.get(one.address_id) if one.address_id is not None else None
        value = address.value if address else ""
        domain = address.domain if address and not is_public_provider(address.domain) else ""
        found.setdefault(domain or value, _Gathered(domain)).parts.append((value, one))
    return sorted(found.values(), key=lambda group: group.order)


def _is_robot(address: str) -> bool:
    return address.partition("@")[0].replace("-", "").replace("_", "").startswith(_ROBOTS)


def _subjects(unfiled: QuerySet[Interaction], wanted: Sequence[_Counted]) -> dict[int | None, str]:
    """The subject of the newest entry with each address."""
    if not wanted:
        return {}
    newest = [Q(counterpart=one.address_id, happened_at=one.last_at) for one in wanted]
    rows = unfiled.filter(reduce(or_, newest)).order_by("id")
    return dict(rows.values_list("counterpart", "subject"))


def _group(group: _Gathered, subject: str) -> TrayGroup:
    addresses = tuple(value for value, _ in group.parts if value)
    return TrayGroup(
        address=addresses[0] if addresses else "",
        domain=group.domain,
        name=group.parts[0][1].name or "",
        count=group.count,
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
