"""What is kept here of whoever is erased goes in the same transaction."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from alongside.intake.erasing import Erasure, erases_besides
from alongside.outbox.sight import with_joined
from alongside.promises.models import Finding, Promise, Reading, Verdict
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Interaction, Revision


@erases_besides
def erase_promises(erasure: Erasure) -> None:
    for chunk in in_chunks(sorted(erasure.entries)):
        keys = _source_keys(chunk)
        Finding.objects.filter(interaction_id__in=chunk).delete()
        Promise.objects.filter(interaction_id__in=chunk).delete()
        Verdict.objects.filter(source_key__in=keys).delete()
        Reading.objects.filter(source_key__in=keys).delete()
    gone = _keys_of_client(erasure.client_id) if erasure.client_id is not None else _keys_of_people(erasure)
    Promise.objects.filter(key__in=gone).delete()
    Verdict.objects.filter(key__in=gone).delete()


def _keys_of_client(client_id: int) -> set[str]:
    """What stands under the client, and all that was ever said of what has no entry, also before it was joined."""
    clients = with_joined(client_id)
    stands = Promise.objects.filter(client_id__in=clients).values_list("key", flat=True)
    return {*stands, *_without_entry(Verdict.objects.filter(client_id__in=clients))}


def _keys_of_people(erasure: Erasure) -> set[str]:
    """What was said about somebody who goes altogether, and has no entry."""
    return set(_without_entry(Verdict.objects.filter(person__in=erasure.addresses)))


def _without_entry(said: QuerySet[Verdict]) -> QuerySet[Verdict, str]:
    """Written by hand, or of an entry that was taken back."""
    there = Q(source_key__in=Revision.objects.values("source_key"))
    return said.exclude(there & Q(source_key__isnull=False)).values_list("key", flat=True)


def _source_keys(chunk: list[int]) -> set[bytes]:
    ledger = Revision.objects.filter(interaction_id__in=chunk).values_list("source_key", flat=True)
    entries = Interaction.objects.filter(id__in=chunk).values_list("source_key", flat=True)
    return {bytes(key) for key in ledger} | {bytes(key) for key in entries}
