"""What a member says of findings, promises and to-dos: a verdict is added, and what stands is added up anew.

Every function takes the member first and raises PromisesError with words for a person; NotThere for what she may
not see.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.db import transaction

from alongside.accounts.models import Member
from alongside.clients.queries import client_for
from alongside.lib.texts import one_line
from alongside.live.actions import tell
from alongside.promises.errors import NotThere, PromisesError
from alongside.promises.models import Finding, Promise, Verdict
from alongside.promises.queries import counterpart_of, find_finding, find_promise
from alongside.promises.rules import REPEATS, key_of
from alongside.promises.settling import settle
from alongside.promises.suggesting import becomes
from alongside.timeline.models import Filing
from alongside.timeline.queries.sight import interactions_for

Word = Verdict.Word
# What may be said of a promise that stands.
OUTCOMES = (Word.KEPT, Word.SLIPPED, Word.DROPPED, Word.REOPENED)
LONGEST_WORDING, MOST_LINES, LONGEST_LINE = 500, 40, 200
_KEY_BYTES = 16
SECOND_CLICK = timedelta(seconds=5)


def accept(
    member: Member,
    place: tuple[int, int, int, str],
    *,
    now: datetime,
    client_id: int | None = None,
    changes: Mapping[str, Any] | None = None,
) -> str:
    """Keep in mind what was found at `place` (entry, start, end, kind), with her own changes; returns its key."""
    finding = find_finding(member, *place)
    kind, side = becomes(finding)
    facts: dict[str, Any] = {
        "kind": kind,
        "side": side,
        "due_on": finding.due_on.isoformat() if finding.due_on else None,
        "due_at": finding.due_at.isoformat() if finding.due_at else None,
        **_found_by(finding),
        **(changes or {}),
    }
    client = _client_of(member, finding.interaction_id, client_id)
    return _judge(member, finding, Word.ACCEPTED, facts, client, now)


def refuse(member: Member, place: tuple[int, int, int, str], *, now: datetime) -> str:
    """It is no promise and no request: what this rule finds in this person's words counts for less from now on."""
    finding = find_finding(member, *place)
    kind, side = becomes(finding)
    facts = {"kind": kind, "side": side, **_found_by(finding)}
    return _judge(member, finding, Word.REFUSED, facts, _client_of(member, finding.interaction_id, None), now)


def _found_by(finding: Finding) -> dict[str, Any]:
    return {"rule": finding.rule, "speaker": finding.speaker}


def _client_of(member: Member, interaction_id: int, client_id: int | None) -> int:
    """Of the clients that it is filed under the one wanted, else the first that she works for."""
    filed = Filing.objects.filter(interaction_id=interaction_id).order_by("client_id")
    clients = [
        one for one in filed.values_list("client_id", flat=True) if client_for(member, one) is not None
    ]
    if not clients:
        raise NotThere
    return client_id if client_id in clients else clients[0]


def _judge(
    member: Member, finding: Finding, word: Word, facts: dict[str, Any], client: int, now: datetime
) -> str:
    source_key = bytes(finding.source_key)
    key = key_of(source_key, finding.start, finding.end, finding.kind)
    with transaction.atomic():
        stands = Promise.objects.filter(key=key).values_list("state", flat=True).first()
        if stands is not None and not (word == Word.ACCEPTED and stands == "refused"):
            _agrees(word, stands)
            return key
        Verdict.objects.create(
            key=key,
            source_key=source_key,
            start=finding.start,
            end=finding.end,
            word=word,
            client_id=client,
            person=counterpart_of(finding.interaction),
            facts=facts,
            member=member,
            decided_at=now,
        )
        settle([key])
        tell("promise", key)
    return key


def _agrees(word: Word, state: str) -> None:
    """Two windows said so: the first one holds. But what one of them keeps, the other cannot refuse unseen."""
    if word == Word.REFUSED and state != "refused":
        raise PromisesError("It was kept in mind meanwhile, and stays so. Drop it there if it is none.")


