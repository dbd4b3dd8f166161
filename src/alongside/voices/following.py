"""Changed entries in, whose talks they are out: a follower of the timeline."""

from __future__ import annotations

from collections.abc import Sequence

from alongside.accounts.models import Member
from alongside.intake.erasing import Erasure, erases_besides
from alongside.intake.rebuilding import rebuilds_besides
from alongside.message import FACE_KINDS, VOICE_KINDS
from alongside.timeline.database import in_chunks, select_in
from alongside.timeline.models import Interaction, Party
from alongside.voices.models import By, Talk

rebuilds_besides(Talk)
_KINDS = {**dict.fromkeys(VOICE_KINDS, By.VOICE), **dict.fromkeys(FACE_KINDS, By.FACE)}
_KEPT = "SELECT interaction_id FROM voices_talk WHERE interaction_id IN ({})"
_TALKS = ", ".join(f"'{kind}'" for kind in sorted(_KINDS))
_SPOKEN = f"SELECT id FROM timeline_interaction WHERE kind IN ({_TALKS}) AND id IN ({{}})"  # noqa: S608  our own words


def handle(entries: Sequence[int]) -> None:
    """A talk is of the member whose source it came from, and of each whose address takes part in it.

    So a call that a colleague logged with a client is hers, and nobody else's.
    """
    # Plain SQL: most of what arrives is written, and the ORM would cost more than all there is to do.
    numbers = sorted(set(entries))
    for chunk in in_chunks(sorted(number for (number,) in select_in(_KEPT, numbers))):
        Talk.objects.filter(interaction_id__in=chunk).delete()
    for chunk in in_chunks(sorted(number for (number,) in select_in(_SPOKEN, numbers))):
        spoken = list(Interaction.objects.filter(pk__in=chunk).select_related("connection"))
        present = _present([one.pk for one in spoken])
        Talk.objects.bulk_create(
            talk
            for one in spoken
            for member in sorted({one.connection.owner_member_id, *present.get(one.pk, ())} - {None})
            if (talk := _talk(one, member)) is not None
        )


def _talk(entry: Interaction, member_id: int) -> Talk | None:
    """None where it was missed, or is private to somebody else."""
    if entry.private_to_id not in (None, member_id):
        return None
    minutes = None
    if entry.ended_at is not None:
        seconds = (entry.ended_at - entry.happened_at).total_seconds()
        if seconds <= 0:
            return None
        minutes = max(1, round(seconds / 60))
    return Talk(
        member_id=member_id,
        interaction_id=entry.pk,
        happened_at=entry.happened_at,
        minutes=minutes,
        by=_KINDS[entry.kind],
    )


def _present(entries: Sequence[int]) -> dict[int, set[int]]:
    """By entry, the members whose own address takes part in it."""
    if not entries:
        return {}
    members = {email.lower(): number for number, email in Member.objects.values_list("pk", "email") if email}
    parties = Party.objects.filter(interaction_id__in=entries, address__value__in=members)
    found: dict[int, set[int]] = {}
    for entry, address in parties.values_list("interaction_id", "address__value"):
        found.setdefault(entry, set()).add(members[address])
    return found


@erases_besides
def forget_talks(erasure: Erasure) -> None:
    for chunk in in_chunks(sorted(erasure.entries)):
        Talk.objects.filter(interaction_id__in=chunk).delete()
