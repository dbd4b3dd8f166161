"""Followers of changes: each is shown what changed since its position, which moves with its results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Any

from django.db import transaction
from msgspec import Struct

from alongside.prepared import prepared
from alongside.timeline.database import hold_intake, in_chunks, let_others_write
from alongside.timeline.models import Change, Position

Handle = Callable[[Sequence[int]], None]
Progress = Callable[[int, int], None]


class Follower(Struct, frozen=True):
    """Something that is derived from entries: a name for its position, and what it does with changed ones.

    `handle_moved`: besides, for entries that did not just arrive, and may have been elsewhere before.

    `piece` 0: `handle` is called in the transaction that moves the position. Else it is called for at most so
    many entries at a time, writes in transactions of its own, and gives the same when it is called again.
    """

    name: str
    handle: Handle
    handle_moved: Handle | None = None
    piece: int = 0


def follow(
    follower: Follower, *, progress: Progress | None = None, at_once: int = 1, seconds: float | None = None
) -> int:
    """Bring a follower up to date; returns how many entries it was shown.

    `at_once`: how many changes one transaction takes. Many are cheaper, where nobody else wants to write;
    after a single one others get their turn. `seconds`: after so long it stops at the next change.
    """
    shown = 0
    total = waiting(follower) if progress is not None else 0
    begun = start = monotonic()
    step = _next_in_pieces if follower.piece else _next
    while (batch := step(follower, at_once)) is not None:
        shown += batch
        if progress is not None:
            progress(min(shown, total), total)
        if at_once == 1:
            let_others_write(monotonic() - start)
        start = monotonic()
        if seconds is not None and start - begun > seconds:
            break
    return shown


def _next_in_pieces(follower: Follower, at_once: int) -> int | None:
    """As `_next`; a kill before the position moved shows the same entries again."""
    with transaction.atomic():
        hold_intake()
        position, _ = Position.objects.get_or_create(follower=follower.name)
        changes = list(Change.objects.filter(id__gt=position.change_id).order_by("id")[:at_once])
    if not changes:
        return None
    entries = [number for change in changes for number in change.interactions]
    there, newest = Position.objects.filter(follower=follower.name), changes[-1].pk
    _handle_in_pieces(follower, entries, rests=at_once == 1)
    if there.filter(change_id=position.change_id).update(change_id=newest):
        return len(entries)
    # A rebuild came between, and it begins anew; or another process has gone on. That one may have seen to some of
    # these as they are by now, and what was read here was older: so they are read once more, until nobody came between.
    while (now_at := there.values_list("change_id", flat=True).first()) is not None:
        _handle_in_pieces(follower, entries, rests=at_once == 1)
        if there.filter(change_id=now_at).exists():
            break
    return len(entries)


def _handle_in_pieces(follower: Follower, entries: Sequence[int], *, rests: bool) -> None:
    for piece in in_chunks(entries, follower.piece):
        start = monotonic()
        follower.handle(piece)
        if rests and len(entries) > follower.piece:
            let_others_write(monotonic() - start)


def _next(follower: Follower, at_once: int) -> int | None:
    """Some changes, handled in one transaction with the position; None when there is none left."""
    with transaction.atomic():
        # On PostgreSQL an open transaction may still hold a lower change: wait for it, never pass it.
        hold_intake()
        position, _ = Position.objects.get_or_create(follower=follower.name)
        changes = list(Change.objects.filter(id__gt=position.change_id).order_by("id")[:at_once])
        if not changes:
            return None
        entries = [number for change in changes for number in change.interactions]
        follower.handle(entries)
        if follower.handle_moved is not None:
            follower.handle_moved(
                [number for change in changes if change.kind != "arrived" for number in change.interactions]
            )
        Position.objects.filter(follower=follower.name).update(change_id=changes[-1].pk)
    return len(entries)


def waiting(follower: Follower) -> int:
    """How many entries a follower has not seen yet."""
    position = Position.objects.filter(follower=follower.name).values_list("change_id", flat=True).first()
    changes = Change.objects.filter(id__gt=position or 0).values_list("interactions", flat=True)
    return sum(len(ids) for ids in changes.iterator())


@prepared
def _newest() -> Any:
    return Change.objects.order_by("-id").values_list("id")[:1]


@prepared
def _positions() -> Any:
    return Position.objects.values_list("follower", "change_id")


def behind(followers: Iterable[Follower]) -> list[Follower]:
    """Those that have not seen everything. Asked twice a second for ever, so it costs two small questions."""
    newest = next((number for (number,) in _newest()), 0)
    seen = dict(_positions())
    return [one for one in followers if seen.get(one.name, 0) < newest]