def mark(
    member: Member,
    interaction_id: int,
    span: tuple[int, int],
    *,
    side: str,
    due_on: date | None,
    now: datetime,
) -> str:
    """A promise that she marked herself in what she wrote down: `text[start:end]` of the entry; returns its key.

    Under the key that a finding at this place would have. Marked twice it is one, and so is what she refused since.
    """
    entry = interactions_for(member).filter(pk=interaction_id, private_to=None).first()
    if entry is None:
        raise NotThere
    client = _client_of(member, interaction_id, None)
    key = key_of(bytes(entry.source_key), *span, "promise")
    with transaction.atomic():
        if Verdict.objects.filter(key=key).exists():
            return key
        Verdict.objects.create(
            key=key,
            source_key=bytes(entry.source_key),
            start=span[0],
            end=span[1],
            word=Word.ACCEPTED,
            client_id=client,
            person=counterpart_of(entry),
            facts={"kind": "promise", "side": side, "due_on": due_on.isoformat() if due_on else None},
            member=member,
            decided_at=now,
        )
        settle([key])
        tell("promise", key)
    return key


def write_down(
    member: Member,
    client_id: int,
    *,
    kind: str,
    side: str,
    changes: Mapping[str, Any],
    person: str = "",
    now: datetime,
    form: str = "",
) -> str:
    """A promise or to-do by hand; returns its key. `form`: the number of the form that it was typed into; the same
    words sent twice from one form are one."""
    if client_for(member, client_id) is None:
        raise NotThere
    if not changes.get("wording"):
        raise PromisesError("Nothing was written down. Say in a few words what is to be done.")
    facts = {"kind": kind, "side": "ours" if kind == "todo" else side, **changes}
    key = _key_by_hand(form, client_id, facts)
    with transaction.atomic():
        if Promise.objects.filter(key=key).exists():
            return key
        Verdict.objects.create(
            key=key,
            word=Word.MADE,
            client_id=client_id,
            person=person,
            facts=facts,
            member=member,
            decided_at=now,
        )
        settle([key])
        tell("promise", key)
    return key


def _key_by_hand(form: str, client_id: int, facts: Mapping[str, Any]) -> str:
    """Of chance, or of a form of chance and what was typed into it."""
    if not form:
        return secrets.token_hex(_KEY_BYTES)
    told = json.dumps([form, client_id, facts], sort_keys=True).encode()
    return blake2b(told, digest_size=_KEY_BYTES, person=b"by hand").hexdigest()


def edit(member: Member, key: str, changes: Mapping[str, Any], *, now: datetime) -> None:
    """Other words, another day or side. A day that changes counts as moved, and the day before stays in the history."""
    row = find_promise(member, key).row
    if row.interaction_id is None and not changes.get("wording", row.wording):
        raise PromisesError("Say in a few words what is to be done. What stood there is kept.")
    known = {
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "wording": row.wording,
        "side": row.side,
        "repeat": row.repeat,
        "checklist": [line for line, _ in row.checklist],
    }
    sets = {name: value for name, value in changes.items() if known.get(name) != value}
    due_on = {"due_on": sets.pop("due_on"), "counts_from": True} if "due_on" in sets else {}
    if sets:
        _add(member, row, Word.EDITED, sets, now)
    if due_on:
        _add(member, row, Word.MOVED, due_on, now)


def say(member: Member, key: str, word: str, *, now: datetime) -> None:
    """Kept, slipped, dropped, or open again; what it is already changes nothing."""
    row = find_promise(member, key).row
    if word not in OUTCOMES:
        raise PromisesError("A promise can be kept, slipped, dropped or opened again.")
    wanted = "open" if word == Word.REOPENED else word
    with transaction.atomic():
        stands = _held(key)
        if stands.state == wanted or (stands.repeat and _was_just_said(key, word, now)):
            return
        _add(member, row, Word(word), {}, now)


def _held(key: str) -> Promise:
    """As it stands, and nobody else says anything of it until this transaction ends. Raises NotThere."""
    row = Promise.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NotThere
    return row


def _was_just_said(key: str, word: str, now: datetime) -> bool:
    """What comes again stays open when it is done: a second click must not do it twice."""
    last = Verdict.objects.filter(key=key).order_by("decided_at", "id").last()
    return last is not None and last.word == word and now - last.decided_at < SECOND_CLICK


