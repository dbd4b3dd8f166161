"""What was written below posts, and what was answered: names and words out, and never an e-mail address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alongside.accounts.models import Member
from alongside.journal.models import Post, Reply
from alongside.journal.queries import posts_for
from alongside.sharing.said import Answer, answers_to, words_of
from alongside.timeline.queries.sight import seen_of, sight_of

_MOST = 200


@dataclass(frozen=True, slots=True)
class Said:
    """A reply as its page shows it. `interaction_id` is for members' pages alone."""

    reply: Reply
    interaction_id: int
    name: str
    at: datetime
    text: str
    answers: tuple[Answer, ...]
    has_answer: bool


def on_the_page(post: Post) -> list[Said]:
    """What everybody reads, oldest first: what a member has let through."""
    rows = post.replies.filter(state=Reply.State.SHOWN).order_by("sent_at", "id")
    return _said(list(rows[:_MOST]))


def said_for(member: Member, replies: Sequence[Reply]) -> list[Said]:
    """Of these replies those below her posts whose words she may read: a client's are its assistants' alone."""
    mine = set(posts_for(member).filter(pk__in={one.post_id for one in replies}).values_list("pk", flat=True))
    found = _said([one for one in replies if one.post_id in mine])
    seen = seen_of([one.interaction_id for one in found], sight_of(member))
    return [one for one in found if one.interaction_id in seen]


def below_posts_for(member: Member, *, post: Post | None = None) -> list[Said]:
    """All that was written below her posts, or below this one, what waits for her first, then the newest."""
    rows = Reply.objects.filter(post__in=posts_for(member) if post is None else [post])
    newest = list(rows.select_related("post").order_by("-sent_at", "-id")[:_MOST])
    return sorted(said_for(member, newest), key=lambda one: one.reply.state != Reply.State.HELD)


def _said(replies: Sequence[Reply]) -> list[Said]:
    words = words_of([bytes(one.source_key) for one in replies])
    answers = answers_to([one.interaction_id for one in words.values()])
    found = []
    for one in replies:
        if (said := words.get(bytes(one.source_key))) is not None:
            sent = tuple(answers.get(said.interaction_id, ()))
            shown = sent if one.is_answer_shown else ()
            found.append(Said(one, said.interaction_id, said.name, said.at, said.text, shown, bool(sent)))
    return found
