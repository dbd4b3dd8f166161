"""Today, the search, settings of the whole desk, backups, and how it is reached."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.digest.actions import open_feed
from alongside.intake.carrying_out import file_anew
from alongside.reach.queries import phone_address
from alongside.voices.models import Company
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "theme": Access(who="everybody", methods="POST"),
    "undo": Access(methods="POST", path="/undo/nothing/"),
    "today": Access(),
    "digest": Access(),
    "settings-digest": Access(methods=FORM, answers=(422,)),
    "settings-feed": Access(methods="POST"),
    "settings-feed-close": Access(methods="POST"),
    "feed": Access(who="everybody", kind="feed"),
    "search": Access(),
    "card-worker": Access(),
    "work": Access(kind="work"),
    "work-again": Access(methods="POST", kind="work"),
    "settings": Access(),
    "settings-clock": Access(methods="POST"),
    "voices": Access(),
    "voices-note": Access(methods="POST", answers=(422,)),
    "voices-forget": Access(methods=FORM, kind="company"),
    "voices-switch": Access(methods="POST"),
    "settings-model": Access(who="owners", methods=FORM, answers=(422,)),
    "settings-model-change": Access(who="owners", methods="POST"),
    "reach": Access(who="everybody", kind="nonce"),
    "reach-phone": Access(who="everybody", methods=FORM, kind="phone_token", answers=(403,)),
    "address-look": Access(who="owners", methods="POST"),
    "backup": Access(who="owners"),
    "backup-folder": Access(who="owners", methods="POST", answers=(422,)),
    "backup-now": Access(who="owners", methods="POST"),
    "backup-try": Access(who="owners", methods="POST"),
    "backup-new-key": Access(who="owners", methods="POST"),
    "backup-sheet": Access(who="owners", methods=FORM),
}


def feed(member: Member, stranger: Member) -> Objects:
    """A feed belongs to whoever holds its address."""
    token = open_feed(stranger, now=timezone.now()).removesuffix(".ics").rpartition("/")[2]
    return Objects(own={"token": token}, foreign=None, missing={"token": "not-a-token"})


def company(member: Member, stranger: Member) -> Objects:
    """Somebody of her own is nobody's else, the owner's neither."""
    hers, other = (Company.objects.create(member=one, name="Bea").pk for one in (member, stranger))
    return Objects({"company_id": hers}, {"company_id": other}, {"company_id": 0})


def phone_token(member: Member, stranger: Member) -> Objects:
    token = phone_address().rstrip("/").rpartition("/")[2]
    return Objects({"token": token}, None, {"token": "not-a-token"})


def nonce(member: Member, stranger: Member) -> Objects:
    return Objects(own={"nonce": "0" * 32}, foreign=None, missing={"nonce": "not-a-nonce"})


def work(member: Member, stranger: Member) -> Objects:
    """Filing that each of them asked for and waits for."""
    own, other = (
        file_anew.enqueue(member_id=who.pk, what="Filing", then="/", spans=[]) for who in (member, stranger)
    )
    return Objects({"job_id": own.id}, {"job_id": other.id}, {"job_id": UUID(int=0)})


MAKERS: Makers = {
    "feed": feed,
    "company": company,
    "nonce": nonce,
    "phone_token": phone_token,
    "work": work,
}
