"""A client's work ends: what is still open, an archive to hand back, kept until a day or erased, and the proof of it.

All of it for owners alone; to the others none of these pages is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.channels.email.attachments import safe_name
from alongside.clients.models import Client
from alongside.handover import archiving
from alongside.handover import ending as endings
from alongside.handover.errors import HandoverError
from alongside.handover.jobs import make_archive
from alongside.handover.models import Archive, ErasureProof
from alongside.jobs.queries import progress
from alongside.pages.base.requests import client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.undo.offering import offer

MOST_SHOWN = 20


class KeepForm(forms.Form):
    keep_until = forms.DateField(
        label="Kept until", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


def _client_or_404(member: Member, client_id: int) -> Client:
    if not member.is_owner:
        raise Http404
    return client_or_404(member, client_id)


@require_safe
@never_cache
@for_member
def ending(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    return _show(request, member, _client_or_404(member, client_id))


def _show(
    request: HttpRequest, member: Member, client: Client, *, form: KeepForm | None = None
) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    found = endings.ending_of(client)
    archives = [(one, _state(one)) for one in Archive.objects.filter(client=client).order_by("-id")]
    in_a_year = date(today.year + 1, today.month, min(today.day, 28))
    is_over = found is not None and found.keep_until <= today
    until = found.keep_until if found is not None and not is_over else in_a_year
    values: dict[str, Any] = {
        "client": client,
        "open": endings.still_open(client, now=now),
        "archives": archives,
        "kept_days": archiving.KEPT_DAYS,
        "ending": found,
        "is_over": is_over,
        "form": form or KeepForm(initial={"keep_until": until}),
    }
    return page(request, member, "ending/ending.html", "clients", values, status=422 if form else 200)


def _state(one: Archive) -> str:
    """ "ready", "gone" where its file is there no more, else what its job is doing."""
    if one.ready_at is not None:
        return "ready" if archiving.path_of(one).is_file() else "gone"
    found = progress(one.job_id) if one.job_id is not None else None
    return found.status if found is not None else "failed"


@require_POST
@for_member
def archive(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """Made behind the page that shows how far it is."""
    client = _client_or_404(member, client_id)
    with_notes = request.POST.get("with_notes") == "on"
    made = archiving.ask_for(member, client, with_notes=with_notes, now=timezone.now())
    if made.job_id is None or _state(made) == "failed":
        asked = make_archive.enqueue(
            member_id=member.pk,
            what="Making the archive",
            then=reverse("client-end", args=[client_id]),
            archive_id=made.pk,
        )
        Archive.objects.filter(pk=made.pk).update(job_id=asked.id)
        made.job_id = asked.id
    return redirect("work", made.job_id)


@require_safe
@never_cache
@for_member
def download(request: HttpRequest, member: Member, archive_id: int) -> HttpResponse:
    """The file itself, from disk; always saved, never opened here."""
    found = _archive_or_404(member, archive_id)
    path = archiving.path_of(found)
    if found.ready_at is None or not path.is_file():
        raise Http404
    name = f"{safe_name(found.client.name) or 'client'} {timezone.localtime(found.ready_at):%Y-%m-%d}.zip"
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    # A stream to Django, a file on disk to the front.
    return cast(HttpResponse, response)


def _archive_or_404(member: Member, archive_id: int) -> Archive:
    found = archiving.find_for(member, archive_id)
    if found is None:
        raise Http404
    return found


@require_POST
@for_member
def forget(request: HttpRequest, member: Member, archive_id: int) -> HttpResponse:
    found = _archive_or_404(member, archive_id)
    archiving.forget(found)
    say(request, "The archive is deleted. It can be made again.")
    return redirect("client-end", found.client_id)


@require_POST
@for_member
def keep(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """Ended from now on, and kept until that day; erased then only when she says so once more."""
    client = _client_or_404(member, client_id)
    form, now = KeepForm(request.POST), timezone.now()
    if form.is_valid():
        until, today = form.cleaned_data["keep_until"], timezone.localdate(now)
        try:
            endings.end(member, client, keep_until=until, today=today, now=now)
        except HandoverError as error:
            form.add_error("keep_until", str(error))
        else:
            then = reverse("client-end", args=[client_id])
            words = f"The work for {client.name} has ended. Everything of it is kept."
            offer(request, member, words, "client-again", then=then, client=client_id)
            return redirect("client-end", client_id)
    return _show(request, member, client, form=form)


@require_POST
@for_member
def again(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client = _client_or_404(member, client_id)
    endings.take_up_again(member, client)
    say(request, f"{client.name} is among your clients again.")
    return redirect("client", client_id)


@require_safe
@never_cache
@for_member
def erasure(request: HttpRequest, member: Member, proof_id: int) -> HttpResponse:
    """That a client was erased: when, by whom, how much; and not whom."""
    found = _proof_or_404(member, proof_id)
    rows = endings.tombstones_of(found)
    values = {
        "proof": found,
        "number": rows.count(),
        "unswept": rows.filter(swept_at=None).count(),
        "digests": [bytes(digest).hex() for digest, *_ in rows[:MOST_SHOWN]],
    }
    return page(request, member, "ending/erasure.html", "clients", values)


def _proof_or_404(member: Member, proof_id: int) -> ErasureProof:
    found = endings.proof_for(member, proof_id)
    if found is None:
        raise Http404
    return found


@require_safe
@never_cache
@for_member
def proof_file(request: HttpRequest, member: Member, proof_id: int) -> HttpResponse:
    """The same as text, with every tombstone."""
    found = _proof_or_404(member, proof_id)
    headers = {"Content-Disposition": f'attachment; filename="erasure-{found.pk}.txt"'}
    text = "\r\n".join(_lines_of(found)) + "\r\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def _lines_of(proof: ErasureProof) -> Iterator[str]:
    yield f"Erasure {proof.pk} of client {proof.client_number}"
    yield f"asked for {proof.asked_at.isoformat()}"
    yield f"erased {proof.erased_at.isoformat()}" if proof.erased_at is not None else "not erased yet"
    for what, number in proof.counts.items():
        yield f"{what}: {number}"
    yield f"kept with other clients: {proof.kept_elsewhere}"
    yield ""
    yield "Keyed hashes of what was erased, with the time at which its last byte left:"
    for digest, _, swept_at in endings.tombstones_of(proof):
        yield f"{bytes(digest).hex()} {swept_at.isoformat() if swept_at else 'in use, leaves soon'}"
