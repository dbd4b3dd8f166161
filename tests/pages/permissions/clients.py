"""A client's own page, her days, joining, parting, erasing, and how often there is contact."""

from __future__ import annotations

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.clients.anniversaries import keep_day
from tests.pages.permissions.access import FORM, Access, Kwargs, Makers, Objects

FOUNDED: Kwargs = {"kind": "since", "label": "", "month": 3, "day": 1, "year": 2020}

ROUTES: dict[str, Access] = {
    "clients": Access(methods=FORM, answers=(422,)),
    "client": Access(kind="client"),
    "client-people": Access(kind="client"),
    "client-rename": Access(methods="POST", kind="client"),
    "client-clock": Access(methods="POST", kind="client"),
    "client-colour": Access(methods="POST", kind="client", answers=(400,)),
    "client-learn": Access(methods="POST", kind="client", answers=(400,)),
    "client-forget": Access(methods="POST", kind="client"),
    "client-merge": Access(methods=FORM, kind="client", answers=(400,)),
    "client-join": Access(methods=FORM, kind="client", answers=(400,)),
    "client-part": Access(methods="POST", kind="client", answers=(400,)),
    "client-days": Access(methods=FORM, kind="client", answers=(422,)),
    "day-drop": Access(methods="POST", kind="day"),
    "day-done": Access(methods="POST", kind="day"),
    "client-erase": Access(who="owners", methods=FORM, kind="client"),
    "client-erase-person": Access(who="owners", methods=FORM, kind="client", answers=(400,)),
    "client-rhythm": Access(kind="client"),
    "rhythm-wish": Access(methods="POST", kind="client", answers=(422,)),
    "rhythm-not-now": Access(methods="POST", kind="client"),
    "rhythm-again": Access(methods="POST", kind="client"),
    "client-files": Access(kind="client"),
    "client-years": Access(kind="client"),
}


def client(member: Member, stranger: Member) -> Objects:
    own, other = add_client("Harlow & Sons", by=member), add_client("Birch", by=stranger)
    foreign = None if member.is_owner else {"client_id": other.pk}
    return Objects(own={"client_id": own.pk}, foreign=foreign, missing={"client_id": 0})


def day(member: Member, stranger: Member) -> Objects:
    own, other = (
        keep_day(add_client(f"Born at {who.pk}", by=who), None, **FOUNDED).pk for who in (member, stranger)
    )
    return Objects({"day_id": own}, None if member.is_owner else {"day_id": other}, {"day_id": 0})


MAKERS: Makers = {
    "day": day,
    "client": client,
}
