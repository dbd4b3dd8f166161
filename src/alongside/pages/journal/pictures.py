"""A picture of a post: given while it is written, taken away, and shown to everybody who may read its post."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import condition, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.journal import actions, pictures
from alongside.journal.errors import ChangedMeanwhile, Refused
from alongside.journal.queries import post_for
from alongside.lib.faces import MOST_BYTES
from alongside.pages.base.undo import say
from alongside.pages.journal.forms import PostForm
from alongside.pages.journal.public import for_everybody
from alongside.pages.journal.views import for_writers, show_meanwhile, show_writing, typed_in


def _etag(request: HttpRequest, key: str) -> str | None:
    """Its bytes never change under a key; whether they may be seen is asked each time."""
    return f'"{key}"' if _image(request, key) is not None else None


def _image(request: HttpRequest, key: str) -> bytes | None:
    """No session is asked for what everybody may see."""
    if (found := pictures.public_picture(key)) is not None:
        return found
    member = request.user
    return pictures.picture_for(member, key) if isinstance(member, Member) else None


@require_safe
@for_everybody
@condition(etag_func=_etag)
def show(request: HttpRequest, key: str) -> HttpResponse:
    image = _image(request, key)
    if image is None:
        raise Http404
    answer = HttpResponse(image, content_type="image/jpeg")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@require_POST
@for_writers
def add(request: HttpRequest, member: Member, post_id: int) -> HttpResponse:
    """What was typed is kept first, and stays whatever becomes of the picture."""
    post, form, now = post_for(member, post_id), PostForm(request.POST), timezone.now()
    if not form.is_valid():
        return show_writing(request, member, post, form, status=422)
    given = request.FILES.get("picture")
    try:
        revision = form.cleaned_data["revision"]
        post = actions.keep(member, post_id, typed_in(form), revision=revision, now=now)
        if given is None:
            raise Refused("Choose a picture first. What you typed is kept.")
        content = given.read(MOST_BYTES + 1)
        pictures.add(member, post, content, request.POST.get("picture_words", ""), now=now)
    except Refused as error:
        return show_writing(
            request, member, post_for(member, post_id), form, status=422, picture_problem=str(error)
        )
    except ChangedMeanwhile as error:
        return show_meanwhile(request, member, form, post_for(member, post_id), error)
    say(request, "It stands at the end of the text. Move its line to where it belongs.")
    return redirect(reverse("journal-write", args=[post_id]) + "#pictures")


@require_POST
@for_writers
def drop(request: HttpRequest, member: Member, picture_id: int) -> HttpResponse:
    post = pictures.drop(member, picture_id)
    say(request, "The picture is gone; nothing of it is kept here. Take its line out of the text too.")
    return redirect(reverse("journal-write", args=[post.pk]) + "#pictures")
