"""What is known of when something is due."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

Precision = Literal["minute", "part", "day", "days", "week", "month", "quarter", "year", "undated"]
Relation = Literal["by", "on", "before", "after", "from", "within", "about"]


class Days(Struct, frozen=True):
    """The days that an expression covers; `on` is the one to go by: the last, where it is a stretch."""

    on: date
    starts_on: date
    precision: Precision
    is_ambiguous: bool = False


class Due(Struct, frozen=True):
    """`phrase` is the text at `start` to `end`. `at` is aware and given only where a time was said; `on` is the day
    in the zone that was said or else the reader's, None where no day can be told. `is_ambiguous`: read one way or
    another by locale or custom ("3/4", "next Friday" on a Monday)."""

    phrase: str
    start: int
    end: int
    on: date | None
    at: datetime | None
    starts_on: date | None
    precision: Precision
    relation: Relation
    is_ambiguous: bool
