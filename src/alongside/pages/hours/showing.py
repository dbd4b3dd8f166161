"""Hours for the pages of others: beside a client's story, and on Today where they run out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.hours.account import Outlook, outlook_for, running_out_for
from alongside.hours.agreeing import split_for
from alongside.pages.hours.words import outlook_words, split_words


class Told(Struct, frozen=True):
    outlook: Outlook
    words: str


def hours_beside(member: Member, client_id: int, *, now: datetime) -> Told | None:
    found = outlook_for(member, client_id, now=now)
    return _told(found, now) if found is not None else None


def hours_running_out(member: Member, *, now: datetime) -> list[Told]:
    return [_told(one, now) for one in running_out_for(member, now=now)]


def _told(one: Outlook, now: datetime) -> Told:
    return Told(one, outlook_words(one, today=now.astimezone(zone_here()).date()))


def split_shown(member: Member, client_id: int, *, today: date) -> dict[str, Any]:
    """Values of `hours/_split.html`."""
    split = split_for(member, client_id, today=today)
    return {"split": split, "split_words": split_words(split) if split is not None else ""}
