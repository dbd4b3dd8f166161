"""A member in, what has arrived out: each of her mailboxes with its folders, each source of files with its figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.channels.imap.trouble import TROUBLES
from alongside.connections.agreed import limits_of, may_be_read, readable
from alongside.connections.mailboxes import mailboxes_for, trouble_of
from alongside.connections.models import Connection, Folder, Listed, Mailbox, MailCheck
from alongside.intake.coverage import Coverage, coverage_for
from alongside.intake.tallying import source_figures_of
from alongside.pages.arrived.agreement import Agreement, agreement_of
from alongside.pages.arrived.words import Doing, Line, left_out_because, lines_of, state_of
from alongside.prepared import prepared
from alongside.timeline.queries.sight import connections_for

# A cut or two heal by themselves; what has failed so often, or was read by nobody for so long, she should know.
LASTING_FAILURES = 5
UNREAD_FOR = timedelta(minutes=10)


class FolderRow(Struct, frozen=True):
    part: Coverage
    lines: list[Line]


class MailboxBoard(Struct, frozen=True):
    """`left_out`: folders that are not read, each with the reason in words."""

    connection: Connection
    state: Line
    is_troubled: bool
    folders: list[FolderRow]
    gone: list[FolderRow]
    left_out: list[tuple[Coverage, str]]
    agreement: Agreement | None
    check: MailCheck | None
    has_hole: bool

    @property
    def can_be_tried(self) -> bool:
        """Waiting for its next try: a member may have it now."""
        return self.state.tone == "wrong" and self.is_troubled

    @property
    def is_wrong(self) -> bool:
        return self.has_hole or self.state.tone == "wrong"


class FileSource(Struct, frozen=True):
    connection: Connection
    figures: dict[str, int]

    @property
    def here(self) -> int:
        return sum(self.figures.values())


def boards_for(member: Member) -> list[MailboxBoard]:
    now = timezone.localtime()
    return [_board(member, mailbox, now) for mailbox in mailboxes_for(member)]


def _board(member: Member, mailbox: Mailbox, now: datetime) -> MailboxBoard:
    covered, limits = coverage_for(member, mailbox), limits_of(mailbox)
    wanted = [part for part in covered if part.is_wanted and not part.is_gone]
    since = limits.since_on if limits else None
    trouble = trouble_of(mailbox)
    doing = Doing(
        is_agreed=may_be_read(mailbox),
        trouble=trouble,
        next_try_at=_local(mailbox.next_try_at),
        level_at=_local(mailbox.level_at),
        is_read_now=bool(mailbox.lease and mailbox.lease_ends_at and mailbox.lease_ends_at > now),
        waiting=sum(part.waiting for part in wanted),
        on_server=sum(part.on_server for part in wanted),
        has_hole=any(part.has_hole for part in wanted),
    )
    return MailboxBoard(
        connection=mailbox.connection,
        state=state_of(doing, now=now),
        is_troubled=trouble is not None,
        folders=[FolderRow(part, lines_of(part, now=now, since_on=since)) for part in wanted],
        gone=[FolderRow(part, lines_of(part, now=now)) for part in covered if part.is_gone],
        left_out=[
            (part, left_out_because(part)) for part in covered if not part.is_wanted and not part.is_gone
        ],
        agreement=agreement_of(mailbox),
        check=mailbox.checks.order_by("-checked_at").first(),
        has_hole=any(part.has_hole for part in wanted),
    )


def _local(at: datetime | None) -> datetime | None:
    return timezone.localtime(at) if at is not None else None


def file_sources_for(member: Member) -> list[FileSource]:
    sources = list(
        connections_for(member).filter(mailbox=None).select_related("owner_client").order_by("-id")
    )
    return [FileSource(source, source_figures_of(source)) for source in sources]


def wrong_for(member: Member) -> list[str]:
    """For Today: addresses of mailboxes in which something is wrong. Asks for nothing that grows with the mail."""
    if not member.is_active:
        return []
    return [address for (address,) in _wrong(member.pk, timezone.now() - UNREAD_FOR)]


@prepared
def _wrong(member_id: Any, unread_since: Any) -> Any:
    holes = Listed.objects.filter(
        folder__mailbox=OuterRef("pk"),
        folder__is_wanted=True,
        folder__gone_at=None,
        uidvalidity=F("folder__uidvalidity"),
        state=Listed.State.NOT_GIVEN,
        gone_at=None,
    )
    closed = Folder.objects.filter(mailbox=OuterRef("pk"), is_wanted=True, gone_at=None).exclude(trouble="")
    # What has stopped stands on Today by itself, with what to do.
    stopped = [kind for kind, trouble in TROUBLES.items() if trouble.stops]
    is_wrong = (
        Exists(holes)
        | Exists(closed)
        | Q(failures__gte=LASTING_FAILURES)
        | ~readable()
        | Q(lease_ends_at__lt=unread_since)
    )
    seen = Mailbox.objects.filter(connection__grants__member_id=member_id).exclude(trouble__in=stopped)
    return seen.filter(is_wrong).order_by("connection__label").values_list("connection__label")
