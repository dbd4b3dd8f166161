"""Mail as its writer laid it out, in a frame of its own that can neither run, send nor fetch anything."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.originals.queries import read
from alongside.pages.base.requests import for_member
from alongside.pages.mail.clean import clean_html, frame
from alongside.pages.mail.pictures import picture
from alongside.pages.mail.reading import attachment_bytes, html_of
from alongside.timeline.queries.entries import attachment_for, original_for

# No script, no request elsewhere; allow-same-origin only so that the page outside may measure the height
# and cid pictures carry the session. Tried: without it they come without a cookie.
MAIL_POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_safe
@xframe_options_sameorigin
@for_member
def mail(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    """The HTML of a mail, cleaned. 404 where it has none that can be shown: the text is on the page itself."""
    original = original_for(member, interaction_id)
    body = html_of(read(original)) if original is not None else None
    if body is None:
        raise Http404
    pictures = {cid: f"/mail/{interaction_id}/picture/{number}/" for cid, number in body.pictures.items()}
    response = HttpResponse(frame(clean_html(body.html, pictures)))
    response._csp_exempt = True  # type: ignore[attr-defined]
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return _closed(response)


@require_safe
@for_member
def mail_picture(request: HttpRequest, member: Member, interaction_id: int, number: int) -> HttpResponse:
    """A picture that the mail itself carries, only if its bytes really are one of four kinds."""
    original = original_for(member, interaction_id)
    found = attachment_bytes(read(original), number) if original is not None else None
    shown = picture(found[1]) if found is not None else None
    if shown is None:
        raise Http404
    return _file(shown[1], shown[0])


@require_safe
@for_member
def attachment(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """A file that came with a mail: always a download, never opened here."""
    found = attachment_for(member, key)
    original = original_for(member, found.interaction_id) if found is not None else None
    if found is None or original is None:
        raise Http404
    content = attachment_bytes(read(original), found.number)
    if content is None:
        raise Http404
    response = _file(content[1], "application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


@require_safe
@for_member
def original(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    """The bytes as they came."""
    number = original_for(member, interaction_id)
    if number is None:
        raise Http404
    response = _file(read(number), "application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="message-{interaction_id}.eml"'
    return response


def _file(content: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response._csp_exempt = True  # type: ignore[attr-defined]
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return _closed(response)


def _closed(response: HttpResponse) -> HttpResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
