"""Ties what came back to the letter it is about: changed entries in, rows of `Bounce` out. No letter changes by it.

Only a Message-ID that we alone can make, and have made for a letter, proves of which one it speaks. Anybody else's
word is kept as not proven, without a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import monotonic

from django.db import transaction

from alongside.channels.email.bounces import Bounce as Read
from alongside.channels.email.bounces import Failure, read_bounce
from alongside.channels.smtp.message_ids import is_own
from alongside.intake.own_letters import own_ids_key
from alongside.intake.rebuilding import rebuilds_besides
from alongside.lib.limited import Refused
from alongside.lib.limited_reader import LimitedReader
from alongside.live.actions import tell
from alongside.outbox.models import Bounce, Letter
from alongside.timeline.database import hold_intake, in_chunks, let_others_write
from alongside.timeline.ledger import raw_of
from alongside.timeline.models import Interaction

READING: LimitedReader[bytes, Read] = LimitedReader(read_bounce)
_AT_ONCE = 20

rebuilds_besides(Bounce)


def handle(ids: Sequence[int]) -> None:
    """Read first, under limits; then kept. What was read once stays: the words of a mail never change."""
    new = Interaction.objects.filter(id__in=ids, nature="bounce", kind="email", bounces=None)
    numbers = sorted(new.values_list("id", flat=True))
    raws = {number: raw for number in numbers if (raw := raw_of(number)) is not None}
    if not raws:
        return
    read = dict(zip(raws, READING.read(raws.values()), strict=True))
    found = {number: one for number, one in read.items() if not isinstance(one, Refused)}
    for chunk in in_chunks(sorted(found), _AT_ONCE):
        start = monotonic()
        with transaction.atomic():
            hold_intake()
            _keep(chunk, found)
        let_others_write(monotonic() - start)


def _keep(numbers: Sequence[int], found: dict[int, Read]) -> None:
    # An entry may have been erased since it was read.
    for entry in Interaction.objects.filter(id__in=numbers, bounces=None):
        read = found[entry.pk]
        letter = _letter_of(read.message_ids)
        if letter is None:
            Bounce.objects.create(interaction=entry, verdict=read.verdict, happened_at=entry.happened_at)
            continue
        Bounce.objects.bulk_create(
            Bounce(
                interaction=entry,
                letter=letter,
                address=address,
                verdict=one.verdict,
                reason=one.reason,
                said=one.said,
                happened_at=entry.happened_at,
            )
            for address, one in _of_whom(letter, read).items()
        )
        tell("outbox", letter.pk)


def _letter_of(message_ids: Iterable[str]) -> Letter | None:
    """The likeliest that is one of ours. The keyed hash is asked first, so that no guess reaches the database."""
    key = own_ids_key()
    for message_id in message_ids:
        if is_own(key, message_id):
            letter = Letter.objects.filter(message_id=message_id).defer("raw").first()
            if letter is not None:
                return letter
    return None


def _of_whom(letter: Letter, read: Read) -> dict[str, Failure]:
    """By recipient of this letter; where a mailbox hands on to another, the one she wrote to, if that is clear.

    Whoever it did not go to is nobody it could have failed to reach.
    """
    known = {one.lower(): one for one in letter.recipients.values_list("address", flat=True)}
    failures = read.failures or (Failure("", "", read.verdict, "", "", ""),)
    found: dict[str, Failure] = {}
    for one in failures:
        named = next((known[address] for address in (one.address, one.original) if address in known), None)
        only = next(iter(known.values())) if len(known) == 1 else None
        if (address := named or only) is not None:
            found.setdefault(address, one)
    return found or {"": failures[0]}
