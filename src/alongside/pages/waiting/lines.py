"""Conversations that wait in, lines with how long by the clock agreed, and what can be done from the line, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from alongside.agreements.queries import clocks_of
from alongside.pages.base.parts import Action
from alongside.waiting.models import Verdict
from alongside.waiting.queries import WaitingLine

_ANSWERED = (
    ("Answered by phone", Verdict.PHONE, "e"),
    ("Answered in person", Verdict.MET, ""),
    ("Needs no answer", Verdict.NONE, ""),
)
_HEARD = (("Heard by phone", Verdict.PHONE, "e"), ("Wait no longer", Verdict.NONE, ""))


@dataclass(frozen=True, slots=True)
class ShownWaiting:
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
        address = f"{reverse('write-start')}?client={self.line.client_id}"
        return Action("Answer", address, key="r", name="answer", value=str(self.line.interaction_id))


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


def doing(
    entry_id: int, client_id: int, seen: datetime, *, is_ours: bool, then: str = ""
) -> tuple[Action, ...]:
    """`seen`: the newest message she has before her; what comes later is not done with by this."""
    given = {"client": client_id, "seen": seen.isoformat(), **({"then": then} if then else {})}
    more = f"?{urlencode(given)}"
    settle, later = reverse("waiting-settle", args=[entry_id]), reverse("waiting-later", args=[entry_id])
    done = [
        Action(label, settle + more, key=key, name="how", value=str(verdict.value))
        for label, verdict, key in (_HEARD if is_ours else _ANSWERED)
    ]
    if is_ours:
        return (*done, Action("If no answer by", later + more, key="s", is_post=False))
    tomorrow = Action("Next working morning", later + more, key="s", name="until", value="morning")
    return (*done, tomorrow, Action("Later", later + more, key="S", is_post=False))
