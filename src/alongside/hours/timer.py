"""A member's timer: started, switched, stopped, what was away taken off it; and each of these taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.joining import homes
from alongside.clients.queries import client_for
from alongside.hours.errors import HoursError, NotThere
from alongside.hours.models import LONGEST_NOTE, Entry, Source, Timer
from alongside.lib import texts
from alongside.live.actions import tell
from alongside.outbox.sight import with_joined
from alongside.support.models import Aspect

# What ran shorter was a slip of the finger.
SHORTEST = timedelta(seconds=30)


class Before(Struct, frozen=True):
    """How a timer stood, so that it can stand so again."""

    client_id: int
    aspect_id: int | None
    note: str
    started_at: datetime
    kept_until: datetime | None


class Done(Struct, frozen=True):
    """What an action did. `before` None: nothing ran. `entries`: numbers of those it made."""

    before: Before | None
    entries: tuple[int, ...] = ()


def start(
    member: Member, client_id: int, *, aspect_id: int | None = None, note: str = "", now: datetime
) -> Done:
    """What ran for another client or aspect stops at this moment. Raises NotThere."""
    client = client_for(member, client_id)
    if client is None:
        raise NotThere("There is no such client.")
    aspect = aspect_of(client_id, aspect_id)
    with transaction.atomic():
        running = _locked(member)
        if running is not None and (_home(running.client_id), running.aspect_id) == (client_id, aspect_id):
            return Done(_before(running))
        made = _end(running, now)
        Timer.objects.update_or_create(
            member=member,
            defaults={
                "client": client,
                "aspect": aspect,
                "note": one_line(note),
                "started_at": now,
                "kept_until": None,
            },
        )
        tell("timer", member.pk)
    return Done(_before(running), made)


def stop(member: Member, *, at: datetime | None = None, now: datetime) -> Done:
    """Now, or at a moment since it was started. Raises HoursError where nothing runs."""
    with transaction.atomic():
        running = _running(member)
        if at is not None and not running.started_at <= at <= now:
            raise HoursError("The timer was not running then. Nothing was changed.")
        made = _end(running, at or now)
        running.delete()
        tell("timer", member.pk)
    return Done(_before(running), made)


def keep(member: Member, *, now: datetime) -> None:
    """It is right as it runs, until this moment."""
    with transaction.atomic():
        if not Timer.objects.filter(member=member).update(kept_until=now):
            raise HoursError("No timer is running.")
        tell("timer", member.pk)


def take_off(member: Member, *, since: datetime, until: datetime, now: datetime) -> Done:
    """She was away: the span ends at `since`, and goes on as another from `until`."""
    with transaction.atomic():
        running = _running(member)
        if not running.started_at <= since < until <= now:
            raise HoursError("The timer was not running all that time. Nothing was changed.")
        before, made = _before(running), _end(running, since)
        running.started_at, running.kept_until = until, now
        running.save(update_fields=["started_at", "kept_until"])
        tell("timer", member.pk)
    return Done(before, made)


def put_back(member: Member, done: Done, *, started_at: datetime | None) -> bool:
    """As it was before. False when the timer was changed again since: `started_at` is what it was left as; and where
    it ran for a client that is not hers any more: what she worked stays noted.
    """
    before = done.before
    if before is not None and client_for(member, _home(before.client_id)) is None:
        return False
    with transaction.atomic():
        running = _locked(member)
        if (running.started_at if running else None) != started_at:
            return False
        Entry.objects.filter(pk__in=done.entries, member=member).delete()
        if before is None:
            Timer.objects.filter(member=member).delete()
        else:
            defaults = {
                "client_id": before.client_id,
                "aspect": aspect_or_none(before.client_id, before.aspect_id),
                "note": before.note,
                "started_at": before.started_at,
                "kept_until": before.kept_until,
            }
            Timer.objects.update_or_create(member=member, defaults=defaults)
        tell("timer", member.pk)
    return True


def say_what(member: Member, *, aspect_id: int | None, note: str) -> None:
    """For what it runs, and words about it. Raises HoursError."""
    with transaction.atomic():
        running = _running(member)
        running.aspect, running.note = aspect_of(running.client_id, aspect_id), one_line(note)
        running.save(update_fields=["aspect", "note"])
        tell("timer", member.pk)


def _locked(member: Member) -> Timer | None:
    return Timer.objects.select_for_update().filter(member=member).first()


def _running(member: Member) -> Timer:
    running = _locked(member)
    if running is None:
        raise HoursError("No timer is running.")
    return running


def _end(running: Timer | None, at: datetime) -> tuple[int, ...]:
    if running is None or at - running.started_at < SHORTEST:
        return ()
    made = Entry.objects.create(
        member_id=running.member_id,
        client_id=running.client_id,
        aspect_id=running.aspect_id,
        source=Source.TIMER,
        started_at=running.started_at,
        ended_at=at,
        note=running.note,
    )
    return (made.pk,)


def _before(running: Timer | None) -> Before | None:
    if running is None:
        return None
    return Before(running.client_id, running.aspect_id, running.note, running.started_at, running.kept_until)


def aspect_of(client_id: int, aspect_id: int | None) -> Aspect | None:
    """Raises NotThere for one of another client."""
    found = aspect_or_none(client_id, aspect_id)
    if found is None and aspect_id is not None:
        raise NotThere("There is no such thing done for this client.")
    return found


def aspect_or_none(client_id: int, aspect_id: int | None) -> Aspect | None:
    if aspect_id is None:
        return None
    return Aspect.objects.filter(pk=aspect_id, client_id__in=with_joined(_home(client_id))).first()


def _home(client_id: int) -> int:
    """The client that this one is part of by now, if it was joined to another."""
    return homes().get(client_id, client_id)


def one_line(text: str) -> str:
    return texts.one_line(text)[:LONGEST_NOTE]
