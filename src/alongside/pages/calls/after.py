"""After hanging up: what it was, the promises in it, a recap, what comes next; each one click, in any order."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.calls import keeping
from alongside.calls.errors import CallsError, NotesClosed
from alongside.calls.models import Call, State
from alongside.calls.queries import home_of
from alongside.calls.recap import day_of, write_recap
from alongside.calls.rules import lines_of, private_words
from alongside.outbox.errors import OutboxError
from alongside.pages.base.parts import Option
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import count, day
from alongside.pages.calls.forms import outcome_in
from alongside.pages.calls.showing import call_or_404, shared_values
from alongside.pages.calls.views import keep_typed
from alongside.pages.promises.shown import offer_of, rows_of
from alongside.pages.writing.ready import can_write
from alongside.pages.writing.starting import whole
from alongside.promises.queries import findings_for, promises_in
from alongside.promises.suggesting import suggested
from alongside.waiting.following import MISSED
from alongside.waiting.queries import waiting_for

MOST_ANSWERABLE = 12
_KEPT = {
    State.HELD: "The call is kept.",
    State.NOT_HELD: "Noted: it did not take place.",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def after(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    call = call_or_404(member, call_id)
    if request.method != "POST":
        return _show(request, member, call)
    answerable = _answerable(member, home_of(call))
    try:
        keep_typed(request, member, call)
        if "keep" in request.POST:
            people = shared_values(member, call, now=timezone.now())["people"]
            outcome = outcome_in(request.POST, people, answerable, call.people)
            call = keeping.keep(member, call_id, outcome, now=timezone.now())
            words = _KEPT.get(State(call.state), "The call is kept, as one that did not come about.")
            say(request, words, undo_url=reverse("call-reopen", args=[call_id]))
    except NotesClosed:
        say(request, "This call was kept already, in another window.")
    except CallsError as error:
        return _show(request, member, call_or_404(member, call_id), status=422, problem=str(error))
    return redirect("call-after", call_id)


def _show(
    request: HttpRequest, member: Member, call: Call, *, status: int = 200, **more: Any
) -> HttpResponse:
    now = timezone.now()
    answerable = _answerable(member, home_of(call))
    shared = shared_values(member, call, now=now)
    values = {
        **shared,
        "minutes": shared["clock"].minutes or _planned_minutes(call),
        "outcomes": _outcomes(call),
        "answerable": answerable,
        "rung_back": next((one.value for one in answerable if one.label.endswith(MISSED)), ""),
        "marked": [one for one in lines_of(call.said) if one.kind in ("ours", "theirs")],
        "private_lines": _private(call),
        "can_write": can_write(member),
        # Of one that did not come about there is nothing to tell.
        "recap_is_of_use": call.kept_at is None or call.state == State.HELD,
        **_found(member, call, here=request.path),
        **more,
    }
    return page(request, member, "calls/after.html", "calls", values, status=status)


def _planned_minutes(call: Call) -> int | None:
    """Of one that nobody timed."""
    row = call.appointment
    return max(1, round((row.ends_at - row.starts_at).total_seconds() / 60)) if row is not None else None


def _outcomes(call: Call) -> tuple[Option, ...]:
    """The words depend on who rang."""
    is_theirs = call.direction == "in"
    return (
        Option("held", "It took place"),
        Option("missed", "You missed it" if is_theirs else "Nobody answered"),
        Option("declined", "You did not take it" if is_theirs else "They declined"),
        Option("failed", "It did not come through"),
        Option("not_held", "It did not take place"),
    )


def _private(call: Call) -> str:
    lines = [line for line in private_words(call.said).split("\n") if line]
    return count(len(lines), "line", "lines") if lines else ""


def _found(member: Member, call: Call, *, here: str) -> dict[str, Any]:
    """Promises of the kept call, and what looks like one."""
    if call.entry is None:
        return {"promised": (), "offers": ()}
    now = timezone.now()
    findings = findings_for(member, [call.entry])
    return {
        "promised": rows_of(promises_in(member, [call.entry]), now=now, back=here),
        "offers": [
            offer_of(one, now=now, back=here) for one in suggested(member, findings, client_id=home_of(call))
        ],
    }


def _answerable(member: Member, client_id: int) -> list[Option]:
    """Conversations of this client that wait, longest first: a call may answer one."""
    found = waiting_for(member, now=timezone.now(), client_id=client_id, limit=MOST_ANSWERABLE)
    return [Option(str(one.interaction_id), f"{one.who}: {one.subject or one.words}") for one in found]


@require_POST
@for_member
def recap(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """A letter that says what was said: begun, or as far as it is."""
    call = call_or_404(member, call_id)
    if not can_write(member):
        say(request, "Connect a mailbox first: then you can write from here.")
        return redirect("call-after", call_id)
    today = timezone.localdate()
    on = day(timezone.localtime(day_of(call)).date(), today=today)
    try:
        draft = write_recap(member, call_id, on=on, now=timezone.now())
    except OutboxError as error:
        say(request, str(error))
        return redirect("call-after", call_id)
    address = reverse("write", args=[draft.pk])
    return whole(request, address)


@require_POST
@for_member
def reopen(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """The call is open again, as if nothing had been said of it."""
    call_or_404(member, call_id)
    keeping.reopen(member, call_id, now=timezone.now())
    say(request, "The call is open again, with its notes.")
    return whole(request, reverse("call-after", args=[call_id]))
