"""Who may see and use what of the outbox: the one place that every query and action asks.

A draft or letter of a client is seen by the members of that client; one about nobody by its author alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from alongside.accounts.models import Member
from alongside.clients.joining import homes
from alongside.clients.queries import names_and_hues_for
from alongside.connections.models import Mailbox
from alongside.outbox.errors import NotThere, OutboxError
from alongside.outbox.models import Draft, Letter
from alongside.prepared import prepared


def seen_clients(member: Member) -> set[int]:
    """The clients that a member works for, with those that were joined to one of them."""
    seen = {number for number, *_ in names_and_hues_for(member)}
    return seen | {client for client, home in homes().items() if home in seen}


def with_joined(client_id: int) -> set[int]:
    """A client, and those that were joined to it."""
    return {client_id} | {client for client, home in homes().items() if home == client_id}


def visible(clients: Any, author: Any) -> Q:
    """What is of one of these clients, and what is about nobody and by this author."""
    return Q(client_id__in=clients) | Q(client=None, author_id=author)


def _visible(member: Member) -> Q:
    return visible(seen_clients(member), member.pk)


def in_sight(member: Member, client_id: int | None) -> tuple[set[int], int]:
    """Clients and author for `visible`: all that the member sees, or what is of one client alone."""
    if not member.is_active:
        return set(), 0
    seen = seen_clients(member)
    return (seen, member.pk) if client_id is None else (seen & with_joined(client_id), 0)


def drafts_of(member: Member) -> QuerySet[Draft]:
    return Draft.objects.filter(_visible(member)) if member.is_active else Draft.objects.none()


def letters_of(member: Member) -> QuerySet[Letter]:
    return Letter.objects.filter(_visible(member)) if member.is_active else Letter.objects.none()


def find_draft(member: Member, draft_id: int) -> Draft:
    """Raises NotThere."""
    draft = drafts_of(member).select_related("client", "connection").filter(pk=draft_id).first()
    if draft is None:
        raise NotThere
    return draft


def find_open_draft(member: Member, draft_id: int) -> Draft:
    """One that can still be written; raises NotThere, and OutboxError for one that is gone or sent off."""
    draft = find_draft(member, draft_id)
    if draft.sent_at is not None:
        raise OutboxError("This letter is on its way already. Take it back to change it.")
    if draft.discarded_at is not None:
        raise OutboxError("This draft was thrown away. Fetch it back to go on with it.")
    return draft


def find_letter(member: Member, letter_id: int) -> Letter:
    """Without its bytes; raises NotThere."""
    letter = letters_of(member).select_related("client").defer("raw").filter(pk=letter_id).first()
    if letter is None:
        raise NotThere
    return letter


def sending_mailboxes(member: Member) -> QuerySet[Mailbox]:
    """Those that the member may send through: granted to her, or a client's of hers; with a server to send by."""
    if not member.is_active:
        return Mailbox.objects.none()
    found = _sending(member.pk, seen_clients(member))
    return found.select_related("connection", "connection__owner_client", "outgoing").order_by("pk")


def _sending(member_id: Any, clients: Any) -> QuerySet[Mailbox]:
    usable = Q(connection__grants__member_id=member_id, connection__owner_client=None)
    usable |= Q(connection__owner_client_id__in=clients)
    return Mailbox.objects.filter(usable, outgoing__isnull=False).distinct()


class Box(NamedTuple):
    """A mailbox that sends; `pk` is its connection's too, `label` its address."""

    pk: int
    label: str
    owner_member_id: int | None
    owner_client_id: int | None


@prepared
def _boxes(member_id: Any, clients: Any) -> Any:
    fields = ("pk", "connection__label", "connection__owner_member_id", "connection__owner_client_id")
    return _sending(member_id, clients.numbers).order_by("pk").values_list(*fields)


def boxes_for(member: Member) -> list[Box]:
    """As `sending_mailboxes`, with what it takes to choose one."""
    return [Box(*row) for row in _boxes(member.pk, seen_clients(member))] if member.is_active else []
