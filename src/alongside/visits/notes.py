"""What is typed of a visit, kept: whole new texts in, a change of the journal and the next revision out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from alongside.accounts.models import Member
from alongside.lib.splices import splice
from alongside.lib.texts import storable
from alongside.visits.errors import NotesClosed, StaleNotes, VisitsError
from alongside.visits.models import NoteChange, Visit
from alongside.visits.queries import find_visit
from alongside.visits.rules import FIELDS

LONGEST = 200_000


def journal(member: Member, number: int, *, revision: int, fields: Mapping[str, str], now: datetime) -> Visit:
    """Keep what was typed; what stands there already costs nothing. Raises StaleNotes, and then nothing is written."""
    visit = find_visit(member, number)
    if visit.kept_at is not None:
        raise NotesClosed
    wanted = {name: cleaned(fields[name]) for name in FIELDS if name in fields}
    changed = {name: value for name, value in wanted.items() if getattr(visit, name) != value}
    if not changed:
        return visit
    if visit.revision != revision:
        raise StaleNotes(visit.revision)
    write(visit, changed, now=now)
    visit.refresh_from_db()
    return visit


def write(visit: Visit, changed: Mapping[str, str], *, now: datetime) -> None:
    """These texts in place of those that `visit` was read with. Raises StaleNotes where others stand there by now."""
    splices = {name: splice(getattr(visit, name), value) for name, value in changed.items()}
    with transaction.atomic():
        mine = Visit.objects.filter(pk=visit.pk, revision=visit.revision, kept_at=None)
        # One statement decides between two windows that type at once.
        if mine.update(revision=visit.revision + 1, changed_at=now, **changed) != 1:
            raise StaleNotes(Visit.objects.values_list("revision", flat=True).get(pk=visit.pk))
        NoteChange.objects.create(visit=visit, revision=visit.revision + 1, changes=splices)


def cleaned(value: str) -> str:
    value = storable(value)
    if len(value) > LONGEST:
        raise VisitsError("These notes are too long for one visit. What was typed before is kept.")
    return value
