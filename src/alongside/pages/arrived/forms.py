"""What is asked about a client's mailbox: who agreed, how and when; what of it is read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from alongside.channels.discovery.rules import split_address
from alongside.connections.agreed import Wanted
from alongside.connections.models import Folder, Limits

# The only form in which a browser takes a day.
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def addresses_in(written: str) -> tuple[str, ...]:
    """Parted by commas or blanks; raises ValidationError with the one that is none."""
    found = tuple(one.strip().lower() for one in written.replace(",", " ").split())
    for one in found:
        if split_address(one) is None:
            raise forms.ValidationError(f"{one} is no address. It looks like you@example.com.")
    return found


class ConsentForm(forms.Form):
    agreed_by = forms.CharField(
        label="Name", max_length=200, help_text="A person at the client who may decide it."
    )
    how = forms.CharField(
        label="How",
        max_length=300,
        help_text="By mail, in the contract, on the phone: what you would look for if somebody asks.",
    )
    agreed_on = forms.DateField(label="When", widget=_DAY)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_agreed_on(self) -> date:
        on: date = self.cleaned_data["agreed_on"]
        if on > self._today:
            raise forms.ValidationError("This day is still to come.")
        return on


class LimitsForm(forms.Form):
    scope = forms.ChoiceField(
        label="Read",
        choices=[
            (Limits.Scope.HERS, "only conversations you take part in (usual)"),
            (Limits.Scope.ALL, "everything"),
        ],
    )
    own_addresses = forms.CharField(
        label="Your addresses there",
        required=False,
        max_length=2000,
        help_text="Beside those of your own mailboxes: your address at the client. Several are parted by commas.",
    )
    since_on = forms.DateField(
        label="From this day on",
        required=False,
        widget=_DAY,
        help_text="Nothing older is read. Empty: back to the first letter.",
    )
    takes_new_folders = forms.BooleanField(label="Folders that are made later are read too", required=False)
    folders = forms.ModelMultipleChoiceField(Folder.objects.none(), required=False)

    def __init__(self, *args: Any, folders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folders"].queryset = folders  # type: ignore[attr-defined]

    def clean_own_addresses(self) -> tuple[str, ...]:
        return addresses_in(self.cleaned_data["own_addresses"])

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        known = list(self.fields["folders"].queryset)  # type: ignore[attr-defined]
        chosen = frozenset(folder.pk for folder in given["folders"])
        return Wanted(
            scope=given["scope"],
            since_on=given["since_on"],
            own_addresses=given["own_addresses"],
            takes_new_folders=given["takes_new_folders"],
            folders=chosen if known else None,
        )


class FilingForm(forms.Form):
    """An address or a folder, and from where she sends to it."""

    address = forms.CharField(
        label="Address",
        required=False,
        max_length=320,
        help_text="One that comes into this mailbox and that you give to nobody: you+file@example.com, or an alias.",
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    folder = forms.ChoiceField(label="Or a folder of it", required=False)
    senders = forms.CharField(
        label="You send to it from",
        required=False,
        max_length=2000,
        help_text="Beside your own mailboxes’ addresses: the delegated or closed one. Several are parted by commas.",
    )

    def __init__(self, *args: Any, folders: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder"].choices = [("", "none"), *((name, name) for name in folders)]  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        found = addresses_in(self.cleaned_data["address"])
        if len(found) > 1:
            raise forms.ValidationError("Give one address.")
        return "".join(found)

    def clean_senders(self) -> tuple[str, ...]:
        return addresses_in(self.cleaned_data["senders"])
