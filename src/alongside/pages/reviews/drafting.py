"""Paragraphs drafted from the lines of a look-back: what its page shows of them, and the buttons beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.channels.model.drafting import WORDS
from alongside.channels.model.rules import endpoint_of, is_this_machine
from alongside.lib.words import count
from alongside.pages.base.requests import for_member
from alongside.pages.base.undo import say
from alongside.pages.reviews.showing import review_or_404
from alongside.pages.undo.offering import offer
from alongside.reviews import paragraphs, rules
from alongside.reviews.drafting import lines_of, server_for
from alongside.reviews.errors import NotThere, ReviewsError
from alongside.reviews.models import Paragraph, Review
from alongside.reviews.prose import Founded, still_founded
from alongside.reviews.shapes import Section

EVERY = "every"
State = Paragraph.State


class Shown(Struct, frozen=True):
    """A draft as its section shows it: each sentence with the lines it stands on, by their place and key."""

    row: Paragraph
    sentences: tuple[tuple[str, tuple[tuple[int, str], ...]], ...] = ()
    dropped: int = 0
    trouble: str = ""
    is_going_on: bool = False

    @property
    def text(self) -> str:
        return " ".join(text for text, _ in self.sentences)


def values_of(review: Review, sections: Iterable[Section], *, editing: str) -> dict[str, Any]:
    """`editing`: the number of the draft whose words are being changed. The caller has checked sight."""
    some = list(sections)
    asked = server_for(review)
    host = endpoint_of(asked.base_url)[1] if asked else ""
    drafts = _drafts(review, {one.name: one for one in some})
    return {
        "host": host,
        "is_here": bool(host) and is_this_machine(host),
        "drafts": drafts,
        "may_draft": {one.name for one in some if asked and lines_of(one)},
        "going_on": sum(one.is_going_on for one in drafts.values()),
        "editing": editing,
        "adrift": paragraphs.adrift(review, some),
    }


def _drafts(review: Review, sections: dict[str, Section]) -> dict[str, Shown]:
    rows = Paragraph.objects.filter(review=review).exclude(state__in=(State.KEPT, State.THROWN))
    return {row.section: _shown(row, sections[row.section]) for row in rows if row.section in sections}


def _shown(row: Paragraph, section: Section) -> Shown:
    if paragraphs.is_going_on(row):
        return Shown(row, is_going_on=True)
    trouble = WORDS.get(row.trouble, WORDS["failed"]) if row.trouble else ""
    trouble = _CUT_SHORT if row.state == State.ASKED else trouble
    lines = lines_of(section)
    place = {line.key: number for number, line in enumerate(lines, start=1)}
    said = [Founded(one["text"], tuple(one["keys"])) for one in row.sentences]
    still = still_founded(said, lines, title=rules.TITLES[section.name])
    sentences = tuple((one.text, tuple((place[key], key) for key in one.keys)) for one in still)
    trouble = trouble or ("" if sentences else "The lines that it stood on are others by now. Ask once more.")
    return Shown(row, sentences, row.dropped + len(said) - len(still), trouble)


_CUT_SHORT = "The drafting was cut short. Ask once more."


@require_POST
@for_member
def draft(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    """From the lines of one `section`, or of each of them where no draft lies."""
    review, _ = review_or_404(member, review_id)
    section = request.POST.get("section", "")
    names = paragraphs.missing(review) if section == EVERY else [section]
    try:
        begun = paragraphs.begin(member, review_id, names, now=timezone.now())
    except ReviewsError as error:
        say(request, str(error))
        return redirect("review", review_id)
    words = (
        f"{count(begun, 'paragraph is', 'paragraphs are')} being drafted."
        if begun
        else "It is being drafted."
    )
    say(request, words)
    return _at(review_id, "" if section == EVERY else f"#part-{section}")


@require_POST
@for_member
def decide(request: HttpRequest, member: Member, review_id: int, paragraph_id: int) -> HttpResponse:
    """`do`: keep in the words of `text`, or throw away."""
    review_or_404(member, review_id)
    what = request.POST.get("do", "")
    try:
        if paragraphs.find_paragraph(member, paragraph_id).review_id != review_id:
            raise NotThere
        if what == "keep":
            text = request.POST.get("text", "")[:5000]
            row = paragraphs.keep(member, paragraph_id, text, now=timezone.now())
            words, place = "Kept. It goes out with the look-back.", f"#line-{row.key}"
        else:
            row = paragraphs.throw_away(member, paragraph_id)
            words, place = "Thrown away.", f"#part-{row.section}"
    except NotThere as error:
        raise Http404 from error
    except ReviewsError as error:
        say(request, str(error))
        return redirect("review", review_id)
    if row.sentences:
        there = _at(review_id, f"#part-{row.section}")["Location"]
        offer(request, member, words, "paragraph-back", then=there, paragraph=row.pk)
    return _at(review_id, place)


def _at(review_id: int, place: str) -> HttpResponse:
    response = redirect("review", review_id)
    response.headers["Location"] += place
    return response
