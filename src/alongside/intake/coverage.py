"""What of a mailbox has arrived, folder by folder, and what is missing, counted from the ledger alone.

`compare` asks the server for its own list and names every number on which the two differ: the mail check.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from alongside.accounts.models import Member
from alongside.channels.imap.client import Session
from alongside.channels.imap.trouble import MailboxError
from alongside.connections.mailboxes import mailboxes_for
from alongside.connections.models import Folder, Listed, Mailbox
from alongside.intake.folders import live
from alongside.timeline.database import select


@dataclass(frozen=True, slots=True)
class Coverage:
    """One folder: what its server listed last, and what became of it. `trouble`: why it cannot be opened.

    `on_server` = `stored` + `kept_on_server` + `not_given` + `waiting`; `stored` = `filed` + `in_tray` +
    `kept_unparsed` + `private` + `erased`. What is `not_given` is a hole; `waiting` is on its way.
    """

    folder: str
    is_wanted: bool
    is_gone: bool
    on_server: int
    stored: int
    filed: int
    in_tray: int
    private: int
    kept_unparsed: int
    erased: int
    kept_on_server: int
    not_given: int
    gone_from_server: int
    level_at: datetime | None
    trouble: str

    @property
    def waiting(self) -> int:
        return max(0, self.on_server - self.stored - self.kept_on_server - self.not_given)

    @property
    def has_hole(self) -> bool:
        return bool(self.is_wanted and (self.not_given or self.trouble))


def coverage_for(member: Member, mailbox: Mailbox) -> list[Coverage]:
    """Nothing for a member who does not see this mailbox."""
    if not mailboxes_for(member).filter(pk=mailbox.pk).exists():
        return []
    return [_coverage(folder) for folder in mailbox.folders.order_by("name")]


_COUNTS = """
SELECT l.gone_at IS NULL, l.state, l.original_id IS NULL, k.id IS NOT NULL,
       i.private_to_id IS NOT NULL, i.is_unfiled, count(*)
FROM connections_listed l
LEFT JOIN timeline_revision r ON r.original_id = l.original_id
LEFT JOIN timeline_interaction i ON i.id = r.interaction_id
LEFT JOIN timeline_keptunparsed k ON k.original_id = l.original_id
WHERE l.folder_id = %s AND l.uidvalidity = %s
GROUP BY 1, 2, 3, 4, 5, 6
"""


def _coverage(folder: Folder) -> Coverage:
    counts = dict.fromkeys(
        ("filed", "in_tray", "private", "kept_unparsed", "erased", "kept_on_server", "not_given"), 0
    )
    lost = 0
    for is_there, state, is_erased, is_unparsed, is_private, is_unfiled, count in select(
        _COUNTS, [folder.pk, folder.uidvalidity]
    ):
        if not is_there:
            lost += count
            continue
        key = _became(
            Listed.State(state), bool(is_erased), bool(is_unparsed), bool(is_private), bool(is_unfiled)
        )
        counts[key] += count
    parts = ("filed", "in_tray", "private", "kept_unparsed", "erased")
    return Coverage(
        folder=folder.name,
        is_wanted=folder.is_wanted,
        is_gone=folder.gone_at is not None,
        on_server=folder.on_server,
        stored=sum(counts[part] for part in parts),
        gone_from_server=lost,
        level_at=folder.level_at,
        trouble=folder.trouble,
        **counts,
    )


def _became(
    state: Listed.State, is_erased: bool, is_unparsed: bool, is_private: bool, is_unfiled: bool
) -> str:
    if state is Listed.State.NOT_GIVEN:
        return "not_given"
    if state is Listed.State.REFUSED:
        return "kept_on_server"
    if is_erased:
        return "erased"
    if is_unparsed:
        return "kept_unparsed"
    if is_private:
        return "private"
    return "in_tray" if is_unfiled else "filed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A folder as its server lists it this moment, against the ledger. `missing` are numbers that are not here;
    `extra` are numbers here as listed that the server lists no more. `reason` is set when it cannot be asked."""

    folder: str
    on_server: int
    in_ledger: int
    missing: tuple[int, ...]
    extra: tuple[int, ...]
    reason: str = ""

    @property
    def is_equal(self) -> bool:
        return not (self.missing or self.extra or self.reason)


def compare(mailbox: Mailbox, session: Session) -> Iterator[Difference]:
    """Every wanted folder, by count and by number, with the server's own list; changes nothing on either side."""
    rows = {folder.raw_name: folder for folder in mailbox.folders.all()}
    for found in session.folders():
        folder = rows.get(found.raw[:1000])
        if folder is None or folder.is_wanted:
            yield _difference(found.name, found.raw, folder, session)


def _difference(name: str, raw: str, folder: Folder | None, session: Session) -> Difference:
    try:
        status = session.examine(raw)
        listed = set(session.uids())
    except MailboxError as error:
        if not session.is_open:
            raise
        return Difference(name, 0, 0, (), (), error.said or str(error))
    ours: set[int] = set()
    if folder is not None and folder.uidvalidity == status.uidvalidity:
        settled = live(folder).exclude(state=Listed.State.NOT_GIVEN)
        ours = set(settled.values_list("uid", flat=True))
    return Difference(
        name, len(listed), len(ours), tuple(sorted(listed - ours)), tuple(sorted(ours - listed))
    )
