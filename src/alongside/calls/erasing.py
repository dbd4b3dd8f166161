"""Calls with whoever is erased go in the same transaction; those of a client follow its own row."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from alongside.calls.models import Call
from alongside.calls.shared import RECAP
from alongside.intake.erasing import Erasure, erase_entries, erases_besides
from alongside.rooms.models import Room
from alongside.sharing.recaps import erase_recaps
from alongside.timeline.database import in_chunks


@erases_besides
def erase_calls(erasure: Erasure) -> None:
    """Notes of a call whose entry goes, and of those not kept yet with somebody who goes; hers alone as well, and what
    was written in its room, by whom."""
    for chunk in in_chunks(sorted(erasure.entries | erasure.private)):
        _erase(Call.objects.filter(Q(entry__in=chunk) | Q(private_entry__in=chunk)), erasure)
    if erasure.addresses and erasure.client_id is None:
        gone = {one.lower() for one in erasure.addresses}
        rows = Call.objects.exclude(people=[]).values_list("pk", "people")
        found = [pk for pk, people in rows if gone & {address.lower() for _, address in people}]
        numbers = {_digits(one) for one in gone if one.startswith("+")}
        rung = Call.objects.exclude(number="").values_list("pk", "number")
        found += [pk for pk, number in rung if _digits(number) in numbers]
        for chunk in in_chunks(found):
            _erase(Call.objects.filter(pk__in=chunk), erasure)


def _erase(calls: QuerySet[Call], erasure: Erasure) -> None:
    calls = Call.objects.filter(pk__in=_with_halves(calls))
    rows = list(calls.values_list("pk", "room_id", "private_entry"))
    erase_recaps(RECAP, [pk for pk, _, _ in rows])
    Room.objects.filter(pk__in=[room for _, room, _ in rows if room is not None]).delete()
    calls.delete()
    erase_entries({note for _, _, note in rows if note is not None} - erasure.entries - erasure.private)


def _with_halves(calls: QuerySet[Call]) -> set[int]:
    """And all that was joined to them: those would be calls of their own again."""
    found, new = set[int](), set(calls.values_list("pk", flat=True))
    while new:
        found |= new
        new = set(Call.objects.filter(joined_to__in=new).values_list("pk", flat=True)) - found
    return found


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdecimal())
