"""Birthdays and other days that come soon in, lines with what can be done about them out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from urllib.parse import urlencode

from django.urls import reverse
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.anniversaries import Coming, soon_for
from alongside.clients.rules import occasion
from alongside.pages.base.marks import Mark, mark
from alongside.pages.base.parts import Action
from alongside.pages.base.words import due
from alongside.pages.writing.ready import can_write


class ComingDay(Struct, frozen=True):
    """`words`: "Mara Quill’s birthday, 40"; `when`: "today", "tomorrow", "Fri 6 Mar"."""

    id: int
    client_id: int
    client: str
    mark: Mark
    words: str
    when: str
    on: date
    actions: tuple[Action, ...]


def coming_soon(member: Member, *, today: date, client_id: int | None = None) -> list[ComingDay]:
    found = soon_for(member, today=today)
    writes = can_write(member) if found else False
    return [_shown(one, today=today, writes=writes) for one in found if client_id in (None, one.client_id)]


def _shown(one: Coming, *, today: date, writes: bool) -> ComingDay:
    return ComingDay(
        id=one.id,
        client_id=one.client_id,
        client="" if one.name == one.client else one.client,
        mark=mark(one.client, hue=one.hue),
        words=occasion(one.name, one.kind, one.label, one.years),
        when=due(one.on, None, now=datetime.combine(today, time(), UTC)),
        on=one.on,
        actions=_actions(one, writes=writes),
    )


def _actions(one: Coming, *, writes: bool) -> tuple[Action, ...]:
    done = f"{reverse('day-done', args=[one.id])}?{urlencode({'on': one.on.isoformat()})}"
    log = f"{reverse('by-hand')}?{urlencode({'kind': 'call', 'client': one.client_id})}"
    write = Action("Write", reverse("write-start"), key="r", name="client", value=str(one.client_id))
    return (
        Action("Done", done, key="e"),
        *((write,) if writes else ()),
        Action("Log a call", log, is_post=False),
    )
