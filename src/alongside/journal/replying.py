"""Replies below a post: taken in by the road of every reply, held until a member has read them, shown by her click."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from alongside.accounts.models import Member
from alongside.accounts.queries import owner
from alongside.connections.actions import below_posts_of
from alongside.journal.errors import NotThere
from alongside.journal.models import Post, Reply
from alongside.journal.queries import Public
from alongside.journal.rules import LIMITS
from alongside.journal.said import said_for
from alongside.replies import deciding, taking
from alongside.replies.errors import NotTaken
from alongside.replies.taking import Page, Written, check_rate, composed


def take(public: Public, written: Written, *, now: datetime) -> Reply:
    """Held, whatever it says and whoever wrote it. Sent twice, it is one. Raises TooMany, NotTaken."""
    post, reader = public.post, _reader(public.post)
    source = partial(below_posts_of, reader, owner=owner())
    page = Page(post.pk, public.version.title, reader, source, mark="journal ")
    return taking.take(
        composed(written, page, now=now),
        page,
        rows=Reply,
        values={"post": post, "sent_from": written.sent_from},
        check=partial(check_rate, Reply, {"post": post}, written.sent_from, limits=LIMITS, now=now),
    )


def _reader(post: Post) -> Member:
    """Who wrote the post, as long as she is here; else the owner, whose desk it is."""
    found = post.author if post.author is not None and post.author.is_active else owner()
    if found is None:
        raise NotTaken("Nobody is here to read it.")
    return found


def set_state(member: Member, reply_id: int, state: Reply.State) -> Reply:
    """On the page for everybody, or not. Raises NotThere, also for words that are not hers to read."""
    return deciding.set_state(_reply_for(member, reply_id), state)


def show_answer(member: Member, reply_id: int, *, is_shown: bool) -> Reply:
    """Whether what she answered by mail stands below it for everybody. Raises NotThere."""
    return deciding.show_answer(_reply_for(member, reply_id), is_shown=is_shown)


def _reply_for(member: Member, reply_id: int) -> Reply:
    found = Reply.objects.filter(pk=reply_id).select_related("post").first()
    if found is None or not said_for(member, [found]):
        raise NotThere("There is no such reply.")
    return found
