"""Numbers that a server lists in, those that are wanted of a client's mailbox out; the rest is left out, and said so.

By the first day agreed (SEARCH SINCE), then by conversation: of each letter only who takes part and what it
answers is asked for. When she joins a conversation, what was left out of it before is wanted after all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from alongside.channels.imap.answers import Head
from alongside.channels.imap.client import Session
from alongside.channels.imap.headings import Heading
from alongside.connections import leases
from alongside.connections.agreed import her_addresses, limits_of
from alongside.connections.models import Folder, Limits, Listed, Mailbox, ThreadMark
from alongside.intake.letters import leave_out
from alongside.timeline.database import in_chunks
from alongside.timeline.rules import hash64

_AT_ONCE = 250


class Limiter:
    """For one pass over a mailbox. `freed`: folders in which something left out before is wanted now."""

    def __init__(self, mailbox: Mailbox, session: Session, *, token: str) -> None:
        self.mailbox, self.session, self._token = mailbox, session, token
        self.limits: Limits | None = limits_of(mailbox) if mailbox.connection.owner_client_id else None
        self.freed: set[int] = set()
        self._hers = her_addresses(mailbox, self.limits) if self.limits else frozenset()

    def wanted(
        self, folder: Folder, uids: Sequence[int], *, must_stop: Callable[[], bool] = lambda: False
    ) -> tuple[list[int], bool]:
        """In the same order, and whether all were looked at; asks the server, and notes each that is left out."""
        if self.limits is None or not uids:
            return list(uids), True
        if self.limits.since_on is not None:
            young = self.session.uids_since(self.limits.since_on)
            self._leave_out(folder, [uid for uid in uids if uid not in young], Listed.State.TOO_OLD)
            uids = [uid for uid in uids if uid in young]
        if self.limits.scope == Limits.Scope.ALL:
            return list(uids), True
        found: list[int] = []
        for some in in_chunks(uids, _AT_ONCE):
            if must_stop():
                return found, False
            found += self._hers_among(folder, some)
        return found, True

    def _hers_among(self, folder: Folder, uids: Sequence[int]) -> list[int]:
        headings = self.session.headings(uids)
        marks = {uid: _marks(heading) for uid, heading in headings.items()}
        direct = [uid for uid, heading in headings.items() if not self._hers.isdisjoint(heading.addresses)]
        with transaction.atomic():
            leases.check(self.mailbox.pk, self._token)
            hers = self._joined(marks, direct)
            others = [uid for uid in uids if uid in headings and uid not in hers]
            leave_out(folder, [Head(uid, 0, 0) for uid in others], Listed.State.NOT_HERS)
            self._note_marks(folder, {uid: marks[uid] for uid in others})
        # One without an answer is gone, or is found out to be a hole when it is fetched.
        return [uid for uid in uids if uid in hers or uid not in headings]

    def _joined(self, marks: dict[int, set[int]], direct: Iterable[int]) -> set[int]:
        """Whose conversation is hers, by whatever leads there: her address, or a letter that shares a Message-ID."""
        hers, open_marks = set(direct), set[int]()
        known = self._known_marks({mark for some in marks.values() for mark in some})
        for uid in hers:
            open_marks |= marks[uid]
        while True:
            reached = known | open_marks
            more = {uid for uid, some in marks.items() if uid not in hers and not some.isdisjoint(reached)}
            freed = self._free(open_marks - known)
            new = {mark for uid in more for mark in marks[uid]} | freed
            self._keep_marks(open_marks - known)
            known |= open_marks
            hers |= more
            if new <= known:
                return hers
            open_marks = new

    def _known_marks(self, marks: Iterable[int]) -> set[int]:
        found: set[int] = set()
        for some in in_chunks(sorted(marks)):
            rows = ThreadMark.objects.filter(mailbox=self.mailbox, listed=None, mark__in=some)
            found.update(rows.values_list("mark", flat=True))
        return found

    def _keep_marks(self, marks: Iterable[int]) -> None:
        ThreadMark.objects.bulk_create(ThreadMark(mailbox=self.mailbox, mark=mark) for mark in sorted(marks))

    def _free(self, marks: Iterable[int]) -> set[int]:
        """Letters left out that belong to these: listed no more as left out. Returns what else they belong to."""
        also: set[int] = set()
        for some in in_chunks(sorted(marks)):
            rows = ThreadMark.objects.filter(mailbox=self.mailbox, mark__in=some, listed__isnull=False)
            letters = dict(rows.values_list("listed_id", "listed__folder_id"))
            self.freed |= set(letters.values())
            for numbers in in_chunks(sorted(letters)):
                its = ThreadMark.objects.filter(listed_id__in=numbers)
                also.update(its.values_list("mark", flat=True))
                Listed.objects.filter(pk__in=numbers).delete()
        Folder.objects.filter(pk__in=self.freed).update(is_complete=False)
        return also

    def _note_marks(self, folder: Folder, marks: dict[int, set[int]]) -> None:
        rows = Listed.objects.filter(folder=folder, uidvalidity=folder.uidvalidity, uid__in=list(marks))
        ThreadMark.objects.bulk_create(
            ThreadMark(mailbox=self.mailbox, mark=mark, listed_id=number)
            for number, uid in rows.values_list("id", "uid")
            for mark in sorted(marks[uid])
        )

    def _leave_out(self, folder: Folder, uids: Sequence[int], state: Listed.State) -> None:
        for some in in_chunks(uids):
            with transaction.atomic():
                leases.check(self.mailbox.pk, self._token)
                leave_out(folder, [Head(uid, 0, 0) for uid in some], state)


def _marks(heading: Heading) -> set[int]:
    return {hash64(one) for one in heading.message_ids}
