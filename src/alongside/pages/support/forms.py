"""What is typed about an aspect or a duty in, facts that can be kept out."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from alongside.pages.base.words import DAYS, MONTHS
from alongside.support.aspects import LONGEST_NAME, LONGEST_TEXT, MOST_MINUTES, Facts
from alongside.support.duties import LONGEST_NAME as LONGEST_DUTY
from alongside.support.duties import When
from alongside.support.models import Aspect, Duty, Repeats
from alongside.support.sight import who_works_for

UNITS = [
    (Repeats.WEEKS, "weeks, on a weekday"),
    (Repeats.MONTH_DAY, "months, on a day of the month"),
    (Repeats.MONTH_END, "months, on the last working day"),
    (Repeats.YEAR, "years, on a day of the year"),
]
# Nobody keeps a desk before or after.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2200, 1, 1)


def day_field(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def area(label: str, *, rows: int = 3, longest: int = LONGEST_TEXT, help_text: str = "") -> forms.CharField:
    widget = forms.Textarea({"rows": rows, "dir": "auto"})
    return forms.CharField(
        label=label, required=False, max_length=longest, help_text=help_text, widget=widget
    )


def line(label: str, *, longest: int, required: bool = True, help_text: str = "") -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off", "dir": "auto"})
    return forms.CharField(
        label=label, required=required, max_length=longest, help_text=help_text, widget=widget
    )


def check_day(form: forms.Form, name: str) -> None:
    given = form.cleaned_data.get(name)
    if given is not None and not FIRST_DAY <= given <= LAST_DAY:
        form.add_error(name, "Give a day between 1950 and 2200.")


def hours_in(minutes: int) -> str:
    """For a field of hours: "1.5"."""
    return f"{Decimal(minutes) / 60:.2f}".rstrip("0").rstrip(".")


class AspectForm(forms.Form):
    name = line("Name", longest=LONGEST_NAME)
    what = area(
        "What is done", help_text="In words that they may read too: shared by a link, this is what they see."
    )
    how = area("How", help_text="For you and your colleagues; no client sees it.")
    covered_by = forms.TypedChoiceField(label="Looked after by", coerce=int, empty_value=None, required=False)
    since_on = day_field("Since")
    hours = forms.DecimalField(
        label="Agreed hours a month",
        required=False,
        min_value=0,
        max_value=MOST_MINUTES // 60,
        decimal_places=2,
        widget=forms.NumberInput({"step": "0.25", "inputmode": "decimal"}),
        help_text="1.5 is an hour and a half. Empty: nothing was agreed.",
    )
    # What stood in the fields when the page was shown.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: object = None, *, client_id: int, aspect: Aspect | None = None) -> None:
        facts = _facts(aspect) if aspect is not None else {}
        self._now = {name: _plain(value) for name, value in facts.items()}
        super().__init__(data, initial={**facts, "shown": json.dumps(self._now)})  # type: ignore[arg-type]
        people = [(str(one.pk), one.name or one.email) for one in who_works_for(client_id)]
        kept = aspect.covered_by if aspect is not None else None
        if kept is not None and str(kept.pk) not in dict(people):
            # Whoever left stays named until somebody else is chosen.
            people.append((str(kept.pk), f"{kept.name or kept.email} (not here any more)"))
        self.fields["covered_by"].choices = [("", "whoever is here"), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        check_day(self, "since_on")
        self._look_meanwhile()
        return self.cleaned_data

    def _seen(self) -> dict[str, str]:
        """Nothing where it is not of a page of ours: then all that was sent is kept."""
        try:
            seen = json.loads(self.data.get("shown", ""))
        except (ValueError, RecursionError):
            return {}
        is_whole = isinstance(seen, dict) and seen.keys() == self._now.keys()
        return seen if is_whole and all(isinstance(one, str) for one in seen.values()) else {}

    def _changed(self) -> set[str]:
        seen = self._seen()
        return {name for name in self._now if seen.get(name) != _plain(self.data.get(name))}

    def _look_meanwhile(self) -> None:
        """What she typed over something else than she saw is not kept before she has seen that as well."""
        seen, changed = self._seen(), self._changed()
        lost = [
            name
            for name in changed
            if seen and self._now[name] not in (seen[name], _plain(self.data.get(name)))
        ]
        for name in lost:
            self.add_error(name, f"Somebody changed this meanwhile. It says now: {self._says(name)}")
        if lost:
            untouched = {one: text for one, text in self._now.items() if one not in changed}
            typed = {name: self.data.get(name, "") for name in changed}
            self.data = {**typed, **untouched, "shown": json.dumps(self._now)}

    def _says(self, name: str) -> str:
        text = self._now[name]
        names: dict[str, str] = dict(getattr(self.fields[name], "choices", ()))
        return names.get(text, text) or "nothing"

    def changed(self) -> list[str]:
        """Which of the facts differ from what the page showed."""
        return [{"hours": "minutes_a_month"}.get(name, name) for name in self._changed()]

    def facts(self) -> Facts:
        given = self.cleaned_data
        hours: Decimal | None = given["hours"]
        return Facts(
            name=given["name"],
            what=given["what"],
            how=given["how"],
            covered_by=given["covered_by"],
            since_on=given["since_on"],
            minutes_a_month=round(hours * 60) if hours is not None else None,
        )


def _facts(aspect: Aspect) -> dict[str, Any]:
    minutes = aspect.minutes_a_month
    return {
        "name": aspect.name,
        "what": aspect.what,
        "how": aspect.how,
        "covered_by": aspect.covered_by_id or "",
        "since_on": aspect.since_on,
        "hours": hours_in(minutes) if minutes is not None else None,
    }


def _plain(value: Any) -> str:
    """As it stands in a form, however a browser ends its lines."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


