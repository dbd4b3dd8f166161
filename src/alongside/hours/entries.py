"""Hours noted by hand: a cell of the week set to what was typed, an entry changed or taken away, and brought back."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.db import transaction
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.clients.joining import homes
from alongside.clients.queries import client_for
from alongside.hours.amounts import MOST_A_DAY, words
from alongside.hours.errors import HoursError, NotThere
from alongside.hours.models import Counted, Entry, Source
from alongside.hours.queries import entry_for
from alongside.hours.spans import Days, between, of_clients, parts_of_entry
from alongside.hours.timer import aspect_of, one_line
from alongside.outbox.sight import with_joined

LONGEST_SPAN_DAYS = 7
FIRST_DAY = date(2000, 1, 1)


def set_cell(
    member: Member, client_id: int, *, aspect_id: int | None, on: date, minutes: int, was: int, now: datetime
) -> None:
    """All that she worked for this client and aspect on this day. Only what was typed into a cell gives way.

    `was`: what the cell showed; what is more than that has to have been worked by `now`. Raises HoursError, in words
    for beside the cell; NotThere.
    """
    if client_for(member, client_id) is None:
        raise NotThere("There is no such client.")
    aspect_of(client_id, aspect_id)
    if not 0 <= minutes <= MOST_A_DAY:
        raise HoursError("A day has no more than 24 hours.")
    if minutes > was:
        _check_day(on, now=now)
    with transaction.atomic():
        _wait_for(member.pk)
        rows = _rows_of_cell(member, client_id, aspect_id, on)
        zone = zone_here()
        amounts = {one.pk: _on(one, on, zone) for one in rows}
        total = sum(amounts.values())
        if total != was:
            raise HoursError(f"It was changed meanwhile, and is {words(total)} now. Type it once more.")
        typed = [one for one in rows if one.is_bare]
        fixed = total - sum(amounts[one.pk] for one in typed)
        if minutes < fixed:
            raise HoursError(
                f"{words(fixed)} of it come from the timer or the diary, have words or are not charged. "
                "Change or take away those below."
            )
        _spread(member, client_id, aspect_id, on, typed, minutes - fixed)


def _wait_for(member_id: int) -> None:
    """Of two windows of hers that write at once, the second reads what the first has written."""
    list(Member.objects.select_for_update(no_key=True).filter(pk=member_id).values_list("pk"))


def _rows_of_cell(member: Member, client_id: int, aspect_id: int | None, on: date) -> list[Entry]:
    rows = of_clients(with_joined(client_id)).filter(member=member)
    rows = rows.filter(aspect=None) if aspect_id is None else rows.filter(aspect_id=aspect_id)
    return list(between(rows, Days(on, on), zone_here()).order_by("id").select_for_update(of=("self",)))


def _on(entry: Entry, on: date, zone: tzinfo) -> int:
    return sum(part.minutes for part in parts_of_entry(entry, zone) if part.on == on)


def _spread(
    member: Member, client_id: int, aspect_id: int | None, on: date, typed: list[Entry], wanted: int
) -> None:
    """The newest of what was typed grows or shrinks; what shrinks to nothing goes."""
    more = wanted - sum(one.minutes or 0 for one in typed)
    for one in reversed(typed):
        if more >= 0:
            break
        less = min(one.minutes or 0, -more)
        more += less
        if less == one.minutes:
            one.delete()
            typed.remove(one)
        else:
            one.minutes = (one.minutes or 0) - less
            one.save(update_fields=["minutes", "changed_at"])
    if more <= 0:
        return
    if typed:
        typed[-1].minutes = (typed[-1].minutes or 0) + more
        typed[-1].save(update_fields=["minutes", "changed_at"])
    else:
        Entry.objects.create(
            member=member, client_id=client_id, aspect_id=aspect_id, source=Source.TYPED, on=on, minutes=more
        )


class Facts(Struct, frozen=True):
    """What an entry is changed to: a span, or an amount on a day."""

    client_id: int
    aspect_id: int | None
    note: str
    is_billable: bool
    on: date | None = None
    minutes: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None


def change(member: Member, number: int, facts: Facts, *, now: datetime) -> Entry:
    """Raises HoursError, and NotThere for what she may not see."""
    entry = found_for(member, number)
    if client_for(member, facts.client_id) is None:
        raise NotThere("There is no such client.")
    aspect = aspect_of(facts.client_id, facts.aspect_id)
    _check(facts, now=now)
    if facts.on != entry.on:
        _check_day(facts.on, now=now)
    # Noted for one that was joined to this client, it stays where it is: they may be parted.
    if entry.client_id not in with_joined(facts.client_id):
        entry.client_id = facts.client_id
    entry.aspect = aspect
    entry.note, entry.is_billable = one_line(facts.note), facts.is_billable
    entry.on, entry.minutes = facts.on, facts.minutes
    entry.started_at, entry.ended_at = facts.started_at, facts.ended_at
    entry.save()
    return entry


def _check(facts: Facts, *, now: datetime) -> None:
    if facts.started_at is not None and facts.ended_at is not None:
        if facts.ended_at <= facts.started_at:
            raise HoursError("It ends before it begins. Look at the times.")
        if (facts.ended_at - facts.started_at).days >= LONGEST_SPAN_DAYS:
            raise HoursError("It is longer than a week. Look at the days.")
        if facts.ended_at > now:
            raise HoursError("It ends later than now. Note it once it is done.")
    elif facts.on is None or not facts.minutes:
        raise HoursError("Say how long it took, such as 1:20, or take the entry away.")
    elif facts.minutes > MOST_A_DAY:
        raise HoursError("A day has no more than 24 hours.")


def _check_day(on: date | None, *, now: datetime) -> None:
    # Clocks differ: her day may have begun before the one here.
    if on is not None and not FIRST_DAY <= on <= now.astimezone(zone_here()).date() + timedelta(days=1):
        raise HoursError(
            "Look at the day: hours are noted once they are worked, and none before the year 2000."
        )


def found_for(member: Member, number: int) -> Entry:
    """Raises NotThere."""
    entry = entry_for(member, number)
    if entry is None:
        raise NotThere("There is no such entry.")
    return entry


def take_away(member: Member, number: int) -> dict[str, Any]:
    """What it takes to bring it back by `bring_back`: plain values."""
    with transaction.atomic():
        entry = found_for(member, number)
        keys = [bytes(key).hex() for key in entry.counted.values_list("source_key", flat=True)]
        kept = {name: _plain(getattr(entry, name)) for name in _KEPT}
        entry.delete()
    return {**kept, "keys": keys}


_KEPT = (
    "id", "member_id", "client_id", "aspect_id", "source", "started_at", "ended_at", "on", "minutes", "note",
    "is_billable",
)  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def bring_back(member: Member, kept: dict[str, Any]) -> None:
    """Undoes `take_away`, as long as she works for the client; once, and not where it was counted anew meanwhile."""
    values = {name: kept[name] for name in _KEPT}
    home = homes().get(values["client_id"], values["client_id"])
    if client_for(member, home) is None or not (member.is_owner or values["member_id"] == member.pk):
        return
    for name in ("started_at", "ended_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    values["on"] = date.fromisoformat(values["on"]) if values["on"] else None
    keys = [bytes.fromhex(key) for key in kept["keys"]]
    with transaction.atomic():
        _wait_for(values["member_id"])
        counted = Counted.objects.filter(member_id=values["member_id"], source_key__in=keys)
        if Entry.objects.filter(pk=values["id"]).exists() or counted.exists():
            return
        entry = Entry.objects.create(**values)
        Counted.objects.bulk_create(
            (Counted(member_id=entry.member_id, source_key=key, entry=entry) for key in keys),
            ignore_conflicts=True,
        )
