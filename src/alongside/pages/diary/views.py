"""The diary: what is planned, one appointment with its history, and what is said of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.diary import actions
from alongside.diary.errors import DiaryError, NotThere
from alongside.diary.models import Said
from alongside.diary.queries import appointment_for, between_for, history_for, unaccounted_for, zones_for
from alongside.diary.telling import can_answer
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.diary.lines import Row, rows_of, took_place
from alongside.pages.diary.words import when_words
from alongside.pages.undo.offering import offer_if_said
from alongside.pages.writing.ready import can_write
from alongside.timeline.models import Interaction
from alongside.timeline.queries.sight import interactions_for

AHEAD = timedelta(days=60)
_WORDS = {
    "not_held": ("not_held", ""),
    "cancelled-theirs": ("cancelled", "theirs"),
    "cancelled-ours": ("cancelled", "ours"),
    "reopened": ("reopened", ""),
}
_DONE = {
    "not_held": "It did not take place.",
    "cancelled-theirs": "Cancelled by them.",
    "cancelled-ours": "Cancelled by you. Nothing was sent.",
    "reopened": "Planned again.",
}


def then_of(request: HttpRequest, fallback: str) -> str:
    """The page that she came from, when it is one of ours."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else fallback


@require_safe
@for_member
def diary(request: HttpRequest, member: Member) -> HttpResponse:
    """Hers, day by day from today on; above it what nobody has accounted for."""
    now = timezone.now()
    begin = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    found = between_for(member, since=begin, until=now + AHEAD, with_ended=True)
    rows = rows_of(member, found, now=now, back=request.path)
    asked = [one for one in unaccounted_for(member, now=now) if one.row.ends_at < begin]
    values = {
        "days": [(day, list(some)) for day, some in groupby(rows, key=_day)],
        "asked": rows_of(member, asked, now=now, back=request.path),
        "days_ahead": AHEAD.days,
    }
    return page(request, member, "diary/diary.html", "diary", values)


def _day(row: Row) -> date:
    """What began before stands at today."""
    return max(timezone.localdate(row.at), timezone.localdate())


@require_safe
@for_member
def appointment(request: HttpRequest, member: Member, appointment_id: int) -> HttpResponse:
    found = appointment_for(member, appointment_id)
    if found is None:
        raise Http404
    now, hers = timezone.now(), timezone.get_current_timezone()
    theirs = zones_for([found.client.id]).get(found.client.id)
    who = found.who[0].partition(" ")[0] if found.who else found.client.name
    values = {
        "found": found,
        "row": rows_of(member, [found], now=now, back=request.path)[0],
        "when": when_words(found.row, now=now, hers=hers, theirs=theirs, who=who),
        "took_place": took_place(found, back=request.path),
        "history": [_told(one) for one in history_for(member, appointment_id)],
        "can_write": can_write(member),
        "can_answer": can_answer(found.row),
        "invitation": _seen_entry(member, found.row.invited_by),
        "became": _seen_entry(member, found.row.held_as),
    }
    return page(request, member, "diary/appointment.html", "diary", values)


def _seen_entry(member: Member, key: bytes | memoryview[int] | None) -> Interaction | None:
    return interactions_for(member).filter(source_key=bytes(key)).first() if key else None


_TOLD = {
    "planned": "Planned",
    "changed": "Changed",
    "moved": "Moved to",
    "cancelled": "Cancelled",
    "held": "It took place",
    "not_held": "It did not take place",
    "reopened": "Planned again",
    "undone": "Taken back",
}


def _told(one: Said) -> dict[str, object]:
    at = one.facts.get("starts_at") if one.word in ("planned", "moved") else None
    by = {"ours": " by you", "theirs": " by them"}.get(one.facts.get("by", ""), "")
    return {
        "words": _TOLD[one.word] + by + (" for" if at and one.word == "planned" else ""),
        "moment": datetime.fromisoformat(at) if at else None,
        "at": one.said_at,
        "who": one.member,
    }


def offer_back(
    request: HttpRequest, member: Member, text: str, *, then: str, row: int, now: datetime
) -> None:
    """With a way back of what she said of it just now."""
    said = actions.said_at(member, row, now=now)
    offer_if_said(request, member, text, "diary-back", said=said, then=then, row=row)


@require_POST
@for_member
def say_word(request: HttpRequest, member: Member, appointment_id: int) -> HttpResponse:
    """`word`: not_held, cancelled-theirs, cancelled-ours, reopened. That it took place is said on its own page."""
    wanted, now = request.POST.get("word", ""), timezone.now()
    if appointment_for(member, appointment_id) is None:
        raise Http404
    if wanted not in _WORDS:
        raise BadRequest
    word, by = _WORDS[wanted]
    then = then_of(request, reverse("appointment", args=[appointment_id]))
    try:
        if word == "not_held":
            actions.not_held(member, appointment_id, now=now)
        elif word == "cancelled":
            actions.cancel(member, appointment_id, by=by, now=now)
        else:
            actions.reopen(member, appointment_id, now=now)
    except NotThere as error:
        raise Http404 from error
    except DiaryError as error:
        say(request, str(error))
        return redirect(then)
    offer_back(request, member, _DONE[wanted], then=then, row=appointment_id, now=now)
    return redirect(then)
