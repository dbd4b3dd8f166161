"""What a form about a call says in, how it happens and what it was out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import QueryDict

from alongside.calls.actions import WAYS, How
from alongside.calls.errors import CallsError
from alongside.calls.keeping import Outcome
from alongside.clients.queries import PersonFacts
from alongside.diary.models import Way
from alongside.pages.base.named import named_in
from alongside.pages.base.parts import Option

# As a button says it; "mobile" is her own telephone.
_LABELS = {
    "room": "Room here",
    "zoom": "Zoom",
    "teams": "Teams",
    "meet": "Google Meet",
    "link": "Another link",
    "mobile": "Your mobile",
    "phone": "Phone here",
}
# A telephone of one's own is not there yet.
OFFERED = tuple(way for way in WAYS if way != Way.PHONE)
WAY_OPTIONS = tuple(Option(way, _LABELS[way]) for way in OFFERED)


def label_of(way: str) -> str:
    return _LABELS.get(way, "")


def how_in(posted: QueryDict, people: Sequence[PersonFacts], before: Iterable[Sequence[str]] = ()) -> How:
    return How(
        way=posted.get("way", "")[:8],
        join_url=posted.get("join_url", "")[:3000],
        number=posted.get("number", "")[:100],
        people=people_in(posted, people, before),
        direction=posted.get("direction", "out"),
    )


def people_in(
    posted: QueryDict, people: Sequence[PersonFacts], before: Iterable[Sequence[str]] = ()
) -> tuple[tuple[str, str], ...]:
    """Those ticked, then whoever was named besides; `before`: who stood there already."""
    ticked = set(posted.getlist("person"))
    found = [(one.name, first_address(one)) for one in people if str(one.id) in ticked]
    return (*found, *named_in(posted.get("others", "")[:2000], before))


def first_address(person: PersonFacts) -> str:
    """An e-mail address before a number: by it others are told whom it was with."""
    return next((one for one in person.addresses if "@" in one), next(iter(person.addresses), ""))


def outcome_in(
    posted: QueryDict,
    people: Sequence[PersonFacts],
    answerable: Sequence[Option],
    before: Iterable[Sequence[str]] = (),
) -> Outcome:
    """Raises CallsError."""
    minutes, answers = posted.get("minutes", "").strip(), posted.get("answers", "")
    if minutes and (not minutes.isdecimal() or len(minutes) > 6):
        raise CallsError("Minutes are a number between 1 and 10,080, which is a week. Nothing is lost.")
    return Outcome(
        state=posted.get("outcome", ""),
        minutes=int(minutes) if minutes else None,
        people=people_in(posted, people, before),
        direction=posted.get("direction", "out"),
        answers=int(answers) if answers in {one.value for one in answerable} else None,
    )


def ticked_and_others(chosen: Sequence[Sequence[str]], people: Sequence[PersonFacts]) -> tuple[set[int], str]:
    """Of the people of a call the numbers of those who are known, and the names of the others."""
    ticked, others = set(), []
    for name, address in chosen:
        known = next((one for one in people if (one.name, first_address(one)) == (name, address)), None)
        known = known or next((one for one in people if address and address in one.addresses), None)
        if known is not None:
            ticked.add(known.id)
        else:
            others.append(name or address)
    return ticked, ", ".join(others)
