"""A member's mailboxes in, the mail check out: a dated page that says whether everything is here."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.channels.imap.trouble import MailboxError
from alongside.cli._output import table, words
from alongside.connections.mailboxes import mailboxes_for, trouble_of
from alongside.connections.models import Mailbox
from alongside.intake.coverage import Coverage, Difference, coverage_for
from alongside.intake.mailboxes import compare_now

_SHOWN = 20


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
    more = ("kept_on_server", "gone_from_server", "is_wanted", "is_gone", "level_at", "trouble")
    return {name: getattr(part, name) for name in (*names, *more)}


def check_mailboxes(member: Member) -> dict[str, Any]:
    """Asks every server; nothing changes on either side."""
    mailboxes = [_check(member, mailbox) for mailbox in mailboxes_for(member)]
    return {
        "ok": all(one["ok"] for one in mailboxes),
        "checked_at": timezone.now(),
        "mailboxes": mailboxes,
    }


def _check(member: Member, mailbox: Mailbox) -> dict[str, Any]:
    try:
        differences = compare_now(mailbox)
    except MailboxError as error:
        reason = f"{error} {error.trouble.next_step}"
        return {"address": mailbox.connection.label, "ok": False, "reason": reason, "folders": []}
    covered = {part.folder: part for part in coverage_for(member, mailbox)}
    folders = [_line(one, covered.get(one.folder)) for one in differences]
    is_fine = all(one.is_equal for one in differences)
    left_out = [part.folder for part in covered.values() if not part.is_wanted and not part.is_gone]
    return {
        "address": mailbox.connection.label,
        "ok": is_fine,
        "reason": "",
        "folders": folders,
        "left_out": left_out,
    }


def _line(one: Difference, part: Coverage | None) -> dict[str, Any]:
    return {
        "folder": one.folder,
        "on_server": one.on_server,
        "in_ledger": one.in_ledger,
        "filed": part.filed if part else 0,
        "in_tray": part.in_tray if part else 0,
        "kept_unparsed": part.kept_unparsed + part.kept_on_server if part else 0,
        "missing": list(one.missing),
        "extra": list(one.extra),
        "reason": one.reason,
    }


def problems_of(found: dict[str, Any]) -> list[str]:
    """Each difference as a sentence."""
    problems = []
    for mailbox in found["mailboxes"]:
        if mailbox["reason"]:
            problems.append(
                f"{mailbox['address']} could not be compared with its server: {mailbox['reason']}"
            )
        for line in mailbox["folders"]:
            where = f"{mailbox['address']}, {line['folder']}"
            if line["reason"]:
                problems.append(f"{where}: {line['reason']}")
            if line["missing"]:
                problems.append(f"{where}: the server lists {_numbers(line['missing'])}, which are not here.")
            if line["extra"]:
                problems.append(f"{where}: {_numbers(line['extra'])} are here and no longer on the server.")
    return problems


def _numbers(uids: list[int]) -> str:
    shown = ", ".join(map(str, uids[:_SHOWN]))
    return f"{len(uids):,} letters (numbers {shown}{' ...' if len(uids) > _SHOWN else ''})"


def say_check(found: dict[str, Any]) -> None:
    words.print(f"Mail check of {found['checked_at']:%d %B %Y, %H:%M} UTC", highlight=False)
    for mailbox in found["mailboxes"]:
        words.print(mailbox["address"], markup=False, highlight=False)
        shown = table("folder", "on the server", "here", "filed", "in the tray", "kept unparsed", "")
        for line in mailbox["folders"]:
            names = ("on_server", "in_ledger", "filed", "in_tray", "kept_unparsed")
            is_equal = not (line["missing"] or line["extra"] or line["reason"])
            shown.add_row(
                line["folder"], *(f"{line[name]:,}" for name in names), "equal" if is_equal else "DIFFERENT"
            )
        words.print(shown)
        if mailbox.get("left_out"):
            words.print(f"Left out: {', '.join(mailbox['left_out'])}.", markup=False, highlight=False)
    if found["ok"]:
        words.print("Everything that the servers list is here, and the other way round.", highlight=False)
