"""What goes out of the diary: a file for a calendar, and the draft of a letter with it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.diary.errors import DiaryError
from alongside.diary.models import Origin
from alongside.diary.queries import appointment_for
from alongside.diary.telling import (
    MEDIA_TYPE,
    answer_invitation,
    calendar_of,
    link_for_them,
    write_to_client,
)
from alongside.outbox.errors import OutboxError
from alongside.pages.base.requests import back, for_member
from alongside.pages.base.undo import say
from alongside.pages.diary.words import what
from alongside.pages.shares.views import show_links
from alongside.pages.writing.ready import can_write
from alongside.pages.writing.starting import whole
from alongside.sharing.errors import SharingError


@require_safe
@never_cache
@for_member
def calendar(request: HttpRequest, member: Member, appointment_id: int) -> HttpResponse:
    """For her own calendar."""
    found = appointment_for(member, appointment_id)
    if found is None:
        raise Http404
    title = found.row.title or f"{what(found.row)} with {', '.join(found.who) or found.client.name}"
    content = calendar_of(found.row, title=title, now=timezone.now())
    on = timezone.localtime(found.row.starts_at).date()
    name = f"{what(found.row).lower().replace(' ', '-')}-{on.isoformat()}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


@require_POST
@for_member
def letter(request: HttpRequest, member: Member, appointment_id: int) -> HttpResponse:
    """The draft of a letter with the date and a file for their calendar; of an invitation, with the answer to it."""
    found = appointment_for(member, appointment_id)
    if found is None:
        raise Http404
    if not can_write(member):
        say(request, "Connect a mailbox first: then you can write from here.")
        return back(request, reverse("mailboxes"))
    try:
        if found.row.origin == Origin.INVITATION:
            draft = answer_invitation(member, found, request.POST.get("answer", ""), now=timezone.now())
        else:
            draft = write_to_client(member, found, now=timezone.now())
    except (DiaryError, OutboxError, SharingError) as error:
        say(request, str(error))
        return back(request, reverse("appointment", args=[appointment_id]))
    return whole(request, reverse("write", args=[draft.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def way_in(request: HttpRequest, member: Member, appointment_id: int) -> HttpResponse:
    """A link by which the client enters the room of this call; its address stands in this one answer."""
    found = appointment_for(member, appointment_id)
    if found is None:
        raise Http404
    if request.method != "POST":
        return redirect("appointment", appointment_id)
    try:
        made = link_for_them(member, found.row, now=timezone.now())
    except SharingError as error:
        say(request, str(error))
        return redirect("appointment", appointment_id)
    return show_links(request, member, found.client.id, made=made)
