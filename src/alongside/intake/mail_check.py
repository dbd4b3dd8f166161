"""A mailbox in, the mail check out: each folder against its server's own list, dated and kept.

Nothing changes on either side; a folder that differs is gone through anew at the next look.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from alongside.channels.imap.trouble import MailboxError
from alongside.connections.mailboxes import ask_for_look
from alongside.connections.models import Folder, Mailbox, MailCheck
from alongside.intake.coverage import Coverage, Difference, compare, coverage_of
from alongside.intake.mailboxes import connect

# Of a long list of numbers the first so many are kept; all are counted.
_KEPT_NUMBERS = 200
Progress = Callable[[int, int], None]


def check_mailbox(mailbox: Mailbox, *, progress: Progress | None = None) -> MailCheck:
    """Also when the server cannot be asked: then that is what the check says."""
    try:
        found = _compare(mailbox, progress)
    except MailboxError as error:
        found = {"reason": f"{error} {error.trouble.next_step}", "folders": [], "left_out": []}
    is_equal = not found["reason"] and all(line["is_equal"] for line in found["folders"])
    check = MailCheck.objects.create(
        mailbox=mailbox, checked_at=timezone.now(), is_equal=is_equal, found=found
    )
    if not is_equal:
        different = [line["folder"] for line in found["folders"] if not line["is_equal"]]
        Folder.objects.filter(mailbox=mailbox, name__in=different).update(is_complete=False, compared_at=None)
        ask_for_look(mailbox)
    return check


def _compare(mailbox: Mailbox, progress: Progress | None) -> dict[str, Any]:
    session = connect(mailbox)
    folders = mailbox.folders.filter(is_wanted=True, gone_at=None).count()
    differences = []
    try:
        for one in compare(mailbox, session):
            differences.append(one)
            if progress is not None:
                progress(len(differences), max(folders, len(differences)))
    finally:
        session.log_out()
    covered = {part.folder: part for part in coverage_of(mailbox)}
    left_out = [part.folder for part in covered.values() if not part.is_wanted and not part.is_gone]
    lines = [_line(one, covered.get(one.folder)) for one in differences]
    return {"reason": "", "folders": lines, "left_out": left_out}


def _line(one: Difference, part: Coverage | None) -> dict[str, Any]:
    return {
        "folder": one.folder,
        "is_equal": one.is_equal,
        "on_server": one.on_server,
        "in_ledger": one.in_ledger,
        "filed": part.filed if part else 0,
        "in_tray": part.in_tray if part else 0,
        "kept_unparsed": part.kept_unparsed + part.kept_on_server if part else 0,
        "too_old": one.too_old,
        "not_hers": one.not_hers,
        "drafts": one.drafts,
        "missing": list(one.missing[:_KEPT_NUMBERS]),
        "missing_count": len(one.missing),
        "extra": list(one.extra[:_KEPT_NUMBERS]),
        "extra_count": len(one.extra),
        "reason": one.reason,
    }


def problems_of(check: MailCheck) -> list[str]:
    """Each difference as a sentence."""
    address, found = check.mailbox.connection.label, check.found
    problems = []
    if found["reason"]:
        problems.append(f"{address} could not be compared with its server: {found['reason']}")
    for line in found["folders"]:
        where = f"{address}, {line['folder']}"
        if line["reason"]:
            problems.append(f"{where}: {line['reason']}")
        if line["missing"]:
            numbers = _numbers(line["missing"], line["missing_count"])
            problems.append(f"{where}: the server lists {numbers}, which are not here.")
        if line["extra"]:
            numbers = _numbers(line["extra"], line["extra_count"])
            problems.append(f"{where}: {numbers} are here and no longer on the server.")
    return problems


def _numbers(uids: list[int], count: int) -> str:
    shown = ", ".join(map(str, uids[:20]))
    return f"{count:,} letters (numbers {shown}{' ...' if count > 20 else ''})"
