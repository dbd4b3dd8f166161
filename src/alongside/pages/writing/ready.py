"""Whether a member can write from here, and how she writes from her own mail program when she cannot."""

from __future__ import annotations

from urllib.parse import quote

from alongside.accounts.models import Member
from alongside.outbox.drafts import ways_out_for
from alongside.pages.writing import quick

LONGEST_SUBJECT = 200


def can_write(member: Member, client_id: int | None = None) -> bool:
    known = quick.may_write(member)
    return bool(ways_out_for(member, client_id=client_id)) if known is None else known


def mailto(address: str, subject: str = "") -> str:
    """An address her own mail program opens, "" where there is nobody to write to (RFC 6068)."""
    if not address:
        return ""
    answered = subject if subject.casefold().startswith("re:") else f"Re: {subject}"
    query = f"?subject={quote(answered[:LONGEST_SUBJECT])}" if subject else ""
    return f"mailto:{quote(address, safe='@')}{query}"
