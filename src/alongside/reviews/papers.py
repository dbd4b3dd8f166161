"""A review in, what of it goes on paper out: what she left out is not there, and nothing says that it was."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.agreements.queries import zone_here
from alongside.clients.models import Client
from alongside.lib.words import duration, short_date
from alongside.reviews import rules
from alongside.reviews.coming import strip_of
from alongside.reviews.giving import Paper, weeks_of
from alongside.reviews.helping import NO_ASPECT
from alongside.reviews.material import gather
from alongside.reviews.models import Ahead, Review
from alongside.reviews.queries import home_of, said_of, standing_ahead
from alongside.reviews.shapes import Material, Section, Worked

NOBODY = "your assistant"
_WHOSE = {"ours": "us", "both": "together"}


def paper_of(review: Review) -> Paper:
    """The caller has checked sight."""
    client = Client.objects.get(pk=home_of(review))
    facts = gather(client.pk, since_on=review.since_on, until_on=review.until_on)
    sections = rules.shown(rules.decided_on(rules.sections_of(facts), said_of(review)))
    return paper_from(client, facts, sections, by=review.made_by)


def paper_from(client: Client, facts: Material, sections: tuple[Section, ...], *, by: Member | None) -> Paper:
    """`by`: whose "we" it is where the desk has no name of its own."""
    ahead = standing_ahead(client.pk)
    plans = [one for one in ahead if one.kind == "plan" and one.done_at is None]
    today = timezone.localdate(timezone=zone_here())
    return Paper(
        client=client.name,
        by=practice().name,
        ours=practice().name or (by.name if by is not None else "") or NOBODY,
        since_on=facts.since_on,
        until_on=facts.until_on,
        today=today,
        sections=sections,
        goals=tuple(_goal(one) for one in ahead if one.kind == "goal"),
        plans=tuple(_plan(one, client.name, today) for one in plans),
        strip=strip_of([(one.on, one.text) for one in plans if one.on], today=today) if plans else None,
        hours=tuple((one.name or NO_ASPECT, one.minutes, _length(one.minutes)) for one in _most_first(facts)),
        weeks=weeks_of(_touched(facts), since_on=facts.since_on, until_on=facts.until_on),
    )


def _touched(facts: Material) -> list[date]:
    return [one.at.astimezone(facts.zone).date() for one in facts.said if not one.is_missed]


def _most_first(facts: Material) -> list[Worked]:
    return sorted(facts.worked, key=lambda one: (-one.minutes, one.name)) if len(facts.worked) > 1 else []


def _length(minutes: int) -> str:
    return duration(timedelta(minutes=minutes))


def _goal(one: Ahead) -> str:
    return f"“{one.text}”" + (f" ({one.who})" if one.who else "")


def _plan(one: Ahead, client: str, today: date) -> str:
    parts = [f"by {short_date(one.on, today=today)}"] if one.on else []
    parts.append(one.who or _WHOSE.get(one.side, client))
    if one.aspect:
        parts.append(one.aspect)
    return f"{one.text} ({', '.join(parts)})"
