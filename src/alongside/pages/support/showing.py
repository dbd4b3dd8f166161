"""Aspects in, what the pages say of each out."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.pages.base.words import minutes
from alongside.pages.support.words import day_words, how_often, name_of
from alongside.support.models import Aspect, Duty, Improvement, Rating
from alongside.support.queries import Standing, has_ended, improvements_for, ratings_for, standing_of


class ShownDuty(Struct, frozen=True):
    """`often`: "every Monday"; `next`: "next Mon 7 Dec", "open since Fri 6 Nov", "" where it comes no more."""

    duty: Duty
    often: str
    next: str


class ShownAspect(Struct, frozen=True):
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
        coming = f"{_before(duty.next_on, today=today)} {day}"
    return ShownDuty(duty, how_often(duty), coming)


def _before(on: date, *, today: date) -> str:
    if on < today:
        return "open since"
    return "due" if (on - today).days < 2 else "next"


def hours_words(agreed: int | None) -> str:
    return f"{minutes(agreed)} a month" if agreed else ""


def improvements_shown(
    member: Member, client: Client, aspect_id: int | None
) -> list[tuple[Improvement, str]]:
    """Each with whose it is to try; of one aspect alone where it is given."""
    found = improvements_for(member, client.pk)
    return [
        (one, whose(one, to=member, client=client.name))
        for one in found
        if aspect_id is None or one.aspect_id == aspect_id
    ]


def whose(one: Improvement, *, to: Member, client: str) -> str:
    """Who is to try it: "You", a name, the client; "" where that was not said."""
    if one.owner == Improvement.Owner.CLIENT:
        return client
    return name_of(one.member, to=to)


def ratings_shown(member: Member, client: Client, aspect_id: int, *, most: int) -> list[tuple[Rating, str]]:
    """The newest first, each with who says so."""
    rows = [one for one in ratings_for(member, client.pk) if one.aspect_id == aspect_id]
    return [(one, _says(one, to=member, client=client)) for one in rows[:most]]


def _says(one: Rating, *, to: Member, client: Client) -> str:
    if one.is_clients:
        return (one.person.name if one.person is not None else "") or client.name
    return name_of(one.by, to=to)
