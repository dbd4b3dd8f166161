"""Signing in at Google and Microsoft: back from there with a code; and, for owners, as whom Alongside does so."""

from __future__ import annotations

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.channels.imap.trouble import printable
from alongside.channels.oauth.rules import OAuthError, Provider, wrong_in_redirect
from alongside.connections import attempts
from alongside.connections.models import Attempt, SignInClient
from alongside.connections.sign_in import is_from_environment, known_providers, unregister
from alongside.connections.sign_in import register as keep
from alongside.intake.connecting import redirect_address, try_settings
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say

AREA = "mailboxes"
MAX_CODE = 4000


class ClientForm(forms.Form):
    """The secret is written and never shown."""

    client_id = forms.CharField(
        label="Client id",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label="Client secret",
        max_length=1000,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=False),
        help_text="Left empty, the one from before stays. It is sealed, and never shown again.",
    )

    def clean(self) -> dict[str, str]:
        for name in ("client_id", "secret"):
            if any(not 32 < ord(letter) < 127 for letter in self.cleaned_data.get(name, "")):
                self.add_error(name, "This holds something that does not belong there. Copy it once more.")
        return self.cleaned_data


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def signed_in(request: HttpRequest, member: Member) -> HttpResponse:
    """Back from the provider. Looking changes nothing; the button redeems the code, once."""
    given = request.POST if request.method == "POST" else request.GET
    state, code = given.get("state", ""), given.get("code", "")
    if not state:
        raise BadRequest
    attempt = attempts.attempt_by_state(member, state)
    if attempt is None:
        raise Http404
    if request.method == "POST" and 0 < len(code) <= MAX_CODE:
        attempts.come_back(attempt, code)
        try_settings.enqueue(attempt.pk)
        return redirect("mailbox-attempt", attempt.pk)
    error = _error(request) if not code else None
    values = {
        "attempt": attempt,
        "at": _name(attempt),
        "state": state,
        "code": code[:MAX_CODE],
        "error": error,
    }
    return page(request, member, "mailboxes/signed_in.html", AREA, values)


def _error(request: HttpRequest) -> OAuthError:
    """What the provider wrote is foreign text."""
    given = request.GET
    return wrong_in_redirect(printable(given.get("error", "")), printable(given.get("error_description", "")))


def _name(attempt: Attempt) -> str:
    found = known_providers().get(attempt.sign_in_at)
    return found.name if found else ""


@require_safe
@for_member
def clients(request: HttpRequest, member: Member) -> HttpResponse:
    return _show(request, _owner(member))


def _show(request: HttpRequest, member: Member, wrong: tuple[str, ClientForm] | None = None) -> HttpResponse:
    rows = {row.provider: row for row in SignInClient.objects.all()}
    shown = [
        (provider, _form(provider, rows.get(key), wrong), rows.get(key), is_from_environment(key))
        for key, provider in known_providers().items()
    ]
    values = {"shown": shown, "redirect": redirect_address()}
    return page(request, member, "mailboxes/sign_in.html", AREA, values, status=422 if wrong else 200)


def _form(provider: Provider, row: SignInClient | None, wrong: tuple[str, ClientForm] | None) -> ClientForm:
    if wrong is not None and wrong[0] == provider.key:
        return wrong[1]
    return ClientForm(initial={"client_id": row.client_id if row else ""}, auto_id=f"{provider.key}-%s")


@require_POST
@for_member
def register(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    owner, provider = _owner(member), _provider_or_404(key)
    form = ClientForm(request.POST, auto_id=f"{key}-%s")
    if not form.is_valid():
        return _show(request, owner, (key, form))
    keep(key, form.cleaned_data["client_id"], form.cleaned_data["secret"])
    say(request, f"Mailboxes at {provider.name} can be signed in to from now on.")
    return redirect("sign-in-clients")


@require_POST
@for_member
def forget(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    _owner(member)
    provider = _provider_or_404(key)
    unregister(key)
    say(
        request,
        f"Forgotten. Mailboxes that are signed in to at {provider.name} stop when their hour is over.",
    )
    return redirect("sign-in-clients")


def _owner(member: Member) -> Member:
    if not member.is_owner:
        raise Http404
    return member


def _provider_or_404(key: str) -> Provider:
    provider = known_providers().get(key)
    if provider is None:
        raise Http404
    return provider
