"""A mailbox and a signed-in session in, the ledger level with the server's own list out.

Only reads at the server. Newest first, then back to the first letter; killed or cut off at any moment it goes
on where it was, because what is settled stands in the same commit as what was made of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from time import monotonic

from django.db.models import Q
from django.utils import timezone

from alongside.channels.imap.client import Session
from alongside.channels.imap.rules import Status, Step, have_flags_moved, newest_first, plan
from alongside.channels.imap.trouble import MailboxError
from alongside.connections.mailboxes import note_progress
from alongside.connections.models import Folder, Listed
from alongside.intake.fetching import Fetcher, Memory
from alongside.intake.folders import known, live, note_flags, note_listed, refresh_folders
from alongside.intake.letters import Desk, Letter
from alongside.intake.limiting import Limiter
from alongside.intake.renumbering import renumber
from alongside.intake.returning import look_at_newest, look_at_returned

# The newest of every folder come first, then everything else.
NEWEST = 200
MOST_CUTS = 6
COMPARED_EVERY = timedelta(days=1)


class Syncing:
    """One pass over a mailbox. It stops between two batches once `until`, a moment of `monotonic`, is over.

    `by_hand`: somebody asks for it, so that every hole is asked for again, due or not.
    """

    def __init__(
        self,
        desk: Desk,
        session: Session,
        *,
        memory: Memory | None = None,
        until: float | None = None,
        by_hand: bool = False,
    ) -> None:
        self.desk, self.session = desk, session
        self.memory = memory or Memory()
        self.limiter = Limiter(desk.mailbox, session, token=desk.token)
        self._fetcher = Fetcher(desk, session, self.memory)
        self._until = until
        self._by_hand = by_hand

    @property
    def is_out_of_time(self) -> bool:
        return self._until is not None and monotonic() >= self._until

    def run(self, *, compares_all: bool = False) -> bool:
        """Every folder; True when all are level, False when something is left to do."""
        folders = refresh_folders(self.desk.mailbox, self.session)
        is_level = self._bring_all_level(folders, compares_all=compares_all)
        while self.limiter.freed and not self.is_out_of_time:
            freed, self.limiter.freed = self.limiter.freed, set()
            for folder in folders:
                folder.is_complete = folder.is_complete and folder.pk not in freed
            is_level = self._bring_all_level(folders, compares_all=False)
        if self.is_out_of_time:
            return False
        # Last of all, because one of them may break the connection again.
        for folder in folders:
            self._fill_holes(folder)
        return is_level

    def _bring_all_level(self, folders: Sequence[Folder], *, compares_all: bool) -> bool:
        is_level = True
        for newest in (NEWEST, None):
            for folder in folders:
                if newest is not None and folder.is_complete:
                    continue
                is_whole = self._survive(folder, newest=newest, compares_all=compares_all)
                is_level = is_whole if newest is None and is_level else is_level
                if self.is_out_of_time:
                    return False
        return is_level

    def _survive(self, folder: Folder, *, newest: int | None, compares_all: bool) -> bool:
        """A folder over which the connection breaks again and again is passed over once, for the others' sake."""
        if self.memory.cuts.get(folder.pk, 0) >= MOST_CUTS:
            self.memory.cuts[folder.pk] = 0
            return False
        before = self.desk.received.read
        try:
            is_whole = self.bring_level(folder, newest=newest, compares_all=compares_all)
        except MailboxError:
            if self.desk.received.read == before:
                self.memory.cuts[folder.pk] = self.memory.cuts.get(folder.pk, 0) + 1
            raise
        self.memory.cuts.pop(folder.pk, None)
        return is_whole

    def bring_level(self, folder: Folder, *, newest: int | None = None, compares_all: bool = False) -> bool:
        """One folder, or only its newest; False when something is left to do."""
        try:
            status = self.session.examine(folder.raw_name)
        except MailboxError as error:
            if not self.session.is_open:
                raise
            # A plain NO: this folder cannot be opened, the others can.
            _note_trouble(folder, f"The server does not open it. {error.said}".strip())
            return False
        now = timezone.now()
        is_due = compares_all or folder.compared_at is None or now - folder.compared_at > COMPARED_EVERY
        if folder.uidvalidity != status.uidvalidity:
            renumber(folder, status.uidvalidity, self.session, self.memory.marks)
        step, listed = self._ask(folder, status, is_due=is_due)
        todo = newest_first(listed, _settled(folder)) if listed else []
        wanted, is_seen = self.limiter.wanted(folder, todo[:newest], must_stop=lambda: self.is_out_of_time)
        is_whole = self._fetch(folder, wanted) and is_seen and (newest is None or len(todo) <= newest)
        is_whole = is_whole and folder.pk not in self.limiter.freed
        _save(folder, status, step, listed, is_whole=is_whole, is_compared=is_due and newest is None)
        return is_whole

    def _ask(self, folder: Folder, status: Status, *, is_due: bool) -> tuple[Step, list[int]]:
        """The least that has to be asked, and the numbers that the server then lists."""
        if have_flags_moved(known(folder), status):
            self._take_changes(folder)
        step = plan(known(folder), status, is_due=is_due)
        listed: list[int] = []
        if step is Step.NEWER:
            listed = self.session.uids(above=folder.next_uid - 1)
            if folder.on_server + sum(uid < status.next_uid for uid in listed) != status.exists:
                step = Step.EVERYTHING
            else:
                look_at_returned(folder, listed, self.session)
        if step is Step.EVERYTHING:
            # What was being written may have been sent.
            Listed.objects.filter(folder=folder, state=Listed.State.DRAFT).delete()
            listed = self.session.all_uids(status.exists)
            look_at_returned(folder, listed, self.session)
            if 0 < status.next_uid < folder.next_uid:
                look_at_newest(folder, listed, self.session)
            note_listed(folder, listed)
            if is_due and not status.modseq and folder.level_at is not None:
                note_flags(folder, self.session.flags())
        return step, listed

    def _take_changes(self, folder: Folder) -> None:
        """Flags, and what is gone, since the last time (RFC 7162)."""
        there = set(live(folder).values_list("uid", flat=True))
        changes = self.session.changes(there, since=folder.modseq)
        if changes is not None:
            note_flags(folder, {uid: flags for uid, flags in changes.flags.items() if uid in there})
            if changes.vanished:
                note_listed(folder, there - changes.vanished)
                folder.on_server = max(0, folder.on_server - len(changes.vanished))

    def _fetch(self, folder: Folder, todo: Sequence[int]) -> bool:
        """True when all of it is settled. What was fetched before a cut is stored before the cut is told."""
        cut: list[MailboxError] = []
        stopped: list[bool] = []

        def fetched() -> Iterator[list[Letter]]:
            try:
                for batch in self._fetcher.batches(folder, todo):
                    if self.is_out_of_time:
                        stopped.append(True)
                        return
                    yield self._fetcher.letters(folder, batch)
                    self.memory.grow()
            except MailboxError as error:
                cut.append(error)

        before = self.desk.received.read
        if todo:
            self.desk.store(folder, fetched())
        if cut:
            if self.desk.received.read > before:
                note_progress(self.desk.mailbox)
            raise cut[0]
        return not stopped

    def _fill_holes(self, folder: Folder) -> None:
        """Those that are due, each alone, and those first that did not break the line."""
        holes = live(folder).filter(state=Listed.State.NOT_GIVEN).order_by("cuts", "attempts", "-uid")
        if not self._by_hand:
            holes = holes.filter(Q(retry_at=None) | Q(retry_at__lte=timezone.now()))
        due = [row for row in holes.values_list("pk", "uid") if row[0] not in self.memory.asked]
        if (
            not due
            or folder.trouble
            or self.session.examine(folder.raw_name).uidvalidity != folder.uidvalidity
        ):
            return
        for number, uid in due:
            if self.is_out_of_time:
                return
            if self._by_hand:
                self.memory.asked.add(number)
            for head in self._fetcher.heads(folder, [uid]):
                self.desk.store(folder, iter([self._fetcher.letters(folder, [head])]))


def _settled(folder: Folder) -> set[int]:
    """Accounted for, or a hole that is asked for by itself."""
    rows = Listed.objects.filter(folder=folder, uidvalidity=folder.uidvalidity)
    return set(rows.values_list("uid", flat=True))


_SAVED = ("next_uid", "on_server", "modseq", "is_complete", "level_at", "trouble")


def _save(
    folder: Folder, status: Status, step: Step, listed: Sequence[int], *, is_whole: bool, is_compared: bool
) -> None:
    now = timezone.now()
    if step is Step.EVERYTHING:
        folder.on_server = len(listed)
    elif step is Step.NEWER:
        folder.on_server += len(listed)
    if step is not Step.NOTHING:
        folder.next_uid = max(status.next_uid, listed[-1] + 1 if listed else 0)
    folder.modseq, folder.is_complete, folder.trouble = status.modseq, is_whole, ""
    if is_whole:
        folder.level_at = now
    changed = list(_SAVED)
    if is_whole and is_compared:
        folder.compared_at = now
        changed.append("compared_at")
    folder.save(update_fields=changed)


def _note_trouble(folder: Folder, words: str) -> None:
    folder.trouble, folder.is_complete = words[:300], False
    folder.save(update_fields=["trouble", "is_complete"])
