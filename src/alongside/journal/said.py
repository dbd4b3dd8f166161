"""What was written below posts, and what was answered: names and words out, and never an e-mail address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.journal.models import Post, Reply
from alongside.journal.queries import posts_for
from alongside.prepared import prepared
from alongside.replies.said import MOST_SAID, Said, said_of
from alongside.timeline.models import Interaction
from alongside.timeline.queries.sight import seen_of, sight_of


def on_the_page(post: Post) -> list[Said[Reply]]:
    """What everybody reads, oldest first: what a member has let through, with answers that she has."""
    rows = post.replies.filter(state=Reply.State.SHOWN).order_by("sent_at", "id")
    return [as_shown(one) for one in said_of(list(rows[:MOST_SAID]))]


def as_shown(one: Said[Reply]) -> Said[Reply]:
    return one if one.reply.is_answer_shown else replace(one, answers=())


def said_for(member: Member, replies: Sequence[Reply]) -> list[Said[Reply]]:
    """Of these replies those below her posts whose words she may read: a client's are its assistants' alone."""
    mine = set(posts_for(member).filter(pk__in={one.post_id for one in replies}).values_list("pk", flat=True))
    found = said_of([one for one in replies if one.post_id in mine])
    seen = seen_of([one.interaction_id for one in found], sight_of(member))
    return [one for one in found if one.interaction_id in seen]


@prepared
def _held(state: Any) -> Any:
    return Reply.objects.filter(state=state).order_by("-id").values_list("source_key", "post__author_id")


def held_for(member: Member) -> int:
    """How many wait for her to look, for Today: below her posts, an owner's are all, and hers to read."""
    if not member.is_active:
        return 0
    rows = _held(Reply.State.HELD.value)
    keys = [bytes(key) for key, author in rows if member.is_owner or author == member.pk][:MOST_SAID]
    if not keys:
        return 0
    entries = Interaction.objects.filter(source_key__in=keys, private_to=None).values_list("id", flat=True)
    return len(seen_of(list(entries), sight_of(member)))


def below_posts_for(member: Member, *, post: Post | None = None) -> list[Said[Reply]]:
    """All that was written below her posts, or below this one, what waits for her first, then the newest.

    With all answers: whether one stands on the page is for her to say.
    """
    rows = Reply.objects.filter(post__in=posts_for(member) if post is None else [post])
    newest = list(rows.select_related("post").order_by("-sent_at", "-id")[:MOST_SAID])
    return sorted(said_for(member, newest), key=lambda one: one.reply.state != Reply.State.HELD)
