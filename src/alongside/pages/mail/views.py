"""Mail as its writer laid it out, in a frame of its own that can neither run, send nor fetch anything."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.channels.email.sniff import is_outlook
from alongside.connections.models import WRITTEN_HERE
from alongside.originals.queries import read
from alongside.pages.base.requests import for_member
from alongside.pages.mail import reading
from alongside.pages.mail.letter import POLICY, in_plain
from alongside.timeline.models import Interaction
from alongside.timeline.queries.entries import attachment_for, original_for, text_of

# Browsers decode such escapes in names although RFC 6266 has none there.
_ESCAPE = re.compile(r"%(?=[0-9a-f]{2})", re.IGNORECASE)
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
@xframe_options_sameorigin
@for_member
def mail(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    """The HTML of a mail, cleaned; its text alone where the HTML is too much. 404 where it has none."""
    address = reverse("mail", args=[interaction_id])
    try:
        document = reading.letter(_raw(member, interaction_id), f"{address}picture/")
    except reading.CannotOpen:
        text = text_of([interaction_id]).get(interaction_id, ("", ""))[1]
        document = in_plain(text, reverse("mail-original", args=[interaction_id]))
    if document is None:
        raise Http404
    return _closed(HttpResponse(document), POLICY)


@require_safe
@for_member
def mail_picture(request: HttpRequest, member: Member, interaction_id: int, number: int) -> HttpResponse:
    """A picture that the mail itself carries, drawn anew."""
    try:
        shown = reading.picture(_raw(member, interaction_id), number)
    except reading.CannotOpen:
        shown = None
    if shown is None:
        raise Http404
    return shown_picture(*shown)


def shown_picture(media_type: str, content: bytes) -> HttpResponse:
    """One that was drawn anew: else it is saved, never shown."""
    return _closed(HttpResponse(content, content_type=media_type), FILE_POLICY)


@require_safe
@for_member
def attachment(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """A file that came with a mail: always saved, never opened here."""
    found = attachment_for(member, key)
    if found is None:
        raise Http404
    try:
        content = reading.file(_raw(member, found.interaction_id), found.number)
    except reading.CannotOpen:
        return _closed(_busy(), FILE_POLICY)
    if content is None:
        raise Http404
    return download(content, found.name)


@require_safe
@for_member
def original(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    """The bytes as they came."""
    raw = _raw(member, interaction_id)
    here = Interaction.objects.filter(pk=interaction_id, connection__kind__in=WRITTEN_HERE).exists()
    form = "json" if here else "msg" if is_outlook(raw) else "eml"
    return download(raw, f"message-{interaction_id}.{form}")


def _raw(member: Member, interaction_id: int) -> bytes:
    number = original_for(member, interaction_id)
    if number is None:
        raise Http404
    return read(number)


def _busy() -> HttpResponse:
    said = (
        "This file could not be taken out of its letter just now. Try again, or save the letter as it came."
    )
    return HttpResponse(
        said, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "5"}
    )


def download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=_ESCAPE.sub("_", name)) or "attachment"
    )
    return _closed(response, FILE_POLICY)


def _closed(response: HttpResponse, policy: str) -> HttpResponse:
    """Foreign content under a policy of its own, which the site's policy must not replace."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    # Browsers look up the hosts of links before any click, which tells their owner of the reading.
    response.headers["X-DNS-Prefetch-Control"] = "off"
    return response
