"""What is to be talked about: lines put there, ticked when reached, taken away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from alongside.accounts.models import Member
from alongside.calls import actions
from alongside.calls.errors import NotThere
from alongside.pages.base.requests import for_member, number_in
from alongside.pages.calls.showing import call_or_404

LONGEST = 20_000


@require_POST
@for_member
def change(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """`tick`, `drop` or `back` with the number of a line, or `line` with its words."""
    call, now = call_or_404(member, call_id), timezone.now()
    given = request.POST
    try:
        if "tick" in given:
            actions.tick(member, call_id, number_in(given["tick"]), now=now)
        elif "drop" in given:
            actions.drop(member, call_id, number_in(given["drop"]), now=now)
        elif "back" in given:
            actions.pick_up(member, call_id, number_in(given["back"]))
        else:
            actions.put_on_agenda(member, call_id, given.get("line", "")[:LONGEST], now=now)
    except NotThere as error:
        raise Http404 from error
    return redirect("call-after" if call.kept_at or given.get("at") == "after" else "call", call_id)
