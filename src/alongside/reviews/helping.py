"""Hours, duties, ratings and improvements of a period in, what is told of them out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from alongside.lib.words import count, duration, short_date
from alongside.reviews.shapes import Line, Material, Source
from alongside.reviews.words import key_of, one_line

NO_ASPECT = "Everything else"


def hours(facts: Material) -> list[Line]:
    """All of them, then by aspect, most first."""
    if not facts.worked:
        return []
    everything = tuple(Source("time", one) for some in facts.worked for one in some.entries)
    total = duration(timedelta(minutes=sum(one.minutes for one in facts.worked)))
    found = [Line(key_of("hours", "all"), f"{total} of work in all.", everything)]
    for one in sorted(facts.worked, key=lambda one: (-one.minutes, one.name)):
        words = f"{one.name or NO_ASPECT}: {duration(timedelta(minutes=one.minutes))}."
        found.append(
            Line(key_of("hours", one.aspect), words, tuple(Source("time", number) for number in one.entries))
        )
    return found if len(found) > 2 else found[1:]


def duties(facts: Material) -> list[Line]:
    found = []
    for one in facts.duties:
        about = f" ({one.aspect})" if one.aspect else ""
        left = f", left out {count(one.left_out, 'time', 'times')}" if one.left_out else ""
        words = f"{one_line(one.name)}{about}: done {count(one.done, 'time', 'times')}{left}."
        found.append(Line(key_of("duty", one.duty), words, (Source("duty", one.duty),)))
    return found


def ratings(facts: Material) -> list[Line]:
    """Each aspect as it was last seen from both sides, and as it was seen before."""
    found = []
    for one in facts.rated:
        sides = [_stars(name, some) for name, some in (("we", one.ours), ("they", one.theirs)) if some]
        sources = tuple(Source("rating", number) for number, _ in (*one.ours, *one.theirs))
        found.append(Line(key_of("rated", one.aspect), f"{one.name}: {'; '.join(sides)}.", sources))
    return found


def _stars(who: str, some: Sequence[tuple[int, int]]) -> str:
    """ "they say 4 of 5, before that 3 and 3"."""
    last = some[-1][1]
    before = [str(stars) for _, stars in some[-4:-1]]
    return f"{who} say {last} of 5" + (f", before that {' and '.join(before)}" if before else "")


def tried(facts: Material) -> list[Line]:
    found = []
    for one in facts.tried:
        about = f" ({one.aspect})" if one.aspect else ""
        since = short_date(one.since_on, today=facts.today)
        outcome = f" {one_line(one.outcome)}" if one.outcome else ""
        words = f"{one_line(one.text)}{about}: {one.state}, since {since}.{outcome}"
        found.append(Line(key_of("tried", one.number), words, (Source("improvement", one.number),)))
    return found
