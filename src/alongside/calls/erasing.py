"""Calls with whoever is erased go in the same transaction; those of a client follow its own row."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from alongside.calls.models import Call
from alongside.calls.shared import RECAP
from alongside.intake.erasing import Erasure, erases_besides
from alongside.rooms.models import Room
from alongside.sharing.recaps import erase_recaps
from alongside.timeline.database import in_chunks


@erases_besides
def erase_calls(erasure: Erasure) -> None:
    """Notes of a call whose entry goes, and of those not kept yet with somebody who goes."""
    for chunk in in_chunks(sorted(erasure.entries | erasure.private)):
        _erase(Call.objects.filter(Q(entry__in=chunk) | Q(private_entry__in=chunk)))
    if erasure.addresses and erasure.client_id is None:
        gone = {one.lower() for one in erasure.addresses}
        rows = Call.objects.exclude(people=[]).values_list("pk", "people")
        found = [pk for pk, people in rows if gone & {address.lower() for _, address in people}]
        numbers = {_digits(one) for one in gone if one.startswith("+")}
        rung = Call.objects.exclude(number="").values_list("pk", "number")
        found += [pk for pk, number in rung if _digits(number) in numbers]
        for chunk in in_chunks(found):
            _erase(Call.objects.filter(pk__in=chunk))


def _erase(calls: QuerySet[Call]) -> None:
    erase_recaps(RECAP, list(calls.values_list("pk", flat=True)))
    # Who was there, and what was written there.
    rooms = set(calls.exclude(room=None).values_list("room_id", flat=True))
    calls.delete()
    Room.objects.filter(pk__in=rooms).delete()


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdecimal())
