"""An agenda as a form, sent by either side; every line that was changed is kept, whichever button was pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import blake2b

from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import get_random_string
from msgspec import Struct, field

from alongside.reviews import agenda
from alongside.reviews.agenda import Seen, Writer, shown_words, steps_of, turn_of
from alongside.reviews.errors import ReviewsError
from alongside.reviews.merging import Item, Step, agenda_of, by_aspect, minutes_in_all
from alongside.reviews.models import Review
from alongside.reviews.queries import home_of
from alongside.reviews.supported import rateable

NEW_LINES = 3
MOST_FIELDS = 100


class Shown(Struct, frozen=True):
    """A line in the form. `text`, `notes`: what its fields hold; `over`, `over_notes`: what was seen."""

    item: Item
    text: str
    over: str
    notes: str
    over_notes: str


class Form(Struct, frozen=True):
    """`once`: names what is sent from this form, so that sent twice it is kept once."""

    lines: tuple[Shown, ...]
    turn: int
    once: str
    minutes: int
    blank: tuple[int, ...]
    aspects: tuple[str, ...] = ()
    is_by_aspect: bool = False


def form_of(review: Review, *, is_by_aspect: bool = False) -> Form:
    """`is_by_aspect`: as on a visit, part of the support by part; there nothing is moved up or down."""
    steps = steps_of(review)
    aspects = [one.name for one in rateable(home_of(review), today=timezone.localdate())]
    items = by_aspect(agenda_of(steps), aspects) if is_by_aspect else agenda_of(steps)
    lines = tuple(
        Shown(
            item,
            shown_words(steps, item.seen),
            " ".join(item.seen),
            shown_words(steps, item.seen_notes, between="\n"),
            " ".join(item.seen_notes),
        )
        for item in items
    )
    blank = tuple(range(NEW_LINES if items else NEW_LINES + 1))
    minutes = minutes_in_all(items)
    return Form(lines, turn_of(review), new_once(), minutes, blank, tuple(aspects), is_by_aspect)


class Sent(Struct):
    """One sending of the form. `steps`: what was there before it, `last` the turn that it is; `problems`: what could
    not be kept, in words."""

    review: Review
    writer: Writer
    given: QueryDict
    now: datetime
    may_tick: bool
    steps: Sequence[Step]
    last: int
    problems: list[str] = field(default_factory=list)

    def take(self) -> list[str]:
        """Keeps all that was changed; what could not be is said, and the rest is kept all the same."""
        for line in self.given.getlist("line")[:MOST_FIELDS]:
            for kept in (self._words, self._notes, self._box, self._about, self._tick):
                self._try(kept, line[:32])
        for number in range(NEW_LINES + 1):
            self._try(self._new, str(number))
        self._try(self._pressed, self.given.get("do", "")[:60])
        return self.problems

    def bring(self, item: Item) -> None:
        """A line of the review before that has other words or notes now; a note would stand nowhere without it."""
        words, notes = self.given.get(f"text-{item.line}"), self.given.get(f"note-{item.line}")
        is_noted = notes is not None and _plain(notes) != shown_words(
            self.steps, item.seen_notes, between="\n"
        )
        if is_noted and " ".join((words or "").split()) == shown_words(self.steps, item.seen):
            seen = self._seen((), "bring", item.line)
            self._try(
                lambda line: agenda.reword(
                    self.review, self.writer, line, item.all_words, seen, now=self.now
                ),
                item.line,
            )

    def _try(self, keep: Callable[[str], None], what: str) -> None:
        try:
            keep(what)
        except ReviewsError as error:
            self.problems.append(str(error))

    def _seen(self, over: tuple[str, ...], *what: str) -> Seen:
        """The same name for what is sent twice from one form, another where other words are sent from it."""
        key = named(self.given.get("once", ""), *what)
        # More than there is nobody has seen: it would stand above all that is written after it.
        turn = _number(self.given.get("turn", ""), most=self.last)
        return Seen(turn, key, over)

    def _words(self, line: str) -> None:
        text, over = self.given.get(f"text-{line}"), _keys(self.given.get(f"over-{line}", ""))
        if text is None or " ".join(text.split()) == shown_words(self.steps, over):
            return
        agenda.reword(
            self.review, self.writer, line, text[:5000], self._seen(over, "text", line, text), now=self.now
        )

    def _notes(self, line: str) -> None:
        text, over = self.given.get(f"note-{line}"), _keys(self.given.get(f"over-note-{line}", ""))
        if text is None or _plain(text) == shown_words(self.steps, over, between="\n"):
            return
        agenda.note(
            self.review, self.writer, line, text[:10_000], self._seen(over, "note", line, text), now=self.now
        )

    def _box(self, line: str) -> None:
        text, was = (self.given.get(f"{name}-{line}", "").strip() for name in ("minutes", "were"))
        if text != was:
            seen = self._seen((), "box", line, text)
            agenda.box(self.review, self.writer, line, _number(text, most=480), seen, now=self.now)

    def _about(self, line: str) -> None:
        aspect, was = (self.given.get(f"{name}-{line}", "") for name in ("about", "wasabout"))
        if aspect != was and f"about-{line}" in self.given:
            seen = self._seen((), "about", line, aspect)
            agenda.set_about(self.review, self.writer, line, aspect[:200], seen, now=self.now)

    def _tick(self, line: str) -> None:
        is_ticked, was = (self.given.get(f"{name}-{line}", "") == "on" for name in ("tick", "was"))
        if self.may_tick and is_ticked != was:
            seen = self._seen((), "tick", line, str(is_ticked))
            agenda.tick(self.review, self.writer, line, is_ticked=is_ticked, seen=seen, now=self.now)

    def _new(self, number: str) -> None:
        text = self.given.get(f"new-{number}", "")
        if text.strip():
            minutes = _number(self.given.get(f"new-minutes-{number}", ""), most=480)
            seen = self._seen((), "new", number, text)
            agenda.add(self.review, self.writer, text[:5000], seen, minutes=minutes, now=self.now)

    def _pressed(self, what: str) -> None:
        """ "up:LINE", "down:LINE", or "away:LINE", which puts no words in the place of those that were seen."""
        name, _, line = what.partition(":")
        if name in ("up", "down"):
            seen = self._seen((), what)
            by = -1 if name == "up" else 1
            agenda.move(self.review, self.writer, line, by=by, seen=seen, now=self.now)
        elif name == "away":
            seen = self._seen(_keys(self.given.get(f"over-{line}", "")), what)
            agenda.reword(self.review, self.writer, line, "", seen, now=self.now)


def take(review: Review, writer: Writer, given: QueryDict, *, may_tick: bool, now: datetime) -> list[str]:
    """Returns what could not be kept, in words."""
    return Sent(review, writer, given, now, may_tick, steps_of(review), turn_of(review)).take()


def take_late(old: Review, new: Review, writer: Writer, given: QueryDict, *, now: datetime) -> list[str]:
    """The same for a form of the review before: only what was changed in it goes to the agenda of the next."""
    sent = Sent(new, writer, given, now, False, steps_of(old), turn_of(new))
    for item in agenda_of(sent.steps):
        sent.bring(item)
    return sent.take()


def new_once() -> str:
    return get_random_string(16)


def named(once: str, *what: str) -> str:
    """What is sent from the form `once`, as 32 hex digits: the same for the same words, another for others."""
    parts = "\0".join([once[:32], *what]).encode("utf-8", "replace")
    return blake2b(parts, digest_size=16, person=b"agenda-form").hexdigest()


def _keys(text: str) -> tuple[str, ...]:
    return tuple(text[:4000].split())


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _number(text: str, *, most: int) -> int:
    text = text.strip()
    return min(int(text), most) if text.isdecimal() and len(text) < 9 else 0
