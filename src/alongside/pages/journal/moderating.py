"""A reply below a post: let through by one click, taken off by another; her answer shown below it, or by mail alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from alongside.accounts.models import Member
from alongside.journal import replying
from alongside.journal.models import Reply
from alongside.pages.base.requests import back
from alongside.pages.base.undo import say
from alongside.pages.journal.views import for_writers

_STATES = {"show": Reply.State.SHOWN, "hide": Reply.State.HIDDEN}
_DONE = {
    "show": "Everybody can read it now.",
    "hide": "It is not on the page. Here it stays.",
    "show-answer": "Your answer stands below it for everybody.",
    "hide-answer": "Your answer goes by mail alone.",
}


@require_POST
@for_writers
def decide(request: HttpRequest, member: Member, reply_id: int) -> HttpResponse:
    what = request.POST.get("do", "")
    if what in _STATES:
        replying.set_state(member, reply_id, _STATES[what])
    else:
        replying.show_answer(member, reply_id, is_shown=what == "show-answer")
    say(request, _DONE.get(what, _DONE["hide-answer"]))
    return back(request, reverse("journal-posts") + "#replies")
