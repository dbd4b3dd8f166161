"""Weekly notes, written: who wants one, what is changed of it, made into a letter, told. Nothing is sent here."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.clients.queries import client_for
from alongside.handover.errors import HandoverError, NotThere
from alongside.handover.models import WeeklyNote, WeeklyWish
from alongside.handover.queries import Weekly, still_to_prepare, told_state, weekly_for
from alongside.handover.rules import Edits, ready_at
from alongside.lib.words import day
from alongside.outbox.away_notices import addressee
from alongside.outbox.models import Draft
from alongside.outbox.occasions import Letter, begin
from alongside.outbox.recipients import write_recipients
from alongside.outbox.sight import with_joined
from alongside.outbox.wording import first_name


def want_weekly(member: Member, client_id: int, *, is_on: bool, now: datetime) -> None:
    if client_for(member, client_id) is None:
        raise NotThere("There is no such client.")
    if is_on:
        values = {"made_by": member, "made_at": now}
        WeeklyWish.objects.get_or_create(client_id=client_id, defaults=values)
    else:
        WeeklyWish.objects.filter(client_id__in=with_joined(client_id)).delete()


def prepare_due(*, now: datetime) -> int:
    """From Friday on, a note for each client who wants one; done twice, it is one. Returns how many were made."""
    week_on, clients = still_to_prepare(now=now)
    if now < ready_at(week_on, zone=zone_here()):
        return 0
    for number in sorted(clients):
        with transaction.atomic():
            note = _note(number, week_on, now=now)
            WeeklyNote.objects.filter(pk=note.pk).update(is_ready=True)
    return len(clients)


def keep_edits(
    member: Member, client_id: int, edits: Edits, *, now: datetime, week_on: date | None = None
) -> Weekly:
    """What was changed on the page, kept; of lines that were not on it what was said before holds."""
    before = weekly_for(member, client_id, now=now, week_on=week_on)
    with transaction.atomic():
        note = _note(client_id, before.week_on, now=now)
        on_page = {line.key for part in before.parts for line in part.lines}
        other = {key: words for key, words in note.edits.edited.items() if key not in on_page}
        hidden = edits.hidden | {key for key in note.edits.hidden if key not in on_page}
        note.take(Edits(edits.top, hidden, {**other, **edits.edited}))
        note.save(update_fields=["top", "hidden", "edited"])
    return weekly_for(member, client_id, now=now, week_on=before.week_on)


def begin_letter(member: Member, client_id: int, *, now: datetime, week_on: date | None = None) -> Draft:
    """The note as a draft of the outbox; one that was begun already is given as it is. Raises HandoverError."""
    weekly = weekly_for(member, client_id, now=now, week_on=week_on)
    with transaction.atomic():
        note = _note(client_id, weekly.week_on, now=now)
        state, _, _ = told_state(note)
        if note.draft is not None and state == "begun":
            return note.draft
        if state:
            raise HandoverError("This note is told or on its way already. Nothing was written.")
        if weekly.is_empty:
            raise HandoverError("Nothing stands in the note. Write a word at its top, then make it a letter.")
        note.draft, note.worded_at = _draft(member, weekly, now=now), now
        note.save(update_fields=["draft", "worded_at"])
        return note.draft


def _draft(member: Member, weekly: Weekly, *, now: datetime) -> Draft:
    to = addressee(weekly.client)
    typed = write_recipients([to]) if to is not None else ""
    name = first_name(to.name) if to is not None else ""
    hello = f"Hello {name}," if name else "Hello,"
    week = day(weekly.week_on, today=weekly.week_on)
    letter = Letter(f"Where we stand, week of {week}", f"{hello}\n\n{weekly.letter}", typed)
    return begin(member, letter, client=weekly.client, now=now)


def mark_told(member: Member, client_id: int, *, now: datetime, week_on: date | None = None) -> WeeklyNote:
    """She copied it and told them herself; raises HandoverError where a letter of it is on its way."""
    weekly = weekly_for(member, client_id, now=now, week_on=week_on)
    with transaction.atomic():
        note = _note(client_id, weekly.week_on, now=now)
        if told_state(note)[0] in ("going", "told"):
            raise HandoverError("This note is told or on its way already.")
        note.told_at, note.told_by, note.worded_at = now, member, now
        note.save(update_fields=["told_at", "told_by", "worded_at"])
    return note


def not_told(member: Member, client_id: int, note_id: int) -> None:
    """Undoes `mark_told`."""
    if client_for(member, client_id) is not None:
        rows = WeeklyNote.objects.filter(pk=note_id, client_id=client_id)
        rows.update(told_at=None, told_by=None, worded_at=None)


def _note(client_id: int, week_on: date, *, now: datetime) -> WeeklyNote:
    """Its row, held until the end of the transaction: of two presses the second finds what the first has done."""
    WeeklyNote.objects.get_or_create(client_id=client_id, week_on=week_on, defaults={"made_at": now})
    rows = WeeklyNote.objects.select_for_update(of=("self",)).select_related("draft")
    return rows.get(client_id=client_id, week_on=week_on)
