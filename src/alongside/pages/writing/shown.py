"""Letters in, what a page says of them out: apart from what is done with them, which takes all that sends mail."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import client_for
from alongside.outbox.queries import letters_for, letters_to_look_at_for
from alongside.outbox.shapes import LetterLine
from alongside.pages.writing import quick
from alongside.pages.writing.times import said

ON_ITS_WAY = ("waiting", "sending")


class ShownLetter(Struct, frozen=True):
    """A letter for a page. `words`: its first ones; `goes`: when, by her clock and the client's.

    `seconds`: until then.
    """

    line: LetterLine
    to: str
    words: str
    goes: str
    seconds: int


def shown_letter(member: Member, line: LetterLine, *, now: datetime) -> ShownLetter:
    names = [one.name or one.address for one in line.recipients]
    to = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    client = client_for(member, line.client.id) if line.client else None
    theirs = ZoneInfo(client.timezone) if client and client.timezone else None
    goes = said(line.send_at, now=now, hers=timezone.get_current_timezone(), theirs=theirs)
    words = line.preview.partition(" -- ")[0]
    return ShownLetter(line, to, words, goes, max(0, int((line.send_at - now).total_seconds())))


def on_their_way(member: Member, *, now: datetime, client_id: int | None = None) -> list[ShownLetter]:
    """What waits to go or is being sent, what goes first on top."""
    if not quick.has_letters():
        return []
    lines = letters_for(member, client_id=client_id, states=ON_ITS_WAY)
    return [shown_letter(member, line, now=now) for line in sorted(lines, key=lambda line: line.send_at)]


def troubled(member: Member, *, now: datetime) -> list[ShownLetter]:
    """What did not go, or not to everybody, or perhaps, or came back."""
    if not quick.has_letters() and not quick.has_bounces():
        return []
    return [shown_letter(member, line, now=now) for line in letters_to_look_at_for(member)]
