"""Until when a conversation is put off."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone

LONGEST_DAYS = 365


class LaterForm(forms.Form):
    on = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(
        label="Time", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if "on" in given and "at" in given:
            until = self.until()
            if until <= timezone.now():
                self.add_error("on", "This has passed. Choose a later time.")
            elif until > timezone.now() + timedelta(days=LONGEST_DAYS):
                self.add_error("on", "Choose a day within a year.")
        return given

    def until(self) -> datetime:
        """By the reader's own clock."""
        given = self.cleaned_data
        return datetime.combine(given["on"], given["at"] or time(9), timezone.get_current_timezone())
