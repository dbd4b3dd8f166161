"""Erases a client, an address or a source for good: a preview first, then every byte, for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import connection as database
from django.db import transaction
from msgspec import Struct

from alongside.clients.models import Client, Handle, Person
from alongside.clients.queries import known_by_nothing_but
from alongside.connections.models import Connection, Location
from alongside.intake.refiling import entries_naming, entries_of_source, refile
from alongside.intake.tallying import note_erased
from alongside.jobs.actions import forget_naming
from alongside.lib.besides import in_order
from alongside.originals.actions import forget, sweep
from alongside.search.actions import erase as erase_from_search
from alongside.timeline.actions import mark_changed
from alongside.timeline.by_turn import are_all_mail, newest_by_turn
from alongside.timeline.database import hold_intake, in_chunks
from alongside.timeline.models import (
    Attachment,
    Body,
    Decision,
    Filing,
    Interaction,
    KeptUnparsed,
    Party,
    Revision,
    Thread,
    ThreadKey,
)
from alongside.timeline.moving import rethread
from alongside.timeline.queries.noted import private_notes_about
from alongside.timeline.summaries import recount


class Erasure(Struct, frozen=True):
    """What erasing would take: `entries` go; `kept_elsewhere` belong to somebody else as well and stay there.

    `private`: members' own notes about a client. They go too, and no preview says whether there are any.
    """

    what: str
    entries: frozenset[int]
    kept_elsewhere: int
    client_id: int | None = None
    connection_id: int | None = None
    addresses: tuple[str, ...] = ()
    private: frozenset[int] = frozenset()


Besides = Callable[[Erasure], None]
_BESIDES: list[Besides] = []


def erases_besides(function: Besides) -> Besides:
    """For packages above: what they keep of whoever is erased goes within the same transaction."""
    _BESIDES.append(function)
    return function


def preview_client(client: Client) -> Erasure:
    """All that is filed under this client alone. What belongs to another client too stays with that one."""
    filed = set(Filing.objects.filter(client=client).values_list("interaction_id", flat=True))
    others: set[int] = set()
    for chunk in in_chunks(sorted(filed)):
        rows = Filing.objects.filter(interaction_id__in=chunk).exclude(client=client)
        others.update(rows.values_list("interaction_id", flat=True))
    handles = Handle.objects.filter(person__client=client).values_list("value", flat=True)
    private = frozenset(private_notes_about(client.pk).values_list("id", flat=True))
    entries = frozenset(filed - others)
    return Erasure(client.name, entries, len(others), client.pk, None, tuple(handles), private)


def preview_address(address: str) -> Erasure:
    """All in which this address has a part."""
    value = address.strip().lower()
    return Erasure(value, frozenset(entries_naming(addresses=[value])), 0, addresses=(value,))


def preview_person(person: Person) -> Erasure:
    """All in which one of this person's addresses has a part."""
    addresses = tuple(person.handles.order_by("value").values_list("value", flat=True))
    name = person.name or next(iter(addresses), "nobody")
    return Erasure(name, frozenset(entries_naming(addresses=addresses)), 0, addresses=addresses)


def preview_source(source: Connection) -> Erasure:
    """All that was seen in this source, or what was made for it, and in no other."""
    together = [source, *source.made_beside.all()]
    found = set[int]().union(*map(entries_of_source, together))
    elsewhere: set[int] = set()
    for chunk in in_chunks(sorted(found)):
        others = Location.objects.filter(original__revision__interaction_id__in=chunk)
        others = others.exclude(connection__in=together)
        elsewhere.update(others.values_list("original__revision__interaction_id", flat=True))
    return Erasure(source.label, frozenset(found - elsewhere), len(elsewhere), None, source.pk)


def erase(erasure: Erasure) -> bool:
    """Carry it out; True when every byte is gone already, False when the next start finishes the sweeping."""
    # Before nobody else can write: what they are of may have to be imported.
    besides = in_order(__name__, _BESIDES)
    with transaction.atomic(durable=True):
        hold_intake()
        for erase_beside in besides:
            erase_beside(erasure)
        forget_naming(_names(erasure))
        erase_entries(erasure.entries | erasure.private)
        if erasure.connection_id is not None:
            for source in (*_made_for(erasure.connection_id), erasure.connection_id):
                _erase_source(source)
        if erasure.addresses:
            _erase_handles(erasure.addresses)
        if erasure.client_id is not None:
            left = set(
                Filing.objects.filter(client_id=erasure.client_id).values_list("interaction_id", flat=True)
            )
            _leave_sources(erasure.client_id)
            Client.objects.filter(pk=erasure.client_id).delete()
            refile(left)
        _drop_unused_addresses()
    _compact_database()
    return sweep().is_complete


