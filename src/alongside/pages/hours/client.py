"""A client's hours: what was agreed, the account of each month, its monthly report, shared or as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.hours import agreeing, amounts, exporting
from alongside.hours.account import accounts_of, heed, outlook_for, report_of, rounding_of
from alongside.hours.errors import HoursError, NotThere
from alongside.hours.models import Carry, Retainer, Statement
from alongside.hours.months import first_of, month_before, month_of, next_month, number_of
from alongside.hours.queries import minutes_by_month
from alongside.hours.retainers import Terms
from alongside.hours.rules import STEPS
from alongside.lib.texts import row_numbers
from alongside.pages.base.requests import back, client_or_404, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.guests.contents import MONTHLY_REPORT
from alongside.pages.guests.monthly import choices_of
from alongside.pages.hours.costs import cost_rows, costs_for
from alongside.pages.hours.showing import split_shown
from alongside.pages.hours.words import account_words, month_name, outlook_words, rounding_words, terms_words
from alongside.pages.shares.views import show_links
from alongside.pages.undo.offering import offer
from alongside.sharing import actions as sharing
from alongside.sharing.models import Share
from alongside.sharing.queries import shares_of

MONTHS_SHOWN = 12


def _today() -> date:
    return timezone.localdate(timezone=zone_here())


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def hours(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """The account by month, and the terms; POST agrees on terms from a month on."""
    client = client_or_404(member, client_id)
    error = ""
    if request.method == "POST":
        try:
            _agree(member, client_id, request)
        except HoursError as refused:
            error = str(refused)
        else:
            say(request, "Agreed from that month on. Months before stay as they were.")
            return redirect("client-hours", client.pk)
    today = _today()
    outlook = outlook_for(member, client_id, now=timezone.now())
    accounts = accounts_of(client_id, until=today, today=today)
    values: dict[str, Any] = {
        "client": client,
        "error": error,
        "given": request.POST,
        "this_month": today.strftime("%Y-%m"),
        "accounts": accounts[::-1][:MONTHS_SHOWN],
        "outlook": outlook,
        "outlook_words": outlook_words(outlook, today=today) if outlook else "",
        **split_shown(member, client_id, today=today),
        "retainers": [(one, terms_words(_terms(one))) for one in agreeing.retainers_of(client_id)],
        "carries": Carry.choices,
        "rounding": rounding_of(client_id),
        "steps": STEPS,
        "ways": Statement.Way.choices,
        "pers": Statement.Per.choices,
        "worked": minutes_by_month(member, client_id, today=today),
        "month_name": month_name,
        "number_of": number_of,
    }
    return page(request, member, "hours/client.html", "clients", values, status=422 if error else 200)


@require_POST
@for_member
def agree_on_parts(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """From this month on what the parts add up to is what is agreed."""
    client_or_404(member, client_id)
    then = reverse("client-hours", args=[client_id])
    try:
        kept, before = agreeing.agree_on_parts(member, client_id, today=_today())
    except HoursError as error:
        say(request, str(error))
        return back(request, then)
    terms = [before.minutes, before.carry, before.limit] if before is not None else None
    words = f"{amounts.words(kept.minutes)} a month are agreed from {month_name(kept.from_on)} on."
    undo = {"client": client_id, "number": kept.pk, "from_on": kept.from_on.isoformat(), "terms": terms}
    offer(request, member, words, "hours-parts-back", then=request.POST.get("next", then), **undo)
    return back(request, then)


def _terms(one: Retainer) -> Terms:
    return Terms(one.from_on, one.minutes, one.carry, one.limit)  # type: ignore[arg-type]  # One of `Carry`.


def _agree(member: Member, client_id: int, request: HttpRequest) -> None:
    given = request.POST
    minutes, carry = amounts.read(given.get("hours", "")), given.get("carry", "none")
    if minutes is None:
        raise HoursError("Write the hours like 10, 7.5 or 7:30.")
    try:
        from_on = date.fromisoformat(f"{given.get('from', '')}-01")
    except ValueError as error:
        raise HoursError("Say from which month on, such as 2026-11.") from error
    if not 2000 <= from_on.year <= 2200:
        raise HoursError("Look at the year.")
    typed = given.get("limit", "")
    months = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    limit = months if carry == Carry.MONTHS else (amounts.read(typed) or 0)
    agreeing.agree(member, client_id, from_on=from_on, minutes=minutes, carry=carry, limit=limit)


@require_POST
@for_member
def drop_terms(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client_or_404(member, client_id)
    try:
        gone = agreeing.drop(member, client_id, number_in(request.POST.get("terms")))
    except NotThere as error:
        raise Http404 from error
    kept = {
        "client": client_id,
        "from_on": gone.from_on.isoformat(),
        "minutes": gone.minutes,
        "carry": gone.carry,
        "limit": gone.limit,
    }
    then = reverse("client-hours", args=[client_id])
    offer(
        request,
        member,
        "Taken back, as if it had never been agreed.",
        "hours-terms-back",
        then=then,
        terms=kept,
    )
    return redirect(then)


@require_POST
@for_member
def rounding(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client_or_404(member, client_id)
    given = request.POST
    try:
        step = number_in(given.get("step"))
        agreeing.state(member, client_id, step=step, way=given.get("way", ""), per=given.get("per", ""))
    except HoursError as error:
        raise BadRequest from error
    say(request, "Statements round like that. What was worked stays as it was noted.")
    return redirect("client-hours", client_id)


@require_POST
@for_member
def heeded(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """She knows that the hours of this month run out."""
    client_or_404(member, client_id)
    heed(member, client_id, month=first_of(_today()))
    return back(request, reverse("today"))


@require_safe
@for_member
def month(request: HttpRequest, member: Member, client_id: int, number: int) -> HttpResponse:
    """A month's report: what the client is told, and what of it she chooses to show."""
    client = client_or_404(member, client_id)
    on = _month_or_404(number)
    today = _today()
    report = report_of(client_id, on, today=today)
    share = _share_of(member, client_id, number)
    values = {
        "client": client,
        "month": on,
        "number": number,
        "report": report,
        "by_aspect": [(*one, agreed) for one, agreed in zip(report.aspects, report.agreed, strict=True)]
        if report.aspects != (("", report.total),)
        else [],
        "title": f"Hours in {month_name(on)}",
        "account_words": account_words(report.account) if report.account else [],
        "rounding_words": rounding_words(report.rounding),
        "share": share,
        "choices": choices_of(share),
        "costs": costs_for(member, client_id, on),
        "before": number_of(month_before(on)),
        "after": number_of(next_month(on)) if next_month(on) <= today else 0,
    }
    return page(request, member, "hours/month.html", "clients", values)


