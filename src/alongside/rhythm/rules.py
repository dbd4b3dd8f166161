"""A client's contact days in, what is usual and what is not out: medians against the client's own past, no score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from msgspec import Struct, field

KINDS = ("voice", "face", "written")
# What is usual is read from a year of the client's own past, up to the last contact.
PAST_DAYS = 365
# Fewer gaps than this are too little past to call anything usual.
LEAST_GAPS = 5
# Answers: the last four weeks against what came before.
RECENT_DAYS = 28
LEAST_RECENT, LEAST_EARLIER = 3, 8
# Three usual deviations, as a normal distribution would have them (MAD times 1.4826).
MAD_TO_DEVIATION, DEVIATIONS = 1.4826, 3
# However regular it was: a weekend, a holiday week and a busy one are not silence.
LEAST_SILENCE = {"voice": 7, "face": 14, "written": 7}
SLOWER_BY, SLOWER_SECONDS = 3, 4 * 3600
# Who has been silent for longer is quiet, and no longer getting so.
LONG_GONE_DAYS = 180
WEEKS_OF_STRIP = 12
# One cancelled call is nothing; and what is planned for this week is soon for everybody.
MOST_CANCELLED, SOON_DAYS = 2, 7


class DayFacts(Struct):
    """One day's contact by one kind; lengths in minutes, answers in working seconds."""

    on: date
    kind: str
    incoming: int = 0
    outgoing: int = 0
    begun_in: int = 0
    begun_out: int = 0
    lengths: list[int] = field(default_factory=list)
    their_answers: list[int] = field(default_factory=list)
    our_answers: list[int] = field(default_factory=list)

    @property
    def is_contact(self) -> bool:
        """Whether it was real contact: spoken, or written by them. A letter of ours alone reaches nobody yet."""
        return self.incoming > 0 or (self.kind != "written" and self.outgoing > 0)


class Gap(Struct, frozen=True):
    """Days since the last contact of a kind. `usual` and `spread` None: too little past."""

    kind: str
    last_on: date | None
    since: int | None
    usual: float | None
    spread: float | None
    is_long: bool = False


class Times(Struct, frozen=True):
    """A median before and one of the last four weeks; None where there were too few."""

    then: float | None
    now: float | None
    count_then: int
    count_now: int

    @property
    def is_slow(self) -> bool:
        if self.then is None or self.now is None:
            return False
        return self.now >= SLOWER_BY * self.then and self.now - self.then >= SLOWER_SECONDS


class Wished(Struct, frozen=True):
    """How often a member wants contact; `counts` is "spoken" or "any"."""

    ideal_days: int | None
    maximum_days: int | None
    counts: str


class Evidence(Struct, frozen=True):
    """One thing that is not as usual. `what`: "gap" (`usual`, `last_on`), "answers" (`then`, `now` in working
    seconds), "wish" (`usual` is what was wished for), "cancelled" (`now` is how many calls). `times`: how many times
    the usual it is. And one that says that something is done about it: "planned" (`last_on` is the day)."""

    what: str
    kind: str
    times: float
    last_on: date | None = None
    usual: float | None = None
    then: float | None = None
    now: float | None = None


class Plans(Struct, frozen=True):
    """When the next call, meeting or visit is planned, and how many of them the client cancelled or missed: in the
    last four weeks, and in four weeks of the year before."""

    next_on: date | None = None
    cancelled: int = 0
    cancelled_before: float = 0.0


NO_PLANS = Plans()


def deviation(values: Sequence[float]) -> float:
    """The median absolute deviation: half of all values are nearer to the median than this."""
    middle = median(values)
    return median([abs(value - middle) for value in values])


def contact_days(days: Iterable[DayFacts], kinds: Iterable[str] = KINDS) -> list[date]:
    wanted = frozenset(kinds)
    return sorted({day.on for day in days if day.kind in wanted and day.is_contact})


def gap_of(days: Sequence[DayFacts], kind: str, *, today: date) -> Gap:
    """Where one kind of contact stands."""
    contacts = [on for on in contact_days(days, [kind]) if on <= today]
    if not contacts:
        return Gap(kind, None, None, None, None)
    last_on = contacts[-1]
    past = [on for on in contacts if on >= last_on - timedelta(days=PAST_DAYS)]
    gaps = [float((later - earlier).days) for earlier, later in pairwise(past)]
    since = (today - last_on).days
    if len(gaps) < LEAST_GAPS:
        return Gap(kind, last_on, since, None, None)
    usual, spread = float(median(gaps)), deviation(gaps)
    return Gap(kind, last_on, since, usual, spread, is_long(since, usual=usual, spread=spread, kind=kind))


def is_long(since: int, *, usual: float, spread: float, kind: str) -> bool:
    """Longer than chance explains, at least twice the usual, and no mere weekend."""
    room = DEVIATIONS * max(MAD_TO_DEVIATION * spread, usual / 4, 1)
    return since >= max(usual + room, 2 * usual, LEAST_SILENCE[kind])


