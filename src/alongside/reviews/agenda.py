"""What either side does to an agenda in, steps that add up to it out; the caller says which side, and who.

Raises ReviewsError with words for a person. Sent twice a step is kept once, whoever sends it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import blake2b
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.calls.actions import take_off
from alongside.calls.models import AgendaLine
from alongside.calls.queries import agenda_for
from alongside.calls.rules import lines_of, private_words
from alongside.clients.models import Client
from alongside.intake.by_hand import CannotWriteDownError, Wanted, write_down
from alongside.lib.texts import one_line, storable
from alongside.live.actions import tell
from alongside.reviews.errors import ReviewsError
from alongside.reviews.merging import LONGEST_BOX, Item, Step, agenda_of, moved, place_after
from alongside.reviews.models import AgendaStep, Review, Side
from alongside.reviews.queries import find_review, home_of
from alongside.reviews.signs import plain
from alongside.reviews.supported import rateable

What = AgendaStep.What
LONGEST_WORDS, LONGEST_NOTE, LONGEST_NAME = 500, 4_000, 100
MOST_LINES, MOST_STEPS = 60, 3_000
_KEY = re.compile(r"[0-9a-f]{32}")


class Writer(Struct, frozen=True):
    """Who writes. `member` None: somebody without an account, on the shared page."""

    side: str
    name: str = ""
    member: Member | None = None


def steps_of(review: Review) -> list[Step]:
    fields = ("key", "line", "what", "turn", "over", "text", "value", "side", "name")
    rows = AgendaStep.objects.filter(review=review).order_by("id").values_list(*fields)
    return [
        Step(key, line, what, turn, tuple(over), text, value, side, name)
        for key, line, what, turn, over, text, value, side, name in rows
    ]


def items_of(review: Review) -> list[Item]:
    """The caller has checked sight."""
    return agenda_of(steps_of(review))


def turn_of(review: Review) -> int:
    """The last turn so far, as a page that is shown now carries it: what is done then stands above all of these, also
    where some of them were erased."""
    last: int | None = AgendaStep.objects.filter(review=review).aggregate(last=Max("turn"))["last"]
    return last or 0


class Seen(Struct, frozen=True):
    """What the page that sends this had seen: the turn, and the wordings that stood there. `key`: made by the page."""

    turn: int
    key: str = ""
    over: tuple[str, ...] = ()

    @property
    def good_key(self) -> str:
        return self.key if _KEY.fullmatch(self.key) else uuid4().hex


def add(
    review: Review, writer: Writer, text: str, seen: Seen, *, minutes: int | None = None, now: datetime
) -> str:
    """A line at the end; returns its key, "" where nothing is left for both to read."""
    line, items = seen.good_key, items_of(review)
    words = _words(_readable(review, writer, line, text, line, now))
    if not words:
        return ""
    if len(items) >= MOST_LINES:
        raise ReviewsError("This agenda is full. Put two lines into one, or take one away.")
    made = [_step(line, line, What.TEXT, seen, text=words)]
    made.append(_step(_second(line, "place"), line, What.PLACE, seen, value=place_after(items)))
    if minutes:
        made.append(_step(_second(line, "box"), line, What.BOX, seen, value=_box(minutes)))
    _keep(review, writer, made, now)
    return line


def shown_words(steps: Sequence[Step], over: Sequence[str], *, between: str = " / ") -> str:
    """What a field showed to whoever had seen these wordings: all of them, that nobody wipes out one unread."""
    by_key = {
        one.key: one.text for one in sorted(steps, key=lambda one: (one.turn, one.key)) if one.key in over
    }
    return between.join(dict.fromkeys(text for text in by_key.values() if text))


def reword(review: Review, writer: Writer, line: str, text: str, seen: Seen, *, now: datetime) -> None:
    """Other words in place of those that the writer has seen; empty ones take the line away."""
    key, item = seen.good_key, _item(review, line)
    words = _words(_readable(review, writer, line, text, key, now))
    if item is not None and item.text == words and not item.others:
        return
    _keep(review, writer, [_step(key, line, What.TEXT, seen, text=words)], now)


def note(review: Review, writer: Writer, line: str, text: str, seen: Seen, *, now: datetime) -> None:
    """Notes on a line, in place of those that the writer has seen."""
    key = seen.good_key
    words = _readable(review, writer, line, storable(text), key, now)[:LONGEST_NOTE].strip()
    item = _item(review, line)
    stands = item.notes if item is not None else ()
    if [one.text for one in stands] == ([words] if words else []):
        return
    _keep(review, writer, [_step(key, line, What.NOTE, seen, text=words)], now)


def tick(review: Review, writer: Writer, line: str, *, is_ticked: bool, seen: Seen, now: datetime) -> None:
    value = 1.0 if is_ticked else 0.0
    _keep(review, writer, [_step(seen.good_key, line, What.TICK, seen, value=value)], now)


def box(review: Review, writer: Writer, line: str, minutes: int, seen: Seen, *, now: datetime) -> None:
    _keep(review, writer, [_step(seen.good_key, line, What.BOX, seen, value=_box(minutes))], now)


def set_about(review: Review, writer: Writer, line: str, aspect: str, seen: Seen, *, now: datetime) -> None:
    """Which part of the support a line is about: one of those of the client, or "" for none."""
    names = {one.name for one in rateable(home_of(review), today=now.date())}
    if aspect and aspect not in names:
        raise ReviewsError("This part of the support is not there any more. The line stays as it was.")
    _keep(review, writer, [_step(seen.good_key, line, What.ABOUT, seen, text=aspect)], now)


def move(review: Review, writer: Writer, line: str, *, by: int, seen: Seen, now: datetime) -> None:
    """Up (-1) or down (1)."""
    key = seen.good_key
    places = moved(items_of(review), line, by=by)
    made = [
        _step(_second(key, one), one, What.PLACE, seen, value=place) for one, place in sorted(places.items())
    ]
    _keep(review, writer, made, now)


def to_bring(member: Member, review: Review) -> list[AgendaLine]:
    """What the member put by for the next call, without what is hers alone."""
    return [one for one in agenda_for(member, home_of(review)) if not private_words(one.text)]


def bring_in(member: Member, number: int, *, now: datetime) -> int:
    """What the member had put by for the next call comes onto the agenda of both; returns how many lines."""
    review = find_review(member, number)
    writer = Writer(Side.OURS, member.name, member)
    with transaction.atomic():
        lines = to_bring(member, review)
        for one in lines:
            seen = Seen(turn_of(review), _second(f"{one.pk}", "own line"))
            add(review, writer, one.text, seen, now=now)
        take_off(member, [one.pk for one in lines], now=now)
    return len(lines)


def carry_over(old: Review, new: Review, *, now: datetime) -> int:
    """What was not reached goes to the next agenda, in its order and with its minutes; done twice it is there once."""
    left, known = [one for one in items_of(old) if not one.is_ticked], _keys_of(new)
    for one in left:
        seen = Seen(turn_of(new), _carried_as(one.line, new, known))
        if seen.key not in known:
            writer = Writer(one.side, one.name)
            line = add(new, writer, one.all_words, seen, minutes=one.minutes, now=now)
            if line and one.about:
                about = _step(_second(line, "about"), line, What.ABOUT, seen, text=one.about)
                _keep(new, writer, [about], now)
    return len(left)


def carry_back(old: Review, new: Review, *, now: datetime) -> None:
    """Undoes `carry_over`, so that it can be done anew: lines on which nobody has worked since go."""
    items, known = {one.line: one for one in items_of(new)}, _keys_of(new)
    for one in items_of(old):
        line = _carried_as(one.line, new, known)
        there = items.get(line)
        if there is not None and there.seen == (line,) and not there.notes and not there.is_ticked:
            gone = _step(_second(line, _BACK), line, What.TEXT, Seen(turn_of(new), over=there.seen))
            _keep(new, Writer(Side.OURS), [gone], now)


_BACK = "carried back"


def _keys_of(review: Review) -> set[str]:
    return set(AgendaStep.objects.filter(review=review).values_list("key", flat=True))


def _carried_as(line: str, new: Review, known: Collection[str]) -> str:
    """Under which name it comes to the next agenda; another once it was taken back from there."""
    key, again = _second(line, f"next:{new.pk}"), 0
    while _second(key, _BACK) in known:
        again += 1
        key = _second(line, f"next:{new.pk}:{again}")
    return key


def _readable(review: Review, writer: Writer, line: str, text: str, key: str, now: datetime) -> str:
    """Both sides read an agenda. Signs are a member's: what the client begins with one is plain words."""
    if writer.side == Side.THEIRS:
        rows = AgendaStep.objects.filter(review=review, line=line, side=Side.OURS)
        ours = {one for text in rows.values_list("text", flat=True) for one in text.split("\n")}
        return plain(storable(text), of_ours=ours)
    return _without_private(review, writer.member, text, key, now) if writer.member is not None else text


