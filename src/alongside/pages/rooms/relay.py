"""The relay of this installation, set by an owner: where it is and its secret, which is written and never shown."""

from __future__ import annotations

import re

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.connections.turn_servers import drop_turn_server, keep_turn_server, turn_server
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say

# A name or a numeric address; what else stands in an address of a server is asked for beside it.
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:]{2,39}")


class RelayForm(forms.Form):
    host = forms.CharField(
        label="Name of the server",
        max_length=253,
        widget=forms.TextInput(
            {"autocomplete": "off", "spellcheck": "false", "placeholder": "turn.example.org"}
        ),
    )
    port = forms.IntegerField(label="Port", min_value=1, max_value=65535, initial=3478)
    tls_port = forms.IntegerField(
        label="Port with TLS",
        min_value=1,
        max_value=65535,
        required=False,
        help_text="5349 or 443, where it has a certificate. Left empty, none is used.",
    )
    secret = forms.CharField(
        label="Secret",
        max_length=500,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=False),
        help_text="What stands as static-auth-secret in its settings. It is sealed, and never shown again.",
    )

    def clean_host(self) -> str:
        host = str(self.cleaned_data["host"]).strip()
        if not _HOST.fullmatch(host):
            raise forms.ValidationError("Give a name like turn.example.org, or a numeric address.")
        return host

    def clean(self) -> dict[str, object]:
        if not self.cleaned_data.get("secret") and turn_server() is None:
            self.add_error("secret", "Without its secret nobody gets through it.")
        return self.cleaned_data


def _owner_only(member: Member) -> None:
    if not member.is_owner:
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def keep(request: HttpRequest, member: Member) -> HttpResponse:
    _owner_only(member)
    kept = turn_server()
    initial = {"host": kept.host, "port": kept.port, "tls_port": kept.tls_port or None} if kept else None
    form = RelayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        keep_turn_server(
            host=given["host"],
            port=given["port"],
            tls_port=given["tls_port"] or 0,
            secret=given["secret"],
        )
        say(request, "Calls that find no direct way go by this server from now on.")
        return redirect("settings-calls")
    status = 422 if request.method == "POST" else 200
    return page(request, member, "rooms/relay.html", "settings", {"form": form, "kept": kept}, status=status)


@require_POST
@for_member
def drop(request: HttpRequest, member: Member) -> HttpResponse:
    _owner_only(member)
    drop_turn_server()
    say(request, "Calls go directly from browser to browser, or not at all.")
    return redirect("settings-calls")
