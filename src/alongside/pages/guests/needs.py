"""A client's link in; what is asked of the client and what is in hand for it, with what of it shows, out.

Only what passed between the two shows by itself: sentences of letters that the client's people wrote or were sent.
Words that a member wrote for herself show when she has chosen each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

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
    return min((at for one, at in answered.items() if one.startswith(_of_letter(about))), default=None)


def _is_hidden(about: str, hidden: Collection[str]) -> bool:
    """A letter that is asked about as a whole is hidden with any of its questions: they are the same words."""
    return about in hidden or (
        about.startswith("w:") and any(one.startswith(_of_letter(about)) for one in hidden)
    )


def choices_for(
    items: Iterable[Item],
    ticked: Collection[str],
    *,
    sections: Collection[str],
    there: Collection[str] | None = None,
    was: Mapping[str, Any] | None = None,
) -> dict[str, list[str]]:
    """What is kept of a form with a box for each item: what shows by itself and is not to, what is to besides.

    `there`: which boxes it had, as `box_of` names them; None: one for each. Of all others she has decided nothing, so
    that what she said of them before, in `was`, holds: also once they are asked again.
    """
    asked = [one for one in items if there is None or box_of(one) in there]
    decided = {one.about for one in asked}
    # A letter that is to show as a whole has none of its questions hidden.
    whole = tuple(_of_letter(about) for about in decided & set(ticked) if about.startswith("w:"))
    hidden = {
        one for one in (was or {}).get("hidden", ()) if one not in decided and not one.startswith(whole)
    }
    shown = {one for one in (was or {}).get("shown", ()) if one.partition(" ")[0] not in decided}
    hidden |= {one.about for one in asked if not one.is_own_words and one.about not in ticked}
    shown |= {_in_these_words(one) for one in asked if one.is_own_words and one.about in ticked}
    return {
        "hidden": sorted(hidden),
        "sections": [one for one in sections if one in ticked],
        "shown": sorted(shown),
    }


def box_of(one: Item) -> str:
    """By which a form says that it had a box for this; words of a member's own are others once she changes them."""
    return _in_these_words(one) if one.is_own_words else one.about


def _of_letter(about: str) -> str:
    """How the questions of a letter begin that waits as a whole."""
    return about.replace("w:", "q:", 1) + ":"


def _in_these_words(one: Item) -> str:
    """Words that she changes since are others: they show once she has chosen them."""
    return f"{one.about} {blake2b(one.words.encode(), digest_size=16).hexdigest()}"
