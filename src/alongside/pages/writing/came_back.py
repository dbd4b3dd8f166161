"""Entries of a conversation in; beside a letter of ours that it came back, beside what came back its letter, out."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.outbox.queries import bounced_letters_for, letters_of_entries_for
from alongside.pages.base.addresses import url
from alongside.pages.writing import quick

UNPROVEN = (
    "Not proven: it names no letter that went out from here, so nothing follows from it. "
    "Was it written elsewhere, look there whether it arrived."
)


class CameBack(Struct, frozen=True):
    """`url`: the letter that it is about, "" where there is none."""

    words: str
    url: str
    is_error: bool


def came_back(member: Member, numbers: Sequence[int]) -> dict[int, CameBack]:
    if not quick.has_bounces():
        return {}
    found = {}
    for number, line in letters_of_entries_for(member, numbers).items():
        if line.bounces:
            words = " ".join(one.sentence for one in line.bounces)
            is_error = any(not one.is_delay for one in line.bounces)
            found[number] = CameBack(words, url("letter", line.id), is_error)
    for number, letter_id in bounced_letters_for(member, numbers).items():
        address = url("letter", letter_id) if letter_id else ""
        found[number] = CameBack("" if letter_id else UNPROVEN, address, is_error=False)
    return found
