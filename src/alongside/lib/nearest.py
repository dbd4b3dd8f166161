"""A name as somebody typed it and the names that there are in; those that may have been meant out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(wanted: str, names: Iterable[str], *, most: int) -> list[str]:
    """Those of these names that somebody may have meant, the likeliest first: what holds it, then what is like it."""
    known = {name.casefold(): name for name in names}
    key = wanted.casefold()
    within = [name for folded, name in known.items() if key and key in folded]
    # Of a path the last part is what people call it.
    ends: dict[str, str] = {}
    for folded, name in known.items():
        ends.setdefault(folded.rpartition("/")[2], name)
    like = [
        known.get(one) or ends[one] for one in get_close_matches(key, [*known, *ends], n=most, cutoff=0.5)
    ]
    return list(dict.fromkeys([*within, *like, *known.values()]))[:most]
