"""Conversations that wait in, lines with how long by the clock agreed, and what can be done from the line, out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import clocks_of
from alongside.pages.base.addresses import url
from alongside.pages.base.marks import mark
from alongside.pages.base.parts import Action
from alongside.pages.base.rows import waiting_row
from alongside.pages.base.words import waited
from alongside.timeline.queries.lists import tags_for
from alongside.waiting.models import Side, Verdict
from alongside.waiting.queries import WaitingLine, is_being_answered, waiting_in


class ShownWaiting(Struct, frozen=True):
    """A line with how long it has waited in working hours. `over`: the target that has passed, in hours, or 0."""

    line: WaitingLine
    worked: timedelta
    over: int
    is_ours: bool

    @property
    def actions(self) -> tuple[Action, ...]:
        """What can be done from the line itself, by key or in its menu."""
        return doing(self.line.interaction_id, self.line.client_id, self.line.until, is_ours=self.is_ours)

    @property
    def answer(self) -> Action:
        address = f"{url('write-start')}?client={self.line.client_id}"
        return Action("Answer", address, key="r", name="answer", value=str(self.line.interaction_id))

    def row(self, *, can_write: bool, is_outside: bool = False) -> Markup:
        """As a list shows it. `is_outside`: somebody waits for the client, in a mailbox of the client's."""
        line = self.line
        place = f"?client={line.client_id}#e{line.interaction_id}"
        can_answer = can_write and not is_outside and not self.is_ours
        return waiting_row(
            url("conversation", line.interaction_id) + place,
            mark(line.client_name, hue=line.client_hue),
            f"for {line.client_name}" if is_outside else line.client_name,
            "You" if self.is_ours else line.who,
            line.words,
            waited(self.worked),
            line.since,
            actions=(self.answer, *self.actions) if can_answer else self.actions,
            id=f"{'o' if is_outside else 'w'}{line.interaction_id}",
            subject=line.subject,
            over=self.over,
        )


def shown(lines: Sequence[WaitingLine], *, now: datetime, is_ours: bool = False) -> list[ShownWaiting]:
    clocks = clocks_of({line.client_id for line in lines}, now=now) if lines else {}
    found = []
    for line in lines:
        clock = clocks[line.client_id]
        waited = clock.waited(line.since, now)
        is_over = not is_ours and clock.is_over(waited) and clock.answer_within is not None
        over = int(clock.answer_within.total_seconds() // 3600) if is_over and clock.answer_within else 0
        found.append(ShownWaiting(line, waited, over, is_ours))
    return found


def longest_first(lines: Sequence[ShownWaiting]) -> list[ShownWaiting]:
    """By the hours that are shown beside them, which the clock of each client counts."""
    return sorted(lines, key=lambda one: -one.worked)


@lru_cache(maxsize=1024)
def doing(
    entry_id: int, client_id: int, seen: datetime, *, is_ours: bool, then: str = ""
) -> tuple[Action, ...]:
    """`seen`: the newest message she has before her; what comes later is not done with by this."""
    more = f"?client={client_id}&seen={quote(seen.isoformat())}{f'&then={quote(then)}' if then else ''}"
    settle, later = url("waiting-settle", entry_id) + more, url("waiting-later", entry_id) + more
    phone, met, none = (str(one.value) for one in (Verdict.PHONE, Verdict.MET, Verdict.NONE))
    if is_ours:
        return (
            Action("Heard by phone", settle, key="e", name="how", value=phone),
            Action("Wait no longer", settle, name="how", value=none),
            Action("If no answer by", later, key="s", is_post=False),
        )
    return (
        Action("Answered by phone", settle, key="e", name="how", value=phone),
        Action("Answered in person", settle, name="how", value=met),
        Action("Needs no answer", settle, name="how", value=none),
        Action("Next working morning", later, key="s", name="until", value="morning"),
        Action("Later", later, key="S", is_post=False),
    )


class StandingHere(Struct, frozen=True):
    """Who waits in the conversation that is read, and what can be done about it."""

    words: str
    since: datetime
    worked: timedelta
    hidden_until: datetime | None
    actions: tuple[Action, ...]


def standing_in(
    member: Member, client_id: int | None, entry_id: int, *, now: datetime
) -> StandingHere | None:
    waiting = waiting_in(member, thread_of=entry_id, client_id=client_id) if client_id is not None else None
    client = tags_for(member).get(waiting.client_id) if waiting is not None else None
    if waiting is None or client is None or is_being_answered(waiting):
        return None
    clock = clocks_of([waiting.client_id], now=now)[waiting.client_id]
    is_ours, name = waiting.side == Side.OURS, client.name
    told = {Side.OURS: f"You wait for {name}", Side.THEIRS: f"{name} waits for you"}
    words = told.get(Side(waiting.side), f"{name} wrote last and asks nothing")
    hidden = waiting.hidden_until if waiting.hidden_until and waiting.hidden_until > now else None
    does = doing(entry_id, waiting.client_id, waiting.until, is_ours=is_ours, then="conversation")
    return StandingHere(words, waiting.since, clock.waited(waiting.since, now), hidden, does)
