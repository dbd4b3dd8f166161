"""What is filed to no client yet, grouped by whom it is with."""

from __future__ import annotations

from django.db.models import Count, Max

from alongside.accounts.models import Member
from alongside.clients.rules import is_public_provider
from alongside.timeline.models import Address, Interaction
from alongside.timeline.queries.lists import _FIELDS, PAGE, Mark, line_of
from alongside.timeline.queries.shapes import Line, TrayGroup
from alongside.timeline.queries.sight import sight_of

COUNT_UP_TO = 1000


def tray_count_for(member: Member) -> int:
    """How many entries are in the member's tray, counted no further than 1,000."""
    unfiled = Interaction.objects.filter(is_unfiled=True, connection_id__in=sight_of(member).connections)
    return unfiled.order_by()[:COUNT_UP_TO].count()


def tray_groups_for(member: Member, *, limit: int = 60, offset: int = 0) -> list[TrayGroup]:
    """Groups by address, the largest first."""
    unfiled = Interaction.objects.filter(is_unfiled=True, connection_id__in=sight_of(member).connections)
    rows = list(
        unfiled.values("counterpart")
        .annotate(count=Count("id"), last=Max("happened_at"))
        .order_by("-count", "counterpart")[offset : offset + limit]
        .values_list("counterpart", "count", "last")
    )
    addresses = Address.objects.in_bulk([row[0] for row in rows if row[0] is not None])
    groups = []
    for number, count, last_at in rows:
        found = addresses.get(number) if number is not None else None
        latest = unfiled.filter(counterpart=number, happened_at=last_at)
        subject, name, direction = latest.values_list("subject", "sender_name", "direction")[0]
        groups.append(
            TrayGroup(
                address=found.value if found else "",
                domain=found.domain if found and not is_public_provider(found.domain) else "",
                name=name if direction == "in" else "",
                count=count,
                last_at=last_at,
                last_subject=subject,
            )
        )
    return groups


def tray_lines_for(
    member: Member, address: str, *, before: Mark | None = None, limit: int = PAGE
) -> list[Line]:
    """What is in the tray with one address ("" for none that could be read), newest first."""
    rows = Interaction.objects.filter(is_unfiled=True, connection_id__in=sight_of(member).connections)
    rows = rows.filter(counterpart__value=address) if address else rows.filter(counterpart=None)
    if before is not None:
        rows = rows.filter(happened_at__lte=before[0]).exclude(happened_at=before[0], id__gte=before[1])
    found = rows.order_by("-happened_at", "-id").values_list(*_FIELDS)[:limit]
    return [line_of(row, {}, thread_id=None) for row in found]
