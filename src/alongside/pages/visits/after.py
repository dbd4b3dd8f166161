"""The evening of a visit: how it was, kept as it is typed; what counts of its costs, promises, what is next."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.calls.rules import both_versions, lines_of, private_words, written
from alongside.lib.texts import row_numbers
from alongside.outbox.errors import OutboxError
from alongside.pages.base.requests import for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import clock, count, day, when
from alongside.pages.promises.shown import offer_of, rows_of
from alongside.pages.reviews.in_call import held_on, hold_on_visit
from alongside.pages.visits.forms import COST_OPTIONS, STARS, outcome_in
from alongside.pages.visits.showing import shared_values, visit_or_404
from alongside.pages.writing.ready import can_write
from alongside.pages.writing.starting import whole
from alongside.promises.queries import findings_for, promises_in
from alongside.promises.suggesting import suggested
from alongside.support.models import Aspect
from alongside.support.queries import aspects_for, has_ended
from alongside.visits import keeping, notes
from alongside.visits.errors import NotesClosed, NotThere, StaleNotes, VisitsError
from alongside.visits.models import State, Visit
from alongside.visits.queries import home_of, notes_of, times_of
from alongside.visits.recap import write_recap
from alongside.visits.rules import FIELDS, TITLES, words_of

_HELP = {
    "environment": "The rooms, the mood, who sits where, what they work with.",
    "bigger": "Where they want to go, and how you fit in with that.",
    "improvements": "What would make the work, and the two of you, better. Each line becomes something to try.",
    "said": "What was said, promised and decided. What you noted on the card stands here already.",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def after(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    """GET shows it; POST keeps what the form says, and the visit as a whole where "keep" was pressed."""
    visit = visit_or_404(member, visit_id)
    if request.method != "POST":
        return _show(request, member, visit)
    try:
        _keep_typed(request, member, visit)
        if "keep" in request.POST:
            people = shared_values(member, visit)["people"]
            aspects = [one.pk for one in _aspects(member, visit)]
            outcome = outcome_in(request.POST, people, aspects, visit.people)
            kept = keeping.keep(member, visit_id, outcome, now=timezone.now())
            words = "The visit is kept." if kept.state == State.HELD else "Noted: it did not take place."
            say(request, words, undo_url=reverse("visit-reopen", args=[visit_id]))
            hold_on_visit(request, member, kept)
    except NotesClosed:
        say(request, "This visit was kept already, in another window.")
    except VisitsError as error:
        visit = visit_or_404(member, visit_id)
        return _show(request, member, visit, status=422, problem=str(error), **_typed(request))
    return redirect("visit-after", visit_id)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What the form said, as it stood: also what was ticked and what was not."""
    posted = request.POST
    return {
        "texts": {name: posted.get(name, "") for name in FIELDS},
        "ticked": set(row_numbers(posted.getlist("person"))),
        "others": posted.get("others", "")[:2000],
        "not_counted": {str(one) for one in posted.getlist("shown_cost")} - set(posted.getlist("cost")),
    }


def _keep_typed(request: HttpRequest, member: Member, visit: Visit) -> None:
    """What a form says of the notes; where another window wrote meanwhile, what both say. Raises VisitsError."""
    typed = {name: str(request.POST[name]) for name in FIELDS if name in request.POST}
    if not typed:
        return
    revision = number_in(request.POST.get("revision"))
    for _ in range(3):
        try:
            notes.journal(member, visit.pk, revision=revision, fields=typed, now=timezone.now())
            return
        except StaleNotes as stale:
            stands = notes_of(visit_or_404(member, visit.pk))
            typed = {name: both_versions(stands[name], notes.cleaned(value)) for name, value in typed.items()}
            revision = stale.revision
    raise VisitsError(
        "Another window writes into these notes just now. What you typed is below; keep it once more."
    )


