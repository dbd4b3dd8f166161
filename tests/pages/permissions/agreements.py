"""What was agreed with a client, hours of work, and being away."""

from __future__ import annotations

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.agreements.actions import be_away
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "client-agreement": Access(methods=FORM, kind="client", answers=(422,)),
    "client-agreement-paper": Access(kind="client"),
    "settings-hours": Access(),
    "settings-hours-keep": Access(who="owners", methods="POST", answers=(422,)),
    "settings-away": Access(methods="POST", answers=(422,)),
    "away-notices": Access(methods=FORM, kind="absence"),
    "settings-away-drop": Access(methods="POST", answers=(400,)),
}


def absence(member: Member, stranger: Member) -> Objects:
    """Each her own alone, the owner's too."""
    today = timezone.localdate()
    own, other = (be_away(who, starts_on=today, ends_on=today).pk for who in (member, stranger))
    return Objects({"away_id": own}, {"away_id": other}, {"away_id": 0})


MAKERS: Makers = {
    "absence": absence,
}
