"""Promises and to-dos: the page of all, one with its history, what is written down by hand, and every verb."""

from __future__ import annotations

from datetime import date, datetime
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.clients.queries import names_and_hues_for
from alongside.lib.texts import row_number
from alongside.pages.base.requests import client_or_404, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.promises.finding import client_in, next_of, offer_back
from alongside.pages.promises.forms import REPEAT_OPTIONS, changed_in, changes_in, stood_in, typed, values_of
from alongside.pages.promises.shown import offer_of, row_of, rows_of, sentence_url
from alongside.promises import actions
from alongside.promises.days import day_meant
from alongside.promises.errors import NotThere, PromisesError
from alongside.promises.queries import closed_for, find_promise, history_for, open_for
from alongside.promises.suggesting import suggestions_for

MOST_CLOSED, MOST_OFFERED = 30, 20
_DONE = {
    "kept": "Kept.",
    "slipped": "Slipped.",
    "dropped": "Dropped.",
    "reopened": "Open again.",
}


@require_safe
@for_member
def promises(request: HttpRequest, member: Member) -> HttpResponse:
    """Hers and theirs, overdue first; what looks like one stands apart. `?client=` narrows it."""
    client_id = client_in(request)
    client = client_or_404(member, client_id) if client_id is not None else None
    now, here = timezone.now(), request.get_full_path()
    found = open_for(member, client_id=client_id)
    rows = rows_of(found, now=now, back=here)
    kinds = {one.key: (one.row.kind, one.row.side) for one in found}
    offers = suggestions_for(member, now=now, client_id=client_id, limit=MOST_OFFERED)
    closed = closed_for(member, client_id=client_id, limit=MOST_CLOSED)
    values = {
        "client": client,
        "clients": names_and_hues_for(member),
        "parts": [
            ("To do", [row for row in rows if kinds[row.key][0] == "todo"]),
            ("What you promised", [row for row in rows if kinds[row.key] == ("promise", "ours")]),
            ("What was promised to you", [row for row in rows if kinds[row.key] == ("promise", "theirs")]),
        ],
        "offers": [offer_of(one, now=now, back=here) for one in offers],
        "closed": rows_of(closed, now=now, back=here),
    }
    return page(request, member, "promises/promises.html", "promises", values)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def promise(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """One of them: its sentence, its day, its checklist, and what became of it when."""
    try:
        found = find_promise(member, key)
    except NotThere as missing:
        raise Http404 from missing
    values, error = dict(values_of(found.row)), ""
    stood = values
    if request.method == "POST":
        values, stood = typed(request), {**stood, **stood_in(request)}
        try:
            actions.edit(member, key, changed_in(request), now=timezone.now())
        except PromisesError as wrong:
            error = str(wrong)
        else:
            say(request, "Changed.")
            return redirect("promise", key)
    row = row_of(found, now=timezone.now(), back=request.path)
    shown = {
        "found": found,
        "row": row,
        "values": values,
        "stood": stood,
        "error": error,
        "repeats": REPEAT_OPTIONS,
        "source": sentence_url(found.evidence, found.client.id) if found.evidence else "",
        "history": [_told(one.word, one.facts, found.row.kind) | {"at": one.decided_at, "who": one.member} for one in
                    history_for(member, key)],
    }  # fmt: skip
    status = 422 if error else 200
    return page(request, member, "promises/promise.html", "promises", shown, status=status)


_TOLD = {
    "made": "Written down",
    "accepted": "Kept in mind",
    "edited": "Changed",
    "kept": "Kept",
    "slipped": "Slipped",
    "dropped": "Dropped",
    "ticked": "A line ticked",
    "reopened": "Opened again",
    "undone": "Taken back",
    "refused": "Refused",
}


def _told(word: str, facts: dict[str, Any], kind: str) -> dict[str, Any]:
    if (word, kind) == ("kept", "todo"):
        return {"words": "Done", "on": None}
    if word == "moved":
        day = facts.get("due_on")
        return {
            "words": "Moved to" if day else "Its day taken away",
            "on": date.fromisoformat(day) if day else None,
        }
    due = facts.get("due_on") if word in ("made", "accepted") else None
    return {"words": _TOLD[word] + (", due" if due else ""), "on": date.fromisoformat(due) if due else None}


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def write_down(request: HttpRequest, member: Member) -> HttpResponse:
    """A to-do or promise by hand."""
    error, values, now = "", typed(request), timezone.now()
    what = request.POST.get("what", "todo")
    wanted = request.POST.get("client", "") or request.GET.get("client", "")
    if request.method == "POST":
        if what not in ("todo", "ours", "theirs"):
            raise BadRequest
        client = client_or_404(member, number_in(wanted))
        kind, side = ("todo", "ours") if what == "todo" else ("promise", what)
        try:
            key = actions.write_down(
                member,
                client.pk,
                kind=kind,
                side=side,
                changes=changes_in(request),
                now=now,
                form=request.POST.get("form", "")[:64],
            )
        except PromisesError as wrong:
            error = str(wrong)
        else:
            then = next_of(request, reverse("promises"))
            offer_back(request, member, "Written down.", then=then, key=key, now=now)
            return redirect(then)
    shown = {
        "values": values,
        "error": error,
        "what": what,
        "form": request.POST.get("form", "")[:64] or token_hex(16),
        "wanted": row_number(wanted) or 0,
        "clients": names_and_hues_for(member),
        "repeats": REPEAT_OPTIONS,
    }
    status = 422 if error else 200
    return page(request, member, "promises/new.html", "promises", shown, status=status)


@require_POST
@for_member
def say_word(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """One of: `word` (kept, slipped, dropped, reopened, todo), `move` (a day in words), `line` of the checklist."""
    now, then = timezone.now(), next_of(request, reverse("promise", args=[key]))
    try:
        if "line" in request.POST:
            actions.tick(member, key, number_in(request.POST["line"]), now=now)
            return redirect(then)
        if "move" in request.POST:
            words = _moved(member, key, request.POST["move"], now)
        elif request.POST.get("word") == "todo":
            actions.make_todo(member, key, now=now)
            words = "On your list."
        else:
            word = request.POST.get("word", "")
            actions.say(member, key, word, now=now)
            words = _DONE[word]
    except NotThere as error:
        raise Http404 from error
    except PromisesError as error:
        say(request, str(error))
        return redirect(then)
    offer_back(request, member, words, then=then, key=key, now=now)
    return redirect(then)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def move(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """To another day, in words ("Fri", "in a fortnight") or by the calendar; also without script."""
    now, then = timezone.now(), next_of(request, reverse("promise", args=[key]))
    typed_words = (request.POST.get("on", "") or request.POST.get("day", ""))[:200]
    error = ""
    try:
        found = find_promise(member, key)
        if request.method == "POST":
            words = _moved(member, key, typed_words, now)
            offer_back(request, member, words, then=then, key=key, now=now)
            return redirect(then)
    except NotThere as missing:
        raise Http404 from missing
    except PromisesError as wrong:
        error = str(wrong)
    row = row_of(found, now=now, back=then)
    here = f"{request.path}?{urlencode({'next': then})}"
    shown = {"row": row, "error": error, "typed": typed_words, "then": then, "here": here}
    status = 422 if error else 200
    return page(request, member, "promises/move.html", "promises", shown, status=status)


def _moved(member: Member, key: str, typed_words: str, now: datetime) -> str:
    place = practice()
    day = day_meant(typed_words, now=timezone.localtime(now), locale=f"en-{place.region or 'GB'}")
    actions.move(member, key, day, now=now)
    return f"Moved to {day:%A} {day.day} {day:%B}{'' if day.year == now.year else f' {day.year}'}."
