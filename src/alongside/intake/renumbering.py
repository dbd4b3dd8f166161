"""A folder whose numbers are not valid any more in, the same letters under their new numbers out.

UIDs hold only while UIDVALIDITY is unchanged (RFC 3501 §2.3.1.1). What Message-ID and size tell beyond doubt is
found again without fetching it; the rest is fetched, and recognised by its bytes.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from alongside.channels.imap.answers import Head
from alongside.channels.imap.client import Session
from alongside.channels.imap.rules import MOST_RENUMBERINGS, remap
from alongside.channels.imap.trouble import MailboxError
from alongside.connections.models import Folder
from alongside.intake.folders import live
from alongside.intake.letters import marks_of, place_of, settle
from alongside.intake.tallying import recount_later
from alongside.timeline.database import in_chunks, insert
from alongside.timeline.rules import hash64

Mark = tuple[tuple[int, int], int]
# By folder and UIDVALIDITY: what each new number is marked with, and its flags, so that a cut does not begin it again.
Marks = dict[tuple[int, int], dict[int, Mark | None]]
IN_A_ROW = timedelta(days=1)


def renumber(folder: Folder, uidvalidity: int, session: Session, memory: Marks) -> None:
    """The folder is open in `session`. Raises MailboxError when this happens again and again."""
    old = marks_of(folder) if folder.uidvalidity else []
    new = _marks(folder, uidvalidity, session, memory) if old else {}
    found = remap(old, ((uid, mark[0]) for uid, mark in new.items() if mark))
    with transaction.atomic():
        _begin(folder, uidvalidity)
        rows = [(Head(uid, 0, flags_of(new[uid])), original) for uid, original in found.items()]
        settle(folder, rows)
        places = [(number, folder.mailbox_id, place_of(folder, head.uid)) for head, number in rows]
        insert("connections_location", ("original_id", "connection_id", "place"), places, ignore=True)
    memory.pop((folder.pk, uidvalidity), None)
    if folder.renumberings > MOST_RENUMBERINGS:
        raise MailboxError("numbers_change")


def _marks(folder: Folder, uidvalidity: int, session: Session, memory: Marks) -> dict[int, Mark | None]:
    known = memory.setdefault((folder.pk, uidvalidity), {})
    there = session.uids()
    for some in in_chunks([uid for uid in there if uid not in known]):
        for uid, (message_id, size, flags) in session.marks(some).items():
            known[uid] = ((hash64(message_id), size), flags)
        known.update({uid: None for uid in some if uid not in known})
    listed = set(there)
    return {uid: mark for uid, mark in known.items() if uid in listed}


def flags_of(mark: Mark | None) -> int:
    return mark[1] if mark else 0


def _begin(folder: Folder, uidvalidity: int) -> None:
    now = timezone.now()
    if folder.uidvalidity:
        live(folder).update(gone_at=now)
        is_again = folder.renumbered_at is not None and now - folder.renumbered_at < IN_A_ROW
        folder.renumberings = folder.renumberings + 1 if is_again else 1
        folder.renumbered_at = now
    folder.uidvalidity = uidvalidity
    folder.next_uid = folder.modseq = folder.on_server = 0
    folder.is_complete, folder.compared_at = False, None
    changed = ["uidvalidity", "next_uid", "modseq", "on_server", "is_complete", "compared_at"]
    folder.save(update_fields=[*changed, "renumberings", "renumbered_at"])
    recount_later([folder.pk])
