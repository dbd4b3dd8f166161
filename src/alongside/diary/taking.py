"""An appointment in, the minutes of its member that it takes kept out of everybody else's reach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from alongside.diary.models import Appointment, Origin, State, Taken

UNIT = timedelta(minutes=5)
# Whole days are no calls: they are left out, and looked at where times are offered.
_LONGEST = timedelta(hours=12)


def units_of(row: Appointment, *, buffer: timedelta = timedelta(0)) -> list[datetime]:
    """Those that it touches, and the room after it; soonest first, so that two never wait for each other.

    None of what is over, which nobody can book.
    """
    if row.is_all_day or row.ends_at - row.starts_at > _LONGEST or row.ends_at < timezone.now():
        return []
    seconds, unit = int(row.starts_at.timestamp()), int(UNIT.total_seconds())
    first = datetime.fromtimestamp(seconds - seconds % unit, UTC)
    count = max(1, -((first - row.ends_at - buffer) // UNIT))
    return [first + number * UNIT for number in range(count)]


def take(row: Appointment) -> None:
    """As it stands now, giving way where something else was first. Within the transaction of the change."""
    wanted = set(units_of(row)) if row.state == State.PLANNED and row.member_id is not None else set()
    have = set(Taken.objects.filter(appointment=row).values_list("at", flat=True))
    # The room after a booking is more than the call itself.
    is_level = wanted <= have if row.origin == Origin.BOOKING and wanted else wanted == have
    if not is_level:
        _replace(row, sorted(wanted), gives_way=True)


def take_all(row: Appointment, *, buffer: timedelta) -> None:
    """Every one of them, or IntegrityError: somebody was quicker."""
    _replace(row, units_of(row, buffer=buffer), gives_way=False)


def _replace(row: Appointment, wanted: list[datetime], *, gives_way: bool) -> None:
    Taken.objects.filter(appointment=row).delete()
    if row.member is not None:
        rows = [Taken(member=row.member, at=at, appointment=row) for at in wanted]
        Taken.objects.bulk_create(rows, ignore_conflicts=gives_way)
