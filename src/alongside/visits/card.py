"""What a phone typed, ticked and spent without a network, in; each taken once, whatever is sent how often.

The phone names each line by chance; the name is unique for a visit, and what it says is done in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.db import IntegrityError, transaction
from msgspec import Struct
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.visits.actions import Spent, add_cost, checked_amount, remove_cost, tick
from alongside.visits.besides import taker_of
from alongside.visits.errors import NotThere, StandsStill, VisitsError
from alongside.visits.models import CardLine, NoteChange, Visit
from alongside.visits.notes import LONGEST, cleaned, write
from alongside.visits.queries import find_visit
from alongside.visits.rules import Signed, amount_in, appended, signed, without

MOST_AT_ONCE = 200
LONGEST_NOTE = 10_000
_MOST_LINES = 1 << 62
SIGNED = ("", "ours", "theirs", "question", "decision", "private")


class Typed(Struct, frozen=True):
    """One line of a card. `kind`: note, tick, cost, back, or one of `besides`; `facts` as the phone keeps them."""

    key: str
    kind: str
    at: datetime
    facts: Mapping[str, Any]


class Answer(Struct, frozen=True):
    """`wrong`: why it was not taken, in words; "" where it is kept, now or before.

    `stands`: what it was to take back stands all the same.
    """

    key: str
    wrong: str = ""
    stands: bool = False


def take(member: Member, number: int, lines: Sequence[Typed], *, now: datetime) -> list[Answer]:
    """Each by itself, so that one that cannot be taken keeps none of the others back."""
    find_visit(member, number)
    return [_taken(member, number, one, now) for one in lines[:MOST_AT_ONCE]]


def _taken(member: Member, number: int, one: Typed, now: datetime) -> Answer:
    # By a clock that is ahead no tick may hold against all that follow.
    one = replace(one, at=min(one.at, now))
    try:
        with transaction.atomic():
            # First the row: it makes two phones take turns.
            visit = Visit.objects.select_for_update().get(pk=number)
            if CardLine.objects.filter(visit=visit, key=one.key).exists():
                return Answer(one.key)
            facts = _do(member, visit, one, now)
            CardLine.objects.create(
                visit=visit, key=one.key, kind=one.kind, facts=facts, at=one.at, came_at=now
            )
    except IntegrityError:
        # It came by another way in the same moment.
        return Answer(one.key)
    except NotThere:
        return Answer(one.key, "What this was about is not here any more.")
    except StandsStill as error:
        return Answer(one.key, str(error), stands=True)
    except VisitsError as error:
        return Answer(one.key, str(error))
    return Answer(one.key)


def _do(member: Member, visit: Visit, one: Typed, now: datetime) -> dict[str, Any]:
    """Carry it out; what is kept of it out."""
    if one.kind == "note":
        return _note(visit, one, now)
    if one.kind == "tick":
        return _tick(member, visit, one, now)
    if one.kind == "cost":
        return _cost(member, visit, one, now)
    if one.kind == "back":
        return _take_back(member, visit, one, now)
    besides = taker_of(one.kind)
    if besides is not None:
        return besides(member, visit, one.facts, one.key, one.at, now)
    raise VisitsError(
        "This version of Alongside does not know this line. Nothing is lost; it stays on your phone."
    )


def _note(visit: Visit, one: Typed, now: datetime) -> dict[str, Any]:
    text, kind = cleaned(str(one.facts.get("text", ""))), str(one.facts.get("sign", ""))
    if kind not in SIGNED or len(text) > LONGEST_NOTE or not text.strip():
        raise VisitsError("This note is empty or too long. Shorten it, and it is sent again.")
    lines = signed(text, cast(Signed, kind))
    if visit.kept_at is not None:
        # The entry is made of what was said until then: nothing may slip in beneath it.
        later = appended(visit.later, lines)
        _within(later)
        Visit.objects.filter(pk=visit.pk).update(later=later, changed_at=now)
    else:
        said = appended(visit.said, lines)
        _within(said)
        write(visit, {"said": said}, now=now)
    return {"text": text, "sign": kind, "lines": lines}


def _within(text: str) -> None:
    if len(text) > LONGEST:
        raise VisitsError("These notes are too long for one visit. This line stays on your phone.")


def _tick(member: Member, visit: Visit, one: Typed, now: datetime) -> dict[str, Any]:
    """The last word by the phones' clocks holds, in whatever order they reach the desk."""
    line, is_reached = one.facts.get("line"), one.facts.get("on") is True
    if type(line) is not int or not 0 < line < _MOST_LINES:
        raise VisitsError("This tick cannot be read.")
    newer = CardLine.objects.filter(visit=visit, kind="tick", facts__line=line, at__gt=one.at)
    if not newer.exists():
        tick(member, visit.pk, line, is_reached=is_reached, now=now)
    return {"line": line, "on": is_reached}


def _cost(member: Member, visit: Visit, one: Typed, now: datetime) -> dict[str, Any]:
    currency = str(one.facts.get("currency", ""))[:3].upper()
    spent = Spent(
        kind=str(one.facts.get("what", "")),
        currency=currency,
        amount=amount_in(str(one.facts.get("amount", ""))[:30], currency),
        label=str(one.facts.get("label", "")),
        distance=_number(one.facts.get("distance")),
        rate=_number(one.facts.get("rate")),
    )
    checked_amount(spent)
    return {"cost": add_cost(member, visit.pk, spent, now=now).pk}


def _number(value: object) -> Decimal | None:
    text = str(value or "").strip().replace(",", ".")[:12]
    is_plain = text.replace(".", "", 1).isdecimal() and text.isascii()
    return Decimal(text) if is_plain else None


def _take_back(member: Member, visit: Visit, one: Typed, now: datetime) -> dict[str, Any]:
    """A line of a card that was a mistake, as far as it stands as it came."""
    key = str(one.facts.get("of", ""))[:36]
    is_name = key.isascii() and key.isprintable()
    line = CardLine.objects.filter(visit=visit, key=key).first() if is_name else None
    if line is None:
        raise VisitsError("The line that this takes back has not come yet.")
    # By another phone, or the desk, already: then nothing is left to do.
    if CardLine.objects.filter(visit=visit, kind="back", facts__of=key).exists():
        return {"of": key}
    if line.kind == "cost":
        # Without one, what it said was erased.
        remove_cost(member, visit.pk, line.facts.get("cost", 0), now=now)
    elif line.kind == "note":
        _without_note(visit, str(line.facts.get("lines", "")), now)
    return {"of": key}


def _without_note(visit: Visit, lines: str, now: datetime) -> None:
    name = "said" if visit.kept_at is None else "later"
    stands: str = getattr(visit, name)
    left = without(stands, lines) if lines else stands
    if left != stands and name == "said":
        write(visit, {"said": left}, now=now)
    elif left != stands:
        Visit.objects.filter(pk=visit.pk).update(later=left, changed_at=now)
    elif lines and without(visit.said, lines) != visit.said and visit.kept_at is not None:
        raise StandsStill


def lines_of(visit: Visit) -> list[CardLine]:
    return list(CardLine.objects.filter(visit=visit).order_by("id"))


def forget_words(visit: Visit) -> None:
    """Of whoever is erased: names of lines stay, so that a phone that comes late brings nothing back."""
    CardLine.objects.filter(visit=visit).exclude(facts={}).update(facts={})
    NoteChange.objects.filter(visit=visit).delete()
