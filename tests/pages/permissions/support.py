"""What is done for a client, how, and how it goes."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.support import actions as support
from alongside.support.models import Aspect
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "client-support": Access(kind="client"),
    "client-support-add": Access(methods="POST", kind="client"),
    "support-catalogue": Access(methods=FORM, answers=(422,)),
    "support-offer": Access(methods="POST"),
    "aspect": Access(methods=FORM, kind="aspect", answers=(422,)),
    "aspect-say": Access(methods="POST", kind="aspect"),
    "duty-add": Access(methods="POST", kind="aspect", answers=(422,)),
    "duty": Access(methods=FORM, kind="duty", answers=(422,)),
    "duty-tick": Access(methods="POST", kind="duty"),
    "duty-missed": Access(methods="POST", kind="duty"),
    "duty-stop": Access(methods="POST", kind="duty"),
    "how-to-new": Access(methods=FORM, kind="aspect", answers=(422,)),
    "how-to": Access(kind="how_to"),
    "how-to-write": Access(methods=FORM, kind="how_to", answers=(422,)),
    "how-to-versions": Access(kind="how_to"),
    "how-to-back": Access(methods="POST", kind="how_to"),
    "how-to-away": Access(methods="POST", kind="how_to"),
    "aspect-rate": Access(methods="POST", kind="aspect"),
    "improvement-add": Access(methods=FORM, kind="client", answers=(422,)),
    "improvement": Access(methods=FORM, kind="improvement", answers=(422,)),
    "improvement-say": Access(methods="POST", kind="improvement"),
}


def _of_aspects(
    member: Member, stranger: Member, key: str, make: Callable[[Member, Aspect], int] | None = None
) -> Objects:
    """Something of a client of each; an owner sees both."""
    found = []
    for who in (member, stranger):
        client = add_client(f"Helped by {who.pk}", by=who)
        one = support.add_own(who, client.pk, support.Facts("Inbox"))
        found.append(make(who, one) if make is not None else one.pk)
    return Objects({key: found[0]}, None if member.is_owner else {key: found[1]}, {key: 0})


def aspect(member: Member, stranger: Member) -> Objects:
    return _of_aspects(member, stranger, "aspect_id")


def duty(member: Member, stranger: Member) -> Objects:
    when = support.When("weeks", timezone.localdate(), 1, timezone.localdate().weekday())
    return _of_aspects(
        member, stranger, "duty_id", lambda who, one: support.add_duty(who, one.pk, "Report", when).pk
    )


def how_to(member: Member, stranger: Member) -> Objects:
    now = timezone.now()
    return _of_aspects(
        member,
        stranger,
        "how_to_id",
        lambda who, one: support.write_new(who, one.pk, "Sorting", "1. Read.", now=now).pk,
    )


def improvement(member: Member, stranger: Member) -> Objects:
    now = timezone.now()
    return _of_aspects(
        member,
        stranger,
        "improvement_id",
        lambda who, one: support.add_improvement(who, one.client_id, support.Idea("Call first"), now=now).pk,
    )


MAKERS: Makers = {
    "aspect": aspect,
    "duty": duty,
    "how_to": how_to,
    "improvement": improvement,
}