def times_of(days: Iterable[DayFacts], values: Callable[[DayFacts], Sequence[int]], *, today: date) -> Times:
    """Medians of what each day holds: of the year before, and of the last four weeks."""
    turn, begin = today - timedelta(days=RECENT_DAYS), today - timedelta(days=PAST_DAYS + RECENT_DAYS)
    then: list[int] = []
    now: list[int] = []
    for day in days:
        if turn < day.on <= today:
            now += values(day)
        elif begin < day.on <= turn:
            then += values(day)
    return Times(
        then=float(median(then)) if len(then) >= LEAST_EARLIER else None,
        now=float(median(now)) if len(now) >= LEAST_RECENT else None,
        count_then=len(then),
        count_now=len(now),
    )


def their_answers(day: DayFacts) -> Sequence[int]:
    return day.their_answers


def our_answers(day: DayFacts) -> Sequence[int]:
    return day.our_answers


def lengths(day: DayFacts) -> Sequence[int]:
    return day.lengths


def begun(days: Iterable[DayFacts], *, after: date, until: date) -> tuple[int, int]:
    """Conversations begun by them and by us, after one day and up to another."""
    some = [day for day in days if after < day.on <= until]
    return sum(day.begun_in for day in some), sum(day.begun_out for day in some)


def wish_gap(days: Sequence[DayFacts], wish: Wished, *, today: date) -> tuple[date | None, int | None]:
    """The last contact that the wish counts, and the days since."""
    kinds = ("voice", "face") if wish.counts == "spoken" else KINDS
    contacts = [on for on in contact_days(days, kinds) if on <= today]
    return (contacts[-1], (today - contacts[-1]).days) if contacts else (None, None)


def observe(
    days: Sequence[DayFacts], *, wish: Wished | None, today: date, plans: Plans = NO_PLANS
) -> tuple[Evidence, ...]:
    """What is not as usual, the most telling first; nothing when the client has not changed.

    A silence that a planned call will end in time is none: then the plan stands for it.
    """
    found = list(_beyond_wish(days, wish, today=today)) if wish is not None else []
    if not _is_long_gone(days, today=today):
        found += _long_gaps(days, today=today)
        slow = times_of(days, their_answers, today=today)
        if slow.is_slow and slow.then is not None and slow.now is not None:
            times = slow.now / max(slow.then, 3600.0)
            found.append(Evidence("answers", "written", times, then=slow.then, now=slow.now))
        found += _cancelled(plans)
    left = [one for one in found if not _is_relieved(one, plans, today=today)]
    if plans.next_on is not None and found:
        left.append(Evidence("planned", "spoken", 0.0, last_on=plans.next_on))
    return tuple(sorted(left, key=lambda one: (-one.times, one.what, one.kind)))


def is_quiet(found: Iterable[Evidence]) -> bool:
    return any(one.what != "planned" for one in found)


def _cancelled(plans: Plans) -> Iterable[Evidence]:
    if plans.cancelled >= MOST_CANCELLED and plans.cancelled >= 2 * plans.cancelled_before:
        times = plans.cancelled / max(plans.cancelled_before, 1.0)
        yield Evidence("cancelled", "spoken", times, then=plans.cancelled_before, now=float(plans.cancelled))


def _is_relieved(one: Evidence, plans: Plans, *, today: date) -> bool:
    """A silence ends with a call that comes within as long as it usually lasts, or was wished for."""
    if one.what not in ("gap", "wish") or plans.next_on is None:
        return False
    return (plans.next_on - today).days <= max(one.usual or 0, SOON_DAYS)


def _is_long_gone(days: Sequence[DayFacts], *, today: date) -> bool:
    contacts = contact_days(days)
    return not contacts or (today - contacts[-1]).days > LONG_GONE_DAYS


def _long_gaps(days: Sequence[DayFacts], *, today: date) -> list[Evidence]:
    gaps = [gap_of(days, kind, today=today) for kind in KINDS]
    return [
        Evidence("gap", gap.kind, gap.since / max(gap.usual, 1.0), last_on=gap.last_on, usual=gap.usual)
        for gap in gaps
        if gap.is_long and gap.usual is not None and gap.since is not None and gap.since <= LONG_GONE_DAYS
    ]


def _beyond_wish(days: Sequence[DayFacts], wish: Wished, *, today: date) -> Iterable[Evidence]:
    last_on, since = wish_gap(days, wish, today=today)
    if wish.maximum_days is not None and since is not None and since > wish.maximum_days:
        times = since / wish.maximum_days
        yield Evidence("wish", wish.counts, times, last_on=last_on, usual=float(wish.maximum_days))


def weeks_of(days: Iterable[DayFacts], *, today: date) -> list[int]:
    """Contact days of each of the last twelve weeks, the oldest first."""
    counts = [0] * WEEKS_OF_STRIP
    for on in contact_days(days):
        weeks_back = (today - on).days // 7
        if 0 <= weeks_back < WEEKS_OF_STRIP:
            counts[WEEKS_OF_STRIP - 1 - weeks_back] += 1
    return counts
