"""What is said of an appointment in, what stands of it out. Pure; `now` is given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any, Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from alongside.diary.links import way_of

State = Literal["planned", "held", "not_held", "cancelled"]
VIDEO_WAYS = frozenset({"room", "zoom", "teams", "meet", "link"})
VOICE_WAYS = frozenset({"mobile", "phone"})
DEFAULT_WAY = "mobile"
LONGEST = timedelta(days=62)
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
# What nobody has accounted for is asked about for so long, and then left in peace.
ASKED_FOR = timedelta(days=14)
_MOMENTS = ("starts_at", "ends_at")
# Kinds of link.
BOOKING, BOOKED = "booking", "booked"
# A call in a room here that she planned: its page is their way in, and changes nothing.
PLANNED_CALL = "planned-call"
# When a client is reminded of a call; not of one that was agreed on hardly before, nor when it is about to begin.
REMINDED_BEFORE, LATEST_REMINDER, AGREED_LONG_AGO = timedelta(days=1), timedelta(hours=1), timedelta(hours=6)
# When a video call can be joined, before its beginning and after its end.
JOIN_BEFORE, JOIN_AFTER = timedelta(minutes=15), timedelta(minutes=30)


class Facts(Struct, frozen=True):
    """What a word or an invitation can say. `people`: names and addresses."""

    starts_at: datetime
    ends_at: datetime
    zone: str = "UTC"
    is_all_day: bool = False
    way: str = DEFAULT_WAY
    title: str = ""
    place: str = ""
    join_url: str = ""
    people: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        return kind_of(self.way)


class Step(Struct, frozen=True):
    """One word of a member: which, when, and the facts that it sets, moments as ISO writes them."""

    word: str
    at: datetime
    sets: dict[str, Any] = field(default_factory=dict)


class Invited(Struct, frozen=True):
    """What the invitations to an event add up to, and when the last of them was written."""

    facts: Facts
    at: datetime
    is_cancelled: bool = False
    cancelled_by: str = ""
    times_moved: int = 0


class Standing(Struct, frozen=True):
    facts: Facts
    state: State = "planned"
    cancelled_by: str = ""
    times_moved: int = 0


class Day(Protocol):
    starts_at: datetime
    is_all_day: bool
    zone: str


def begins_by(row: Day, zone: tzinfo) -> datetime:
    """When it begins by a clock. A whole day is the same day on every clock, whatever its own shows meanwhile."""
    if not row.is_all_day:
        return row.starts_at.astimezone(zone)
    try:
        own: tzinfo = ZoneInfo(row.zone)
    except (ZoneInfoNotFoundError, ValueError):
        own = zone
    return datetime.combine(row.starts_at.astimezone(own).date(), time(), zone)


def kind_of(way: str) -> str:
    """As `message.py` counts: by voice is a call, by picture or in one room face to face."""
    if way in VOICE_WAYS:
        return "call"
    return "visit" if way == "visit" else "meeting"


def standing(steps: Iterable[Step], *, invited: Invited | None = None) -> Standing | None:
    """`steps` in the order in which they were said; None when nothing is left of them.

    What an invitation says of time and place holds until she says otherwise, and again once a newer one comes.
    That it took place, and by which way, is for her to say.
    """
    stands = _of(invited) if invited is not None else None
    for step in effective(steps):
        if invited is not None and step.at <= invited.at:
            step = _still_holding(step)
        stands = _after(stands, step)
    return stands


def _of(invited: Invited) -> Standing:
    state: State = "cancelled" if invited.is_cancelled else "planned"
    return Standing(invited.facts, state, invited.cancelled_by, invited.times_moved)


class Spoken(Protocol):
    @property
    def word(self) -> str: ...


Word = TypeVar("Word", bound=Spoken)


def effective(steps: Iterable[Word]) -> list[Word]:
    """Those that still hold: each "undone" takes the one before it away."""
    found: list[Word] = []
    for step in steps:
        if step.word != "undone":
            found.append(step)
        elif found:
            found.pop()
    return found


def _still_holding(step: Step) -> Step:
    """What is left of a word that was said before the last invitation came."""
    if step.word in ("held", "not_held"):
        return step
    return Step(
        "changed", step.at, {name: step.sets[name] for name in ("way", "join_url") if name in step.sets}
    )


def _after(before: Standing | None, step: Step) -> Standing | None:
    facts = _set(before.facts if before is not None else None, step.sets)
    if facts is None:
        return before
    stands = replace(before, facts=facts) if before is not None else Standing(facts)
    if step.word == "held":
        return replace(stands, state="held", cancelled_by="")
    if step.word == "not_held":
        return replace(stands, state="not_held", cancelled_by=step.sets.get("by", ""))
    if step.word == "cancelled":
        return replace(stands, state="cancelled", cancelled_by=step.sets.get("by", ""))
    if step.word == "moved":
        return replace(stands, state="planned", cancelled_by="", times_moved=stands.times_moved + 1)
    if step.word in ("planned", "reopened"):
        return replace(stands, state="planned", cancelled_by="")
    return stands


def _set(facts: Facts | None, sets: dict[str, Any]) -> Facts | None:
    names = set(Facts.__struct_fields__)
    known = {name: value for name, value in sets.items() if name in names}
    for name in _MOMENTS:
        if isinstance(known.get(name), str):
            known[name] = datetime.fromisoformat(known[name])
    if "people" in known:
        known["people"] = tuple((name, address) for name, address in known["people"])
    if facts is not None:
        return replace(facts, **known)
    return Facts(**known) if known.keys() >= set(_MOMENTS) else None


def as_sets(facts: Facts) -> dict[str, Any]:
    """All of them as a word keeps them."""
    found: dict[str, Any] = asdict(facts)
    for name in _MOMENTS:
        found[name] = found[name].astimezone(UTC).isoformat()
    return found | {"people": [list(one) for one in facts.people]}


def changed(before: Facts, after: Facts) -> dict[str, Any]:
    """What differs, as a word keeps it."""
    old, new = as_sets(before), as_sets(after)
    return {name: value for name, value in new.items() if old[name] != value}


def wrong_with(facts: Facts) -> str:
    """Why this cannot be planned, in words; "" when it can."""
    if facts.ends_at < facts.starts_at:
        return "It would end before it begins. Choose a later end."
    if facts.ends_at - facts.starts_at > LONGEST:
        return "It would last longer than two months. Choose an earlier end."
    if not EARLIEST <= facts.starts_at < LATEST:
        return "This day is too far away. Choose another one."
    return ""


def way_for(way: str, join_url: str) -> str:
    """The way that is meant: a link of Zoom's is Zoom, whatever was chosen beside it."""
    if join_url and way not in ("room", "visit", *VOICE_WAYS):
        return way_of(join_url)
    return way or DEFAULT_WAY


class Booked(Protocol):
    state: str
    sequence: int
    times_moved: int


def occasion_of(row: Booked) -> str:
    """What a client is to be told of a call that they booked: "booked 0", "moved 2", "cancelled 2"; "" of all else."""
    if row.state == "cancelled":
        return f"cancelled {row.sequence}"
    if row.state != "planned":
        return ""
    return f"{'moved' if row.times_moved else 'booked'} {row.sequence}"


def remind_at(starts_at: datetime, *, agreed_at: datetime) -> datetime | None:
    """The day before, at the same hour of the same clock; None for what was only just agreed on then."""
    at = starts_at - REMINDED_BEFORE
    return at if agreed_at <= at - AGREED_LONG_AGO else None


def can_join(state: str, *, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    return state == "planned" and starts_at - JOIN_BEFORE <= now <= ends_at + JOIN_AFTER
