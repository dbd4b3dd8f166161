"""What is asked about a client's mailbox: who agreed, how and when; what of it is read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from alongside.connections.agreed import Wanted
from alongside.connections.models import Folder, Limits
from alongside.lib.outside import is_address

_DAY = forms.DateInput(attrs={"type": "date"})


def addresses_in(written: str) -> tuple[str, ...]:
    """Parted by commas or blanks; raises ValidationError with the one that is none."""
    found = tuple(one.strip().lower() for one in written.replace(",", " ").split())
    for one in found:
        if not is_address(one):
            raise forms.ValidationError(f"{one} is no address. It looks like you@example.com.")
    return found


class ConsentForm(forms.Form):
    agreed_by = forms.CharField(
        label="Who agreed", max_length=200, help_text="A person at the client who may decide it."
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
