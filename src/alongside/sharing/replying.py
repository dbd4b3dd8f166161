"""Takes in what a guest writes on a shared page: an original through intake, an entry of the client's story out."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from alongside.accounts.models import Member
from alongside.channels.reply.parse import COLLEAGUE
from alongside.clients.models import Client
from alongside.connections.actions import pages_of
from alongside.connections.models import Connection
from alongside.intake.reading import message_id_of
from alongside.live.actions import tell
from alongside.replies import deciding, taking
from alongside.replies.taking import Page, check_rate, composed
from alongside.sharing.errors import NotThere
from alongside.sharing.kinds import kind_of
from alongside.sharing.models import Reply, Share
from alongside.sharing.queries import home_of, share_for, whose
from alongside.sharing.rules import LIMITS, fate_of


class Written(taking.Written, frozen=True):
    """What a guest sent.

    `about`, `question`, `asked_in`: which question it answers, its words, and the entry that asks; "" and None for
    a word besides.
    """

    about: str = ""
    question: str = ""
    asked_in: int | None = None
    # What is no word for the page itself, and whose answer goes by mail alone.
    is_off_the_page: bool = False
    # Of whoever looks after the client in her place: filed there, and no word of the client's.
    is_a_colleagues: bool = False


def take(share: Share, written: Written, *, now: datetime) -> Reply:
    """Sent twice, it is one. Raises TooMany, NotTaken."""
    page = Page(share.pk, kind_of(share.kind).title(share), whose(share), partial(_source, share))
    reply = composed(
        written,
        page,
        now=now,
        also=(written.about,),
        question=written.question,
        answers=message_id_of(written.asked_in) if written.asked_in is not None else "",
        voice=COLLEAGUE if written.is_a_colleagues else "",
    )
    return taking.take(
        reply,
        page,
        rows=Reply,
        values={
            "share": share,
            "about": written.about,
            "state": _state_of(share, written, reply.text),
            "sent_from": written.sent_from,
        },
        check=partial(check_rate, Reply, {"share": share}, written.sent_from, limits=LIMITS, now=now),
        then=lambda: tell("share", home_of(share)),
    )


def _source(share: Share) -> Connection:
    return pages_of(Client.objects.get(pk=home_of(share)), member=whose(share))


def _state_of(share: Share, written: Written, text: str) -> str:
    return Reply.State.HIDDEN if written.is_off_the_page else fate_of(text, holds=share.holds_replies)


def set_state(member: Member, reply_id: int, state: Reply.State) -> Reply:
    """On the page or off it, for whoever has the link. Raises NotThere."""
    return deciding.set_state(_reply_for(member, reply_id), state)


def show_answer(member: Member, reply_id: int, *, is_shown: bool) -> Reply:
    """Whether her answers by mail stand under it as well. Raises NotThere."""
    return deciding.show_answer(_reply_for(member, reply_id), is_shown=is_shown)


def hold_replies(member: Member, share_id: int, *, holds: bool) -> Share:
    """Whether what is written there is looked at first, from now on. Raises NotThere."""
    share = share_for(member, share_id)
    Share.objects.filter(pk=share.pk).update(holds_replies=holds)
    share.holds_replies = holds
    return share


def _reply_for(member: Member, reply_id: int) -> Reply:
    reply = Reply.objects.filter(pk=reply_id).select_related("share").first()
    if reply is None:
        raise NotThere("There is no such reply.")
    share_for(member, reply.share_id)
    return reply
