"""What a note or a pack is made of: parts, and lines that each know where they come from."""

from __future__ import annotations

from msgspec import Struct


class Line(Struct, frozen=True):
    """`key` names it for ever, so that what she said of it holds. `entry`: the one whose words these are.

    `url`, `said`: where it comes from and who said it when, for her eyes alone. `was`: the words that she changed.
    """

    key: str
    words: str
    url: str = ""
    said: str = ""
    entry: int | None = None
    is_shown: bool = True
    was: str = ""


class Part(Struct, frozen=True):
    name: str
    title: str
    lines: tuple[Line, ...]

    @property
    def shown(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_shown)
