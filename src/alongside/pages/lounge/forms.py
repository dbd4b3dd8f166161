"""What is typed to make or change a lounge; what is wrong with it, in words."""

from __future__ import annotations

from django import forms

from alongside.lounge.models import Lounge
from alongside.lounge.rules import KEEPS, LONGEST_NAME, USUALLY_KEPT


class LoungeForm(forms.Form):
    name = forms.CharField(
        max_length=LONGEST_NAME,
        label="What it is called",
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    keeps_days = forms.TypedChoiceField(
        choices=[(days, words[0].upper() + words[1:]) for days, words in KEEPS.items()],
        coerce=int,
        initial=USUALLY_KEPT,
        label="How long words stay",
    )

    @classmethod
    def of(cls, lounge: Lounge) -> LoungeForm:
        return cls(initial={"name": lounge.name, "keeps_days": lounge.keeps_days})
