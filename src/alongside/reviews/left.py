"""A look-back as a member left it: kept with a link when she shares it or renews it, and given to whoever opens that.

What is built anew later shows on no shared page by itself. What a sentence comes from is asked again at every opening:
once it is hers alone, of another client, or gone, the sentence shows no more.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.joining import homes
from alongside.intake.erasing import Erasure, erases_besides
from alongside.outbox.sight import with_joined
from alongside.reviews.errors import NotThere
from alongside.reviews.models import Review
from alongside.reviews.queries import pack_of
from alongside.reviews.rules import shown
from alongside.reviews.shapes import Line, Section
from alongside.reviews.shared import AGENDA, LOOK_BACK, shown_review
from alongside.sharing.actions import choose
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of, share_for
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Filing

KEPT = "kept"
MOST_ENTRIES = 50


class LookBack(Struct, frozen=True):
    since_on: date
    until_on: date
    kept_at: datetime
    sections: tuple[Section, ...]


def choices_of(review: Review, *, has_look_back: bool, now: datetime) -> dict[str, Any]:
    """What a link to this review keeps. The caller has checked sight."""
    if not has_look_back:
        return {"sections": []}
    kept = {
        "since": review.since_on.isoformat(),
        "until": review.until_on.isoformat(),
        "at": now.isoformat(),
        "sections": [
            {"name": one.name, "title": one.title, "lines": [_kept(line) for line in one.lines]}
            for one in shown(pack_of(review))
        ],
    }
    return {"sections": [LOOK_BACK], KEPT: kept}


def _kept(line: Line) -> dict[str, Any]:
    """Of what somebody said also the entries that it was said in, in whose words it may stand; and of what tells of one
    entry alone that one. What counts many counts them still when one has gone."""
    entries = [one.id for one in line.sources if one.kind == "entry"]
    if not (line.quote or line.is_drafted or line.is_hers or len(entries) == 1):
        entries = []
    return {"text": line.text, "quote": line.quote, "entries": entries[:MOST_ENTRIES]}


def renew(member: Member, share_id: int, review: Review, *, now: datetime) -> None:
    """As it stands now. Raises NotThere for what is no link to this review."""
    share = share_for(member, share_id)
    found = shown_review(share) if share.kind == AGENDA else None
    if found is None or found.pk != review.pk:
        raise NotThere
    choose(member, share_id, choices_of(review, has_look_back=True, now=now))


def was_erased(share: Share) -> bool:
    """Of a link that shows no look-back although one was ticked: else the link was made before one was kept."""
    return KEPT in share.choices


def look_back_of(share: Share) -> LookBack | None:
    """None where it was not shared, or an erasing took it away."""
    kept = share.choices.get(KEPT)
    if kept is None or LOOK_BACK not in share.choices.get("sections", ()):
        return None
    numbers = {number for part in kept["sections"] for line in part["lines"] for number in line["entries"]}
    still = _still_shown(home_of(share), numbers)
    sections = (
        Section(
            part["name"],
            part["title"],
            tuple(
                Line("", line["text"], quote=line["quote"])
                for line in part["lines"]
                if still.issuperset(line["entries"])
            ),
        )
        for part in kept["sections"]
    )
    return LookBack(
        date.fromisoformat(kept["since"]),
        date.fromisoformat(kept["until"]),
        datetime.fromisoformat(kept["at"]),
        tuple(one for one in sections if one.lines),
    )


def _still_shown(client_id: int, numbers: set[int]) -> set[int]:
    found: set[int] = set()
    for chunk in in_chunks(sorted(numbers)):
        rows = Filing.objects.filter(interaction_id__in=chunk, client_id__in=with_joined(client_id))
        found.update(rows.filter(interaction__private_to=None).values_list("interaction_id", flat=True))
    return found


@erases_besides
def erase_look_backs(erasure: Erasure) -> None:
    """All of one: it counts and names whoever is erased in more lines than it quotes them. She can renew it."""
    touched: set[int] = set()
    for chunk in in_chunks(sorted(erasure.entries)):
        touched.update(Filing.objects.filter(interaction_id__in=chunk).values_list("client_id", flat=True))
    known = homes()
    for share in Share.objects.filter(kind=AGENDA):
        if KEPT in share.choices and known.get(share.client_id, share.client_id) in touched:
            share.choices = {**share.choices, KEPT: None}
            share.save(update_fields=["choices"])
