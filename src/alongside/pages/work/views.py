"""Work that a page asked for and does not wait for: how far it is, and on to where she was going when it is done."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_tasks_db.models import DBTaskResult

from alongside.accounts.models import Member
from alongside.jobs.actions import retry
from alongside.jobs.queries import progress
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say


@require_safe
@for_member
def work(request: HttpRequest, member: Member, job_id: UUID) -> HttpResponse:
    asked, state = _asked_or_404(member, job_id), progress(job_id)
    is_polled = request.headers.get("HX-Target") == "progress"
    if state is None or state.status == "done":
        if state is not None and state.message:
            say(request, state.message)
        return _on(asked["then"], is_polled=is_polled)
    values = {"job_id": job_id, "what": asked["what"], "then": asked["then"], "state": state}
    if is_polled and state.status != "failed":
        return render(request, "work/_progress.html", values)
    if is_polled:
        return _on(reverse("work", args=[job_id]), is_polled=True)
    return page(request, member, "work/work.html", "work", values)


def _on(path: str, *, is_polled: bool) -> HttpResponse:
    return HttpResponse(headers={"HX-Redirect": path}) if is_polled else redirect(path)


@require_POST
@for_member
def again(request: HttpRequest, member: Member, job_id: UUID) -> HttpResponse:
    """What stopped is begun once more."""
    _asked_or_404(member, job_id)
    if not retry(job_id):
        say(request, "Nothing has stopped here.")
    return redirect("work", job_id)


def _asked_or_404(member: Member, job_id: UUID) -> dict[str, str]:
    """What was asked for, by this member: `what` is going on, and where to stand `then`."""
    asked = DBTaskResult.objects.filter(pk=job_id).values_list("args_kwargs", flat=True).first()
    given = asked["kwargs"] if asked else {}
    if given.get("member_id") != member.pk or "then" not in given:
        raise Http404
    return {"what": given["what"], "then": given["then"]}
