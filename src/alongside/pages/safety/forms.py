"""Where backups go, at which hour, and how many stay."""

from __future__ import annotations

from django import forms

from alongside.backups import actions, rules
from alongside.backups.errors import Refused
from alongside.backups.models import Plan

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


class PlanForm(forms.Form):
    folder = forms.CharField(
        max_length=1000,
        label="Folder",
        help_text="On another disk than your data: a USB disk, or a folder that is copied elsewhere by itself.",
        widget=forms.TextInput({"placeholder": "/media/disk/backups", "spellcheck": "false"}),
    )
    at_hour = forms.TypedChoiceField(coerce=int, choices=HOURS, label="Every day at")
    keep_daily = forms.IntegerField(min_value=1, max_value=60, label="Days")
    keep_weekly = forms.IntegerField(min_value=0, max_value=60, label="Weeks")
    keep_monthly = forms.IntegerField(min_value=0, max_value=120, label="Months")

    @classmethod
    def of(cls, plan: Plan | None) -> PlanForm:
        shown = plan or Plan()
        return cls(initial={name: getattr(shown, name) for name in cls.base_fields})

    def keep(self) -> Plan | None:
        """The plan as it is from now on; None, with the reason at its field, for a folder that would not do."""
        given = dict(self.cleaned_data)
        folder = given.pop("folder").strip()
        try:
            return actions.choose(folder, **given)
        except Refused as refused:
            words = rules.sentence(refused.trouble.value, folder=folder, name="", detail=refused.detail)
            self.add_error("folder", words)
        return None
