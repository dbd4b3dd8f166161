"""Takes in what a guest writes on a shared page: an original through intake, an entry of the client's story out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from alongside.accounts.models import Member
from alongside.channels.reply import parse as channel
from alongside.clients.models import Client
from alongside.connections.actions import pages_of
from alongside.intake.reading import message_id_of
from alongside.live.actions import tell
from alongside.sharing.errors import NotThere, TooMany
from alongside.sharing.kinds import kind_of
from alongside.sharing.landing import land
from alongside.sharing.models import Reply, Share
from alongside.sharing.queries import home_of, share_for, whose
from alongside.sharing.rules import MOST_FROM_ONE_PLACE, MOST_ON_A_PAGE, WITHIN, fate_of, identity_of


@dataclass(frozen=True, slots=True)
class Written:
    """What a guest sent. `form`: which form it was, the same when it is sent twice. `sent_from`: a hash of where.

    `about`, `question`, `asked_in`: which question it answers, its words, and the entry that asks; "" and None for
    a word besides.
    """

    form: str
    name: str
    address: str
    text: str
    sent_from: bytes
    about: str = ""
    question: str = ""
    asked_in: int | None = None
    # What is no word for the page itself, and whose answer goes by mail alone.
    is_off_the_page: bool = False
    # Of whoever looks after the client in her place: filed there, and no word of the client's.
    is_a_colleagues: bool = False


def take(share: Share, written: Written, *, now: datetime) -> Reply:
    """Sent twice, it is one. Raises TooMany."""
    reply = _composed(share, written, now)
    key = channel.source_key_of(reply.id)
    if (known := Reply.objects.filter(source_key=key).first()) is not None:
        return known
    _check_rate(share, written.sent_from, now=now)

    def keep(source_key: bytes) -> Reply:
        kept, _ = Reply.objects.get_or_create(
            source_key=source_key,
            defaults={
                "share": share,
                "about": written.about,
                "state": _state_of(share, written, reply.text),
                "sent_at": now,
                "sent_from": written.sent_from,
            },
        )
        tell("share", home_of(share))
        return kept

    return land(
        reply,
        source=lambda: pages_of(Client.objects.get(pk=home_of(share)), member=whose(share)),
        keep=keep,
    )


def _state_of(share: Share, written: Written, text: str) -> str:
    return Reply.State.HIDDEN if written.is_off_the_page else fate_of(text, holds=share.holds_replies)


def _composed(share: Share, written: Written, now: datetime) -> channel.Reply:
    name, text = channel.one_line(channel.clean(written.name)), channel.clean(written.text).strip()
    address = written.address.strip().lower()
    member = whose(share)
    return channel.Reply(
        id=identity_of(share.pk, written.form, name, address, text, written.about),
        written_at=now,
        name=name,
        address=address,
        text=text,
        page=kind_of(share.kind).title(share),
        question=written.question,
        answers=message_id_of(written.asked_in) if written.asked_in is not None else "",
        to_name=member.name,
        to_address=member.email,
        voice=channel.COLLEAGUE if written.is_a_colleagues else "",
    )


def _check_rate(share: Share, sent_from: bytes, *, now: datetime) -> None:
    lately = Reply.objects.filter(sent_at__gt=now - WITHIN)
    if lately.filter(share=share).count() >= MOST_ON_A_PAGE:
        raise TooMany("Much was written on this page within the last hour.")
    if lately.filter(sent_from=sent_from).count() >= MOST_FROM_ONE_PLACE:
        raise TooMany("Much was written from where you are within the last hour.")


def set_state(member: Member, reply_id: int, state: Reply.State) -> Reply:
    """On the page or off it, for whoever has the link. Raises NotThere."""
    reply = _reply_for(member, reply_id)
    Reply.objects.filter(pk=reply.pk).update(state=state)
    reply.state = state
    return reply


def show_answer(member: Member, reply_id: int, *, is_shown: bool) -> Reply:
    """Whether her answers by mail stand under it as well. Raises NotThere."""
    reply = _reply_for(member, reply_id)
    Reply.objects.filter(pk=reply.pk).update(is_answer_shown=is_shown)
    reply.is_answer_shown = is_shown
    return reply


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
