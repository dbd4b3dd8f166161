"""`alongside log`: write down a call, a meeting, a visit, a message or a note."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import uuid4

import typer
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.channels.hand.parse import KINDS, Somebody
from alongside.cli._output import AsJson, emit, fail, words
from alongside.cli._practice import named_client, ready
from alongside.clients.models import Client
from alongside.clients.queries import facts_for
from alongside.intake.by_hand import CannotWriteDownError, Wanted, write_down
from alongside.lib.by_clock import by_clock
from alongside.processes.follow_ups import follow_all

LONGEST_MINUTES = 7 * 24 * 60


def log(
    client: Annotated[str, typer.Argument(help="A client's name or number.")],
    kind: Annotated[str, typer.Option(help="call, meeting, visit, chat or note.")] = "call",
    minutes: Annotated[int, typer.Option(help="How long it took.", min=0, max=LONGEST_MINUTES)] = 0,
    began: Annotated[
        str, typer.Option(help="When it began: 2026-03-05 14:20. Without it, it ended now.")
    ] = "",
    who: Annotated[list[str] | None, typer.Option(help="With whom, by name; may be said again.")] = None,
    theirs: Annotated[bool, typer.Option("--theirs", help="They rang or wrote.")] = False,
    place: Annotated[str, typer.Option(help="Where, of a visit or meeting.")] = "",
    text: Annotated[str, typer.Option(help="What was said.")] = "",
    what_next: Annotated[str, typer.Option("--next", help="What comes next.")] = "",
    private: Annotated[bool, typer.Option("--private", help="A note that you alone see.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write down what was said with a client; it stands in their story."""
    if kind not in KINDS:
        fail(f"--kind is one of {', '.join(KINDS)}.")
    member = ready()
    found = named_client(member, client)
    happened_at = _began(began, minutes, member)
    wanted = Wanted(
        id=uuid4().hex,
        kind=kind,
        happened_at=happened_at,
        ended_at=happened_at + timedelta(minutes=minutes) if minutes and kind != "note" else None,
        direction="in" if theirs and kind in ("call", "chat") else "out",
        who=_people(member, found, who or []),
        place=place,
        text=text,
        next=what_next,
        is_private=private,
    )
    try:
        number = write_down(member, found, wanted)
    except CannotWriteDownError as error:
        fail(str(error))
    follow_all()
    document = {
        "id": number,
        "client": found.name,
        "kind": kind,
        "happened_at": happened_at,
        "minutes": minutes,
    }
    emit(document, as_json=as_json, in_words=lambda: words.print(f"Kept with {found.name}.", markup=False))


def _began(text: str, minutes: int, member: Member) -> datetime:
    """By the member's own clock, where the time names no zone."""
    now = timezone.now().replace(microsecond=0)
    if not text:
        return now - timedelta(minutes=minutes)
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        fail("--began is a time like 2026-03-05 14:20.")
    found = by_clock(found, zone_of(member)) if found.tzinfo is None else found.astimezone(UTC)
    if found is None:
        fail("--began is left out on that day, when the clocks go forward. Say another time.")
    if not datetime(1971, 1, 1, tzinfo=found.tzinfo) < found <= now + timedelta(minutes=1):
        fail("--began has not been yet.")
    return found


def _people(member: Member, client: Client, names: list[str]) -> tuple[Somebody, ...]:
    """People of the client by their names, with an address where they have one; others by name alone."""
    facts = facts_for(member, client.pk)
    known = {one.name.casefold(): one for one in facts.people if one.name} if facts is not None else {}
    found = []
    for name in names:
        person = known.get(name.strip().casefold())
        address = person.addresses[0] if person and person.addresses else ""
        found.append(Somebody(person.name if person else name.strip(), address))
    return tuple(found)
