"""What is to be talked about: lines put there, ticked when reached, taken away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from alongside.accounts.models import Member
from alongside.calls import actions
from alongside.calls.errors import NotThere
from alongside.calls.models import Call
from alongside.pages.base.requests import for_member, number_in
from alongside.pages.calls.showing import call_or_404
from alongside.pages.undo.offering import offer

LONGEST = 20_000


@require_POST
@for_member
def change(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """`tick` or `drop` with the number of a line, or `line` with its words."""
    call, now = call_or_404(member, call_id), timezone.now()
    given = request.POST
    try:
        if "tick" in given:
            actions.tick(member, call_id, number_in(given["tick"]), now=now)
        elif "drop" in given:
            number = number_in(given["drop"])
            actions.drop(member, call_id, number, now=now)
            then = reverse(_page_of(call, given), args=[call_id])
            offer(request, member, "Taken off.", "agenda-back", then=then, call=call_id, line=number)
        else:
            actions.put_on_agenda(member, call_id, given.get("line", "")[:LONGEST], now=now)
    except NotThere as error:
        raise Http404 from error
    return redirect(_page_of(call, given), call_id)


def _page_of(call: Call, given: QueryDict) -> str:
    return "call-after" if call.kept_at or given.get("at") == "after" else "call"
