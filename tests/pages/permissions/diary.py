"""What is planned, and how a client books it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.sharing.actions import make
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "book": Access(who="everybody", methods=FORM, kind="booking_link", answers=(403,)),
    "booked": Access(who="everybody", methods=FORM, kind="booked_link", answers=(403,)),
    "booked-calendar": Access(who="everybody", kind="booked_link"),
    "booked-cancel": Access(who="everybody", methods="POST", kind="booked_link", answers=(403,)),
    "booked-join": Access(who="everybody", methods="POST", kind="booked_link", answers=(403,)),
    "client-booking": Access(methods=FORM, kind="client"),
    "diary": Access(),
    "diary-plan": Access(methods=FORM, answers=(422,)),
    "diary-plan-rest": Access(),
    "diary-plan-both": Access(),
    "appointment": Access(kind="appointment"),
    "appointment-change": Access(methods=FORM, kind="appointment", answers=(422,)),
    "appointment-calendar": Access(kind="appointment"),
    "appointment-letter": Access(methods="POST", kind="appointment"),
    "appointment-way-in": Access(methods=FORM, kind="appointment"),
    "appointment-say": Access(methods="POST", kind="appointment", answers=(400,)),
}


def booking_link(member: Member, stranger: Member) -> Objects:
    client = add_client("Books", by=member)
    made = make(member, kind="booking", client_id=client.pk, now=timezone.now())
    return Objects({"token": made.token}, None, {"token": "A" * 43})


def booked_link(member: Member, stranger: Member) -> Objects:
    client, now = add_client("Booked", by=member), timezone.now()
    row = plan(member, client, Facts(now, now + timedelta(minutes=30)), now=now, origin="booking")
    made = make(member, kind="booked", client_id=client.pk, object_id=row.pk, now=now)
    return Objects({"token": made.token}, None, {"token": "A" * 43})


def appointment(member: Member, stranger: Member) -> Objects:
    found = []
    for who in (member, stranger):
        client, now = add_client(f"Planned with {who.pk}", by=who), timezone.now()
        found.append(plan(who, client, Facts(now, now + timedelta(minutes=30)), now=now).pk)
    foreign = None if member.is_owner else {"appointment_id": found[1]}
    return Objects({"appointment_id": found[0]}, foreign, {"appointment_id": 0})


MAKERS: Makers = {
    "booking_link": booking_link,
    "booked_link": booked_link,
    "appointment": appointment,
}
