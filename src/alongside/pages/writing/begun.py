"""Letters that are begun, as lists show them: to whom by name, and her own first words."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.outbox.drafts import drafts_for
from alongside.outbox.models import Draft
from alongside.outbox.recipients import read_recipients
from alongside.outbox.shapes import DraftLine
from alongside.pages.writing import quick
from alongside.pages.writing.fields import parted
from alongside.timeline.queries.shapes import ClientTag

WORDS = 160
SIGNATURE = "\n-- \n"


class Begun(Struct, frozen=True):
    """`to`: names, or addresses of those without one; "" when nobody is named yet."""

    id: int
    client: ClientTag | None
    answers: int | None
    is_forward: bool
    to: str
    subject: str
    words: str
    changed_at: datetime


def begun(member: Member, *, client_id: int | None = None) -> list[Begun]:
    """The newest change first; a letter in which nothing was done yet is not begun."""
    if client_id is not None and not quick.has_drafts(client_id):
        return []
    lines = drafts_for(member, client_id=client_id)
    rows = Draft.objects.filter(pk__in=[line.id for line in lines])
    untouched = set(rows.filter(revision=0, files=None).values_list("id", flat=True))
    texts = dict(rows.exclude(pk__in=untouched).values_list("id", "text"))
    return [_begun(line, texts[line.id]) for line in lines if line.id in texts]


def _begun(line: DraftLine, text: str) -> Begun:
    return Begun(
        id=line.id,
        client=line.client,
        answers=line.answers,
        is_forward=line.kind == "forward",
        to=names_in(line.to),
        subject=line.subject,
        words=own_words(text),
        changed_at=line.changed_at,
    )


def own_words(text: str) -> str:
    """Without quotation and signature, on one line."""
    own = f"\n{parted(text)[0]}\n".partition(SIGNATURE)[0]
    return " ".join(own.split())[:WORDS]


def names_in(typed: str) -> str:
    """Recipients as they were typed, without the addresses of those who have a name."""
    return ", ".join(
        (one.person.name or one.person.address) if one.person else one.written
        for one in read_recipients(typed)
    )
