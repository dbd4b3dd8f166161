"""What a member types of the contact she wants; what is wrong with it, in words."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.rhythm.actions import MOST_DAYS
from alongside.rhythm.models import Counts


class WishForm(forms.Form):
    ideal_days = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_DAYS, label="You would like it every … days"
    )
    maximum_days = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_DAYS, label="Tell you after … days without"
    )
    counts = forms.ChoiceField(choices=Counts.choices, label="What counts")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        ideal, most = values.get("ideal_days"), values.get("maximum_days")
        if ideal and most and most < ideal:
            self.add_error("maximum_days", "This cannot be shorter than what you would like.")
        return values
