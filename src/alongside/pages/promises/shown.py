"""Promises and to-dos in, rows as the pages show them out: words for the day, verbs, where a click leads."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.utils import timezone
from msgspec import Struct

from alongside.pages.base.addresses import url
from alongside.pages.base.marks import Mark, mark
from alongside.pages.base.parts import Action
from alongside.pages.base.words import due
from alongside.promises.models import Promise
from alongside.promises.queries import Evidence, Kept
from alongside.promises.rules import is_overdue
from alongside.promises.suggesting import Suggestion

STATES = {"kept": "kept", "slipped": "slipped", "dropped": "dropped", "open": "open"}


class Row(Struct, frozen=True):
    """`who` promised what; `url`: its sentence in the letter, else its own page."""

    key: str
    who: str
    words: str
    client_id: int
    client: str
    mark: Mark
    due: str
    is_overdue: bool
    is_quoted: bool
    url: str
    page: str
    actions: tuple[Action, ...]
    progress: str
    state: str
    state_words: str


def rows_of(found: list[Kept], *, now: datetime, back: str) -> list[Row]:
    """`back`: the page that is come back to after a verb."""
    return [row_of(one, now=now, back=back) for one in found]


def row_of(one: Kept, *, now: datetime, back: str) -> Row:
    row = one.row
    page = f"{url('promises')}{one.key}/"
    local = timezone.localtime(now)
    return Row(
        key=one.key,
        who=_who(one),
        words=one.words,
        client_id=one.client.id,
        client=one.client.name,
        mark=mark(one.client.name, hue=one.client.hue),
        due=due(row.due_on, row.due_at, now=local) if row.due_on or row.due_at else "",
        is_overdue=row.state == "open" and is_overdue(row.due_on, row.due_at, now=local),
        is_quoted=not row.wording and one.evidence is not None,
        url=sentence_url(one.evidence, one.client.id) if one.evidence else page,
        page=page,
        actions=_actions(row, page, back),
        progress=_progress(row),
        state=row.state,
        state_words=_state_words(row),
    )


def _who(one: Kept) -> str:
    name = one.who or one.client.name
    if one.row.kind == "todo":
        return f"for {name}" if one.who else "To do"
    return f"You, to {name}" if one.row.side == "ours" else name


def _state_words(row: Promise) -> str:
    if row.kind == "todo" and row.state == "kept":
        return "done"
    return STATES.get(row.state, "")


def _progress(row: Promise) -> str:
    words = []
    if row.checklist:
        words.append(f"{sum(done for _, done in row.checklist)} of {len(row.checklist)}")
    if row.repeat:
        words.append("comes again")
    if row.times_moved and row.state == "open":
        words.append("moved" if row.times_moved == 1 else f"moved {row.times_moved} times")
    return ", ".join(words)


def _actions(row: Promise, page: str, back: str) -> tuple[Action, ...]:
    say = f"{page}say/?{urlencode({'next': back})}"
    if row.state != "open":
        return (Action("Open again", say, name="word", value="reopened"),)
    is_todo = row.kind == "todo"
    done = Action("Done" if is_todo else "Kept", say, key="e", name="word", value="kept")
    slipped = () if is_todo else (Action("Slipped", say, name="word", value="slipped"),)
    todo = (
        ()
        if is_todo
        else (Action("Make it a to-do", say, key="o", name="word", value="todo", is_aside=True),)
    )
    return (
        done,
        Action("Tomorrow", say, key="s", name="move", value="tomorrow"),
        Action("Move", f"{page}move/?{urlencode({'next': back})}", key="m", name="day", is_post=False),
        *slipped,
        Action("Drop", say, key="x", name="word", value="dropped"),
        *todo,
        Action("Change", page, is_post=False),
    )


def place_of(interaction_id: int, start: int) -> str:
    """The anchor of a sentence in its letter."""
    return f"s{interaction_id}-{start}"


def sentence_url(evidence: Evidence, client_id: int) -> str:
    address = url("conversation", evidence.interaction_id)
    return f"{address}?client={client_id}#{place_of(evidence.interaction_id, evidence.start)}"


class Offer(Struct, frozen=True):
    """A suggestion as a page asks about it. `asks`: "Looks like a promise, by Friday. Keep it?"."""

    quote: str
    who: str
    at: datetime
    url: str
    asks: str
    keep: str
    change: str
    refuse: str
    client: str
    mark: Mark


def offer_of(one: Suggestion, *, now: datetime, back: str) -> Offer:
    finding, evidence = one.finding, one.evidence
    place = [finding.interaction_id, finding.start, finding.end, finding.kind]
    query = urlencode({"next": back, "client": one.client.id})
    return Offer(
        quote=evidence.sentence,
        who="You" if evidence.is_mine else evidence.who,
        at=evidence.said_at,
        url=sentence_url(evidence, one.client.id),
        asks=_asks(one, now),
        keep=f"{url('finding-keep', *place)}?{query}",
        change=f"{url('finding-change', *place)}?{query}",
        refuse=f"{url('finding-refuse', *place)}?{query}",
        client=one.client.name,
        mark=mark(one.client.name, hue=one.client.hue),
    )


def _asks(one: Suggestion, now: datetime) -> str:
    finding = one.finding
    what = "something to do" if one.becomes == "todo" else "a promise"
    local = timezone.localtime(now)
    day = due(finding.due_on, finding.due_at, now=local) if finding.due_on or finding.due_at else ""
    doubt = " (if the day is read right)" if finding.is_ambiguous and day else ""
    return f"Looks like {what}{f', due {day}{doubt}' if day else ''}. Keep it?"
