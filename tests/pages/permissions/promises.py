"""Promises, to-dos and questions."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.processes.follow_ups import follow_all
from alongside.promises.actions import accept
from alongside.promises.models import Finding
from tests.making import ME, MONDAY, arrive, mailbox, message
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "promises": Access(),
    "promise-new": Access(methods=FORM, answers=(400,)),
    "promise": Access(methods=FORM, kind="promise"),
    "promise-say": Access(methods="POST", kind="promise"),
    "promise-move": Access(methods=FORM, kind="promise", answers=(422,)),
    "finding-keep": Access(methods="POST", kind="finding"),
    "finding-change": Access(methods=FORM, kind="finding"),
    "finding-refuse": Access(methods="POST", kind="finding"),
    "questions-answer": Access(methods="POST", kind="asking"),
}


def _said(member: Member, stranger: Member) -> tuple[Finding, Finding]:
    """A promise in a letter of a client of each, with a question beside it."""
    for who in (member, stranger):
        sender = f"mara@of{who.pk}.example"
        add_client(f"Harlow {who.pk}", addresses=[(sender, "Mara")], by=who)
        text = "I'll send you the list by Friday. Is the hall free?\n"
        hours = (timezone.now() - timedelta(days=1) - MONDAY).total_seconds() / 3600
        arrive(mailbox(who, label=who.email or "Own"), message(sender, ME, text=text, hours=hours))
    follow_all()
    own, other = Finding.objects.filter(kind="promise").order_by("interaction_id")
    return own, other


def finding(member: Member, stranger: Member) -> Objects:
    own, other = (
        {"interaction_id": one.interaction_id, "start": one.start, "end": one.end, "kind": one.kind}
        for one in _said(member, stranger)
    )
    return Objects(own, None if member.is_owner else other, {**own, "start": 999})


def asking(member: Member, stranger: Member) -> Objects:
    own, other = ({"interaction_id": one.interaction_id} for one in _said(member, stranger))
    return Objects(own, None if member.is_owner else other, None)


def promise(member: Member, stranger: Member) -> Objects:
    keys = []
    for one, who in zip(_said(member, stranger), (member, stranger), strict=True):
        place = (one.interaction_id, one.start, one.end, one.kind)
        keys.append(accept(who, place, now=timezone.now()))
    return Objects({"key": keys[0]}, None if member.is_owner else {"key": keys[1]}, {"key": "0" * 32})


MAKERS: Makers = {
    "finding": finding,
    "asking": asking,
    "promise": promise,
}
