"""A person at a client: what is known of them, their face, whom they answer to, and a note for oneself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.lib.faces import MOST_BYTES
from alongside.pages.base.requests import client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.picture.forms import PersonForm, refused
from alongside.pages.undo.offering import offer
from alongside.picture import actions
from alongside.picture.errors import PictureError
from alongside.picture.queries import Somebody, face_for, picture_for

# A face never changes under its address: it is a hash of the picture.
_SECONDS_KEPT = 30 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def person(request: HttpRequest, member: Member, client_id: int, person_id: int) -> HttpResponse:
    people, one = _people_or_404(member, client_id, person_id)
    form = PersonForm(one, people, typed=request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _show(request, member, client_id, one, form)
    if form.is_valid():
        try:
            changes = actions.keep_person(
                member,
                client_id,
                person_id,
                name=form.cleaned_data["name"],
                fields=form.given(),
                answers_to=form.cleaned_data["answers_to"],
                aside=form.cleaned_data["aside"],
                now=timezone.now(),
            )
        except PictureError as error:
            refused(form, error.field, str(error))
        else:
            then = reverse("client-picture", args=[client_id])
            numbers = [change.pk for change in changes]
            words = f"What you know of {form.cleaned_data['name'] or one.shown} is kept."
            if numbers:
                offer(request, member, words, "picture-back", then=then, changes=numbers)
            else:
                say(request, words)
            return redirect(f"{then}#person-{person_id}")
    return _show(request, member, client_id, one, form, status=422)


def _show(
    request: HttpRequest,
    member: Member,
    client_id: int,
    one: Somebody,
    form: PersonForm | None = None,
    *,
    face_error: str = "",
    status: int = 200,
) -> HttpResponse:
    values = {
        "client": client_or_404(member, client_id),
        "one": one,
        "form": form or PersonForm(one, list(_people_or_404(member, client_id, one.id)[0])),
        "face_error": face_error,
    }
    return page(request, member, "picture/person.html", "clients", values, status=status)


def _people_or_404(member: Member, client_id: int, person_id: int) -> tuple[list[Somebody], Somebody]:
    found = picture_for(member, client_id)
    one = next((one for one in found.people if one.id == person_id), None) if found else None
    if found is None or one is None:
        raise Http404
    return list(found.people), one


@require_POST
@for_member
def add(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """Somebody of whom no address is known."""
    client_or_404(member, client_id)
    try:
        made = actions.add_person(member, client_id, request.POST.get("name", ""))
    except PictureError as error:
        say(request, str(error))
        return redirect(f"{reverse('client-picture', args=[client_id])}#people")
    then = reverse("client-picture", args=[client_id])
    offer(request, member, f"{made.name} is one of their people.", "person-away", then=then, person=made.pk)
    return redirect("picture-person", client_id, made.pk)


@require_POST
@for_member
def face(request: HttpRequest, member: Member, client_id: int, person_id: int) -> HttpResponse:
    _, one = _people_or_404(member, client_id, person_id)
    given = request.FILES.get("face")
    if given is None:
        return _show(request, member, client_id, one, face_error="Choose a picture first.", status=422)
    try:
        content = given.read(MOST_BYTES + 1)
        actions.keep_face(member, client_id, person_id, content, now=timezone.now())
    except PictureError as error:
        return _show(request, member, client_id, one, face_error=str(error), status=422)
    say(request, f"This is {one.shown} from now on.")
    return redirect("picture-person", client_id, person_id)


@require_POST
@for_member
def drop_face(request: HttpRequest, member: Member, client_id: int, person_id: int) -> HttpResponse:
    _, one = _people_or_404(member, client_id, person_id)
    actions.drop_face(member, client_id, person_id)
    say(request, f"The picture of {one.shown} is gone; nothing of it is kept here.")
    return redirect("picture-person", client_id, person_id)


@require_safe
@for_member
def show_face(request: HttpRequest, member: Member, digest: str) -> HttpResponse:
    image = face_for(member, digest)
    if image is None:
        raise Http404
    answer = HttpResponse(image, content_type="image/jpeg")
    answer.headers["Cache-Control"] = f"private, max-age={_SECONDS_KEPT}, immutable"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
