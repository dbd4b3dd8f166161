"""A recap that a link shows: the words as she left them when she made it. A call in; what the link opens out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from alongside.accounts.models import Member
from alongside.calls.errors import CallsError
from alongside.calls.models import Call
from alongside.calls.queries import find_call, home_of
from alongside.sharing.actions import Made, make
from alongside.sharing.kinds import Kind, register
from alongside.sharing.models import Share

RECAP = "recap"
LONGEST_RECAP = 20_000


def share_recap(member: Member, number: int, words: str, *, title: str, now: datetime) -> Made:
    """`words`: as she read and changed them; nothing of her notes is read again. Raises CallsError, SharingError."""
    call, kept = find_call(member, number), words.replace("\r\n", "\n").replace("\0", "").strip()
    if not kept:
        raise CallsError("There is nothing in it yet. Write what you said, and share it then.")
    if len(kept) > LONGEST_RECAP:
        raise CallsError(
            "This is longer than a recap can be. Nothing is lost: shorten it, and share it then."
        )
    choices = {"title": title, "words": kept}
    return make(member, kind=RECAP, client_id=home_of(call), object_id=call.pk, now=now, choices=choices)


def recap_shown(share: Share) -> str:
    return str(share.choices.get("words", ""))


def erase_recaps(calls: Collection[int]) -> None:
    """The words go; the link then opens nothing, and what was replied to it is erased by its own entry."""
    Share.objects.filter(kind=RECAP, object_id__in=calls).update(choices={})


def _title(share: Share) -> str:
    is_there = bool(recap_shown(share)) and Call.objects.filter(pk=share.object_id).exists()
    return str(share.choices.get("title", "")) if is_there else ""


register(
    Kind(
        name=RECAP,
        label="A recap",
        route="shared",
        lives=timedelta(days=180),
        title=_title,
        is_single=True,
        takes_replies=True,
    )
)
