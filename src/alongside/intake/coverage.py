"""What of a mailbox has arrived, folder by folder, and what is missing, counted from the ledger alone.

`compare` asks the server for its own list and names every number on which the two differ: the mail check.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Min, Q
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.channels.imap.client import Session
from alongside.channels.imap.trouble import MailboxError
from alongside.connections.mailboxes import mailboxes_for
from alongside.connections.models import Folder, Listed, Mailbox
from alongside.intake.folders import is_wanted_at_first, live
from alongside.intake.tallying import BECAME, STATES, figures_of


class Hole(Struct, frozen=True):
    """What a server lists and has not given. `cuts`: over so many the line broke; the rest it answered without.

    `retry_at`: when the next one is asked for again; None when that is at the next look.
    """

    count: int
    cuts: int
    retry_at: datetime | None


class Coverage(Struct, frozen=True):
    """One folder: what its server listed last, and what became of it. `trouble`: why it cannot be opened.

    `on_server` = `stored` + `kept_on_server` + `left_out` + `not_given` + `waiting`;
    `stored` = `filed` + `in_tray` + `kept_unparsed` + `private` + `erased` + `unsorted`. What is `not_given` is
    a hole; `waiting` is on its way; `too_old` and `not_hers` are left out by what was agreed, `drafts` always.
    """

    folder_id: int
    folder: str
    role: str
    is_wanted: bool
    is_gone: bool
    on_server: int
    stored: int
    filed: int
    in_tray: int
    private: int
    kept_unparsed: int
    erased: int
    unsorted: int
    kept_on_server: int
    too_old: int
    not_hers: int
    drafts: int
    not_given: int
    gone_from_server: int
    level_at: datetime | None
    gone_at: datetime | None
    trouble: str
    hole: Hole | None

    @property
    def left_out(self) -> int:
        return self.too_old + self.not_hers + self.drafts

    @property
    def waiting(self) -> int:
        here = self.stored + self.kept_on_server + self.left_out + self.not_given
        return max(0, self.on_server - here)

    @property
    def has_hole(self) -> bool:
        return bool(self.is_wanted and not self.is_gone and (self.not_given or self.trouble))


def coverage_for(member: Member, mailbox: Mailbox) -> list[Coverage]:
    """Nothing for a member who does not see this mailbox."""
    if not mailboxes_for(member).filter(pk=mailbox.pk).exists():
        return []
    return coverage_of(mailbox)


def coverage_of(mailbox: Mailbox) -> list[Coverage]:
    """Every folder, for whoever has asked already whether it may be seen."""
    folders = list(mailbox.folders.order_by("name"))
    counted = {folder.pk: figures_of(folder) for folder in folders}
    holes = _holes(mailbox) if any(one.get("not_given") for one in counted.values()) else {}
    return [_coverage(folder, counted[folder.pk], holes.get(folder.pk)) for folder in folders]


def _holes(mailbox: Mailbox) -> dict[int, Hole]:
    rows = Listed.objects.filter(
        folder__mailbox=mailbox,
        uidvalidity=F("folder__uidvalidity"),
        state=Listed.State.NOT_GIVEN,
        gone_at=None,
    ).values("folder_id")
    broke = Count("id", filter=Q(attempts=0))
    counted = rows.annotate(count=Count("id"), cuts=broke, retry_at=Min("retry_at")).order_by()
    return {row["folder_id"]: Hole(row["count"], row["cuts"], row["retry_at"]) for row in counted}


def _coverage(folder: Folder, counts: dict[str, int], hole: Hole | None) -> Coverage:
    stored = sum(counts.get(part, 0) for part in BECAME.values())
    parts = (*BECAME.values(), *STATES.values(), "gone_from_server")
    return Coverage(
        folder_id=folder.pk,
        folder=folder.name,
        role=folder.role,
        is_wanted=folder.is_wanted,
        is_gone=folder.gone_at is not None,
        on_server=folder.on_server,
        stored=stored,
        level_at=folder.level_at,
        gone_at=folder.gone_at,
        trouble=folder.trouble,
        hole=hole,
        **{part: counts.get(part, 0) for part in parts},
    )


class Difference(Struct, frozen=True):
    """A folder as its server lists it this moment, against the ledger. `missing` are numbers that are not here;
    `extra` are numbers here as listed that the server lists no more. `reason` is set when it cannot be asked."""

    folder: str
    on_server: int
    in_ledger: int
    missing: tuple[int, ...]
    extra: tuple[int, ...]
    reason: str = ""
    # Of `in_ledger`: listed here and left out, as was agreed about a client's mailbox; drafts in any.
    too_old: int = 0
    not_hers: int = 0
    drafts: int = 0

    @property
    def is_equal(self) -> bool:
        return not (self.missing or self.extra or self.reason)


def compare(mailbox: Mailbox, session: Session) -> Iterator[Difference]:
    """Every wanted folder, by count and by number, with the server's own list; changes nothing on either side."""
    rows = {folder.raw_name: folder for folder in mailbox.folders.all()}
    for found in session.folders():
        folder = rows.get(found.raw[:1000])
        is_wanted = folder.is_wanted if folder is not None else is_wanted_at_first(found, mailbox)
        if is_wanted:
            yield _difference(found.name, found.raw, folder, session)


def _difference(name: str, raw: str, folder: Folder | None, session: Session) -> Difference:
    try:
        status = session.examine(raw)
        listed = set(session.all_uids(status.exists))
    except MailboxError as error:
        if not session.is_open:
            raise
        return Difference(name, 0, 0, (), (), error.said or str(error))
    ours: dict[int, int] = {}
    if folder is not None and folder.uidvalidity == status.uidvalidity:
        settled = live(folder).exclude(state=Listed.State.NOT_GIVEN)
        ours = dict(settled.values_list("uid", "state"))
    states = list(ours.values())
    return Difference(
        name,
        len(listed),
        len(ours),
        tuple(sorted(listed - ours.keys())),
        tuple(sorted(ours.keys() - listed)),
        too_old=states.count(Listed.State.TOO_OLD),
        not_hers=states.count(Listed.State.NOT_HERS),
        drafts=states.count(Listed.State.DRAFT),
    )
