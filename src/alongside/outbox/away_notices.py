"""An absence in, a draft for each client who should know out; which of them was told. Nothing is sent by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import TypedDict

from django.db import transaction
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.agreements.actions import be_away, be_here, say_who_covers
from alongside.agreements.models import Away
from alongside.agreements.queries import clock_for, zone_of_client
from alongside.agreements.rules import absence_there
from alongside.channels.smtp.compose import Correspondent
from alongside.clients.models import Client, Handle
from alongside.outbox.actions import discard, start_new
from alongside.outbox.away_words import notice
from alongside.outbox.models import AwayNotice, Draft, Letter, LetterState
from alongside.outbox.occasions import Letter as Begun
from alongside.outbox.occasions import fill
from alongside.outbox.recipients import write_recipients
from alongside.outbox.sight import drafts_of, seen_clients
from alongside.timeline.models import Filing
from alongside.timeline.queries.lists import summaries_for

# With whom nothing was said for longer nobody expects an answer; they can be told all the same.
RECENT = timedelta(days=180)


class Told(Struct, frozen=True):
    """A client and how far telling it is: "" not begun, "begun", "going", "told", "stuck".

    `to`: whom a notice would go to, None where no address is known. `is_recent`: told unless she says otherwise.
    """

    client: Client
    to: Correspondent | None
    state: str
    draft_id: int | None
    letter_id: int | None
    is_recent: bool


def told_of(member: Member, away: Away, *, now: datetime) -> list[Told]:
    """All her clients, by name; the caller has found the absence to be hers."""
    rows = AwayNotice.objects.filter(away=away).select_related("draft")
    notices = {row.client_id: row for row in rows}
    found = []
    for client, _, last_at in summaries_for(member):
        if client.ended_on is None or client.ended_on >= away.starts_on:
            state, draft_id, letter_id = _state(notices.get(client.pk))
            is_recent = last_at is not None and last_at > now - RECENT
            found.append(Told(client, addressee(client), state, draft_id, letter_id, is_recent))
    return found


def _state(row: AwayNotice | None) -> tuple[str, int | None, int | None]:
    return state_of_draft(row.draft if row is not None else None)


def state_of_draft(draft: Draft | None) -> tuple[str, int | None, int | None]:
    """How far a letter is: "" not begun or thrown away, "begun", "going", "told", "stuck"; draft and letter to open."""
    if draft is None or draft.discarded_at is not None:
        return "", None, None
    if draft.sent_at is None:
        return "begun", draft.pk, None
    letter = Letter.objects.filter(draft=draft).exclude(state=LetterState.WITHDRAWN).defer("raw").first()
    if letter is None:
        return "", None, None
    states = {LetterState.SENT: "told", LetterState.WAITING: "going", LetterState.SENDING: "going"}
    return states.get(LetterState(letter.state), "stuck"), None, letter.pk


def addressee(client: Client) -> Correspondent | None:
    """Whoever of the client's people wrote last, else the first that is known."""
    handles = Handle.objects.filter(kind="email", person__client=client, person__merged_into=None)
    known = dict(handles.order_by("id").values_list("value", "person__name"))
    wrote = Filing.objects.filter(
        client=client, interaction__kind="email", interaction__sender__value__in=list(known)
    )
    newest = wrote.order_by("-happened_at").values_list("interaction__sender__value", flat=True).first()
    address = newest or next(iter(known), "")
    return Correspondent(address, known[address]) if address else None


def draft_notices(member: Member, away: Away, clients: Collection[int], *, now: datetime) -> list[int]:
    """A draft for each of these clients of hers who has none yet; returns their numbers."""
    made = []
    for told in told_of(member, away, now=now):
        if told.client.pk in clients and not told.state and told.to is not None:
            draft = _draft(member, away, told.client, told.to, now=now)
            made += [draft.pk] if draft is not None else []
    return made


def _draft(member: Member, away: Away, client: Client, to: Correspondent, *, now: datetime) -> Draft | None:
    """None where another press began it meanwhile, or the absence is taken out."""
    with transaction.atomic():
        is_there = Away.objects.select_for_update().filter(pk=away.pk).first() is not None
        known = AwayNotice.objects.filter(away=away, client=client).select_related("draft").first()
        if not is_there or _state(known)[0]:
            return None
        draft = start_new(member, client=client, to=write_recipients([to]), now=now)
        theirs = zone_of_client(client)
        hers = clock_for(member, now=now)
        absence = absence_there(away.starts_on, away.ends_on, hers=hers, theirs=theirs)
        today = now.astimezone(zone_of(member)).date()
        words = notice(to.name, absence, cover=away.cover, signature=draft.signature, today=today)
        draft = fill(member, draft, Begun(words.subject, words.text), now=now)
        AwayNotice.objects.update_or_create(away=away, client=client, defaults={"draft": draft})
    return draft


def throw_notices_away(member: Member, drafts: Collection[int], *, now: datetime) -> int:
    """Those that are still drafts; returns how many."""
    rows = drafts_of(member).filter(pk__in=drafts, sent_at=None, discarded_at=None)
    numbers = list(rows.values_list("pk", flat=True))
    for number in numbers:
        discard(member, number, now=now)
    return len(numbers)


class TakenOut(TypedDict):
    """An absence that was taken out, as it stood: an undo carries it. `notices`: client and draft."""

    starts_on: str
    ends_on: str
    cover: str
    notices: Sequence[tuple[int, int | None]]
    thrown: list[int]


def take_out(member: Member, away: Away, *, now: datetime) -> TakenOut:
    """She is here after all: what was written about it and not sent is thrown away."""
    with transaction.atomic():
        thrown = drafts_about(away)
        notices = list(
            AwayNotice.objects.filter(away=away).order_by("pk").values_list("client_id", "draft_id")
        )
        throw_notices_away(member, thrown, now=now)
        be_here(away)
    return TakenOut(
        starts_on=away.starts_on.isoformat(),
        ends_on=away.ends_on.isoformat(),
        cover=away.cover,
        notices=notices,
        thrown=thrown,
    )


def put_back(member: Member, was: TakenOut) -> None:
    """Undoes `take_out`, once: with whom it tells, and what was written."""
    starts_on, ends_on = map(date.fromisoformat, (was["starts_on"], was["ends_on"]))
    with transaction.atomic():
        away = be_away(member, starts_on=starts_on, ends_on=ends_on)
        say_who_covers(away, was["cover"])
        seen, mine = seen_clients(member), drafts_of(member)
        drafts = set(mine.filter(pk__in=[draft for _, draft in was["notices"]]).values_list("pk", flat=True))
        for client, draft in was["notices"]:
            if client in seen and (draft is None or draft in drafts):
                AwayNotice.objects.get_or_create(away=away, client_id=client, defaults={"draft_id": draft})
        mine.filter(pk__in=was["thrown"], sent_at=None).update(discarded_at=None)


def drafts_about(away: Away) -> list[int]:
    """Notices that were begun, and not sent."""
    rows = AwayNotice.objects.filter(away=away, draft__sent_at=None, draft__discarded_at=None)
    return list(rows.exclude(draft=None).values_list("draft_id", flat=True))
