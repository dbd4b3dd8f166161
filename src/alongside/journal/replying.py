"""Replies below a post: taken in by the road of every reply, held until a member has read them, shown by her click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from alongside.accounts.models import Member
from alongside.accounts.queries import owner
from alongside.channels.reply import parse as channel
from alongside.connections.actions import below_posts_of
from alongside.connections.models import Connection
from alongside.journal.errors import NotThere
from alongside.journal.models import Post, Reply
from alongside.journal.queries import Public
from alongside.journal.rules import MOST_BELOW_A_POST, MOST_FROM_ONE_PLACE, MOST_IN_ALL, WITHIN
from alongside.journal.said import said_for
from alongside.sharing.errors import SharingError, TooMany
from alongside.sharing.landing import land
from alongside.sharing.rules import identity_of


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody sent. `form`: the same when it is sent twice. `sent_from`: a hash of where."""

    form: str
    name: str
    address: str
    text: str
    sent_from: bytes


def take(public: Public, written: Written, *, now: datetime) -> Reply:
    """Held, whatever it says and whoever wrote it. Sent twice, it is one. Raises TooMany, SharingError."""
    post, reader = public.post, _reader(public.post)
    reply = _composed(public, written, reader, now)
    key = channel.source_key_of(reply.id)
    if (known := Reply.objects.filter(source_key=key).first()) is not None:
        return known
    _check_rate(post, written.sent_from, now=now)

    def source() -> Connection:
        return below_posts_of(reader, owner=owner())

    def keep(source_key: bytes) -> Reply:
        values = {"post": post, "sent_at": now, "sent_from": written.sent_from}
        return Reply.objects.get_or_create(source_key=source_key, defaults=values)[0]

    return land(reply, source=source, keep=keep)


def _reader(post: Post) -> Member:
    """Who wrote the post, as long as she is here; else the owner, whose desk it is."""
    found = post.author if post.author is not None and post.author.is_active else owner()
    if found is None:
        raise SharingError("Nobody is here to read it.")
    return found


def _composed(public: Public, written: Written, reader: Member, now: datetime) -> channel.Reply:
    name, text = channel.one_line(channel.clean(written.name)), channel.clean(written.text).strip()
    address = written.address.strip().lower()
    return channel.Reply(
        id=identity_of(public.post.pk, f"journal {written.form}", name, address, text),
        written_at=now,
        name=name,
        address=address,
        text=text,
        page=public.version.title,
        to_name=reader.name,
        to_address=reader.email,
    )


def _check_rate(post: Post, sent_from: bytes, *, now: datetime) -> None:
    lately = Reply.objects.filter(sent_at__gt=now - WITHIN)
    if lately.filter(post=post).count() >= MOST_BELOW_A_POST or lately.count() >= MOST_IN_ALL:
        raise TooMany("Much was written here within the last hour.")
    if lately.filter(sent_from=sent_from).count() >= MOST_FROM_ONE_PLACE:
        raise TooMany("Much was written from where you are within the last hour.")


def set_state(member: Member, reply_id: int, state: Reply.State) -> Reply:
    """On the page for everybody, or not. Raises NotThere, also for words that are not hers to read."""
    reply = _reply_for(member, reply_id)
    Reply.objects.filter(pk=reply.pk).update(state=state)
    reply.state = state
    return reply


def show_answer(member: Member, reply_id: int, *, is_shown: bool) -> Reply:
    """Whether what she answered by mail stands below it for everybody. Raises NotThere."""
    reply = _reply_for(member, reply_id)
    Reply.objects.filter(pk=reply.pk).update(is_answer_shown=is_shown)
    reply.is_answer_shown = is_shown
    return reply


def _reply_for(member: Member, reply_id: int) -> Reply:
    found = Reply.objects.filter(pk=reply_id).select_related("post").first()
    if found is None or not said_for(member, [found]):
        raise NotThere("There is no such reply.")
    return found