def _show(
    request: HttpRequest, member: Member, visit: Visit, *, status: int = 200, **more: Any
) -> HttpResponse:
    begins, ends = times_of(visit)
    words = words_of(notes_of(visit))
    length = visit.minutes or max(1, round((ends - begins).total_seconds() / 60))
    values = {
        **shared_values(member, visit),
        "kinds": COST_OPTIONS,
        "fields": [(name, TITLES[name] or "What was said", _HELP[name]) for name in FIELDS],
        "texts": notes_of(visit),
        "kept": when(timezone.localtime(visit.changed_at), now=timezone.localtime()),
        "hours": f"{length / 60:.2f}".rstrip("0").rstrip("."),
        "length": length,
        "not_counted": (),
        "is_over": ends <= timezone.now(),
        "marked": [one for one in lines_of(words) if one.kind in ("ours", "theirs")],
        "private_lines": _private(words),
        "can_write": can_write(member),
        # Of one that did not take place there is nothing to tell.
        "recap_is_of_use": visit.kept_at is None or visit.state == State.HELD,
        "aspects": _aspects(member, visit),
        "stars": STARS,
        # Without the lines that are hers alone.
        "held_review": held_on(member, visit),
        "noticed": written(visit.environment).text if visit.entry is not None else "",
        **_found(member, visit, here=request.path),
        **more,
    }
    return page(request, member, "visits/after.html", "diary", values, status=status)


def _aspects(member: Member, visit: Visit) -> list[Aspect]:
    """What is done for the client at present."""
    today = timezone.localdate()
    return [one for one in aspects_for(member, home_of(visit)) if not has_ended(one, today=today)]


def _private(words: str) -> str:
    lines = [line for line in private_words(words).split("\n") if line]
    return count(len(lines), "line", "lines") if lines else ""


def _found(member: Member, visit: Visit, *, here: str) -> dict[str, Any]:
    """Promises of the kept visit, and what looks like one."""
    if visit.entry is None:
        return {"promised": (), "offers": ()}
    now = timezone.now()
    findings = suggested(member, findings_for(member, [visit.entry]), client_id=home_of(visit))
    return {
        "promised": rows_of(promises_in(member, [visit.entry]), now=now, back=here),
        "offers": [offer_of(one, now=now, back=here) for one in findings],
    }


@never_cache
@require_POST
@for_member
def journal(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    """What the page keeps while she types: answered in a word, with the revision that this is."""
    visit_or_404(member, visit_id)
    typed = {name: str(request.POST[name]) for name in FIELDS if name in request.POST}
    revision = number_in(request.POST.get("revision"))
    try:
        kept = notes.journal(member, visit_id, revision=revision, fields=typed, now=timezone.now())
    except StaleNotes:
        return _other(visit_or_404(member, visit_id))
    except NotesClosed:
        return JsonResponse({}, status=410)
    except VisitsError as error:
        return JsonResponse({"words": str(error)}, status=422)
    return JsonResponse({"revision": kept.revision, "kept": clock(timezone.localtime())})


def _other(stands: Visit) -> HttpResponse:
    at = when(timezone.localtime(stands.changed_at), now=timezone.localtime())
    return JsonResponse({"revision": stands.revision, "kept": at, "stands": notes_of(stands)}, status=409)


@require_POST
@for_member
def recap(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    """A letter that says what was said: begun, or as far as it is."""
    visit = visit_or_404(member, visit_id)
    if not can_write(member):
        say(request, "Connect a mailbox first: then you can write from here.")
        return redirect("visit-after", visit_id)
    on = day(timezone.localtime(times_of(visit)[0]).date(), today=timezone.localdate())
    try:
        draft = write_recap(member, visit_id, on=on, now=timezone.now())
    except OutboxError as error:
        say(request, str(error))
        return redirect("visit-after", visit_id)
    return whole(request, reverse("write", args=[draft.pk]))


@require_POST
@for_member
def reopen(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    """The visit is open again, as if nothing had been said of it."""
    try:
        keeping.reopen(member, visit_id, now=timezone.now())
    except NotThere as error:
        raise Http404 from error
    say(request, "The visit is open again, with its notes.")
    return whole(request, reverse("visit-after", args=[visit_id]))
