"""A week of hours: typed into a table, taken from what was proposed, each entry changed or taken away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.clients.joining import homes
from alongside.hours import amounts, entries, proposing
from alongside.hours.errors import HoursError, NotThere
from alongside.hours.grid import week_for
from alongside.hours.models import Entry
from alongside.hours.queries import choices_for, letter_minutes_of
from alongside.hours.spans import Days
from alongside.pages.base.requests import for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.hours.forms import (
    Cell,
    cell_name,
    changed_cells,
    day_in,
    facts_in,
    shown_moment,
    whose_in,
)
from alongside.pages.undo.offering import offer


@require_safe
@for_member
def week(request: HttpRequest, member: Member) -> HttpResponse:
    return _show(request, member, _day(request.GET.get("day", "")))


def _day(text: str) -> date:
    return day_in(text) if text else _today()


def _today() -> date:
    return timezone.localdate(timezone=zone_here())


def _show(
    request: HttpRequest,
    member: Member,
    on: date,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    besides = [whose_in(one) for one in given.getlist("for")[:20] if one]
    found = week_for(member, on, besides=besides)
    today = _today()
    values: dict[str, Any] = {
        "week": found,
        "on": on,
        "today": today,
        "besides": given.getlist("for")[:20],
        "before": on - timedelta(weeks=1),
        "after": on + timedelta(weeks=1),
        "errors": errors or {},
        "typed": typed or {},
        "cell_name": cell_name,
        "proposed": proposing.proposals_for(member, Days(found.days[0], found.days[-1]), today=today),
        "choices": choices_for(member, today=today),
        "letter_minutes": letter_minutes_of(member),
    }
    return page(request, member, "hours/week.html", "hours", values, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def keep(request: HttpRequest, member: Member) -> HttpResponse:
    """What was typed into the week; a cell that does not hold is asked for again, the others are kept."""
    if request.method != "POST":
        return redirect("hours")
    on = _day(request.POST.get("day", ""))
    errors: dict[str, str] = {}
    typed: dict[str, str] = {}
    done: list[tuple[int, int | None, str, int, int]] = []
    for cell in changed_cells(request.POST):
        try:
            minutes = _keep_cell(member, cell)
        except HoursError as error:
            errors[cell.name], typed[cell.name] = str(error), cell.typed
        else:
            done.append((cell.client_id, cell.aspect_id, cell.on.isoformat(), cell.was, minutes))
    if done:
        words = _more_or_less(sum(now - was for *_, was, now in done)) if len(done) > 1 else ""
        offer(
            request,
            member,
            f"Kept: {words}." if words else "Kept.",
            "hours-cells-back",
            then=_at(on),
            cells=done,
        )
    if errors:
        return _show(request, member, on, errors=errors, typed=typed, status=422)
    return redirect(_at(on))


def _more_or_less(minutes: int) -> str:
    """ "1 h 20 more", "30 min less"; "" where as much was taken from one cell as was typed into another."""
    return f"{amounts.words(abs(minutes))} {'more' if minutes > 0 else 'less'}" if minutes else ""


def _keep_cell(member: Member, cell: Cell) -> int:
    minutes = amounts.read(cell.typed)
    if minutes is None:
        raise HoursError("Write it like 1:20, 1.5, 80m or 1 h 20.")
    try:
        entries.set_cell(
            member,
            cell.client_id,
            aspect_id=cell.aspect_id,
            on=cell.on,
            minutes=minutes,
            was=cell.was,
            now=timezone.now(),
        )
    except NotThere as error:
        raise Http404 from error
    return minutes


def _at(on: date, lines: Iterable[str] = ()) -> str:
    """Where the week of this day stands, with lines that nothing is noted in yet."""
    return f"{reverse('hours')}?{urlencode([('day', on.isoformat()), *(('for', one) for one in lines)])}"


def _lines(request: HttpRequest, *besides: str) -> list[str]:
    """The lines that were added by hand on the page which this was sent from."""
    return list(dict.fromkeys([*request.POST.getlist("for")[:20], *besides]))


@require_POST
@for_member
def proposed(request: HttpRequest, member: Member) -> HttpResponse:
    """Taken as hours, or dropped for good."""
    on, client_id = day_in(request.POST.get("on", "")), number_in(request.POST.get("client"))
    aspect = request.POST.get("aspect", "")
    try:
        one = proposing.find_proposal(
            member, on=on, client_id=client_id, key=request.POST.get("key", ""), today=_today()
        )
        if request.POST.get("do") == "drop":
            proposing.drop(member, one)
            words = "Dropped. It is not proposed again."
        else:
            proposing.take(member, one, aspect_id=number_in(aspect) if aspect else None)
            words = f"{amounts.words(one.minutes)} noted for {one.client}."
    except NotThere as error:
        raise Http404 from error
    except HoursError as error:
        say(request, str(error))
    else:
        keys = [key.hex() for key in one.keys]
        offer(request, member, words, "hours-not-counted", then=_at(on, _lines(request)), keys=keys)
    return redirect(_at(on, _lines(request)))


@require_POST
@for_member
def letters(request: HttpRequest, member: Member) -> HttpResponse:
    """How many minutes a letter counts as, from now on."""
    try:
        proposing.set_letter_minutes(member, amounts_in(request.POST.get("minutes", "")))
    except HoursError as error:
        say(request, str(error))
    else:
        say(request, "Letters are proposed like that from now on.")
    return redirect(_at(_day(request.POST.get("day", ""))))


def amounts_in(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def entry(request: HttpRequest, member: Member, entry_id: int) -> HttpResponse:
    found = _entry_or_404(member, entry_id)
    error = ""
    if request.method == "POST":
        try:
            changed = entries.change(member, entry_id, facts_in(request.POST, found), now=timezone.now())
        except NotThere as missing:
            raise Http404 from missing
        except HoursError as refused:
            error = str(refused)
        else:
            say(request, "Kept.")
            return redirect(_at(day_of(changed)))
    values = {
        "entry": found,
        "error": error,
        "given": request.POST,
        "on": day_of(found),
        "whose": _whose(found),
        "started": shown_moment(found.started_at) if found.started_at else "",
        "ended": shown_moment(found.ended_at) if found.ended_at else "",
        "choices": choices_for(member, today=_today(), besides=found.aspect),
        "is_hers": found.member_id == member.pk,
    }
    return page(request, member, "hours/entry.html", "hours", values, status=422 if error else 200)


def day_of(found: Entry) -> date:
    if found.started_at is not None:
        return found.started_at.astimezone(zone_here()).date()
    return found.on or _today()


@require_POST
@for_member
def drop(request: HttpRequest, member: Member, entry_id: int) -> HttpResponse:
    found = _entry_or_404(member, entry_id)
    # Its line stays: what she has typed there is not kept yet.
    then = _at(day_of(found), _lines(request, _whose(found)))
    kept = entries.take_away(member, entry_id)
    offer(request, member, "Taken away.", "hours-entry-back", then=then, kept=kept)
    return redirect(then)


def _whose(found: Entry) -> str:
    return f"{homes().get(found.client_id, found.client_id)}.{found.aspect_id or ''}"


def _entry_or_404(member: Member, number: int) -> Entry:
    try:
        return entries.found_for(member, number)
    except NotThere as error:
        raise Http404 from error
