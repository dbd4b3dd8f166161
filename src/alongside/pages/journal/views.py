"""The journal's own pages for members: switched on, posts listed, written and kept as typed, published, taken down."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.journal import actions
from alongside.journal.actions import Typed
from alongside.journal.errors import ChangedMeanwhile, NotThere, Refused
from alongside.journal.models import Post, Version
from alongside.journal.pictures import pictures_of
from alongside.journal.queries import Public, journal, post_for, posts_for
from alongside.journal.said import below_posts_for
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import clock
from alongside.pages.guests.forms import Typed as TypedByGuest
from alongside.pages.journal.forms import JournalForm, PostForm
from alongside.pages.journal.offering import offer_back
from alongside.pages.journal.public import rendered, show
from alongside.pages.journal.showing import listed, state_of
from alongside.reach.queries import reachability

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Member, P], HttpResponse]


def for_writers(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """What is not hers to change is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, member: Member, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, member, *args, **kwargs)
        except NotThere as error:
            raise Http404 from error

    return for_member(guarded)


@never_cache
@require_safe
@for_writers
def posts(request: HttpRequest, member: Member) -> HttpResponse:
    return _show_posts(request, member)


def _show_posts(
    request: HttpRequest, member: Member, *, form: JournalForm | None = None, status: int = 200
) -> HttpResponse:
    ours = journal()
    start = {"title": ours.title or practice().name, "byline": ours.byline or member.name}
    values = {
        "journal": ours,
        "form": form or JournalForm(initial=start),
        "posts": listed(posts_for(member)),
        "said": below_posts_for(member),
        "reach": reachability(),
    }
    return page(request, member, "journal/posts.html", "settings", values, status=status)


@require_POST
@for_writers
def set_up(request: HttpRequest, member: Member) -> HttpResponse:
    """`is_on`: "yes", "no", or as it is."""
    if not member.is_owner:
        raise Http404
    form, was_on = JournalForm(request.POST), journal().is_on
    is_on = {"yes": True, "no": False}.get(request.POST.get("is_on", ""), was_on)
    if not form.is_valid():
        return _show_posts(request, member, form=form, status=422)
    try:
        actions.set_up(member, **form.cleaned_data, is_on=is_on, now=timezone.now())
    except Refused as error:
        form.add_error("title", str(error))
        return _show_posts(request, member, form=form, status=422)
    on_off = (
        "Everybody can read what is published from now on."
        if is_on
        else "Nobody can read it any more. It is all here."
    )
    say(request, on_off if is_on != was_on else "Kept.")
    return redirect("journal-posts")


@require_POST
@for_writers
def new(request: HttpRequest, member: Member) -> HttpResponse:
    return redirect("journal-write", actions.begin(member, now=timezone.now()).pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def write(request: HttpRequest, member: Member, post_id: int) -> HttpResponse:
    """`do`: "publish", "look", or only to keep what was typed."""
    post = post_for(member, post_id)
    if request.method != "POST":
        return show_writing(request, member, post, _form_of(post))
    form = PostForm(request.POST)
    if not form.is_valid():
        return show_writing(request, member, post, form, status=422)
    before = actions.standing(post)
    try:
        post = actions.keep(
            member, post_id, typed_in(form), revision=form.cleaned_data["revision"], now=timezone.now()
        )
        if request.POST.get("do") == "publish":
            actions.publish(member, post_id, now=timezone.now())
            offer_back(request, member, post, before, "Everybody can read it now.")
            return redirect("journal-posts")
    except Refused as error:
        return show_writing(request, member, post_for(member, post_id), form, status=422, problem=str(error))
    except ChangedMeanwhile as error:
        return show_meanwhile(request, member, form, post_for(member, post_id), error)
    return redirect("journal-preview" if request.POST.get("do") == "look" else "journal-write", post_id)


def typed_in(form: PostForm) -> Typed:
    given = form.cleaned_data
    return Typed(given["title"], given["text"], given["address"])


def _form_of(post: Post) -> PostForm:
    return PostForm(initial={name: getattr(post, name) for name in PostForm.base_fields})


def show_meanwhile(
    request: HttpRequest, member: Member, form: PostForm, stands: Post, error: ChangedMeanwhile
) -> HttpResponse:
    """Her words stay in the form as she typed them, under the revision of now; the other window's stand below."""
    typed = PostForm({**form.cleaned_data, "revision": error.revision})
    return show_writing(request, member, stands, typed, status=409, problem=str(error), other=stands)


def show_writing(
    request: HttpRequest, member: Member, post: Post, form: PostForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    values = {
        "post": post,
        "form": form,
        "journal": journal(),
        "state": state_of(post),
        "html": rendered(post.text),
        "pictures": pictures_of(post),
        "picture_problem": "",
        "problem": "",
        "other": None,
        "kept": clock(timezone.localtime(post.changed_at)) if post.revision else "",
    }
    return page(request, member, "journal/write.html", "settings", {**values, **more}, status=status)


@require_POST
@for_writers
def keep(request: HttpRequest, member: Member, post_id: int) -> HttpResponse:
    """As it is typed, by the page's script; the answer carries what readers would see of it."""
    post_for(member, post_id)
    form = PostForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"words": "This is too long to be kept. Part it into two posts."}, status=422)
    try:
        revision = form.cleaned_data["revision"]
        post = actions.keep(member, post_id, typed_in(form), revision=revision, now=timezone.now())
    except Refused as error:
        return JsonResponse({"words": str(error)}, status=422)
    except ChangedMeanwhile as error:
        stands = post_for(member, post_id)
        texts = {"title": stands.title, "text": stands.text, "address": stands.address}
        return JsonResponse({"revision": error.revision, "stands": texts}, status=409)
    at = clock(timezone.localtime())
    return JsonResponse({"revision": post.revision, "kept": at, "shown": str(rendered(post.text))})


@never_cache
@require_safe
@for_writers
def preview(request: HttpRequest, member: Member, post_id: int) -> HttpResponse:
    """What is written now, as everybody would see it."""
    post, now = post_for(member, post_id), timezone.now()
    post.published_at = post.published_at or now
    version = Version(post=post, number=1, title=post.title or "No title yet", text=post.text, at=now)
    return show(request, Public(post, version), TypedByGuest(""), is_preview=True)


_DONE = {
    "take-down": "Nobody can read it any more. It is still here.",
    "put-away": "The draft is put away.",
    "back": "It is back among the drafts.",
    "publish": "Everybody can read it now.",
}


@require_POST
@for_writers
def say_of(request: HttpRequest, member: Member, post_id: int) -> HttpResponse:
    """`do`: one of the above; whatever it was can be undone."""
    post, what = post_for(member, post_id), request.POST.get("do", "")
    before, now = actions.standing(post), timezone.now()
    try:
        if what == "take-down":
            actions.take_down(member, post_id)
        elif what == "publish":
            actions.publish(member, post_id, now=now)
        elif what in ("put-away", "back"):
            actions.put_away(member, post_id, now if what == "put-away" else None)
    except Refused as error:
        say(request, str(error))
        return redirect("journal-write", post_id)
    if what == "put-away":
        offer_back(request, member, post, None, _DONE[what])
    elif what in _DONE and what != "back":
        offer_back(request, member, post, before, _DONE[what])
    return redirect("journal-posts")
