"""What a colleague writes below the pack of a client she looks after: taken in as hers, never as the client's word."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from alongside.accounts.models import Member
from alongside.channels.reply.parse import COLLEAGUE
from alongside.connections.actions import pages_of
from alongside.handover.errors import HandoverError, NotThere
from alongside.handover.models import Word
from alongside.handover.packs import LINK_OUTLIVES, Pack, ends_at, pack_for
from alongside.live.actions import tell
from alongside.replies import taking
from alongside.replies.rules import LONGEST_TEXT
from alongside.replies.said import MOST_SAID, Said, said_of
from alongside.replies.taking import Page, Written, composed
from alongside.sharing.queries import reader_of

# Parts the forms of these pages from those of every link.
_MARK = "below a pack "


def reader_for(member: Member, pack: Pack, *, now: datetime) -> Member | None:
    """To whom she writes below it; None where she is not the one who covers, or it has been over for a while."""
    is_hers_to_write = pack.row.member_id == member.pk and now < ends_at(pack.row) + LINK_OUTLIVES
    return reader_of(pack.row.made_by, pack.client.pk) if is_hers_to_write else None


def write(member: Member, pack_id: int, *, form: str, text: str, now: datetime) -> Word:
    """`form`: the same when it is sent twice, and then it is one. Raises NotThere, HandoverError and NotTaken."""
    pack = pack_for(member, pack_id, now=now)
    reader = reader_for(member, pack, now=now)
    if reader is None:
        raise NotThere("There is nothing to write below.")
    text = text.strip()
    if not text:
        raise HandoverError("Nothing is written yet.")
    if len(text) > LONGEST_TEXT:
        raise HandoverError(
            f"This is {len(text) - LONGEST_TEXT:,} letters too long. Shorten it, or write twice."
        )
    page = Page(
        pack.id,
        f"Looking after {pack.client.name}",
        reader,
        partial(pages_of, pack.client, member=reader),
        _MARK,
    )
    written = Written(form, member.name or member.email, member.email, text, b"")
    return taking.take(
        composed(written, page, now=now, voice=COLLEAGUE),
        page,
        rows=Word,
        values={"pack": pack.row, "by": member},
        then=lambda: tell("share", pack.client.pk),
    )


def words_below(pack: Pack) -> list[Said[Word]]:
    """Oldest first, with what was answered, without what was filed elsewhere since. The caller has checked sight."""
    rows = pack.row.words.order_by("sent_at", "id")[:MOST_SAID]
    return [one for one in said_of(list(rows)) if pack.client.pk in one.clients]