class DutyForm(forms.Form):
    name = line("What is to be done", longest=LONGEST_DUTY)
    every = forms.IntegerField(label="Every", min_value=1, max_value=52)
    repeats = forms.ChoiceField(label="Weeks, months or years", choices=UNITS)
    weekday = forms.TypedChoiceField(label="On", coerce=int, choices=list(enumerate(DAYS)), required=False)
    day = forms.IntegerField(label="Day", min_value=1, max_value=31, required=False)
    month = forms.TypedChoiceField(
        label="Month", coerce=int, choices=list(enumerate(MONTHS, start=1)), required=False
    )
    starts_on = day_field("Counted from", required=True)

    def __init__(self, data: object = None, *, today: date, duty: Duty | None = None) -> None:
        super().__init__(data, initial=_duty_facts(duty, today=today))  # type: ignore[arg-type]

    def clean(self) -> dict[str, Any]:
        check_day(self, "starts_on")
        given = self.cleaned_data
        if given.get("repeats") in (Repeats.MONTH_DAY, Repeats.YEAR) and not given.get("day"):
            self.add_error("day", "Give the day of the month; 31 is the last, however long the month is.")
        return given

    def when(self) -> When:
        given = self.cleaned_data
        is_week = given["repeats"] == Repeats.WEEKS
        day = given["weekday"] or 0 if is_week else given["day"] or 31
        month = given["month"] or 1 if given["repeats"] == Repeats.YEAR else None
        return When(given["repeats"], given["starts_on"], given["every"], day, month)


def _duty_facts(duty: Duty | None, *, today: date) -> dict[str, Any]:
    if duty is None:
        return {
            "every": 1,
            "weekday": today.weekday(),
            "day": today.day,
            "month": today.month,
            "starts_on": today,
        }
    is_week = duty.repeats == Repeats.WEEKS
    return {
        "name": duty.name,
        "every": duty.every,
        "repeats": duty.repeats,
        "weekday": duty.day if is_week else today.weekday(),
        "day": None if is_week else duty.day,
        "month": duty.month or today.month,
        "starts_on": duty.starts_on,
    }