def move(member: Member, key: str, due_on: date | None, *, now: datetime) -> None:
    """To another day, or to none; where it stood before is in the history. A second click changes nothing."""
    row = find_promise(member, key).row
    with transaction.atomic():
        stands = _held(key)
        if stands.state == "open" and stands.due_on == due_on:
            return
        _add(member, row, Word.MOVED, {"due_on": due_on.isoformat() if due_on else None}, now)


def make_todo(member: Member, key: str, *, now: datetime) -> None:
    """A promise becomes something for her to do, with its day and its sentence; what is a to-do already stays one."""
    row = find_promise(member, key).row
    if row.kind != "todo":
        _add(member, row, Word.EDITED, {"kind": "todo", "side": "ours"}, now)


def tick(member: Member, key: str, line: int, *, now: datetime) -> None:
    """A line of its checklist is done, or not done after all."""
    row = find_promise(member, key).row
    if not 0 <= line < len(row.checklist):
        raise NotThere
    _add(member, row, Word.TICKED, {"line": line}, now)


def said_at(member: Member, key: str, *, now: datetime) -> int | None:
    """The number of what she said of it at this moment; None where it stood so already."""
    rows = Verdict.objects.filter(key=key, member=member, decided_at=now).exclude(word=Word.UNDONE)
    return rows.order_by("id").values_list("id", flat=True).last()


def undo(member: Member, key: str, *, now: datetime, said: int | None = None) -> None:
    """Take the last verdict back. Of what was only just kept or refused nothing is left then.

    `said`: only this one; taken back already, nothing changes, and PromisesError where more was said since.
    """
    row = Promise.objects.filter(key=key).first()
    if row is None or (row.client_id is None or client_for(member, row.client_id) is None):
        raise NotThere
    with transaction.atomic():
        _held(key)
        left = _left_of(key)
        if said is not None and said not in left:
            return
        if said is not None and left[-1] != said:
            raise PromisesError("Something else was said of it since, so that it stands as it is.")
        _add(member, row, Word.UNDONE, {}, now)


def _left_of(key: str) -> list[int]:
    """The numbers of what was said of it and not taken back, in order."""
    left: list[int] = []
    for number, word in (
        Verdict.objects.filter(key=key).order_by("decided_at", "id").values_list("id", "word")
    ):
        if word != Word.UNDONE:
            left.append(number)
        elif left:
            left.pop()
    return left


def _add(member: Member, row: Promise, word: Word, sets: dict[str, Any], now: datetime) -> None:
    with transaction.atomic():
        first = Verdict.objects.filter(key=row.key).order_by("decided_at", "id").first()
        if first is None:
            raise NotThere
        Verdict.objects.create(
            key=row.key,
            source_key=bytes(first.source_key) if first.source_key else None,
            start=first.start,
            end=first.end,
            word=word,
            # By hand it was for this one, wherever that is part of by now.
            client_id=row.client_id if first.source_key else first.client_id,
            facts=sets,
            member=member,
            decided_at=now,
        )
        settle([row.key])
        tell("promise", row.key)


def cleaned(
    *, wording: str = "", due_on: str = "", side: str = "", repeat: str = "", checklist: str = ""
) -> dict[str, Any]:
    """What was typed into a form, as a verdict keeps it; raises PromisesError with what to do."""
    words = one_line(wording)[:LONGEST_WORDING]
    lines = [line for line in map(one_line, checklist.splitlines()) if line][:MOST_LINES]
    day = _day(due_on)
    if repeat not in REPEATS or side not in ("", "ours", "theirs"):
        raise PromisesError("Choose one of what the page offers. Nothing was changed.")
    if repeat and day is None:
        raise PromisesError("Something that comes again needs a first day. Choose one; nothing was changed.")
    found: dict[str, Any] = {
        "wording": words,
        "due_on": day.isoformat() if day else None,
        "repeat": repeat,
        "checklist": [line[:LONGEST_LINE] for line in lines],
    }
    return {**found, "side": side} if side else found


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise PromisesError("This is no day. Choose one in the calendar; nothing was changed.") from error
    if not 2000 <= day.year <= 2200:
        raise PromisesError("This day is too far away. Choose another one; nothing was changed.")
    return day
