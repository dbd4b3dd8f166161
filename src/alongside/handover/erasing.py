"""What notes and packs quote of whoever is erased goes in the same transaction; the rest goes with the client's row."""

from __future__ import annotations

from alongside.handover.models import CoverPack, Edited, WeeklyNote
from alongside.intake.erasing import Erasure, erases_besides
from alongside.promises.models import Promise
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Interaction


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
