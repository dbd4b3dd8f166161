"""Entries in, where each stands at the mail servers out, in small words: "In Gmail: Inbox; answered there."."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from msgspec import Struct, field

from alongside.accounts.models import Member
from alongside.connections.mailboxes import hosts_for
from alongside.connections.models import Listed
from alongside.pages.base.words import short_date
from alongside.prepared import prepared

# By the end of the server's name; any other is called by the mailbox's own address.
_PROVIDERS = {
    "gmail.com": "Gmail",
    "googlemail.com": "Gmail",
    "outlook.com": "Outlook",
    "office365.com": "Outlook",
    "mail.yahoo.com": "Yahoo",
    "mail.me.com": "iCloud",
    "fastmail.com": "Fastmail",
}
_ANSWERED, _FLAGGED = 2, 4
_MOST_FOLDERS = 4


class Standing(Struct):
    """In one mailbox: folders that list it now, folders that did, and since when none does."""

    where: str
    folders: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    gone_at: datetime | None = None
    flags: int = 0


@prepared
def _listed(entries: Any, mailboxes: Any) -> Any:
    rows = Listed.objects.filter(
        original__revision__interaction_id__in=entries.numbers,
        folder__mailbox_id__in=mailboxes.numbers,
        uidvalidity=F("folder__uidvalidity"),
    ).order_by("folder__name", "id")
    fields = ("original__revision__interaction_id", "folder__mailbox_id", "folder__name", "gone_at", "flags")
    return rows.values_list(*fields, "folder__mailbox__host", "folder__mailbox__connection__label")


def standings_for(member: Member, entry_ids: Iterable[int]) -> dict[int, list[str]]:
    """By entry, a sentence for each of the member's mailboxes that has or had it."""
    hosts = hosts_for(member)
    rows = _listed(list(entry_ids), hosts) if hosts else []
    found: dict[tuple[int, int], Standing] = {}
    for entry, mailbox, folder, gone_at, flags, host, label in rows:
        one = found.setdefault((entry, mailbox), Standing(_called(host, label)))
        if gone_at is None:
            one.folders.append(folder)
            one.flags |= flags
        else:
            one.left.append(folder)
            one.gone_at = max(gone_at, one.gone_at or gone_at)
    today = timezone.localdate()
    words: dict[int, list[str]] = {}
    for (entry, _), one in found.items():
        words.setdefault(entry, []).append(sentence(one, today=today))
    return words


def _called(host: str, label: str) -> str:
    host = host.lower()
    ends = (name for end, name in _PROVIDERS.items() if host == end or host.endswith(f".{end}"))
    return next(ends, label)


def sentence(one: Standing, *, today: date) -> str:
    if not one.folders:
        since = short_date(timezone.localtime(one.gone_at).date(), today=today) if one.gone_at else ""
        return f"Was in {one.where}: {_named(one.left)}; gone from the server since {since}."
    marks = [
        words
        for bit, words in ((_ANSWERED, "answered there"), (_FLAGGED, "flagged there"))
        if one.flags & bit
    ]
    return f"In {one.where}: {'; '.join([_named(one.folders), *marks])}."


def _named(folders: list[str]) -> str:
    shown = ["Inbox" if name.upper() == "INBOX" else name for name in dict.fromkeys(folders)]
    more = f" and {len(shown) - _MOST_FOLDERS} more" if len(shown) > _MOST_FOLDERS else ""
    return ", ".join(shown[:_MOST_FOLDERS]) + more
