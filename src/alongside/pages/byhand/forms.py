"""The form by which something is written down: what was typed in, what is wanted or what is wrong with it out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from msgspec import Struct, field

from alongside.channels.hand.parse import KINDS, Somebody
from alongside.intake.by_hand import Wanted
from alongside.lib.by_clock import by_clock
from alongside.lib.texts import row_number
from alongside.pages.base.named import named_in
from alongside.pages.base.parts import Option

if TYPE_CHECKING:
    from django.http import QueryDict

    from alongside.clients.queries import PersonFacts

KIND_OPTIONS = (
    Option("call", "Call"),
    Option("meeting", "Meeting"),
    Option("visit", "Visit"),
    Option("chat", "Message"),
    Option("note", "Note"),
)
WAYS = (Option("out", "I did"), Option("in", "They did"))
QUICK_MINUTES = (5, 15, 30, 60)
LONGEST_MINUTES = 7 * 24 * 60
LONGEST_TEXT, LONGEST_LINE = 200_000, 2_000
_MOST_NAMED = 50
_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)


class Typed(Struct, frozen=True):
    """What stands in the form, as text."""

    id: str = field(default_factory=lambda: uuid4().hex)
    client: str = ""
    kind: str = "call"
    direction: str = "out"
    people: tuple[str, ...] = ()
    others: str = ""
    minutes: str = ""
    length: str = ""
    when: str = ""
    place: str = ""
    text: str = ""
    next: str = ""
    answers: str = ""
    # The appointment that this was, where it was planned.
    appointment: str = ""
    is_private: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)


def typed_in(given: QueryDict) -> Typed:
    """From a form that was sent, or from the address that opened it."""
    kind = given.get("kind", "")
    return Typed(
        id=_identity(given.get("id", "")),
        client=given.get("client", ""),
        kind=kind if kind in KINDS else "call",
        direction="in" if given.get("direction") == "in" else "out",
        people=tuple(given.getlist("person")[:_MOST_NAMED]),
        others=given.get("others", "")[:LONGEST_LINE],
        minutes=given.get("minutes", "").strip()[:20],
        length=given.get("length", "")[:20],
        when=given.get("when", "").strip()[:40],
        place=given.get("place", "")[:300],
        text=given.get("text", "")[:LONGEST_TEXT],
        next=given.get("what_next", "")[:LONGEST_LINE],
        answers=given.get("answers", ""),
        appointment=given.get("appointment", "")[:18],
        is_private=bool(given.get("private")) and kind == "note",
    )


def _identity(text: str) -> str:
    try:
        return UUID(hex=text).hex
    except ValueError:
        return uuid4().hex


def wanted_of(
    typed: Typed, people: Mapping[str, PersonFacts], *, now: datetime
) -> tuple[Wanted | None, dict[str, str]]:
    """What is to be kept; or None, and by field what is wrong in words. `people`: the client's, by number."""
    errors: dict[str, str] = {}
    minutes = _minutes(typed, errors)
    happened_at = _happened_at(typed, minutes, errors, now=now)
    if errors or happened_at is None:
        return None, errors
    ended_at = happened_at + timedelta(minutes=minutes) if minutes and typed.kind != "note" else None
    answers = typed.answers if row_number(typed.answers) is not None else ""
    wanted = Wanted(
        id=typed.id,
        kind=typed.kind,
        happened_at=happened_at,
        ended_at=ended_at,
        direction=typed.direction if typed.kind in ("call", "chat") else "out",
        who=_who(typed, people),
        place=typed.place.strip() if typed.kind in ("meeting", "visit") else "",
        text=typed.text,
        next=typed.next,
        answers=int(answers) if answers else None,
        is_private=typed.is_private,
    )
    return wanted, errors


def _minutes(typed: Typed, errors: dict[str, str]) -> int:
    """What was typed before what was chosen; 0 when neither says."""
    text = typed.minutes or typed.length
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 6 or not 0 < int(text) <= LONGEST_MINUTES:
        errors["minutes"] = "Minutes are a number between 1 and 10,080, which is a week."
        return 0
    return int(text)


def _happened_at(typed: Typed, minutes: int, errors: dict[str, str], *, now: datetime) -> datetime | None:
    """As the member's clock shows it; without a time it ended just now."""
    if not typed.when:
        return now.replace(microsecond=0) - timedelta(minutes=minutes)
    try:
        found = parse_datetime(typed.when)
    except ValueError:
        found = None
    if found is not None:
        zone = timezone.get_current_timezone()
        found = by_clock(found, zone) if found.tzinfo is None else found.astimezone(UTC)
    if found is None or not _EARLIEST < found <= now + timedelta(minutes=1):
        errors["when"] = (
            "This is no time that has been. Choose when it began, or leave it empty for just now."
        )
        return None
    return found


def _who(typed: Typed, people: Mapping[str, PersonFacts]) -> tuple[Somebody, ...]:
    """Those ticked, then whoever was named besides: somebody of the client is known by the whole name as well."""
    by_name = {one.name.casefold(): one for one in reversed(list(people.values())) if one.name}
    chosen = [people[number] for number in dict.fromkeys(typed.people) if number in people]
    found = [_known(one) for one in chosen]
    for name, address in named_in(typed.others):
        one = by_name.get(name.casefold())
        found.append(_known(one) if one is not None else Somebody(name, address))
    return tuple(dict.fromkeys(found))


def _known(person: PersonFacts) -> Somebody:
    return Somebody(person.name, person.addresses[0] if person.addresses else "")
