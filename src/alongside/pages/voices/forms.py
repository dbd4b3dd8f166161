"""What a member types of a talk with somebody of her own; what is wrong with it, in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from alongside.voices.actions import MOST_MINUTES
from alongside.voices.models import By, CompanyKind


class SpokenForm(forms.Form):
    name = forms.CharField(
        max_length=100,
        label="With whom",
        widget=forms.TextInput(attrs={"list": "own-people", "autocomplete": "off", "dir": "auto"}),
    )
    kind = forms.ChoiceField(choices=CompanyKind.choices, label="Who it is to you")
    by = forms.ChoiceField(choices=By.choices, label="How")
    minutes = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_MINUTES, label="Minutes, if you like"
    )
    on = forms.DateField(label="When", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("on", timezone.localdate().isoformat())
