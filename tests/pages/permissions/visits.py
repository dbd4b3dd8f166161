"""Visits, their receipts and the card."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.visits.actions import add_receipt
from alongside.visits.actions import prepare as prepare_visit
from alongside.visits.models import Visit
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "visits": Access(),
    "visit-planned": Access(methods="POST", kind="appointed_visit"),
    "visit": Access(kind="visit"),
    "visit-about": Access(methods="POST", kind="visit", answers=(422,)),
    "visit-way": Access(methods="POST", kind="visit", answers=(422,)),
    "visit-agenda": Access(methods="POST", kind="visit"),
    "visit-costs": Access(methods="POST", kind="visit", answers=(422,)),
    "visit-receipts": Access(methods="POST", kind="visit"),
    "visit-receipt": Access(kind="receipt"),
    "visit-card": Access(kind="visit"),
    "visit-card-lines": Access(methods="POST", kind="visit"),
    "visit-after": Access(methods=FORM, kind="visit"),
    "visit-notes": Access(methods="POST", kind="visit", answers=(400,)),
    "visit-recap": Access(methods="POST", kind="visit"),
    "visit-recap-words": Access(methods=FORM, kind="visit", answers=(422,)),
    "visit-reopen": Access(methods="POST", kind="visit"),
}


def appointed_visit(member: Member, stranger: Member) -> Objects:
    found = []
    for who in (member, stranger):
        client, now = add_client(f"To visit by {who.pk}", by=who), timezone.now()
        facts = Facts(now, now + timedelta(hours=5), way="visit", place="14 Mill Lane")
        found.append(plan(who, client, facts, now=now).pk)
    foreign = None if member.is_owner else {"appointment_id": found[1]}
    return Objects({"appointment_id": found[0]}, foreign, {"appointment_id": 0})


def _visited(member: Member, stranger: Member) -> list[Visit]:
    """Each her own; an owner sees no other member's either."""
    found = []
    for who in (member, stranger):
        client, now = add_client(f"Visited by {who.pk}", by=who), timezone.now()
        row = plan(who, client, Facts(now, now + timedelta(hours=5), way="visit"), now=now)
        found.append(prepare_visit(who, row.pk, now=now))
    return found


def visit(member: Member, stranger: Member) -> Objects:
    own, other = _visited(member, stranger)
    return Objects({"visit_id": own.pk}, {"visit_id": other.pk}, {"visit_id": 0})


def receipt(member: Member, stranger: Member) -> Objects:
    found = []
    for one in _visited(member, stranger):
        given = {"name": "a.pdf", "media_type": "application/pdf", "content": b"%PDF-1.7"}
        made = add_receipt(one.member, one.pk, **given, cost_id=None, now=timezone.now())
        found.append({"visit_id": one.pk, "receipt_id": made.pk})
    return Objects(found[0], found[1], {**found[0], "receipt_id": found[1]["receipt_id"]})


MAKERS: Makers = {
    "appointed_visit": appointed_visit,
    "visit": visit,
    "receipt": receipt,
}
