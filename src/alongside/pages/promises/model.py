"""The language model that may read suggestions once more: chosen, tried and switched by an owner, off by itself."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.channels.model.rules import WORDS, ModelError, endpoint_of, is_this_machine
from alongside.clients.queries import names_and_hues_for
from alongside.connections.model_servers import (
    begin_trial,
    drop_model_server,
    keep_model_server,
    model_server,
    switch,
)
from alongside.connections.models import ModelServer
from alongside.jobs.queries import is_under_way
from alongside.lib.texts import row_numbers
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.promises.jobs import try_model
from alongside.promises.model_reading import not_read, set_not_read


class ModelForm(forms.Form):
    base_url = forms.CharField(
        label="Address",
        max_length=500,
        widget=forms.TextInput(
            {"autocomplete": "off", "spellcheck": "false", "placeholder": "http://localhost:11434/v1"}
        ),
        help_text="As its documents call the base URL. By https, or by http on this machine itself.",
    )
    model = forms.CharField(
        label="Name of the model",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    key = forms.CharField(
        label="Key",
        max_length=1000,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=False),
        help_text="Where it wants one. It is sealed, shown to nobody, and goes to this address alone.",
    )

    def clean_base_url(self) -> str:
        address = str(self.cleaned_data["base_url"]).strip()
        try:
            scheme, host, _, _ = endpoint_of(address)
        except ModelError as error:
            raise forms.ValidationError(str(error)) from error
        if scheme == "http" and not is_this_machine(host):
            raise forms.ValidationError(WORDS["address"])
        return address

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"]).strip()
        if any(ord(letter) < 33 or ord(letter) > 126 for letter in key):
            raise forms.ValidationError("A key has no blanks and no accents in it. Copy it once more.")
        return key


def _owner_only(member: Member) -> None:
    if not member.is_owner:
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def keep(request: HttpRequest, member: Member) -> HttpResponse:
    _owner_only(member)
    kept = model_server()
    initial = {"base_url": kept.base_url, "model": kept.model} if kept else None
    form = ModelForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        keep_model_server(**form.cleaned_data)
        say(request, "Kept. Try it, and switch it on when you are content.")
        return redirect("settings-model")
    left_out = not_read()
    shown = {
        "form": form,
        "kept": kept,
        "is_being_tried": kept is not None and kept.is_being_tried and is_under_way(try_model),
        "host": _host(kept),
        "is_here": kept is not None and is_this_machine(_host(kept)),
        "trouble": WORDS.get(kept.trouble, "") if kept else "",  # type: ignore[call-overload]
        "clients": [(number, name, number in left_out) for number, name, _ in names_and_hues_for(member)],
    }
    status = 422 if request.method == "POST" else 200
    return page(request, member, "promises/model.html", "settings", shown, status=status)


def _host(kept: ModelServer | None) -> str:
    return endpoint_of(kept.base_url)[1] if kept else ""


@require_POST
@for_member
def change(request: HttpRequest, member: Member) -> HttpResponse:
    """One of: `do` (try, on, off, drop, clients with `client` for each of whom nothing is shown)."""
    _owner_only(member)
    what = request.POST.get("do", "")
    if what == "try" and not is_under_way(try_model):
        begin_trial()
        try_model.enqueue()
    elif what in ("on", "off"):
        switch(is_on=what == "on")
        say(request, "Switched on." if what == "on" else "Switched off. Nothing is sent any more.")
    elif what == "drop":
        drop_model_server()
        say(request, "Taken away, with its key. What it said so far stays.")
    elif what == "clients":
        own = {number for number, _, _ in names_and_hues_for(member)}
        chosen = row_numbers(request.POST.getlist("client"))
        set_not_read(sorted(own.intersection(chosen)), listed=own)
        say(request, "Kept.")
    return redirect("settings-model")
