"""Reviews: whose is due, one prepared, its look-back read, put into other words, left out and added to."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.pages.base.requests import client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.reviews import drafting
from alongside.pages.reviews.showing import review_or_404, shared_values, shown_sections, source_url
from alongside.pages.reviews.writing import named, new_once
from alongside.reviews import actions, rules
from alongside.reviews.errors import ReviewsError
from alongside.reviews.models import State
from alongside.reviews.preparing import prepare as prepare_review
from alongside.reviews.queries import is_written_in, pack_of, reviews_of, standings_for
from alongside.reviews.shapes import Line
from alongside.timeline.queries.lists import lines_for

MOST_SOURCES = 300


@require_safe
@for_member
def reviews(request: HttpRequest, member: Member) -> HttpResponse:
    """Every client with its last review, the next, and whether one is due."""
    found = standings_for(member, now=timezone.now())
    values = {
        "open": [one for one in found if one.open],
        "due": [one for one in found if one.is_due],
        "rest": [one for one in found if not one.open and not one.is_due],
    }
    return page(request, member, "reviews/reviews.html", "reviews", values)


@require_POST
@for_member
def prepare(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """The review that is open with this client, else a new one."""
    made = prepare_review(member, client_or_404(member, client_id), now=timezone.now())
    return redirect("review", made.pk)


@require_safe
@for_member
def review(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    found, client = review_or_404(member, review_id)
    changing = request.GET.get("change", "")[:32]
    pack = pack_of(found)
    values = {
        **shared_values(found, client, "look-back"),
        **drafting.values_of(found, pack, editing=request.GET.get("draft", "")[:20]),
        "sections": shown_sections(found, client.pk, pack),
        "titles": rules.TITLES,
        "changing": changing,
        "once": new_once(),
        "earlier": [one for one in reviews_of(member, client.pk) if one.pk != found.pk],
    }
    return page(request, member, "reviews/review.html", "reviews", values)


@require_POST
@for_member
def period(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    review_or_404(member, review_id)
    try:
        since_on, until_on = (date.fromisoformat(request.POST.get(name, "")) for name in ("since", "until"))
    except ValueError:
        say(request, "These are no two days. The days stay as they were.")
        return redirect("review", review_id)
    try:
        actions.set_period(member, review_id, since_on=since_on, until_on=until_on)
    except ReviewsError as error:
        say(request, str(error))
    return redirect("review", review_id)


_DONE = {
    "hidden": "Left out.",
    "plain": "It stands there as it was found.",
    "worded": "It says this from now on.",
}


@require_POST
@for_member
def line(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    """`word` of the line `key`, in other words by `text`; or a new one in `section`."""
    review_or_404(member, review_id)
    given, now = request.POST, timezone.now()
    text, key, section = given.get("text", "")[:5000], given.get("key", ""), given.get("section", "")
    try:
        if key:
            word = given.get("word", "")
            actions.judge(member, review_id, key=key, word=word, text=text, now=now)
            say(request, _DONE.get(word, ""))
        else:
            once = given.get("once", "")
            key = named(once, "line", section, text) if once else ""
            key = actions.add_line(member, review_id, section=section, text=text, now=now, key=key)
    except ReviewsError as error:
        say(request, str(error))
    response = redirect("review", review_id)
    response.headers["Location"] += f"#line-{key}" if key else ""
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def drop(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    """One that was only prepared is thrown away, after a question where somebody wrote in it: that is gone then."""
    found, client = review_or_404(member, review_id)
    if request.method != "POST":
        return page(request, member, "reviews/drop.html", "reviews", {"review": found, "client": client})
    if found.state == State.PLANNED and is_written_in(found) and "sure" not in request.POST:
        return redirect("review-drop", review_id)
    try:
        home = actions.drop(member, review_id)
    except ReviewsError as error:
        say(request, str(error))
        return redirect("review", review_id)
    say(request, "Thrown away. What was said with them stays where it is.")
    return redirect("client", home)


_BESIDES = {
    "promise": "Written down by hand",
    "duty": "What comes again",
    "time": "Their hours",
    "rating": "What is done for them, and how it goes",
    "improvement": "What is done for them, and how it goes",
}


def _besides(line: Line, client_id: int) -> list[tuple[str, str]]:
    """What has no entry: words and address, each page once."""
    found = {source_url(one, client_id): _BESIDES[one.kind] for one in line.sources if one.kind != "entry"}
    return [(words, address) for address, words in found.items()][:MOST_SOURCES]


@require_safe
@for_member
def sources(request: HttpRequest, member: Member, review_id: int, key: str) -> HttpResponse:
    """All that one line of the look-back was counted from."""
    found, client = review_or_404(member, review_id)
    if len(key) > 32:
        raise BadRequest
    wanted = next((one for section in pack_of(found) for one in section.lines if one.key == key), None)
    if wanted is None or not wanted.sources:
        raise Http404
    entries = [one for one in wanted.sources if one.kind == "entry"]
    lines = lines_for(member, [int(one.id) for one in entries[:MOST_SOURCES]])
    values = {
        **shared_values(found, client, "look-back"),
        "line": wanted,
        "entries": [
            (lines[int(one.id)], source_url(one, client.pk))
            for one in entries[:MOST_SOURCES]
            if int(one.id) in lines
        ],
        "besides": _besides(wanted, client.pk),
        "left": max(0, len(entries) - MOST_SOURCES),
    }
    return page(request, member, "reviews/sources.html", "reviews", values)
