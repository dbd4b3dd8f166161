"""Connecting a mailbox, step by step, each with an address of its own: whose and which, found, tried, kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.channels.discovery.client import known
from alongside.channels.discovery.providers import Provider, providers
from alongside.channels.discovery.rules import split_address
from alongside.channels.imap.certificate import Shown, in_pairs
from alongside.connections import attempts
from alongside.connections.mailboxes import find_mailbox_for
from alongside.connections.models import Attempt
from alongside.connections.sign_in import known_providers, sign_in_of
from alongside.intake.connecting import find_settings, redirect_address, try_settings
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.mailboxes.forms import AddressForm, SettingsForm

AREA = "mailboxes"
# Troubles that another server, port or encryption would end, rather than another password.
OF_THE_SERVER = {"host_unknown", "cannot_connect", "timed_out", "no_encryption", "inside", "not_understood"}
PASSWORDS = {"app_password": "App password", "bridge": "The password that Bridge shows"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def connect(request: HttpRequest, member: Member) -> HttpResponse:
    """Which mailbox, and whose. What is known by heart is not asked of anybody; `by=hand` asks nobody at all."""
    form = AddressForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        if connected := find_mailbox_for(member, form.cleaned_data["address"]):
            say(request, f"{connected.connection.label} is connected already.")
            return redirect("mailbox", connected.pk)
        return redirect("mailbox-attempt", _begin(request, member, form).pk)
    status = 422 if request.method == "POST" else 200
    return page(request, member, "mailboxes/connect.html", AREA, {"form": form}, status=status)


def _begin(request: HttpRequest, member: Member, form: AddressForm) -> Attempt:
    given = form.cleaned_data
    begun = attempts.begin(member, given["address"], client=given["client"])
    if found := known(given["address"]):
        attempts.note_found(begun, found)
    elif request.POST.get("by") != "hand":
        attempts.look(begun)
        find_settings.enqueue(begun.pk)
    return begun


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def attempt(request: HttpRequest, member: Member, attempt_id: int) -> HttpResponse:
    """How far it is; or what was found, with a form to say the rest."""
    found = _attempt_or_404(member, attempt_id)
    if found.state == attempts.State.DONE and found.mailbox_id is not None:
        return _on(request, "mailbox", found.mailbox_id)
    is_polled = request.headers.get("HX-Target") == "progress"
    if attempts.is_at_work(found):
        values = {"attempt": found}
        if is_polled:
            return render(request, "mailboxes/_progress.html", values)
        return page(request, member, "mailboxes/working.html", AREA, values)
    if is_polled:
        return _on(request, "mailbox-attempt", found.pk)
    if request.method == "POST":
        return _try(request, member, found)
    return _ask(request, member, found, _blank(found))


def _on(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Whole pages take the place of the bar."""
    answer = redirect(name, number)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": answer.url})
    return answer


def _blank(found: Attempt) -> SettingsForm:
    filled = SettingsForm.filled(attempts.settings_of(found), found.address)
    return SettingsForm(initial=filled, called=_called(found))


def _called(found: Attempt) -> str:
    provider = _provider(found)
    return PASSWORDS.get(provider.needs, "Password") if provider else "Password"


def _try(request: HttpRequest, member: Member, found: Attempt) -> HttpResponse:
    form = SettingsForm(request.POST, has_password=found.sealed_secret is not None, called=_called(found))
    if not form.is_valid():
        return _ask(request, member, found, form, status=422)
    before, password = attempts.settings_of(found), form.cleaned_data["password"]
    settings = form.settings(before)
    if not password and attempts.goes_elsewhere(before, settings):
        form.add_error("password", "Type it again: it would go another way than the one you typed it for.")
        return _ask(request, member, found, form, status=422)
    attempts.note_settings(found, settings)
    return start(found, password=password)


def start(found: Attempt, *, password: str = "") -> HttpResponse:
    """It is tried in the work behind the page."""
    attempts.start(found, password=password)
    try_settings.enqueue(found.pk)
    return redirect("mailbox-attempt", found.pk)


def _ask(
    request: HttpRequest, member: Member, found: Attempt, form: SettingsForm, status: int = 200
) -> HttpResponse:
    shown = Shown(**found.shown) if found.shown else None
    values: dict[str, Any] = {
        "attempt": found,
        "form": form,
        "provider": _provider(found),
        "trouble": attempts.trouble_of(found),
        "shown": shown,
        "pairs": in_pairs(shown.fingerprint) if shown else "",
        "is_set": bool(found.reading),
        "asks_for_server": _asks_for_server(found),
        "is_elsewhere": _is_elsewhere(found),
        "has_password": found.sealed_secret is not None,
        **_sign_in(found),
    }
    return page(request, member, "mailboxes/attempt.html", AREA, values, status=status)


def _asks_for_server(found: Attempt) -> bool:
    """What is amiss is corrected among the servers, which are folded otherwise."""
    return bool(found.trouble) and (found.trouble_with == "sending" or found.trouble in OF_THE_SERVER)


def _sign_in(found: Attempt) -> dict[str, Any]:
    """`sign_in`: where she signs in, "" where that is not possible; `needs_sign_in`: it is the way for this one."""
    provider = _provider(found)
    is_signed_in = found.mailbox is not None and sign_in_of(found.mailbox) is not None
    at = known_providers().get(found.sign_in_at or (provider.sign_in_at if provider else ""))
    return {
        "sign_in": attempts.sign_in_address(found, redirect=redirect_address()),
        "sign_in_name": at.name if at else "",
        "needs_sign_in": is_signed_in or (provider is not None and provider.needs == "sign_in"),
    }


def _provider(found: Attempt) -> Provider | None:
    return providers().get(found.provider)


def _is_elsewhere(found: Attempt) -> bool:
    """Where the domain's own word leads to another domain, a person should know that name (RFC 6186 §6)."""
    parts, host = split_address(found.address), str(found.reading.get("host", ""))
    if parts is None or found.via not in ("srv", "autoconfig"):
        return False
    return host != parts[1] and not host.endswith(f".{parts[1]}")


@require_POST
@for_member
def accept(request: HttpRequest, member: Member, attempt_id: int) -> HttpResponse:
    """The certificate that the page showed, by its fingerprint; then it is tried once more."""
    found = _attempt_or_404(member, attempt_id)
    if not attempts.accept_certificate(found, request.POST.get("fingerprint", "")):
        say(request, "That is not the certificate that was shown. Look at it once more.")
        return redirect("mailbox-attempt", found.pk)
    return _once_more(request, found)


@require_POST
@for_member
def only_read(request: HttpRequest, member: Member, attempt_id: int) -> HttpResponse:
    """Without a server to send through."""
    found = _attempt_or_404(member, attempt_id)
    attempts.only_read(found)
    return _once_more(request, found)


def _once_more(request: HttpRequest, found: Attempt) -> HttpResponse:
    if attempts.secret_of(found) is None or not found.reading:
        say(request, "Type the password once more.")
        return redirect("mailbox-attempt", found.pk)
    return start(found)


def _attempt_or_404(member: Member, attempt_id: int) -> Attempt:
    found = attempts.attempt_for(member, attempt_id)
    if found is None:
        raise Http404
    return found
