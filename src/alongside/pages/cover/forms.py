"""From when until when a client is looked after, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from alongside.accounts.models import Member
from alongside.agreements.models import Away


def _calendar() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class CoverForm(forms.Form):
    colleague = forms.ChoiceField(label="A colleague", required=False)
    name = forms.CharField(label="Or somebody from outside", max_length=100, required=False)
    starts_on = forms.DateField(label="From", widget=_calendar())
    until_on = forms.DateField(label="Until, that day included", widget=_calendar())

    def __init__(self, data: Any, *, colleagues: Sequence[Member], away: Away | None = None) -> None:
        initial = (
            {"starts_on": away.starts_on, "until_on": away.ends_on, "name": away.cover} if away else None
        )
        super().__init__(data, initial=initial)
        self._by_number = {str(one.pk): one for one in colleagues}
        choices = [
            ("", "Nobody of these"),
            *((key, one.name or one.email) for key, one in self._by_number.items()),
        ]
        self.fields["colleague"].choices = choices  # type: ignore[attr-defined]
        if not colleagues:
            self.fields["name"].label = "Who looks after them"

    @property
    def colleague_chosen(self) -> Member | None:
        return self._by_number.get(self.cleaned_data["colleague"])
