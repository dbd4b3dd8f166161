"""The weekly note, cover, and ending a client."""

from __future__ import annotations

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.handover.archiving import path_of
from alongside.handover.covering import prepare
from alongside.handover.covering import share as share_pack
from alongside.handover.models import Archive, ErasureProof
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "client-end": Access(who="owners", kind="client"),
    "client-archive": Access(who="owners", methods="POST", kind="client"),
    "client-keep": Access(who="owners", methods="POST", kind="client", answers=(422,)),
    "client-again": Access(who="owners", methods="POST", kind="client"),
    "archive": Access(who="owners", kind="archive"),
    "archive-forget": Access(who="owners", methods="POST", kind="archive"),
    "erasure": Access(who="owners", kind="erasure"),
    "erasure-file": Access(who="owners", kind="erasure"),
    "covers": Access(),
    "client-cover": Access(methods=FORM, kind="client", answers=(422,)),
    "cover-pack": Access(methods=FORM, kind="cover_pack"),
    "cover-share": Access(methods=FORM, kind="cover_pack"),
    "cover-renew": Access(methods="POST", kind="cover_pack"),
    "cover-end": Access(methods="POST", kind="cover_pack"),
    "cover-seen": Access(methods="POST", kind="cover_pack"),
    "cover-word": Access(methods="POST", kind="covered_pack", answers=(422,)),
    "cover-meanwhile": Access(kind="cover_pack"),
    "cover-shared": Access(who="everybody", kind="cover_link"),
    "cover-shared-reply": Access(who="everybody", methods="POST", kind="cover_link", answers=(403,)),
    "cover-shared-seen": Access(who="everybody", methods="POST", kind="cover_link", answers=(403,)),
    "weekly": Access(),
    "weekly-note": Access(methods=FORM, kind="client"),
    "weekly-want": Access(methods="POST", kind="client"),
    "weekly-letter": Access(methods="POST", kind="client"),
    "weekly-told": Access(methods="POST", kind="client"),
}


def _packs(member: Member, stranger: Member) -> tuple[int, int]:
    """Of a client of each, looked after by somebody from outside."""
    today, now = timezone.localdate(), timezone.now()
    own, other = (
        prepare(who, client.pk, starts_on=today, until_on=today, name="Bea", now=now).pk
        for who in (member, stranger)
        for client in (add_client(f"Covered for {who.pk}", by=who),)
    )
    return own, other


def cover_pack(member: Member, stranger: Member) -> Objects:
    own, other = _packs(member, stranger)
    return Objects({"pack_id": own}, None if member.is_owner else {"pack_id": other}, {"pack_id": 0})


def covered_pack(member: Member, stranger: Member) -> Objects:
    """Of clients that each looks after: whoever has another's, an owner too, writes nothing below it."""
    today, now = timezone.localdate(), timezone.now()
    own, other = (
        prepare(who, client.pk, starts_on=today, until_on=today, colleague=who, now=now).pk
        for who in (member, stranger)
        for client in (add_client(f"Looked after by {who.pk}", by=who),)
    )
    return Objects({"pack_id": own}, {"pack_id": other}, {"pack_id": 0})


def cover_link(member: Member, stranger: Member) -> Objects:
    """A link belongs to whoever holds it; there is no foreign one."""
    made = share_pack(member, _packs(member, stranger)[0], now=timezone.now())
    return Objects({"token": made.token}, None, {"token": "A" * 43})


def archive(member: Member, stranger: Member) -> Objects:
    """An owner's alone, and every owner's."""
    found = Archive.objects.create(
        client=add_client("Handed back", by=member), file=f"{member.pk:032x}.zip", asked_at=timezone.now()
    )
    path_of(found).write_bytes(b"PK")
    Archive.objects.filter(pk=found.pk).update(ready_at=timezone.now())
    return Objects({"archive_id": found.pk}, None, {"archive_id": 0})


def erasure(member: Member, stranger: Member) -> Objects:
    found = ErasureProof.objects.create(client_number=7, member=stranger, asked_at=timezone.now())
    return Objects({"proof_id": found.pk}, None, {"proof_id": 0})


MAKERS: Makers = {
    "cover_pack": cover_pack,
    "covered_pack": covered_pack,
    "archive": archive,
    "erasure": erasure,
    "cover_link": cover_link,
}
