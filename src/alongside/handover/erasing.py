"""What notes and packs quote of whoever is erased goes in the same transaction; the rest goes with the client's row."""

from __future__ import annotations

from collections.abc import Collection

from alongside.clients.queries import known_by_nothing_but
from alongside.handover.archiving import forget
from alongside.handover.models import Archive, CoverPack, Edited, WeeklyNote, Word
from alongside.intake.erasing import Erasure, erases_besides
from alongside.lib.texts import naming_any
from alongside.outbox.sight import with_joined
from alongside.promises.models import Promise
from alongside.replies.erasing import goes_with_its_entry
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Filing, Interaction

goes_with_its_entry(Word)


@erases_besides
def erase_edits(erasure: Erasure) -> None:
    """Words that she made of an erased letter's are that letter's still."""
    gone = set(erasure.entries | erasure.private)
    if not gone:
        return
    keys = _keys_of(gone)
    for note in WeeklyNote.objects.exclude(edited={}):
        if _forget_words(note, gone, keys):
            note.save(update_fields=["edited"])
    for pack in CoverPack.objects.all():
        if _forget_words(pack, gone, keys) | _forget_lines(pack, gone, keys):
            pack.save(update_fields=["edited", "frozen"])


def _forget_words(row: Edited, gone: set[int], keys: set[str]) -> bool:
    left = {key: value for key, value in row.edited.items() if value[1] not in gone and not _is_of(key, keys)}
    is_changed = bool(left != row.edited)
    row.edited = left
    return is_changed


def _forget_lines(pack: CoverPack, gone: set[int], keys: set[str]) -> bool:
    left = [
        [title, [line for line in lines if line[2] not in gone and not _is_of(line[0], keys)]]
        for title, lines in pack.frozen
    ]
    is_changed = bool(left != pack.frozen)
    pack.frozen = left
    return is_changed


def _keys_of(entries: set[int]) -> set[str]:
    """What lines are called that come from these entries."""
    found: set[str] = set()
    for chunk in in_chunks(sorted(entries)):
        promised = Promise.objects.filter(interaction_id__in=chunk).values_list("key", flat=True)
        found.update(promised)
        keys = Interaction.objects.filter(id__in=chunk).values_list("source_key", flat=True)
        found.update(bytes(key).hex() for key in keys)
    return found


def _is_of(key: str, gone: set[str]) -> bool:
    """`q:SOURCE:12:40`, `p:PROMISE`, `done:PROMISE`."""
    return any(part in gone for part in key.split(":")[1:2])


@erases_besides
def erase_people(erasure: Erasure) -> None:
    """Lines about whoever is erased, and lines that name them, whatever they come from."""
    if not erasure.addresses:
        return
    people = known_by_nothing_but(erasure.addresses)
    keys = {f"{kind}{one.pk}" for one in people for kind in ("h:", "k:p")}
    named = naming_any([*erasure.addresses, *(one.name for one in people)])
    homes = {number for one in people for number in with_joined(one.client_id)}

    def is_theirs(client_id: int, key: str, words: str) -> bool:
        # Of an appointment it is not known any more whom it was with, or under which name.
        is_planned = client_id in homes and key.startswith("a:")
        return key in keys or is_planned or named.search(words) is not None

    for model in (WeeklyNote, CoverPack):
        for row in model.objects.exclude(edited={}):
            left = {
                key: said for key, said in row.edited.items() if not is_theirs(row.client_id, key, said[0])
            }
            if left != row.edited:
                model.objects.filter(pk=row.pk).update(edited=left)
    for pack in CoverPack.objects.exclude(frozen=[]):
        shown = [
            [title, [line for line in lines if not is_theirs(pack.client_id, line[0], line[1])]]
            for title, lines in pack.frozen
        ]
        if shown != pack.frozen:
            CoverPack.objects.filter(pk=pack.pk).update(frozen=shown)


@erases_besides
def erase_archives(erasure: Erasure) -> None:
    """An archive holds what is erased, whoever of the client it is: its file goes, and can be made anew."""
    if erasure.client_id is not None:
        archives = Archive.objects.filter(client_id__in=with_joined(erasure.client_id))
    else:
        entries = erasure.entries | erasure.private
        archives = Archive.objects.filter(client_id__in=_clients_of(entries))
    for archive in archives:
        forget(archive)


def _clients_of(entries: Collection[int]) -> set[int]:
    found: set[int] = set()
    for chunk in in_chunks(sorted(entries)):
        found.update(Filing.objects.filter(interaction_id__in=chunk).values_list("client_id", flat=True))
    return found
