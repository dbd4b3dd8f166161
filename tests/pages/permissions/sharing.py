"""Links for people without an account, and what they write there."""

from __future__ import annotations

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.sharing.actions import Made, make
from alongside.sharing.models import Reply
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "shared": Access(who="everybody", kind="link"),
    "shared-reply": Access(who="everybody", methods="POST", kind="link", answers=(403,)),
    "shared-seen": Access(who="everybody", methods="POST", kind="link", answers=(403,)),
    "shares": Access(kind="client"),
    "share-make": Access(methods=FORM, kind="client", answers=(400,)),
    "share-preview": Access(kind="share"),
    "share-renew": Access(methods=FORM, kind="share"),
    "share-revoke": Access(methods="POST", kind="share"),
    "share-write": Access(methods="POST", kind="share"),
    "share-choose": Access(methods=FORM, kind="clients_page"),
    "share-support": Access(methods=FORM, kind="support_page"),
    "share-hold": Access(methods="POST", kind="share"),
    "share-reply": Access(methods="POST", kind="reply"),
}


def _links(member: Member, stranger: Member) -> tuple[Made, Made]:
    """Of a client of each what was agreed, shared."""
    own, other = (
        make(who, kind="agreement", client_id=add_client(f"Elm {who.pk}", by=who).pk, now=timezone.now())
        for who in (member, stranger)
    )
    return own, other


def link(member: Member, stranger: Member) -> Objects:
    """A link belongs to whoever holds it; there is no foreign one."""
    return Objects({"token": _links(member, stranger)[0].token}, None, {"token": "A" * 43})


def share(member: Member, stranger: Member) -> Objects:
    own, other = ({"share_id": one.share.pk} for one in _links(member, stranger))
    return Objects(own, None if member.is_owner else other, {"share_id": 0})


def clients_page(member: Member, stranger: Member) -> Objects:
    return _page_of_a_client(member, stranger, kind="client")


def support_page(member: Member, stranger: Member) -> Objects:
    return _page_of_a_client(member, stranger, kind="support")


def _page_of_a_client(member: Member, stranger: Member, *, kind: str) -> Objects:
    own, other = (
        make(who, kind=kind, client_id=add_client(f"Elm {who.pk}", by=who).pk, now=timezone.now())
        for who in (member, stranger)
    )
    foreign = None if member.is_owner else {"share_id": other.share.pk}
    return Objects({"share_id": own.share.pk}, foreign, {"share_id": 0})


def reply(member: Member, stranger: Member) -> Objects:
    own, other = (
        {
            "reply_id": Reply.objects.create(
                share=one.share, source_key=bytes([at] * 16), sent_at=timezone.now()
            ).pk
        }
        for at, one in enumerate(_links(member, stranger))
    )
    return Objects(own, None if member.is_owner else other, {"reply_id": 0})


MAKERS: Makers = {
    "link": link,
    "share": share,
    "clients_page": clients_page,
    "support_page": support_page,
    "reply": reply,
}
