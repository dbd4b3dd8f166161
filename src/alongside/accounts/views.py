"""The pages by which a member comes in: a link that is spent by a button, and how to sign in from then on."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts import actions, queries
from alongside.accounts.errors import AddressTaken, LinkSpent
from alongside.accounts.forms import SignInForm
from alongside.accounts.models import Member

BACKEND = "alongside.accounts.backend.MemberBackend"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link preview reads, and reading spends nothing."""
    if request.method != "POST":
        link = queries.usable_link(token)
        status = 200 if link else 410
        return render(request, "accounts/sign_in_link.html", {"link": link}, status=status)
    try:
        member = actions.spend_sign_in_link(token)
    except LinkSpent:
        return render(request, "accounts/sign_in_link.html", {"link": None}, status=410)
    return _come_in(request, member)


def _come_in(request: HttpRequest, member: Member) -> HttpResponse:
    login(request, member, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    return redirect("/" if member.is_owner or queries.can_return(member) else "set_up_sign_in")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_sign_in(request: HttpRequest) -> HttpResponse:
    """Open to a member who came by a link and has no password yet; afterwards allauth's pages change it."""
    member = request.user
    if not isinstance(member, Member) or queries.can_return(member):
        return redirect("account_change_password")
    form = SignInForm(request.POST or None, initial={"name": member.name, "email": member.email})
    if request.method == "POST" and form.is_valid() and _saved(form, member):
        update_session_auth_hash(request, member)
        return redirect("/")
    return render(request, "accounts/set_up_sign_in.html", {"form": form})


def _saved(form: SignInForm, member: Member) -> bool:
    try:
        actions.set_up_sign_in(member, **form.cleaned_data)
    except ValidationError as error:
        form.add_error("password", error)
    except AddressTaken as error:
        form.add_error("email", str(error))
    return not form.errors


@login_not_required
@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """Nothing is mailed from here, so a forgotten password is replaced by a new link."""
    return render(request, "accounts/forgotten.html")


@login_not_required
def closed(request: HttpRequest, **rest: str) -> HttpResponse:
    """Pages of allauth which would send mail; a practice's own address sends none."""
    raise Http404
