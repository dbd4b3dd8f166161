"""Numbers that a server gave before and gives again in; those that stand for another letter now are forgotten.

No number is given twice while UIDVALIDITY is unchanged (RFC 3501 §2.3.1.1), but a server that was set back to an older
state, as from a backup, does just that: then the next letters come under the numbers of those that it has lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alongside.channels.imap.client import Session
from alongside.connections.models import Folder, Listed
from alongside.intake.folders import live
from alongside.intake.letters import marks_of
from alongside.intake.tallying import recount_later
from alongside.timeline.database import in_chunks
from alongside.timeline.rules import hash64

# Where its next number has fallen, so many of the newest letters are looked at: it is found out soon.
_NEWEST = 200


def look_at_returned(folder: Folder, listed: Sequence[int], session: Session) -> None:
    """What was gone and is listed again. What Message-ID and size show to be the same is back; the rest is fetched
    like any new number."""
    if not listed:
        return
    there = set(listed)
    gone = Listed.objects.filter(
        folder=folder, uidvalidity=folder.uidvalidity, gone_at__isnull=False, uid__gte=min(there)
    )
    back = {uid: row for uid, *row in gone.values_list("uid", "pk", "original_id") if uid in there}
    if not back:
        return
    ours, theirs = _marks(folder, {uid: original for uid, (_, original) in back.items() if original}, session)
    same = {uid for uid, mark in theirs.items() if ours.get(uid) == mark}
    for chunk in in_chunks(number for uid, (number, _) in back.items() if uid in same):
        Listed.objects.filter(pk__in=chunk).update(gone_at=None)
    _forget(folder, [number for uid, (number, _) in back.items() if uid not in same])


def look_at_newest(folder: Folder, listed: Sequence[int], session: Session) -> None:
    """Nobody has seen them gone, but the server's next number is lower than it was."""
    rows = live(folder).filter(uid__in=sorted(listed)[-_NEWEST:], original__isnull=False)
    here = {uid: row for uid, *row in rows.values_list("uid", "pk", "original_id")}
    ours, theirs = _marks(folder, {uid: original for uid, (_, original) in here.items()}, session)
    # Sizes are guesses at some servers.
    others = [uid for uid, mark in theirs.items() if uid in ours and ours[uid][0] != mark[0]]
    _forget(folder, [here[uid][0] for uid in others])


def _marks(
    folder: Folder, originals: Mapping[int, int], session: Session
) -> tuple[dict[int, tuple[int, int]], dict[int, tuple[int, int]]]:
    """By number what tells the letter, here and at the server: its Message-ID, as a hash, and its size."""
    known = dict(marks_of(folder, list(originals.values())))
    asked = session.marks(list(originals)) if originals else {}
    return (
        {uid: known[original] for uid, original in originals.items() if original in known},
        {uid: (hash64(message_id), size) for uid, (message_id, size, _) in asked.items()},
    )


def _forget(folder: Folder, numbers: Sequence[int]) -> None:
    for chunk in in_chunks(numbers):
        Listed.objects.filter(pk__in=chunk).delete()
    recount_later([folder.pk])
