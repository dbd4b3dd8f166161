"""What was written on a page, and what was answered: links in; names and words out, and never an e-mail address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from alongside.clients.joining import homes
from alongside.replies.said import ANSWERS, MOST_SAID, Said, said_of
from alongside.sharing.models import Reply, Share
from alongside.timeline.models import Interaction


def on_the_page(share: Share) -> list[Said[Reply]]:
    """What whoever has the link reads, oldest first."""
    rows = share.replies.filter(state=Reply.State.SHOWN).select_related("share").order_by("sent_at", "id")
    return _of_its_client(list(rows[:MOST_SAID]))


def of_shares(shares: Iterable[Share]) -> list[Said[Reply]]:
    """All that was written there, the newest first, for members; the caller has checked sight."""
    found = Reply.objects.filter(share__in=[share.pk for share in shares]).select_related("share")
    rows = found.order_by("-sent_at", "-id")
    return _of_its_client(list(rows[:MOST_SAID]))


def _of_its_client(replies: Sequence[Reply]) -> list[Said[Reply]]:
    """What turned out to be another client's is left out: neither it nor its answers stand on this one's page."""
    at_home = homes()
    return [
        one if one.reply.is_answer_shown else replace(one, answers=())
        for one in said_of(replies)
        if at_home.get(one.reply.share.client_id, one.reply.share.client_id) in one.clients
    ]


def about_of(share: Share) -> dict[str, datetime]:
    """By question of the page when it was answered there first, whether or not the answer is shown."""
    rows = share.replies.exclude(about="").order_by("-sent_at").values_list("about", "sent_at")
    return dict(rows)


def reply_at(interaction_id: int) -> Reply | None:
    """The reply that an entry is; the caller has checked sight."""
    keys = Interaction.objects.filter(pk=interaction_id).values("source_key")
    return Reply.objects.filter(source_key__in=keys).select_related("share", "share__client").first()


def stands_below(draft_kind: str, answers: int | None) -> Reply | None:
    """The reply below which a letter of this kind will stand on its page, once it is sent; None where it will not."""
    if draft_kind not in ANSWERS or answers is None:
        return None
    found = reply_at(answers)
    is_shown = found is not None and found.is_answer_shown and found.state != Reply.State.HIDDEN
    return found if is_shown else None
