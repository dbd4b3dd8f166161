"""A sentence over several lines in; the same in one, each run of white space one space, out, and the way back."""

from __future__ import annotations

import re
from bisect import bisect_right

from msgspec import Struct

_RUN = re.compile(r"\s{2,}|[\n\t]")


class Line(Struct, frozen=True):
    """`starts` and `shifts`: from which letter of `text` on how many letters of white space were left out."""

    text: str
    starts: tuple[int, ...]
    shifts: tuple[int, ...]

    def place(self, index: int) -> int:
        """Where the letter stands in the sentence as it was."""
        before = bisect_right(self.starts, index) - 1
        return index + (self.shifts[before] if before >= 0 else 0)


def one_line(sentence: str) -> Line:
    pieces, starts, shifts = [], [], []
    position = shift = length = 0
    for run in _RUN.finditer(sentence):
        pieces += [sentence[position : run.start()], " "]
        length += run.start() - position + 1
        shift += run.end() - run.start() - 1
        starts.append(length)
        shifts.append(shift)
        position = run.end()
    if not pieces:
        return Line(sentence, (), ())
    pieces.append(sentence[position:])
    return Line("".join(pieces), tuple(starts), tuple(shifts))
