"""Drafts and what they are written with, read through the eyes of a member.

A draft of a client is seen by the members of that client; one about nobody by its author alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models.functions import Substr
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.channels.smtp.compose import Correspondent
from alongside.clients.queries import names_of
from alongside.outbox import ways_out
from alongside.outbox.errors import NotThere
from alongside.outbox.models import (
    Draft,
    DraftChange,
    DraftFile,
    FromAddress,
    Signature,
    Snippet,
)
from alongside.outbox.recipients import read_recipients
from alongside.outbox.rules import Crossing
from alongside.outbox.shapes import (
    DraftLine,
    DraftView,
    FileFacts,
    Revision,
    WayOut,
    tag_of,
)
from alongside.outbox.sight import (
    drafts_of,
    find_draft,
    in_sight,
    seen_clients,
    sending_mailboxes,
    visible,
)
from alongside.outbox.wording import fill_in, places_now
from alongside.prepared import prepared
from alongside.timeline.queries.shapes import ClientTag

_PREVIEW = 160
_MOST = 100


@prepared
def _open_drafts(clients: Any, author: Any) -> Any:
    found = Draft.objects.filter(visible(clients.numbers, author), sent_at=None, discarded_at=None)
    found = found.annotate(beginning=Substr("text", 1, 400)).order_by("-changed_at", "-pk")
    tag, words = ("client_id", "client__name", "client__hue"), ("to", "subject", "beginning", "changed_at")
    return found.values_list("pk", *tag, "kind", "answers", *words)[:_MOST]


def drafts_for(member: Member, *, client_id: int | None = None) -> list[DraftLine]:
    """Those that are being written, the newest change first."""
    rows = _open_drafts(*in_sight(member, client_id))
    typists = _typists([row[0] for row in rows]) if rows else {}
    return [
        DraftLine(
            id=number,
            client=tag_of(client),
            kind=kind,
            answers=answers,
            to=to,
            subject=subject,
            preview=" ".join(beginning.split())[:_PREVIEW],
            changed_at=changed_at,
            changed_by=typists.get(number, ""),
        )
        for number, *client, kind, answers, to, subject, beginning, changed_at in rows
    ]


def draft_for(member: Member, draft_id: int) -> DraftView | None:
    """Also one that was discarded or sent off; it says so."""
    try:
        draft = find_draft(member, draft_id)
    except NotThere:
        return None
    files = draft.files.filter(removed_at=None).order_by("pk").defer("content")
    return DraftView(
        id=draft.pk,
        client=None
        if draft.client is None
        else ClientTag(draft.client.pk, draft.client.name, draft.client.hue),
        kind=draft.kind,
        answers=draft.answers,
        connection_id=draft.connection_id,
        from_address=draft.from_address,
        to=draft.to,
        cc=draft.cc,
        bcc=draft.bcc,
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        revision=draft.revision,
        files=tuple(FileFacts(file.pk, file.name, file.media_type, file.size_bytes) for file in files),
        changed_at=draft.changed_at,
        changed_by=_typists([draft.pk]).get(draft.pk, ""),
        is_discarded=draft.discarded_at is not None,
        is_sent=draft.sent_at is not None,
    )


@prepared
def _changes_of(drafts: Any) -> Any:
    rows = DraftChange.objects.filter(draft_id__in=drafts.numbers).order_by("revision")
    return rows.values_list("draft_id", "member__name")


def _typists(draft_ids: Sequence[int]) -> dict[int, str]:
    """Who changed each last."""
    return dict(_changes_of(draft_ids))


def draft_file_for(member: Member, draft_id: int, file_id: int) -> DraftFile | None:
    return DraftFile.objects.filter(pk=file_id, draft__in=drafts_of(member), draft_id=draft_id).first()


def revisions_for(member: Member, draft_id: int) -> list[Revision]:
    """Every change, the newest first."""
    rows = DraftChange.objects.filter(draft__in=drafts_of(member), draft_id=draft_id)
    return [
        Revision(row.revision, row.changed_at, row.member.name if row.member else "", tuple(row.changes))
        for row in rows.select_related("member").order_by("-revision")
    ]


def ways_out_for(member: Member, *, client_id: int | None = None) -> list[WayOut]:
    """Every sender line the member may write with, for this client first; the usual one is marked."""
    return ways_out.ways_out(member, client_id=client_id)


def from_addresses_for(member: Member) -> list[FromAddress]:
    """Those kept by hand, for a page of settings."""
    boxes = list(sending_mailboxes(member).values_list("pk", flat=True))
    kept = FromAddress.objects.filter(connection__in=boxes).select_related("connection", "client")
    return [row for row in kept.order_by("connection__label", "pk") if _is_hers(member, row.client_id)]


def _is_hers(member: Member, client_id: int | None) -> bool:
    return client_id is None or client_id in seen_clients(member)


def signatures_for(member: Member) -> list[Signature]:
    rows = Signature.objects.filter(member=member).select_related("client", "connection")
    return [row for row in rows.order_by("pk") if _is_hers(member, row.client_id)]


def snippets_for(member: Member) -> list[Snippet]:
    """The member's own and those that are shared, by name."""
    own = Snippet.objects.filter(member=member)
    return list((own | Snippet.objects.filter(is_shared=True)).order_by("name", "pk"))


def snippet_text_for(member: Member, snippet_id: int, *, draft_id: int) -> str | None:
    """With its places filled in for this draft; what nobody knows stays as it is, to be seen."""
    snippet = next((one for one in snippets_for(member) if one.pk == snippet_id), None)
    draft = drafts_of(member).select_related("client").filter(pk=draft_id).first()
    if snippet is None or draft is None:
        return None
    people = [_named(one.person) for one in read_recipients(draft.to) if one.person is not None]
    known = places_now(
        recipient=people[0] if people else None,
        client=draft.client.name if draft.client else "",
        my_name=member.name,
        now=timezone.localtime(timezone.now(), zone_of(member)),
        subject=draft.subject,
    )
    return fill_in(snippet.text, known)


def _named(person: Correspondent) -> Correspondent:
    """With the name that is known of somebody of whom only the address was typed."""
    known = person.name or names_of([person.address.lower()]).get(person.address.lower(), "")
    return Correspondent(person.address, known)


def wall_for(member: Member, draft_id: int) -> list[Crossing]:
    """What of other clients' people, addresses, names and files stands in a draft, in the order it stands there.

    Only clients that the member sees; empty for a stranger.
    """
    try:
        draft = find_draft(member, draft_id)
    except NotThere:
        return []
    # Loaded here: with it comes the search, and most pages only list drafts.
    from alongside.outbox.wall import crossings_in

    return crossings_in(draft, seen=seen_clients(member))
