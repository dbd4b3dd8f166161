"""What of a client's picture stands beside its story: what is left of its beginning, answers that wait."""

from __future__ import annotations

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.picture.proposals import open_count_for
from alongside.picture.starting import open_steps_for

_SHOWN = 4


class Beside(Struct, frozen=True):
    """`steps`: number and words of the first that are left; `left`: how many are."""

    steps: tuple[tuple[int, str], ...]
    left: int
    answers: int


def picture_beside(member: Member, client_id: int) -> Beside:
    steps = open_steps_for(member, client_id)
    return Beside(tuple(steps[:_SHOWN]), len(steps), open_count_for(member, client_id))
