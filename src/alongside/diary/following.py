"""Keeps appointments level with the invitations in the mail: changed entries in, what they plan out."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alongside.channels.calendar.events import Event
from alongside.channels.calendar.mail import events_in
from alongside.diary.keeping import as_json
from alongside.diary.models import Invitation
from alongside.diary.reconciling import reconcile_in_turn
from alongside.lib.limited import Refused
from alongside.lib.limited_reader import LimitedReader
from alongside.timeline.database import hold_intake, in_chunks, let_others_write
from alongside.timeline.ledger import raw_of
from alongside.timeline.models import Interaction

# A file of many events is a calendar that somebody handed over, and no invitation.
MOST_EVENTS = 40
# Each is hundreds of appointments; nobody invites to more of them at once.
MOST_REPEATING = 5
_ENTRIES_AT_ONCE = 5
_MEDIA_TYPES = ("text/calendar", "application/ics")


READING: LimitedReader[bytes, tuple[Event, ...]] = LimitedReader(events_in)


def handle(ids: Sequence[int]) -> None:
    """Read first, under limits; then kept in short transactions with what follows from it."""
    found = _read(ids)
    known = Invitation.objects.filter(interaction_id__in=ids).values_list("interaction_id", flat=True)
    for entries in in_chunks(sorted({*found, *known}), _ENTRIES_AT_ONCE):
        start = monotonic()
        with transaction.atomic():
            hold_intake()
            uids = _keep(entries, found)
        let_others_write(monotonic() - start)
        for uid in uids:
            reconcile_in_turn(uid, now=timezone.now())


def _keep(entries: Sequence[int], found: dict[int, tuple[Event, ...]]) -> list[str]:
    """What was read already stays: the words of a mail never change. Where it is filed may have."""
    known = set(
        Invitation.objects.filter(interaction_id__in=entries).values_list("interaction_id", flat=True)
    )
    # An entry may have been erased since it was read.
    still = set(Interaction.objects.filter(id__in=entries).values_list("id", flat=True))
    Invitation.objects.bulk_create(
        Invitation(interaction_id=number, uid=one.uid, event=as_json(one), repeats=_repeats(one))
        for number in entries
        if number in still - known
        for one in found.get(number, ())
    )
    uids = Invitation.objects.filter(interaction_id__in=entries).values_list("uid", flat=True).distinct()
    return sorted(uids)


def _read(ids: Sequence[int]) -> dict[int, tuple[Event, ...]]:
    """By entry that carries a calendar, and was not read before, the events that it speaks of."""
    carries = Q(nature="calendar") | Q(attachments__media_type__in=_MEDIA_TYPES)
    new = Interaction.objects.filter(carries, id__in=ids, invitations=None, kind="email")
    numbers = sorted(set(new.values_list("id", flat=True)))
    raws = {number: raw for number in numbers if (raw := raw_of(number)) is not None}
    if not raws:
        return {}
    results = READING.read(raws.values())
    return {
        number: _within_limits(events)
        for number, events in zip(raws, results, strict=True)
        if not isinstance(events, Refused) and 0 < len(events) <= MOST_EVENTS
    }


def _within_limits(events: Sequence[Event]) -> tuple[Event, ...]:
    """All that happen once, and the first few that repeat."""
    repeating = [one for one in events if _repeats(one)][MOST_REPEATING:]
    return tuple(one for one in events if not any(one is left for left in repeating))


def _repeats(event: Event) -> bool:
    return bool(event.rule or event.also_on)
