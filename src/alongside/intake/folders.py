"""The folders of a mailbox as its server lists them in, our rows level with them out: new, renamed, gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from alongside.channels.imap.client import Session
from alongside.channels.imap.folders import LEFT_OUT, FoundFolder
from alongside.channels.imap.rules import Known, Status
from alongside.channels.imap.trouble import MailboxError
from alongside.connections.models import Folder, Limits, Listed, Mailbox
from alongside.intake.letters import marks_of
from alongside.intake.tallying import recount_later
from alongside.timeline.database import in_chunks
from alongside.timeline.rules import hash64

_FIRST = ("inbox", "sent")
# So many of the newest letters must agree before a new name is taken for a folder that lost its own.
_COMPARED = 10


def refresh_folders(mailbox: Mailbox, session: Session) -> list[Folder]:
    """The wanted folders, Inbox and Sent first. One that is gone keeps its letters; they are gone from the server."""
    listed = {one.raw[:1000]: one for one in session.folders()}
    rows = {folder.raw_name: folder for folder in mailbox.folders.all()}
    missing = [folder for name, folder in rows.items() if name not in listed and folder.gone_at is None]
    for name, found in listed.items():
        if name in rows:
            _update(rows[name], found)
        elif renamed := _renamed(missing, found, session):
            missing.remove(renamed)
            rows.pop(renamed.raw_name)
            renamed.raw_name = name
            _update(renamed, found)
            rows[name] = renamed
        else:
            rows[name] = Folder.objects.create(
                mailbox=mailbox,
                raw_name=name,
                name=found.name,
                role=found.role,
                is_wanted=is_wanted_at_first(found, mailbox),
            )
    for folder in missing:
        _lose(folder)
    wanted = [rows[name] for name in listed if rows[name].is_wanted]
    return sorted(wanted, key=lambda one: (_FIRST.index(one.role) if one.role in _FIRST else 9, one.name))


def is_wanted_at_first(found: FoundFolder, mailbox: Mailbox) -> bool:
    """Until a member says otherwise."""
    limits = Limits.objects.filter(mailbox=mailbox).first()
    takes_new = limits is None or limits.takes_new_folders
    return found.role not in LEFT_OUT and (takes_new or found.role in _FIRST)


def _update(folder: Folder, found: FoundFolder) -> None:
    if (folder.name, folder.role, folder.gone_at) != (found.name, found.role, None):
        folder.name, folder.role, folder.gone_at = found.name, found.role, None
        folder.is_complete = False
        folder.save(update_fields=["raw_name", "name", "role", "gone_at", "is_complete"])
    elif folder.raw_name != found.raw:
        folder.save(update_fields=["raw_name"])


def _lose(folder: Folder) -> None:
    now = timezone.now()
    with transaction.atomic():
        live(folder).update(gone_at=now)
        recount_later([folder.pk])
        folder.gone_at, folder.on_server, folder.is_complete = now, 0, False
        folder.save(update_fields=["gone_at", "on_server", "is_complete"])


def _renamed(missing: Iterable[Folder], found: FoundFolder, session: Session) -> Folder | None:
    """The folder that now has this name, where its numbers and its newest letters say so."""
    candidates = [folder for folder in missing if folder.uidvalidity and folder.on_server]
    if not candidates:
        return None
    try:
        status = session.examine(found.raw)
        return next((one for one in candidates if _is_same(one, status, session)), None)
    except MailboxError:
        if not session.is_open:
            raise
        return None


def _is_same(folder: Folder, status: Status, session: Session) -> bool:
    if folder.uidvalidity != status.uidvalidity or status.next_uid < folder.next_uid:
        return False
    newest = live(folder).filter(original__isnull=False).order_by("-uid")
    ours = dict(newest.values_list("uid", "original_id")[:_COMPARED])
    marks = dict(marks_of(folder, list(ours.values())))
    theirs = {
        uid: (hash64(message_id), size) for uid, (message_id, size, _) in session.marks(list(ours)).items()
    }
    return bool(theirs) and all(marks.get(ours[uid]) == mark for uid, mark in theirs.items())


def known(folder: Folder) -> Known:
    return Known(
        uidvalidity=folder.uidvalidity,
        next_uid=folder.next_uid,
        exists=folder.on_server,
        modseq=folder.modseq,
        is_complete=folder.is_complete,
    )


def live(folder: Folder) -> QuerySet[Listed]:
    """What the server listed when it was last asked."""
    return Listed.objects.filter(folder=folder, uidvalidity=folder.uidvalidity, gone_at__isnull=True)


def note_listed(folder: Folder, listed: Collection[int]) -> None:
    """What the server does not list any more is gone from there, and what it lists again is back."""
    now, there = timezone.now(), set(listed)
    rows = Listed.objects.filter(folder=folder, uidvalidity=folder.uidvalidity)
    lost, back = [], []
    for number, uid, gone_at in rows.values_list("id", "uid", "gone_at").iterator(chunk_size=10_000):
        if gone_at is None and uid not in there:
            lost.append(number)
        elif gone_at is not None and uid in there:
            back.append(number)
    if lost or back:
        recount_later([folder.pk])
    for chunk in in_chunks(lost):
        # A hole that is listed no more was never here: nothing is left of it.
        rows.filter(state=Listed.State.NOT_GIVEN, pk__in=chunk).delete()
    for numbers, moment in ((lost, now), (back, None)):
        for chunk in in_chunks(numbers):
            Listed.objects.filter(pk__in=chunk).update(gone_at=moment)


def note_flags(folder: Folder, flags: dict[int, int]) -> None:
    by_flags: dict[int, list[int]] = {}
    for uid, bits in flags.items():
        by_flags.setdefault(bits, []).append(uid)
    for bits, uids in by_flags.items():
        for chunk in in_chunks(uids):
            live(folder).filter(uid__in=chunk).exclude(flags=bits).update(flags=bits)
