"""Who is getting quiet and a client's rhythm in, what the pages show of it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.pages.base.addresses import url
from alongside.pages.base.parts import Action
from alongside.pages.writing.ready import mailto
from alongside.rhythm import rules
from alongside.rhythm.queries import Quiet, quiet_for
from alongside.rhythm.rules import DayFacts
from alongside.rhythm.words import KIND_NAMES, sentence, standing, then_and_now, who_begins


class QuietLine(Struct, frozen=True):
    """A client that gets quiet, in sentences, with what can be done about it."""

    quiet: Quiet
    sentences: tuple[str, ...]
    actions: tuple[Action, ...]


def quiet_lines(member: Member, *, today: date, can_write: bool) -> list[QuietLine]:
    return [quiet_line(one, today=today, can_write=can_write) for one in quiet_for(member, today=today)]


def quiet_line(quiet: Quiet, *, today: date, can_write: bool) -> QuietLine:
    return QuietLine(
        quiet,
        tuple(sentence(one, today=today) for one in quiet.evidence),
        (*steps(quiet.client.id, quiet.phone, quiet.email, can_write=can_write), _not_now(quiet.client.id)),
    )


def steps(client_id: int, phone: str, email: str, *, can_write: bool) -> tuple[Action, ...]:
    """What she can do next; only what leads somewhere. Where no letter goes out from here, her own program opens."""
    found = [Action("Call", f"tel:{phone}", is_post=False)] if phone else []
    if can_write:
        found.append(Action("Write", url("write-start"), name="client", value=str(client_id)))
    elif email:
        found.append(Action("Write", mailto(email), is_post=False))
    return tuple(found)


def _not_now(client_id: int) -> Action:
    return Action("Not now", url("rhythm-not-now", client_id), key="s")


def standings(days: Sequence[DayFacts], *, today: date) -> list[tuple[str, str, str, str]]:
    """A row a kind: its name, since when, what is usual, and whether it is as usual."""
    return [(KIND_NAMES[kind], *standing(rules.gap_of(days, kind, today=today))) for kind in rules.KINDS]


def comparisons(days: Sequence[DayFacts], *, today: date) -> list[tuple[str, str, str]]:
    """What is compared with the year before: answers both ways, length, who writes first."""
    calls = [day for day in days if day.kind in ("voice", "face")]
    recent = today - timedelta(days=rules.RECENT_DAYS)
    begin = recent - timedelta(days=rules.PAST_DAYS)
    return [
        then_and_now("They answer in", rules.times_of(days, rules.their_answers, today=today)),
        then_and_now("You answer in", rules.times_of(days, rules.our_answers, today=today)),
        then_and_now(
            "Calls and meetings last", rules.times_of(calls, rules.lengths, today=today), is_length=True
        ),
        (
            "Who writes first",
            who_begins(*rules.begun(days, after=begin, until=recent)),
            who_begins(*rules.begun(days, after=recent, until=today)),
        ),
    ]
