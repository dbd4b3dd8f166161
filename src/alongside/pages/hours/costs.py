"""A client and a month in; what visits to them cost, as their report has it, out; and whether it is to have it."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.hours.exporting import CostRow
from alongside.hours.months import month_of, next_month
from alongside.pages.base.requests import client_or_404, for_member
from alongside.pages.base.undo import say
from alongside.pages.visits.showing import money
from alongside.visits.rules import sums
from alongside.visits.telling import Told, agree, counted_by, has_agreed, told_costs


class Costs(Struct, frozen=True):
    """`rows`: what is told, each with its amount in words; `totals` by currency. `is_agreed`: with her who looks."""

    rows: tuple[tuple[Told, str], ...]
    totals: tuple[tuple[str, str], ...]
    is_agreed: bool = False
    # Her own that count in this month and are told nobody.
    untold: int = 0


def costs_of(client_id: int, month: date) -> Costs:
    """As the client reads them; the caller has checked sight."""
    told = told_costs(client_id, since=month, before=next_month(month))
    totals = sums((one.currency, one.amount) for one in told)
    return Costs(
        tuple((one, money(one.amount, one.currency)) for one in told),
        tuple((currency, money(amount, currency)) for currency, amount in totals.items()),
    )


def costs_for(member: Member, client_id: int, month: date) -> Costs:
    told, is_agreed = costs_of(client_id, month), has_agreed(member, client_id)
    untold = 0 if is_agreed else counted_by(member, client_id, since=month, before=next_month(month))
    return Costs(told.rows, told.totals, is_agreed, untold)


def cost_rows(client_id: int, month: date) -> list[CostRow]:
    """For a spreadsheet."""
    return [
        CostRow(one.on, one.kind, one.label, one.who, "Visit", one.amount, one.currency)
        for one in told_costs(client_id, since=month, before=next_month(month))
    ]


@require_POST
@for_member
def change(request: HttpRequest, member: Member, client_id: int, number: int) -> HttpResponse:
    """`agreed` "yes" or "no": whether what her visits cost is told this client, month by month."""
    client = client_or_404(member, client_id)
    if month_of(number) is None:
        raise Http404
    is_agreed = request.POST.get("agreed") == "yes"
    agree(member, client.pk, is_agreed=is_agreed, now=timezone.now())
    told, untold = "What your visits cost stands in their reports.", "Your costs stand in no report any more."
    say(request, told if is_agreed else untold)
    return redirect("client-month", client_id, number)
