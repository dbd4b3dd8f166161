"""What was said, in words for the client: as she left them when she made a link in; what the link opens out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from alongside.accounts.models import Member
from alongside.sharing.actions import Made, make
from alongside.sharing.errors import SharingError
from alongside.sharing.kinds import Kind, register
from alongside.sharing.models import Share

LONGEST_RECAP = 20_000


def share_words(
    member: Member,
    kind: str,
    words: str,
    *,
    title: str,
    client_id: int,
    object_id: int,
    now: datetime,
    addresses: Iterable[str] = (),
) -> Made:
    """`words`: as she read and changed them; nothing of her notes is read again. Raises SharingError.

    `addresses`: of whom they are for, where nothing else remembers that by the time they are erased.
    """
    kept = words.replace("\r\n", "\n").replace("\0", "").strip()
    if not kept:
        raise SharingError("There is nothing in it yet. Write what you said, and share it then.")
    if len(kept) > LONGEST_RECAP:
        raise SharingError(
            "This is longer than a recap can be. Nothing is lost: shorten it, and share it then."
        )
    choices = {"title": title, "words": kept, "for": sorted({one.lower() for one in addresses})}
    return make(member, kind=kind, client_id=client_id, object_id=object_id, now=now, choices=choices)


def recap_shown(share: Share) -> str:
    return str(share.choices.get("words", ""))


def erase_recaps(kind: str, objects: Collection[int]) -> None:
    """The words go; the link then opens nothing, and what was replied to it is erased by its own entry."""
    Share.objects.filter(kind=kind, object_id__in=objects).update(choices={})


def erase_recaps_for(kind: str, addresses: Collection[str]) -> None:
    """As `erase_recaps`, of all that was for one of these."""
    gone = {one.lower() for one in addresses}
    shares = Share.objects.filter(kind=kind).values_list("pk", "choices")
    found = [pk for pk, choices in shares if gone.intersection(choices.get("for", ()))]
    Share.objects.filter(pk__in=found).update(choices={})


def register_recap(kind: str, label: str, is_there: Callable[[int], bool]) -> None:
    """`is_there`: whether what the words are of is still there, by its number."""

    def title(share: Share) -> str:
        shown = bool(recap_shown(share)) and is_there(share.object_id)
        return str(share.choices.get("title", "")) if shown else ""

    lives = timedelta(days=180)
    register(Kind(kind, label, "shared", lives, title, is_single=True, takes_replies=True))
