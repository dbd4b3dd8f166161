"""What a clock shows in, the moment that it is out. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


def by_clock(shown: datetime, zone: tzinfo) -> datetime | None:
    """`shown`, naive, by the clock of `zone`, in UTC: within one zone Python adds what clocks show, not the time that
    passes (PEP 495). What is shown twice in autumn is the first of the two; None for what is left out in spring,
    and for a day beyond all days.
    """
    try:
        found = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    except OverflowError:
        return None
    return found if found.astimezone(zone).replace(tzinfo=None, fold=0) == shown.replace(fold=0) else None
