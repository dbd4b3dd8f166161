"""Files of a letter: sent up from her machine, taken from the letter that is answered or the client's others."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.outbox import actions
from alongside.outbox.attaching import is_attached, left_behind
from alongside.outbox.drafts import draft_file_for
from alongside.outbox.errors import CannotSend, NotThere, OutboxError
from alongside.outbox.shapes import DraftView, FileFacts
from alongside.pages.base.requests import for_member, number_in
from alongside.pages.base.undo import say
from alongside.pages.mail.views import download
from alongside.pages.writing.drafts import draft_or_404, keep
from alongside.pages.writing.fields import typed_in
from alongside.timeline.queries.entries import attachments_for
from alongside.timeline.queries.shapes import AttachmentFacts

FILES_OF_CLIENT = 12


class ShownFiles(Struct, frozen=True):
    """`theirs`: files of letters that may go along as well, those of the letter that is answered first.

    `left`, `pictures`: what of a forwarded letter did not come along.
    """

    attached: tuple[FileFacts, ...]
    theirs: tuple[AttachmentFacts, ...]
    error: str = ""
    left: tuple[str, ...] = ()
    pictures: int = 0


def shown_files(member: Member, draft: DraftView, error: str = "") -> ShownFiles:
    client_id = draft.client.id if draft.client else None
    theirs = attachments_for(member, interaction_id=draft.answers, client_id=client_id, limit=FILES_OF_CLIENT)
    taken = {(file.name, file.size_bytes) for file in draft.files}
    is_forward = draft.kind == "forward" and draft.answers is not None
    left, pictures = left_behind(draft.id, draft.answers or 0) if is_forward else ([], 0)
    may_go = tuple(file for file in theirs if (file.name, file.size_bytes) not in taken)
    return ShownFiles(draft.files, may_go, error, tuple(left), pictures)


@require_POST
@for_member
def attach(request: HttpRequest, member: Member, draft_id: int) -> HttpResponse:
    """Add what was chosen, and take out what `remove` names; without script the whole form comes along and is kept."""
    draft = draft_or_404(member, draft_id)
    is_part = request.headers.get("HX-Request") == "true"
    error = ""
    try:
        if not is_part and "revision" in request.POST:
            keep(member, draft, typed_in(request.POST, draft), revision=number_in(request.POST["revision"]))
        _change(request, member, draft)
    except NotThere as missing:
        raise Http404 from missing
    except OutboxError as wrong:
        error = str(wrong)
    if is_part:
        shown = shown_files(member, draft_or_404(member, draft_id), error)
        return render(request, "writing/_files.html", {"draft": draft, "files": shown})
    if error:
        say(request, error)
    return redirect(reverse("write", args=[draft_id]))


def _change(request: HttpRequest, member: Member, draft: DraftView) -> None:
    now = timezone.now()
    for file in request.FILES.getlist("files"):
        _take(member, draft, file)
    for key in request.POST.getlist("take"):
        actions.attach_from(member, draft.id, attachment_key=key, now=now)
    if "remove" in request.POST:
        actions.detach(member, draft.id, number_in(request.POST["remove"]), now=now)


def take_chosen(request: HttpRequest, member: Member, draft: DraftView) -> None:
    """Files that come along with the letter itself: Send was pressed before they were sent up, or without script.

    One that has arrived meanwhile is not there twice. Raises CannotSend.
    """
    for file in request.FILES.getlist("files"):
        try:
            if not is_attached(member, draft.id, name=file.name or "file", content=file):  # type: ignore[arg-type]
                _take(member, draft, file)
        except OutboxError as error:
            raise CannotSend([str(error)]) from error


def _take(member: Member, draft: DraftView, file: UploadedFile[Any]) -> None:
    actions.attach(
        member,
        draft.id,
        name=file.name or "file",
        media_type=file.content_type or "application/octet-stream",
        content=file,  # type: ignore[arg-type]
        now=timezone.now(),
    )


@require_safe
@for_member
def file(request: HttpRequest, member: Member, draft_id: int, file_id: int) -> HttpResponse:
    """A file as it will go out, to be looked at once more."""
    draft_or_404(member, draft_id)
    found = draft_file_for(member, draft_id, file_id)
    if found is None:
        raise Http404
    return download(bytes(found.content), found.name)
