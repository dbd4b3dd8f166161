"""What a look-back is made of: the facts that go in; the sections of lines, each with its sources, that come out."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Literal, NamedTuple

from msgspec import Struct


class Source(NamedTuple):
    """Where a line comes from. An entry by its number, with the sentence `start` to `end` in its text where there is
    one; what has no entry by its own kind and number."""

    kind: Literal["entry", "promise", "time", "duty", "improvement", "rating"]
    id: int | str
    start: int = 0
    end: int = 0

    @property
    def as_id(self) -> int | str:
        return self.id if self.kind == "entry" else f"{self.kind}:{self.id}"


class Line(Struct, frozen=True):
    """`key` is the same whenever the look-back is built anew. `quote`: the stretch of `text` that somebody said.

    `names`: what people in it are called.
    """

    key: str
    text: str
    sources: tuple[Source, ...] = ()
    quote: str = ""
    is_hidden: bool = False
    is_hers: bool = False
    # A paragraph that was drafted from other lines, and that a member kept.
    is_drafted: bool = False
    names: tuple[str, ...] = ()

    @property
    def before(self) -> str:
        return self.text.partition(f"“{self.quote}”")[0] if self.quote else self.text

    @property
    def after(self) -> str:
        return self.text.partition(f"“{self.quote}”")[2] if self.quote else ""


class Section(Struct, frozen=True):
    name: str
    title: str
    lines: tuple[Line, ...]


class Said(NamedTuple):
    """An entry that counts: said by a person, seen by all who work for the client. `who`: the other side."""

    number: int
    key: bytes
    kind: str
    at: datetime
    ended_at: datetime | None
    is_mine: bool
    thread_id: int | None
    subject: str
    who: str

    @property
    def is_missed(self) -> bool:
        return self.kind != "email" and self.ended_at == self.at

    @property
    def length(self) -> timedelta:
        return self.ended_at - self.at if self.ended_at is not None else timedelta()


class Sentence(NamedTuple):
    """A sentence of an entry that asks or settles something."""

    number: int
    start: int
    end: int
    kind: str
    is_mine: bool
    words: str = ""


class Owed(NamedTuple):
    """A promise or to-do. `words`: hers or the sentence; `quoted`: whether they are the letter's own."""

    key: str
    kind: str
    is_ours: bool
    state: str
    words: str
    is_quoted: bool
    who: str
    said_on: date
    due_on: date | None
    closed_on: date | None
    number: int | None
    start: int
    end: int
    times: int = 0


class Unanswered(NamedTuple):
    """A letter that waits, with the sentence that asks. `is_put`: to one of us, or by us to few. `subject`: without Re.

    `before`: the sentence before it; the places are those of both in the letter, 0 where they were not looked for.
    """

    number: int
    is_ours: bool
    since: datetime
    who: str
    words: str
    is_put: bool = True
    subject: str = ""
    before: str = ""
    start_before: int = 0
    start: int = 0
    end: int = 0


class Reply(Struct, frozen=True):
    """A question and its answer; `took` in working time. `number`: of the entry that asked."""

    number: int
    answer: int
    asked_at: datetime
    took: timedelta
    who: str


class Worked(NamedTuple):
    """Time worked for one aspect of the support; "" where it was noted for none."""

    aspect: int | None
    name: str
    minutes: int
    entries: tuple[int, ...]


class Seen(NamedTuple):
    """A duty that comes again, and how often it was done and left out."""

    duty: int
    name: str
    aspect: str
    done: int
    left_out: int


class Tried(NamedTuple):
    """Something that was tried to make it better; `state` as `support.models.Improvement` has it, in words."""

    number: int
    text: str
    aspect: str
    state: str
    outcome: str
    since_on: date


class Rated(NamedTuple):
    """Stars for an aspect, from 1 to 5, oldest first; each with the number of its rating."""

    aspect: int
    name: str
    ours: tuple[tuple[int, int], ...]
    theirs: tuple[tuple[int, int], ...]


class Material(Struct, frozen=True):
    """All that a look-back is made from. `before`: as many days before the period, for comparing."""

    since_on: date
    until_on: date
    today: date
    zone: tzinfo
    said: tuple[Said, ...] = ()
    before: tuple[Said, ...] = ()
    decided: tuple[Sentence, ...] = ()
    owed: tuple[Owed, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    our_answers: tuple[Reply, ...] = ()
    their_answers: tuple[Reply, ...] = ()
    answer_within: timedelta | None = None
    worked: tuple[Worked, ...] = ()
    duties: tuple[Seen, ...] = ()
    tried: tuple[Tried, ...] = ()
    rated: tuple[Rated, ...] = ()
