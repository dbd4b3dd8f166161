"""Hours agreed for a month in, and what of them each part of the support is given; whether it adds up out. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Split(Struct, frozen=True):
    """In minutes of a month. `agreed` None: nothing is agreed. `parts`: names, with what each is given."""

    agreed: int | None
    parts: tuple[tuple[str, int], ...]

    @property
    def given(self) -> int:
        return sum(minutes for _, minutes in self.parts)

    @property
    def free(self) -> int:
        """Agreed, and given to no part."""
        return max(0, (self.agreed or 0) - self.given)

    @property
    def beyond(self) -> int:
        """Given to parts, and not agreed."""
        return max(0, self.given - (self.agreed or 0))


def split_of(agreed: int | None, parts: Sequence[tuple[str, int | None]]) -> Split | None:
    """None where no part is given any hours: then there is nothing to compare. Terms that ended agree on nothing."""
    given = tuple((name, minutes) for name, minutes in parts if minutes)
    return Split(agreed or None, given) if given else None
