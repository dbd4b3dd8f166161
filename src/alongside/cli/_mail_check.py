"""A member's mailboxes in, the mail check out: a dated page that says whether everything is here."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.cli._output import table, words
from alongside.connections.mailboxes import mailboxes_for, trouble_of
from alongside.connections.models import Mailbox, MailCheck
from alongside.intake.coverage import Coverage, coverage_for
from alongside.intake.mail_check import check_mailbox, problems_of


def describe(member: Member, mailbox: Mailbox) -> dict[str, Any]:
    """A mailbox as JSON shows it. The password is nowhere in it."""
    trouble = trouble_of(mailbox)
    return {
        "address": mailbox.connection.label,
        "server": mailbox.host,
        "level_at": mailbox.level_at,
        "trouble": mailbox.trouble,
        "sentence": trouble.sentence if trouble else "",
        "next_step": trouble.next_step if trouble else "",
        "folders": [_folder(part) for part in coverage_for(member, mailbox)],
    }


def _folder(part: Coverage) -> dict[str, Any]:
    names = ("folder", "on_server", "stored", "filed", "in_tray", "kept_unparsed", "not_given", "waiting")
    more = (
        "kept_on_server",
        "too_old",
        "not_hers",
        "drafts",
        "gone_from_server",
        "is_wanted",
        "is_gone",
        "level_at",
        "trouble",
    )
    return {name: getattr(part, name) for name in (*names, *more)}


def check_mailboxes(member: Member) -> list[MailCheck]:
    """Asks every server; nothing changes on either side."""
    return [check_mailbox(mailbox) for mailbox in mailboxes_for(member)]


def check_document(checks: list[MailCheck]) -> dict[str, Any]:
    return {
        "ok": all(check.is_equal for check in checks),
        "checked_at": checks[0].checked_at if checks else timezone.now(),
        "mailboxes": [
            {"address": check.mailbox.connection.label, "ok": check.is_equal, **check.found}
            for check in checks
        ],
    }


def problems_in(checks: list[MailCheck]) -> list[str]:
    return [problem for check in checks for problem in problems_of(check)]


def say_check(checks: list[MailCheck]) -> None:
    checked_at = checks[0].checked_at if checks else timezone.now()
    words.print(f"Mail check of {checked_at:%d %B %Y, %H:%M} UTC", highlight=False)
    for check in checks:
        words.print(check.mailbox.connection.label, markup=False, highlight=False)
        shown = table(
            "folder", "on the server", "here", "left out", "filed", "in the tray", "kept unparsed", ""
        )
        for line in check.found["folders"]:
            left_out = line["too_old"] + line["not_hers"]
            counts = [line["on_server"], line["in_ledger"] - left_out, left_out]
            counts += [line[name] for name in ("filed", "in_tray", "kept_unparsed")]
            is_equal = "equal" if line["is_equal"] else "DIFFERENT"
            shown.add_row(line["folder"], *(f"{count:,}" for count in counts), is_equal)
        words.print(shown)
        if check.found["left_out"]:
            words.print(f"Left out: {', '.join(check.found['left_out'])}.", markup=False, highlight=False)
    if all(check.is_equal for check in checks):
        words.print("Everything that the servers list is here, and the other way round.", highlight=False)
