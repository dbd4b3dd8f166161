"""A review in, what all of its pages share out: its client, its days, where each line of its look-back leads."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.pages.base.addresses import url
from alongside.pages.base.requests import client_or_404
from alongside.pages.promises.shown import place_of
from alongside.reviews.errors import NotThere
from alongside.reviews.models import Review
from alongside.reviews.queries import find_review, home_of
from alongside.reviews.shapes import Line, Section, Source


def review_or_404(member: Member, number: int) -> tuple[Review, Client]:
    try:
        review = find_review(member, number)
    except NotThere as error:
        raise Http404 from error
    return review, client_or_404(member, home_of(review))


def shared_values(review: Review, client: Client, here: str) -> dict[str, Any]:
    """`here`: which of its pages is shown."""
    return {"review": review, "client": client, "here": here}


class Shown(Struct, frozen=True):
    """A line as a page shows it. `url`: to the one sentence it comes from, or to the list of all; "" for her own."""

    line: Line
    url: str
    count: int


class ShownSection(Struct, frozen=True):
    name: str
    title: str
    lines: tuple[Shown, ...]
    hidden: tuple[Shown, ...]


def shown_sections(review: Review, client_id: int, sections: tuple[Section, ...]) -> list[ShownSection]:
    found = []
    for section in sections:
        lines = [_shown(review, client_id, line) for line in section.lines]
        found.append(
            ShownSection(
                section.name,
                section.title,
                tuple(one for one in lines if not one.line.is_hidden),
                tuple(one for one in lines if one.line.is_hidden),
            )
        )
    return found


def _shown(review: Review, client_id: int, line: Line) -> Shown:
    if not line.sources:
        return Shown(line, "", 0)
    if len(line.sources) == 1:
        return Shown(line, source_url(line.sources[0], client_id), 1)
    return Shown(line, url("review-sources", review.pk, line.key), len(line.sources))


# What has no entry, by the page that it stands on; True where that is a page of the client.
_BESIDES = {
    "promise": ("promise", False),
    "duty": ("duty", False),
    "time": ("client-hours", True),
    "rating": ("client-support", True),
    "improvement": ("client-support", True),
}


def source_url(source: Source, client_id: int) -> str:
    """Where it stands, the sentence marked."""
    if source.kind in _BESIDES:
        return url(_BESIDES[source.kind][0], client_id if _BESIDES[source.kind][1] else source.id)
    address = f"{url('conversation', source.id)}?client={client_id}"
    if source.end <= source.start:
        return f"{address}#e{source.id}"
    return f"{address}&said={source.start}-{source.end}#{place_of(int(source.id), source.start)}"
