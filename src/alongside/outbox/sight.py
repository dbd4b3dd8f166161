"""Who may see and use what of the outbox: the one place that every query and action asks.

A draft or letter of a client is seen by the members of that client; one about nobody by its author alone.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from alongside.accounts.models import Member
from alongside.clients.joining import homes
from alongside.clients.queries import clients_for
from alongside.connections.models import Mailbox
from alongside.outbox.errors import NotThere, OutboxError
from alongside.outbox.models import Draft, Letter


def seen_clients(member: Member) -> set[int]:
    """The clients that a member works for, with those that were joined to one of them."""
    seen = set(clients_for(member).values_list("id", flat=True))
    return seen | {client for client, home in homes().items() if home in seen}


def with_joined(client_id: int) -> set[int]:
    """A client, and those that were joined to it."""
    return {client_id} | {client for client, home in homes().items() if home == client_id}


def _visible(member: Member) -> Q:
    return Q(client_id__in=seen_clients(member)) | Q(client=None, author=member)


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
    usable = Q(connection__grants__member=member, connection__owner_client=None)
    usable |= Q(connection__owner_client_id__in=seen_clients(member))
    found = Mailbox.objects.filter(usable, outgoing__isnull=False).distinct()
    return found.select_related("connection", "connection__owner_client", "outgoing").order_by("pk")
