"""What was written down by hand, changed: the next version of the same entry; the versions before stay evidence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.channels.hand.parse import ByHand, CannotReadError, compose, message_of
from alongside.channels.hand.parse import read as read_json
from alongside.connections.models import BY_HAND, Connection, Location
from alongside.intake.book import read_book, read_source
from alongside.intake.by_hand import CannotWriteDownError
from alongside.intake.decisions import apply, decisions_for
from alongside.intake.erasing import drop_entries
from alongside.intake.rules import counterpart_of, facts_of, place
from alongside.originals.actions import Prepared, commit, prepare
from alongside.originals.errors import DamagedOriginalError, MissingOriginalError
from alongside.originals.queries import read
from alongside.timeline.actions import add, mark_changed, note_revisions
from alongside.timeline.database import hold_intake
from alongside.timeline.entry import NewEntry
from alongside.timeline.models import Interaction, Revision
from alongside.timeline.moving import rethread
from alongside.timeline.summaries import recount


class Changes(Struct, frozen=True):
    """What may be changed afterwards; whom it was with, and whose it is, stays."""

    happened_at: datetime
    ended_at: datetime | None
    place: str
    text: str
    next: str


def written_by_her(member: Member, interaction_id: int) -> ByHand | None:
    """As it stands now; None for what is not of her own hand, or is a call that did not come about."""
    own = Connection.objects.filter(kind=BY_HAND, owner_member=member).values("id")
    if not Interaction.objects.filter(pk=interaction_id, connection__in=own).exists():
        return None
    ledger = Revision.objects.filter(interaction_id=interaction_id).order_by("-id")
    try:
        found = read_json(read(ledger.values_list("original_id", flat=True)[0]))
    except (IndexError, CannotReadError, MissingOriginalError, DamagedOriginalError):
        return None
    return found if not found.outcome else None


def text_after(entry: ByHand, changes: Changes) -> str:
    """Of its entry."""
    return message_of(_changed(entry, changes)).text


def change(member: Member, interaction_id: int, changes: Changes, *, revision: int) -> bool:
    """False where nothing is different. `revision`: the version that she changed; raises CannotWriteDownError."""
    before = written_by_her(member, interaction_id)
    if before is None:
        raise CannotWriteDownError("This was not written down by you, or is gone.")
    after = _changed(before, changes)
    if replace(after, revision=before.revision) == before:
        return False
    with prepare([compose(after)]) as prepared, transaction.atomic(durable=True):
        hold_intake()
        # Asked again, because only now everybody else has finished.
        now = written_by_her(member, interaction_id)
        if now is None or now.revision != revision:
            raise CannotWriteDownError(
                "This was changed in another window meanwhile. Nothing is lost: copy what you typed, and open it again."
            )
        _replace(interaction_id, after, prepared)
    return True


def _changed(before: ByHand, changes: Changes) -> ByHand:
    after = replace(
        before,
        happened_at=changes.happened_at,
        ended_at=changes.ended_at,
        place=changes.place,
        text=changes.text,
        next=changes.next,
        revision=before.revision + 1,
    )
    try:
        return read_json(compose(after))
    except CannotReadError as error:
        raise CannotWriteDownError(str(error)) from error


def _replace(interaction_id: int, after: ByHand, prepared: Prepared) -> None:
    """The entry keeps its number; all that is derived of it is made anew, and its followers are told."""
    (stored,) = commit(prepared)
    if stored.id is None:
        raise CannotWriteDownError("These very words were erased here before.")
    connection = Interaction.objects.select_related("connection").get(pk=interaction_id).connection
    message = message_of(after)
    where = f"{after.id};{after.revision}"
    Location.objects.get_or_create(original_id=stored.id, connection=connection, place=where)
    threads, clients = drop_entries([interaction_id])
    source, book = read_source(connection), read_book()
    facts, key = facts_of(message), message.source_key
    placement = apply(
        place(facts, source=source, book=book),
        decisions_for([key]).get(key, ()),
        homes=book.homes,
        is_by_hand=True,
    )
    entry = NewEntry(
        message=message,
        original_id=stored.id,
        original_sha256=stored.sha256,
        happened_at=after.happened_at,
        placement=placement,
        counterpart=counterpart_of(facts, source),
        vouched_by=facts.vouched_by,
        interaction_id=interaction_id,
    )
    add([entry], connection_id=connection.pk)
    note_revisions([(stored.id, interaction_id, key)])
    moved = rethread([], threads) - {interaction_id}
    mark_changed(sorted(moved), kind="refiled")
    recount(clients | {filed.client_id for filed in placement.filings})


def changeable_among(member: Member, entries: Collection[int]) -> set[int]:
    """Which of these she wrote down herself."""
    own = Connection.objects.filter(kind=BY_HAND, owner_member=member).values("id")
    found = Interaction.objects.filter(pk__in=entries, connection__in=own)
    return set(found.values_list("id", flat=True))
