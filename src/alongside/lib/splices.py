"""A journal of what is typed: old and new text in, the one stretch that differs out, and back again. Pure."""

from __future__ import annotations

from collections.abc import Iterable

Splice = tuple[int, str, str]


def splice(old: str, new: str) -> Splice:
    """Where they begin to differ, what stood there, and what stands there now."""
    start = _same(old, new)
    most = min(len(old), len(new)) - start
    same = min(_same(reversed(old), reversed(new)), most)
    return start, old[start : len(old) - same], new[start : len(new) - same]


def forth(old: str, change: Splice) -> str:
    start, removed, inserted = change
    return old[:start] + inserted + old[start + len(removed) :]


def back(new: str, change: Splice) -> str:
    start, removed, inserted = change
    return new[:start] + removed + new[start + len(inserted) :]


def _same(one: Iterable[str], other: Iterable[str]) -> int:
    """How many letters they begin with in common."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
