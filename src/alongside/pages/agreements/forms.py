"""Hours of work, what was agreed with a client, days away: what was typed in, values that hold out."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.agreements.actions import Hours, be_away, keep_agreement, keep_own_hours
from alongside.agreements.holidays import places
from alongside.agreements.models import Agreement, Away, OwnHours
from alongside.clients.models import Client
from alongside.pages.base.widgets import LongSelect
from alongside.pages.base.words import DAYS

WEEKDAYS = [(str(number), name) for number, name in enumerate(DAYS)]
MOST_HOURS, LONGEST_TEXT, LONGEST_AWAY_DAYS = 400, 2_000, 366
FARTHEST_BACK, FARTHEST_AHEAD = timedelta(days=-366), timedelta(days=3 * 366)


def _places() -> list[tuple[str, str]]:
    return [("", "none"), *places()]


def _clock() -> forms.TimeInput:
    return forms.TimeInput({"type": "time"}, format="%H:%M")


class HoursForm(forms.Form):
    """When work is done, in one place."""

    begins = forms.TimeField(required=False, label="From", widget=_clock())
    ends = forms.TimeField(required=False, label="To", widget=_clock())
    days = forms.MultipleChoiceField(
        required=False, label="On", choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    holidays = forms.ChoiceField(
        required=False, label="Public holidays of", widget=LongSelect, choices=_places
    )

    @staticmethod
    def filled(kept: OwnHours | Agreement) -> dict[str, Any]:
        return {
            "begins": kept.begins,
            "ends": kept.ends,
            "days": list(kept.days),
            "holidays": kept.holidays,
        }

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        begins, ends = given.get("begins"), given.get("ends")
        if (begins is None) != (ends is None):
            self.add_error("ends", "Give both times, or neither.")
        elif begins is not None and ends is not None and begins >= ends:
            self.add_error("ends", "The day ends before it begins. Choose a later time.")
        return given

    def hours(self) -> Hours:
        given = self.cleaned_data
        begins: time | None = given["begins"]
        return Hours(begins, given["ends"], "".join(sorted(given["days"])), given["holidays"])


class OwnHoursForm(HoursForm):
    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("days"):
            self.add_error("days", "Choose at least one day.")
        return given

    def keep(self) -> None:
        keep_own_hours(self.hours())


def _text(label: str) -> forms.CharField:
    area = forms.Textarea({"rows": 3, "dir": "auto"})
    return forms.CharField(required=False, label=label, max_length=LONGEST_TEXT, widget=area)


class AgreementForm(HoursForm):
    """What is left empty is as at this desk."""

    answer_hours = forms.IntegerField(
        required=False, label="Answers within, in working hours", min_value=1, max_value=MOST_HOURS
    )
    channels = _text("Which way for what")
    urgent = _text("When it is urgent")
    notes = _text("Anything else")

    @classmethod
    def of(cls, agreed: Agreement) -> AgreementForm:
        more = {
            "answer_hours": agreed.answer_hours,
            "channels": agreed.channels,
            "urgent": agreed.urgent,
            "notes": agreed.notes,
        }
        return cls(initial={**cls.filled(agreed), **more})

    def keep(self, client: Client) -> Agreement:
        given = self.cleaned_data
        return keep_agreement(
            client,
            self.hours(),
            answer_hours=given["answer_hours"],
            channels=given["channels"].strip(),
            urgent=given["urgent"].strip(),
            notes=given["notes"].strip(),
        )


class AwayForm(forms.Form):
    starts_on = forms.DateField(
        label="First day away", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label="Last day away", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        starts_on: date | None = given.get("starts_on")
        ends_on: date | None = given.get("ends_on")
        if starts_on is not None and ends_on is not None:
            if ends_on < starts_on:
                self.add_error("ends_on", "The last day is before the first.")
            elif (ends_on - starts_on).days > LONGEST_AWAY_DAYS:
                self.add_error("ends_on", "Choose days within a year of each other.")
            elif not FARTHEST_BACK < starts_on - timezone.localdate() < FARTHEST_AHEAD:
                self.add_error("starts_on", "Choose a day within the next three years, or the last one.")
        return given

    def keep(self, member: Member) -> Away:
        given = self.cleaned_data
        return be_away(member, starts_on=given["starts_on"], ends_on=given["ends_on"])
