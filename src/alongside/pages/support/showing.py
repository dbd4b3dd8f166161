"""Aspects in, what the pages say of each out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alongside.accounts.models import Member
from alongside.pages.base.words import minutes
from alongside.pages.support.words import day_words, how_often, name_of
from alongside.support.models import Aspect, Duty
from alongside.support.queries import Standing, has_ended, standing_of


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """`often`: "every Monday"; `next`: "next Mon 7 Dec", "open since Fri 6 Nov", "" where it is never due again."""

    duty: Duty
    often: str
    next: str


@dataclass(frozen=True, slots=True)
class ShownAspect:
    """`who`: who looks after it, "You" or a name; `hours`: "5 h a month"."""

    aspect: Aspect
    who: str
    hours: str
    has_ended: bool
    duties: tuple[ShownDuty, ...]
    standing: Standing


def aspects_shown(member: Member, aspects: list[Aspect], *, today: date) -> list[ShownAspect]:
    standing = standing_of(aspects)
    return [_shown(member, one, standing[one.pk], today=today) for one in aspects]


def _shown(member: Member, aspect: Aspect, standing: Standing, *, today: date) -> ShownAspect:
    return ShownAspect(
        aspect=aspect,
        who=name_of(aspect.covered_by, to=member),
        hours=hours_words(aspect.minutes_a_month),
        has_ended=has_ended(aspect, today=today),
        duties=tuple(duty_shown(one, today=today) for one in standing.duties),
        standing=standing,
    )


def duty_shown(duty: Duty, *, today: date) -> ShownDuty:
    coming = ""
    if duty.next_on is not None:
        day = day_words(duty.next_on, today=today)
        coming = f"open since {day}" if duty.next_on < today else f"next {day}"
    return ShownDuty(duty, how_often(duty), coming)


def hours_words(agreed: int | None) -> str:
    return f"{minutes(agreed)} a month" if agreed else ""


def agreed_in_all(aspects: list[Aspect], *, today: date) -> str:
    """Of all that goes on: "12 h a month"; "" where nothing was agreed."""
    goes_on = (one for one in aspects if not has_ended(one, today=today))
    return hours_words(sum(one.minutes_a_month or 0 for one in goes_on))
