"""A mailbox that this process listens to: one visit brings it level and leaves it waiting for news.

Between visits its connections idle on Inbox and Sent, and cost a socket each.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from time import monotonic

from django.utils import timezone
from msgspec import Struct, field

from alongside.channels.imap.client import Session
from alongside.channels.imap.trouble import MailboxError
from alongside.connections.mailboxes import note_level, note_progress
from alongside.connections.models import Folder, Mailbox
from alongside.intake.actions import Outcome
from alongside.intake.fetching import Memory
from alongside.intake.importing import BESIDE_OTHERS
from alongside.intake.letters import Desk, next_hole_at
from alongside.intake.mailboxes import connect
from alongside.intake.syncing import Syncing
from alongside.lib.limited import Pool

# Long work is done in slices, so that nobody's news wait for another's backlog.
SLICE_SECONDS = 3.0
# Folders that nobody idles on are looked at so often; servers end an IDLE after half an hour at most
# (RFC 2177 asks for 29 minutes, home routers forget a silent connection earlier).
POLL_SECONDS = 300.0
POLL_WITHOUT_IDLE_SECONDS = 60.0
HOLE_REST_SECONDS = 30.0
# A server that offers IDLE and does not do it is looked at every minute meanwhile.
NO_IDLE_SECONDS = 3600.0
# Gmail can hide Sent from mail programs; what she sends is then seen in All Mail.
_LISTENED, _IN_PLACE_OF_SENT = ("inbox", "sent"), "all"


class Line(Struct):
    """A connection that idles on one folder."""

    session: Session
    folder_id: int
    is_idling: bool = False
    has_news: bool = False


class Station(Struct):
    """Touched by one thread at a time, by that of a visit, else by the loop, but where it says otherwise."""

    mailbox_id: int
    due_at: float = 0.0
    is_busy: bool = False
    # Its server let the last visit wait.
    is_slow: bool = False
    connecting_since: float | None = None
    is_ours: bool = True
    lines: list[Line] = field(default_factory=list)
    news: set[int] = field(default_factory=set)
    memory: Memory = field(default_factory=Memory)
    # Nothing is left to do now; and nothing is missing either.
    is_level: bool = False
    is_whole: bool = False
    polled_at: float = 0.0
    hole_due_at: float | None = None
    may_open_more: bool = True
    no_idle_until: float = 0.0

    def hang_up(self) -> None:
        for line in self.lines:
            line.session.close()
        self.lines.clear()
        self.is_level = False

    def break_off(self) -> None:
        """From another thread: a visit that waits for an answer ends."""
        for line in list(self.lines):
            line.session.break_off()

    def waits_seconds(self, now: float) -> float:
        """For how long its server has owed an answer; any thread may ask."""
        asked = [self.connecting_since, *(line.session.asking_since for line in list(self.lines))]
        return max((now - since for since in asked if since is not None), default=0.0)

    def ask_again(self) -> None:
        """With the next visit everything is gone through, whatever was level."""
        self.polled_at = 0.0
        self.due_at = min(self.due_at, monotonic())

    def visit(self, *, token: str, pool: Pool[bytes, Outcome]) -> float:
        """Returns after how many seconds to come again without news; raises MailboxError and LeaseLost."""
        mailbox = Mailbox.objects.select_related("connection", "connection__owner_client").get(
            pk=self.mailbox_id
        )
        desk = Desk(mailbox, pool=pool, token=token, pace=BESIDE_OTHERS)
        news, self.news = self.news, set()
        # Asked once: a line that idles must not be spoken on.
        needs_all = (
            not self.is_level or not self.polled_at or monotonic() - self.polled_at >= POLL_SECONDS * 0.9
        )
        self._stop_idling(None if needs_all else news)
        if not self.lines:
            self._connect(mailbox)
        if needs_all:
            self._go_through(desk)
        else:
            self._take_news(desk, news)
        if not self.is_level:
            return 0.0
        if self.is_whole:
            note_level(mailbox)
        else:
            note_progress(mailbox)
        wait = self._wait(mailbox)
        due = next_hole_at(mailbox)
        self.hole_due_at = None
        if due is not None:
            # One that could not be asked for just now stays due, and is no reason to come back at once.
            seconds = (due - timezone.now()).total_seconds()
            seconds = seconds if seconds > 0 else HOLE_REST_SECONDS
            self.hole_due_at, wait = monotonic() + seconds, min(wait, seconds)
        return wait

    def _connect(self, mailbox: Mailbox) -> None:
        self.connecting_since = monotonic()
        try:
            self.lines.append(Line(connect(mailbox), 0))
        finally:
            self.connecting_since = None

    def _stop_idling(self, folders: set[int] | None) -> None:
        """On these folders, or on all where None are named."""
        for line in self.lines:
            if line.is_idling and (folders is None or line.folder_id in folders):
                line.is_idling = False
                line.has_news = line.session.end_idle() or line.has_news

    def _go_through(self, desk: Desk) -> None:
        session = self.lines[0].session
        until = monotonic() + SLICE_SECONDS
        self.is_whole = Syncing(desk, session, memory=self.memory, until=until).run()
        if monotonic() < until or self.is_whole:
            # What is left could not be done now, and comes again with the next look at everything.
            self.is_level, self.polled_at = True, monotonic()
            for line in self.lines:
                line.has_news = False

    def _take_news(self, desk: Desk, news: Collection[int]) -> None:
        for line in self.lines:
            if line.has_news and (folder := Folder.objects.filter(pk=line.folder_id).first()):
                until = monotonic() + SLICE_SECONDS
                syncing = Syncing(desk, line.session, memory=self.memory, until=until)
                if not syncing.bring_level(folder) and syncing.is_out_of_time:
                    self.is_level = False
                if syncing.limiter.freed:
                    # She has joined a conversation: its past is wanted too, wherever it stands.
                    self.is_level = False
            line.has_news = False

    def _wait(self, mailbox: Mailbox) -> float:
        """Idle where the server offers it; what comes in between two questions is looked at once more."""
        for number, folder in enumerate(listened(mailbox)):
            if number >= len(self.lines) and not self._open_another(mailbox):
                break
            line = self.lines[number]
            if not line.is_idling:
                self._idle(line, folder)
            if not line.is_idling:
                self.is_level = False
                return POLL_WITHOUT_IDLE_SECONDS * (0.8 + 0.4 * random.random())  # noqa: S311 - spreads, hides nothing
        return POLL_SECONDS * (0.9 + 0.1 * random.random())  # noqa: S311

    def _idle(self, line: Line, folder: Folder) -> None:
        """Where the server does as it offers; one that says nothing to it has lost this connection besides."""
        if not line.session.can_idle or monotonic() < self.no_idle_until:
            return
        status = line.session.examine(folder.raw_name)
        line.folder_id = folder.pk
        has_changed = (status.uidvalidity, status.next_uid, status.exists) != (
            folder.uidvalidity,
            folder.next_uid,
            folder.on_server,
        )
        try:
            line.has_news = line.session.idle() or has_changed
        except MailboxError as error:
            if error.kind in ("not_understood", "timed_out"):
                self.no_idle_until = monotonic() + NO_IDLE_SECONDS
            if not line.session.is_open:
                raise
            return
        line.is_idling = True
        if line.has_news:
            self.news.add(folder.pk)

    def _open_another(self, mailbox: Mailbox) -> bool:
        """A second connection is a comfort: a server that grants one only is polled for the rest."""
        if not self.may_open_more:
            return False
        try:
            self._connect(mailbox)
        except MailboxError:
            self.may_open_more = False
        return self.may_open_more


def listened(mailbox: Mailbox) -> list[Folder]:
    roles = (*_LISTENED, _IN_PLACE_OF_SENT)
    folders = mailbox.folders.filter(role__in=roles, is_wanted=True, gone_at__isnull=True)
    return sorted(folders, key=lambda folder: roles.index(folder.role))[: len(_LISTENED)]
