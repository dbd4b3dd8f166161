"""How-to pages: read, written, compared with what they were, brought back; two windows lose nothing to each other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from alongside.accounts.models import Member
from alongside.lib.markdown import to_html
from alongside.pages.base.requests import number_in, page
from alongside.pages.base.undo import say
from alongside.pages.support.forms import line
from alongside.pages.support.requests import done, for_support
from alongside.pages.support.words import name_of
from alongside.support import actions
from alongside.support.comparing import compare
from alongside.support.errors import ChangedMeanwhile, Refused
from alongside.support.how_tos import LONGEST_TEXT, LONGEST_TITLE
from alongside.support.models import HowTo, HowToVersion
from alongside.support.queries import version_of, versions_of
from alongside.support.sight import find_aspect, find_how_to

# What was refused as too long is shown once more, so that nothing is lost.
LONGEST_TYPED = 200_000


class PageForm(forms.Form):
    """`seen`: the version that was on the page when writing began."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=1_000_000, widget=forms.HiddenInput)
    title = line("Title", longest=LONGEST_TITLE)
    text = forms.CharField(
        label="How it is done",
        required=False,
        max_length=LONGEST_TYPED,
        widget=forms.Textarea({"rows": 18, "dir": "auto"}),
    )


def rendered(text: str) -> Markup:
    return Markup(to_html(text))  # noqa: S704 - cleaned there


def _version_or_404(how_to: HowTo, number: int | None = None) -> HowToVersion:
    found = version_of(how_to, number)
    if found is None:
        raise Http404
    return found


@require_safe
@for_support
def how_to(request: HttpRequest, member: Member, how_to_id: int) -> HttpResponse:
    """`?version=3`: as it was then."""
    found = find_how_to(member, how_to_id)
    asked = request.GET.get("version")
    shown = _version_or_404(found, number_in(asked) if asked is not None else None)
    values = {
        "how_to": found,
        "shown": shown,
        "who": name_of(shown.by, to=member),
        "html": rendered(shown.text),
    }
    return page(request, member, "support/how_to.html", "clients", values)


@require_http_methods(["GET", "HEAD", "POST"])
@for_support
def new(request: HttpRequest, member: Member, aspect_id: int) -> HttpResponse:
    aspect = find_aspect(member, aspect_id)
    form = PageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.write_new(member, aspect_id, given["title"], given["text"], now=timezone.now())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect("how-to", made.pk)
    values = {"aspect": aspect, "how_to": None, "form": form, "meanwhile": None, "longest": LONGEST_TEXT}
    status = 422 if request.method == "POST" else 200
    return page(request, member, "support/write.html", "clients", values, status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_support
def write(request: HttpRequest, member: Member, how_to_id: int) -> HttpResponse:
    found = find_how_to(member, how_to_id)
    if request.method != "POST":
        now = _version_or_404(found)
        start = {"seen": now.number, "title": now.title, "text": now.text}
        return _writing(request, member, found, PageForm(initial=start), status=200)
    form = PageForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.save(
                member,
                how_to_id,
                given["title"],
                given["text"],
                seen=given["seen"] or 0,
                now=timezone.now(),
            )
        except ChangedMeanwhile as error:
            return _meanwhile(request, member, found, form, error.version)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            say(request, f"“{given['title']}” is saved.")
            return redirect("how-to", how_to_id)
    return _writing(request, member, found, form, status=422)


def _writing(
    request: HttpRequest,
    member: Member,
    found: HowTo,
    form: PageForm,
    *,
    status: int,
    meanwhile: dict[str, Any] | None = None,
) -> HttpResponse:
    values = {
        "aspect": found.aspect,
        "how_to": found,
        "form": form,
        "meanwhile": meanwhile,
        "longest": LONGEST_TEXT,
    }
    return page(request, member, "support/write.html", "clients", values, status)


def _meanwhile(
    request: HttpRequest, member: Member, found: HowTo, form: PageForm, version: int
) -> HttpResponse:
    """Her words stand in the form as she typed them; saved again, they follow what was saved meanwhile."""
    newest, seen = _version_or_404(found, version), version_of(found, form.cleaned_data["seen"] or 0)
    typed = {**form.data.dict(), "seen": version}  # type: ignore[attr-defined]
    meanwhile = {
        "by": name_of(newest.by, to=member) or "Somebody",
        "at": newest.at,
        "version": version,
        "changes": compare(seen.text if seen is not None else "", newest.text),
        "title": newest.title if seen is None or seen.title != newest.title else "",
    }
    return _writing(request, member, found, PageForm(typed), status=409, meanwhile=meanwhile)


@require_safe
@for_support
def versions(request: HttpRequest, member: Member, how_to_id: int) -> HttpResponse:
    """`?old=2&new=5`: what changed between these; without them, what the last save changed."""
    found = find_how_to(member, how_to_id)
    asked = [request.GET.get("old"), request.GET.get("new")]
    numbers = [number_in(one) if one else 0 for one in asked]
    newer = _version_or_404(found, numbers[1] or found.version)
    older = version_of(found, numbers[0] or newer.number - 1)
    if numbers[0] and older is None:
        raise Http404
    listed = [(one, name_of(one.by, to=member)) for one in versions_of(found)]
    values = {
        "how_to": found,
        "versions": listed,
        "older": older,
        "newer": newer,
        "changes": compare(older.text, newer.text) if older is not None else [],
    }
    return page(request, member, "support/versions.html", "clients", values)


@require_POST
@for_support
def bring_back(request: HttpRequest, member: Member, how_to_id: int) -> HttpResponse:
    """`version`: the number of the one that holds again."""
    number = number_in(request.POST.get("version", "0"))
    if version_of(find_how_to(member, how_to_id), number) is None:
        say(request, "There is no such version. Nothing was changed.")
        return redirect("how-to-versions", how_to_id)
    actions.bring_back(member, how_to_id, number, now=timezone.now())
    say(request, f"Version {number} holds again. Those after it are still there.")
    return redirect("how-to", how_to_id)


@require_POST
@for_support
def put_away(request: HttpRequest, member: Member, how_to_id: int) -> HttpResponse:
    found = find_how_to(member, how_to_id)
    actions.put_away(member, how_to_id, timezone.now())
    then = reverse("aspect", args=[found.aspect_id])
    return done(request, member, f"“{found.title}” is put away.", "put-away", then=then, id=how_to_id)