def _names(erasure: Erasure) -> set[str]:
    """What work behind the pages may have called whoever goes."""
    sources = Connection.objects.filter(owner_client_id=erasure.client_id or 0)
    return {erasure.what, *erasure.addresses, *sources.values_list("label", flat=True)}


def erase_entries(ids: Iterable[int]) -> None:
    """With their originals, decisions and places, inside the caller's transaction; `sweep` follows it."""
    for chunk in in_chunks(sorted(ids)):
        ledger = list(
            Revision.objects.filter(interaction_id__in=chunk).values_list("original_id", "source_key")
        )
        keys = {bytes(key) for _, key in ledger}
        is_mail = are_all_mail(chunk)
        threads, clients = drop_entries(chunk)
        beside = set() if is_mail else newest_by_turn(clients)
        originals = [original for original, _ in ledger]
        Revision.objects.filter(original_id__in=originals).delete()
        Location.objects.filter(original_id__in=originals).delete()
        Decision.objects.filter(source_key__in=keys).delete()
        note_erased(originals)
        forget(originals, source_keys=keys)
        mark_changed(sorted(rethread([], threads) | beside), kind="refiled")
        recount(clients)


def drop_entries(chunk: list[int]) -> tuple[set[int], set[int]]:
    """What is derived of these entries, and nothing that it is derived from; the threads and clients they had."""
    threads, clients = _places_of(chunk)
    erase_from_search(chunk)
    for model in (Filing, Party, Attachment, Body):
        model.objects.filter(interaction_id__in=chunk).delete()
    Interaction.objects.filter(id__in=chunk).delete()
    return threads, clients


def _places_of(chunk: list[int]) -> tuple[set[int], set[int]]:
    rows = list(Filing.objects.filter(interaction_id__in=chunk).values_list("thread_id", "client_id"))
    own = Interaction.objects.filter(id__in=chunk, thread__isnull=False)
    threads = {thread for thread, _ in rows if thread is not None}
    return threads | set(own.values_list("thread_id", flat=True)), {client for _, client in rows}


def _made_for(connection_id: int) -> list[int]:
    return list(Connection.objects.filter(made_for=connection_id).values_list("id", flat=True))


def _erase_source(connection_id: int) -> None:
    """The source itself. What was read in another source as well loses only its place here."""
    Location.objects.filter(connection_id=connection_id).delete()
    for kept in KeptUnparsed.objects.filter(connection_id=connection_id):
        number = kept.original_id
        other = Location.objects.filter(original_id=number).order_by("id").first() if number else None
        if other is not None:
            KeptUnparsed.objects.filter(pk=kept.pk).update(connection=other.connection_id, place=other.place)
        else:
            kept.delete()
            note_erased([number] if number else [])
            forget([number] if number else [])
    moved = Interaction.objects.filter(connection_id=connection_id)
    for number in moved.values_list("id", flat=True):
        other = Location.objects.filter(original__revision__interaction_id=number).first()
        if other is not None:
            Interaction.objects.filter(pk=number).update(connection_id=other.connection_id)
    Thread.objects.filter(connection_id=connection_id).delete()
    Connection.objects.filter(pk=connection_id).delete()


def _leave_sources(client_id: int) -> None:
    """A client's own mailboxes go as well; one from which others keep something stays, as nobody's."""
    for source in Connection.objects.filter(owner_client_id=client_id):
        elsewhere = Location.objects.exclude(connection=source).values("original__revision__interaction_id")
        if Interaction.objects.filter(connection=source).exclude(id__in=elsewhere).exists():
            Connection.objects.filter(pk=source.pk).update(owner_client=None, is_owner_confirmed=False)
        else:
            _erase_source(source.pk)


def _erase_handles(addresses: Iterable[str]) -> None:
    """With whoever has no other, and those who were found to be them: parted, they would be people of their own."""
    gone = list(addresses)
    people = known_by_nothing_but(gone)
    Handle.objects.filter(value__in=gone).delete()
    Person.objects.filter(pk__in=[one.pk for one in people]).delete()


def _drop_unused_addresses() -> None:
    """An address is somebody's name: none may stay that nothing speaks of."""
    with database.cursor() as cursor:
        cursor.execute(
            "DELETE FROM timeline_address WHERE NOT EXISTS"
            " (SELECT 1 FROM timeline_party WHERE timeline_party.address_id = timeline_address.id)"
            " AND NOT EXISTS (SELECT 1 FROM timeline_interaction i"
            " WHERE i.sender_id = timeline_address.id OR i.counterpart_id = timeline_address.id)"
        )
    orphans = ThreadKey.objects.exclude(thread_id__in=Thread.objects.values("id"))
    orphans.delete()


def _compact_database() -> None:
    """Freed pages are written anew, so that no deleted row can be read from the file (SQLite)."""
    if database.vendor == "sqlite":
        with database.cursor() as cursor:
            cursor.execute("VACUUM")