def _without_private(review: Review, member: Member, text: str, key: str, now: datetime) -> str:
    """A line that begins as private ones do in a call becomes a note that is hers alone."""
    words = private_words(text)
    if not words:
        return text
    client = Client.objects.get(pk=home_of(review))
    wanted = Wanted(id=_second(key, "private"), kind="note", happened_at=now, text=words, is_private=True)
    try:
        write_down(member, client, wanted)
    except CannotWriteDownError as error:
        raise ReviewsError(str(error)) from error
    return "\n".join(line for line in text.split("\n") if lines_of(line)[0].kind != "private")


def _item(review: Review, line: str) -> Item | None:
    return next((one for one in items_of(review) if one.line == line), None)


def _step(
    key: str, line: str, what: str, seen: Seen, *, text: str = "", value: float | None = None
) -> AgendaStep:
    if not _KEY.fullmatch(line):
        raise ReviewsError("This line is not there any more. Nothing else was changed.")
    over = [one for one in seen.over if _KEY.fullmatch(one)][:MOST_LINES]
    return AgendaStep(key=key, line=line, what=what, turn=seen.turn + 1, over=over, text=text, value=value)


def _keep(review: Review, writer: Writer, steps: Sequence[AgendaStep], now: datetime) -> None:
    if not steps:
        return
    if AgendaStep.objects.filter(review=review).count() >= MOST_STEPS:
        raise ReviewsError("More was written here than an agenda can hold. What stands there is kept.")
    for step in steps:
        step.review, step.side, step.member, step.at = review, writer.side, writer.member, now
        step.name = one_line(writer.name)[:LONGEST_NAME]
    with transaction.atomic():
        AgendaStep.objects.bulk_create(steps, ignore_conflicts=True)
        tell("review", review.pk)


def _second(key: str, what: str) -> str:
    """The name of a step that goes with another, the same when it is sent again."""
    return blake2b(f"{key} {what}".encode(), digest_size=16, person=b"agenda-step").hexdigest()


def _words(text: str) -> str:
    return one_line(text)[:LONGEST_WORDS]


def _box(minutes: int) -> float:
    return float(min(max(minutes, 0), LONGEST_BOX))
