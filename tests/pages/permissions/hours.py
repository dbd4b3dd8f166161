"""Hours worked, their terms and the monthly report."""

from __future__ import annotations

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.hours.models import Entry
from tests.making import MONDAY
from tests.pages.permissions.access import FORM, Access, Makers, Objects
from tests.pages.permissions.clients import client

ROUTES: dict[str, Access] = {
    "timer": Access(),
    "timer-start": Access(methods="POST", answers=(400,)),
    "timer-stop": Access(methods="POST"),
    "timer-away": Access(methods="POST", answers=(400,)),
    "timer-say": Access(methods="POST"),
    "hours": Access(),
    "hours-keep": Access(methods=FORM),
    "hours-proposed": Access(methods="POST", answers=(400,)),
    "hours-letters": Access(methods="POST"),
    "hours-entry": Access(methods=FORM, kind="hours_entry", answers=(400,)),
    "hours-entry-drop": Access(methods="POST", kind="hours_entry"),
    "client-hours": Access(methods=FORM, kind="client", answers=(422,)),
    "client-hours-terms": Access(methods="POST", kind="client", answers=(400,)),
    "client-hours-parts": Access(methods="POST", kind="client"),
    "client-hours-rounding": Access(methods="POST", kind="client", answers=(400,)),
    "client-hours-heeded": Access(methods="POST", kind="client"),
    "client-month": Access(kind="client_month"),
    "client-month-costs": Access(methods="POST", kind="client_month"),
    "client-month-share": Access(methods=FORM, kind="client_month"),
    "client-month-file": Access(kind="client_file"),
}


def client_month(member: Member, stranger: Member) -> Objects:
    made = client(member, stranger)
    foreign = made.foreign and {**made.foreign, "number": 202603}
    return Objects({**made.own, "number": 202603}, foreign, {**made.own, "number": 202613})


def client_file(member: Member, stranger: Member) -> Objects:
    made, what = client_month(member, stranger), {"ending": "csv"}
    assert made.missing is not None
    return Objects({**made.own, **what}, made.foreign and {**made.foreign, **what}, {**made.missing, **what})


def hours_entry(member: Member, stranger: Member) -> Objects:
    own, other = (
        {
            "entry_id": Entry.objects.create(
                member=who, client=add_client(f"Worked {who.pk}", by=who), on=MONDAY.date(), minutes=60
            ).pk
        }
        for who in (member, stranger)
    )
    return Objects(own, None if member.is_owner else other, {"entry_id": 0})


MAKERS: Makers = {
    "client_month": client_month,
    "client_file": client_file,
    "hours_entry": hours_entry,
}
