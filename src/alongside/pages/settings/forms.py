"""What can be set: the clock of the practice and of a member, and who is invited to work here."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import iso3166
import phonenumbers
from django import forms
from django.db.models.functions import Lower
from django.utils import timezone

from alongside.accounts import actions
from alongside.accounts.models import Member, Role
from alongside.accounts.queries import practice
from alongside.clients.models import Client
from alongside.clients.queries import clients_for
from alongside.colleagues.actions import assign
from alongside.colleagues.queries import current_assignments
from alongside.pages.base.widgets import LongSelect


@lru_cache(maxsize=1)
def zones() -> list[str]:
    """Those named after a place; "Etc/GMT+3" and the like mean something else than they look."""
    every = available_timezones()
    return sorted(
        zone for zone in every if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "posix"))
    )


@lru_cache(maxsize=1)
def countries() -> list[tuple[str, str]]:
    """Those whose numbers are known; named as ISO 3166 names them, with how a number there begins."""
    named = (
        (code, f"{country.name} (+{phonenumbers.country_code_for_region(code)})")
        for code, country in iso3166.countries_by_alpha2.items()
        if code in phonenumbers.SUPPORTED_REGIONS
    )
    return sorted(named, key=lambda one: one[1])


def _after(first: str) -> list[tuple[str, str]]:
    return [("", first), *((zone, zone.replace("_", " ")) for zone in zones())]


class ClockForm(forms.Form):
    """By which clock a member reads; an owner sets the practice's too, and its country."""

    own = forms.ChoiceField(
        required=False,
        label="Your time zone",
        widget=LongSelect,
        choices=partial(_after, "the same as everybody"),
    )
    shared = forms.ChoiceField(
        required=False, label="Everybody’s time zone", widget=LongSelect, choices=partial(_after, "no other")
    )

    country = forms.ChoiceField(
        required=False, label="Its country, for phone numbers", widget=LongSelect, choices=countries
    )

    def keep(self, member: Member) -> None:
        given = self.cleaned_data
        member.timezone = given["own"]
        member.save(update_fields=["timezone"])
        if member.is_owner:
            ours = practice()
            ours.timezone = given["shared"] or ours.timezone
            ours.region = given["country"] or ours.region
            ours.save()


class WorkForm(forms.Form):
    """As what somebody works here and for whom: an assistant for some clients, or cover for some until a day."""

    role = forms.ChoiceField(label="Works as", choices=Role.choices, initial=Role.ASSISTANT)
    until_on = forms.DateField(
        label="Cover until", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    clients = forms.ModelMultipleChoiceField(
        Client.objects.none(), required=False, label="For", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, member: Member, **more: Any) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.member = member
        self.fields["clients"].queryset = clients_for(member).order_by(Lower("name"), "name")  # type: ignore[attr-defined]

    @classmethod
    def of(cls, colleague: Member, member: Member) -> WorkForm:
        """Filled with how it is now."""
        until = colleague.cover_ends_at and timezone.localdate(
            colleague.cover_ends_at - timedelta(seconds=1), ZoneInfo(practice().timezone)
        )
        clients = list(current_assignments().filter(member=colleague).values_list("client_id", flat=True))
        return cls(member=member, initial={"role": colleague.role, "until_on": until, "clients": clients})

    @property
    def last_day(self) -> date | None:
        """Of cover; None for everybody else, whatever was typed."""
        given = self.cleaned_data
        return given["until_on"] if given["role"] == Role.COVER else None

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        is_cover, until = given.get("role") == Role.COVER, given.get("until_on")
        if is_cover and until is None:
            self.add_error("until_on", "Say until which day the cover lasts.")
        elif is_cover and until is not None and until < timezone.localdate():
            self.add_error("until_on", "This day is over.")
        if given.get("role") != Role.OWNER and not given.get("clients") and self.fields["clients"].queryset:  # type: ignore[attr-defined]
            self.add_error("clients", "Say for which clients.")
        return given


class InviteForm(WorkForm):
    """Somebody new to work here."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    name = forms.CharField(label="Name", max_length=200, required=False)

    def invite(self) -> tuple[Member, str]:
        """The new member and the link that lets them in, which is kept nowhere; raises AddressTaken."""
        given, until = self.cleaned_data, self.last_day
        member, link = actions.invite(
            given["email"],
            by=self.member,
            role=given["role"],
            name=given["name"],
            cover_ends_at=end_of(until),
        )
        assign(
            member, given["clients"] if given["role"] != Role.OWNER else [], by=self.member, until_on=until
        )
        return member, link


def end_of(day: date | None) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(practice().timezone))