def _month_or_404(number: int) -> date:
    on = month_of(number)
    if on is None:
        raise Http404
    return on


def _share_of(member: Member, client_id: int, number: int) -> Share | None:
    """The link to this report that opens now."""
    return next(
        (
            one.share
            for one in shares_of(member, client_id, now=timezone.now())
            if one.is_open and one.share.kind == MONTHLY_REPORT and one.share.object_id == number
        ),
        None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def share(request: HttpRequest, member: Member, client_id: int, number: int) -> HttpResponse:
    """What of the month shows is chosen, and a link made where there is none; its address is shown once."""
    client_or_404(member, client_id)
    on = _month_or_404(number)
    if request.method != "POST":
        return redirect("client-month", client_id, number)
    chosen = {
        "list": "list" in request.POST,
        "notes": "notes" in request.POST,
        "costs": "costs" in request.POST,
        "shown": row_numbers(request.POST.getlist("show")),
    }
    found = _share_of(member, client_id, number)
    if found is not None:
        sharing.choose(member, found.pk, chosen)
        say(request, f"The report of {month_name(on)} shows this from now on.")
        return redirect("client-month", client_id, number)
    made = sharing.make(
        member, kind=MONTHLY_REPORT, client_id=client_id, object_id=number, now=timezone.now(), choices=chosen
    )
    return show_links(request, member, client_id, made=made)


@require_safe
@for_member
def export(request: HttpRequest, member: Member, client_id: int, number: int, ending: str) -> HttpResponse:
    """The month as a spreadsheet."""
    client = client_or_404(member, client_id)
    on = _month_or_404(number)
    if ending not in ("csv", "ods"):
        raise Http404
    rows = exporting.rows_of(report_of(client_id, on, today=_today()), client.name)
    if costs := cost_rows(client_id, on):
        rows = exporting.with_costs(rows, costs, client.name)
    if ending == "ods":
        data, kind = (
            exporting.as_ods(rows, name=month_name(on)),
            "application/vnd.oasis.opendocument.spreadsheet",
        )
    else:
        data, kind = exporting.as_csv(rows), "text/csv; charset=utf-8"
    name = f"hours-{slugify(client.name)[:60] or client_id}-{on:%Y-%m}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=kind, headers=headers)
