"""A client's link in; what is asked of the client and what is in hand for it, with what of it shows, out.

Only what passed between the two shows by itself: sentences of letters that the client's people wrote or were sent.
Words that a member wrote for herself show when she has chosen each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import blake2b

from msgspec.structs import replace

from alongside.handover.needs import Item, needs_of
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of, whose
from alongside.sharing.said import about_of


def items_of(share: Share, *, now: datetime) -> list[Item]:
    """Everything that could show on the client's page, each with whether it does."""
    member, client_id = whose(share), home_of(share)
    answered = about_of(share)
    hidden, chosen = set(share.choices.get("hidden", ())), set(share.choices.get("shown", ()))
    return [
        replace(
            one,
            is_shown=_in_these_words(one) in chosen
            if one.is_own_words
            else not _is_hidden(one.about, hidden),
            answered_at=_answered_at(one.about, answered),
        )
        for one in needs_of(member, client_id, now=now)
    ]


def _answered_at(about: str, answered: Mapping[str, datetime]) -> datetime | None:
    """A letter that waits as a whole, as it does for a moment after its last question was answered, is answered too."""
    if about in answered or not about.startswith("w:"):
        return answered.get(about)
    of_letter = about.replace("w:", "q:", 1) + ":"
    return min((at for one, at in answered.items() if one.startswith(of_letter)), default=None)


def _is_hidden(about: str, hidden: Collection[str]) -> bool:
    """A letter that is asked about as a whole is hidden with any of its questions: they are the same words."""
    of_letter = about.replace("w:", "q:", 1) + ":"
    return about in hidden or (about.startswith("w:") and any(one.startswith(of_letter) for one in hidden))


def choices_for(
    items: Iterable[Item], ticked: Collection[str], *, sections: Collection[str]
) -> dict[str, list[str]]:
    """What is kept of a form with a box for each item: what shows by itself and is not to, what is to besides."""
    return {
        "hidden": sorted(one.about for one in items if not one.is_own_words and one.about not in ticked),
        "sections": [one for one in sections if one in ticked],
        "shown": sorted(_in_these_words(one) for one in items if one.is_own_words and one.about in ticked),
    }


def _in_these_words(one: Item) -> str:
    """Words that she changes since are others: they show once she has chosen them."""
    return f"{one.about} {blake2b(one.words.encode(), digest_size=16).hexdigest()}"
