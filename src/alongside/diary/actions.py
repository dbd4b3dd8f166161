"""What a member plans and says of it: a word is added, and what stands is added up anew.

Every function takes the member first and raises DiaryError with words for a person; NotThere for what she may
not see.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.clients.queries import sees_client
from alongside.diary.errors import DiaryError, NotThere
from alongside.diary.jobs import confirm_anew
from alongside.diary.links import LONGEST_LINK, safe_link
from alongside.diary.models import Appointment, Origin, Said, State, Way
from alongside.diary.queries import appointment_for
from alongside.diary.reconciling import invited_of
from alongside.diary.rules import Facts, as_sets, changed, effective, way_for, wrong_with
from alongside.diary.settling import settle
from alongside.diary.told import how_of, tell, tell_change
from alongside.lib.texts import one_line

Word = Said.Word
SIDES = ("ours", "theirs")
LONGEST_TITLE, LONGEST_PLACE, MOST_PEOPLE, LONGEST_NAME = 300, 500, 50, 200
_KEY_BYTES = 16


def plan(
    member: Member, client: Client, facts: Facts, *, now: datetime, origin: str = Origin.HAND
) -> Appointment:
    """Plan a call, a meeting or a visit, which she takes."""
    if not sees_client(member, client.pk):
        raise NotThere
    facts = cleaned(facts)
    key = secrets.token_hex(_KEY_BYTES)
    with transaction.atomic():
        made = Appointment.objects.create(
            key=key,
            client=client,
            member=member,
            origin=origin,
            kind=facts.kind,
            way=facts.way,
            starts_at=facts.starts_at,
            ends_at=facts.ends_at,
            zone=facts.zone,
            uid=f"{key}@alongside.invalid",
            made_at=now,
        )
        _add(made, Word.PLANNED, as_sets(facts), member, now)
    return made


def cleaned(facts: Facts) -> Facts:
    """As it is kept: within limits, and with a link that may stand behind Join. Raises DiaryError."""
    link = facts.join_url.strip()
    if link and not safe_link(link):
        long = " It is too long." if len(link) > LONGEST_LINK else ""
        raise DiaryError(
            f"This is no link that can be opened: it has to begin with https:// or http://.{long}"
        )
    way = way_for(facts.way, link)
    if way not in Way.values:
        raise DiaryError("Choose how you will speak.")
    found = replace(
        facts,
        way=way,
        join_url=link,
        title=one_line(facts.title)[:LONGEST_TITLE],
        place=one_line(facts.place)[:LONGEST_PLACE],
        people=tuple(
            (one_line(name)[:LONGEST_NAME], address.strip()[:320]) for name, address in facts.people
        )[:MOST_PEOPLE],
    )
    wrong = wrong_with(found)
    if wrong:
        raise DiaryError(wrong)
    return found


def facts_of(row: Appointment) -> Facts:
    return Facts(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        is_all_day=row.is_all_day,
        way=row.way,
        title=row.title,
        place=row.place,
        join_url=row.join_url,
        people=tuple((name, address) for name, address in row.people),
    )


def change(member: Member, number: int, facts: Facts, *, now: datetime) -> Appointment:
    """Other facts. Another time counts as moved, and the one before stays in the history."""
    facts = cleaned(facts)
    with transaction.atomic():
        row = _locked(member, number)
        sets = changed(facts_of(row), facts)
        if sets:
            _add(row, Word.MOVED if "starts_at" in sets else Word.CHANGED, sets, member, now)
    return row


def move(member: Member, number: int, *, starts_at: datetime, now: datetime) -> Appointment:
    """To another time, as long as it was."""
    found = appointment_for(member, number)
    if found is None:
        raise NotThere
    facts = facts_of(found.row)
    length = facts.ends_at - facts.starts_at
    return change(member, number, replace(facts, starts_at=starts_at, ends_at=starts_at + length), now=now)


def cancel(member: Member, number: int, *, by: str, now: datetime) -> Appointment:
    """It will not take place; by us or by them."""
    return _say(member, number, Word.CANCELLED, {"by": _side(by)}, now)


def held(member: Member, number: int, *, now: datetime, entry_key: bytes | None = None) -> Appointment:
    """It took place. `entry_key`: the source key of the entry that it became."""
    with transaction.atomic():
        row = _locked(member, number)
        known = bytes(row.held_as) if row.held_as is not None else None
        row.held_as = entry_key or row.held_as
        if row.state != State.HELD or entry_key not in (None, known):
            _add(row, Word.HELD, {}, member, now)
    return row


def not_held(member: Member, number: int, *, now: datetime, by: str = "") -> Appointment:
    """It did not take place; `by` whom, where she says so."""
    return _say(member, number, Word.NOT_HELD, {"by": _side(by)} if by else {}, now)


def reopen(member: Member, number: int, *, now: datetime) -> Appointment:
    """It is planned after all."""
    return _say(member, number, Word.REOPENED, {}, now)


def said_at(member: Member, number: int, *, now: datetime) -> int | None:
    """The number of what she said of it at this moment; None where it stood so already."""
    rows = Said.objects.filter(appointment_id=number, member=member, said_at=now).exclude(word=Word.UNDONE)
    return rows.order_by("id").values_list("id", flat=True).last()


def last_said(member: Member, number: int) -> int | None:
    """The number of the newest word that holds, where it is hers."""
    last = effective(Said.objects.filter(appointment_id=number).order_by("id"))[-1:]
    return last[0].pk if last and last[0].member_id == member.pk else None


def undo(member: Member, number: int, *, now: datetime, said: int | None = None) -> None:
    """Take the last word back; what was only just planned here is gone then.

    `said`: only this one; taken back already, nothing changes, and DiaryError where more was said since.
    """
    with transaction.atomic():
        row = _locked(member, number)
        left = effective(Said.objects.filter(appointment=row).order_by("id"))
        if not left or (said is not None and said not in {one.pk for one in left}):
            return
        last = left[-1]
        if last.member_id != member.pk:
            raise DiaryError("Somebody has said something else since. Nothing was taken back.")
        if said not in (None, last.pk):
            raise DiaryError("Something else was said of it since, so that it stands as it is.")
        if last.word == Word.PLANNED:
            tell(row)
            row.delete()
            return
        if last.word == Word.HELD:
            row.held_as = None
        _add(row, Word.UNDONE, {}, member, now)


def _locked(member: Member, number: int) -> Appointment:
    """Hers to change, until the transaction ends."""
    if appointment_for(member, number) is None:
        raise NotThere
    return Appointment.objects.select_for_update().get(pk=number)


def _say(member: Member, number: int, word: Word, sets: dict[str, Any], now: datetime) -> Appointment:
    """Said twice it is said once."""
    with transaction.atomic():
        row = _locked(member, number)
        wanted = State.PLANNED if word == Word.REOPENED else State(word.value)
        if row.state != wanted or row.cancelled_by != sets.get("by", ""):
            _add(row, word, sets, member, now)
    return row


def _add(row: Appointment, word: Word, sets: dict[str, Any], member: Member | None, now: datetime) -> None:
    Said.objects.create(appointment=row, word=word, facts=sets, member=member, said_at=now)
    invited, before, how = invited_of(row, now=now), _in_calendars(row), how_of(row)
    # Between a rebuild and its end no letter speaks of it; then it is added up when they do.
    if invited is not None or row.origin != Origin.INVITATION:
        settle(row, invited=invited)
    is_news = _in_calendars(row) != before
    if is_news:
        # Of two files a calendar believes the one with the higher number (RFC 5546 §2.1.5).
        row.sequence += 1
        row.save(update_fields=["sequence"])
    tell_change(row, how)
    if row.origin == Origin.BOOKING:
        confirm_anew.enqueue(row.pk, is_news)
    tell(row)


def _in_calendars(row: Appointment) -> tuple[datetime, datetime, bool]:
    return row.starts_at, row.ends_at, row.state == State.CANCELLED


def _side(by: str) -> str:
    if by not in SIDES:
        raise DiaryError("Say who cancelled it: you or they.")
    return by
