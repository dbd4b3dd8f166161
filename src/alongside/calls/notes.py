"""What is typed during a call, kept: whole new texts in, a change of the journal and the next revision out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from alongside.accounts.models import Member
from alongside.calls.errors import CallsError, NotesClosed, StaleNotes
from alongside.calls.models import Call, NoteChange
from alongside.calls.queries import find_call
from alongside.lib.splices import splice
from alongside.lib.texts import storable

FIELDS = ("prepared", "said")
LONGEST = 200_000


def journal(member: Member, number: int, *, revision: int, fields: Mapping[str, str], now: datetime) -> Call:
    """Keep what was typed; what stands there already costs nothing. Raises StaleNotes, and then nothing is written."""
    call = find_call(member, number)
    if call.kept_at is not None:
        raise NotesClosed
    wanted = {name: cleaned(fields[name]) for name in FIELDS if name in fields}
    changed = {name: value for name, value in wanted.items() if getattr(call, name) != value}
    if not changed:
        return call
    if call.revision != revision:
        raise StaleNotes(call.revision)
    splices = {name: splice(getattr(call, name), value) for name, value in changed.items()}
    with transaction.atomic():
        mine = Call.objects.filter(pk=call.pk, revision=revision, kept_at=None)
        # One statement decides between two windows that type at once.
        if mine.update(revision=revision + 1, changed_at=now, **changed) != 1:
            raise StaleNotes(Call.objects.values_list("revision", flat=True).get(pk=call.pk))
        NoteChange.objects.create(call=call, revision=revision + 1, changes=splices)
    call.refresh_from_db()
    return call


def cleaned(value: str) -> str:
    value = storable(value)
    if len(value) > LONGEST:
        raise CallsError("These notes are too long for one call. What was typed before is kept.")
    return value
