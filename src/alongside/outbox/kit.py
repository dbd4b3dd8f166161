"""What helps to write, kept: sender lines, signatures, texts written often."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from alongside.accounts.models import Member
from alongside.channels.smtp.headers import UnsafeAddress, one_line, wire_address
from alongside.clients.models import Client
from alongside.clients.queries import sees_client
from alongside.connections.models import Connection
from alongside.lib.texts import storable
from alongside.outbox.errors import NotThere, OutboxError
from alongside.outbox.models import FromAddress, Signature, Snippet
from alongside.outbox.sight import seen_clients, sending_mailboxes
from alongside.outbox.ways_out import signature_scope
from alongside.outbox.wording import unknown_places

_LONGEST_TEXT = 20_000


def save_from_address(
    member: Member,
    connection: Connection,
    *,
    address: str,
    name: str = "",
    client: Client | None = None,
    is_on_behalf: bool = False,
    is_usual: bool = False,
) -> FromAddress:
    """A sender line to choose from; of the usual ones for a client the last one said holds, among her own mailboxes.

    Raises OutboxError where the address is none, or the connection is not one the member sends through.
    """
    _check(member, client, connection)
    try:
        plain = wire_address(address).lower()
    except UnsafeAddress as error:
        raise OutboxError(f"“{address[:100]}” is no e-mail address.") from error
    with transaction.atomic():
        if is_usual:
            hers = list(sending_mailboxes(member).values_list("pk", flat=True))
            before = FromAddress.objects.filter(client=client, is_usual=True, connection__in=hers)
            before.update(is_usual=False)
        kept, _ = FromAddress.objects.update_or_create(
            connection=connection,
            client=client,
            address=plain,
            defaults={"name": one_line(name)[:200], "is_on_behalf": is_on_behalf, "is_usual": is_usual},
        )
    return kept


def _check(member: Member, client: Client | None, connection: Connection | None) -> None:
    if client is not None and not sees_client(member, client.pk):
        raise NotThere
    if connection is not None and not sending_mailboxes(member).filter(pk=connection.pk).exists():
        raise OutboxError("This mailbox does not send for you.")


def drop_from_address(member: Member, from_address_id: int) -> None:
    """Letters that went out with it stay as they are."""
    boxes = list(sending_mailboxes(member).values_list("pk", flat=True))
    row = FromAddress.objects.filter(pk=from_address_id, connection__in=boxes).first()
    if row is None or (row.client_id is not None and row.client_id not in seen_clients(member)):
        raise NotThere
    row.delete()


def save_signature(
    member: Member, text: str, *, client: Client | None = None, connection: Connection | None = None
) -> Signature | None:
    """The member's own; an empty text takes it away, and the next closest one is used."""
    _check(member, client, connection)
    scope = signature_scope(client.pk if client else None, connection.pk if connection else None)
    text = _cleaned(text)
    if not text.strip():
        Signature.objects.filter(member=member, scope=scope).delete()
        return None
    kept, _ = Signature.objects.update_or_create(
        member=member, scope=scope, defaults={"client": client, "connection": connection, "text": text}
    )
    return kept


def save_snippet(
    member: Member, *, name: str, text: str, is_shared: bool = False, snippet_id: int | None = None
) -> Snippet:
    """Raises OutboxError for a name that is taken, or a place in the text that nothing can fill."""
    name, text = one_line(name)[:100], _cleaned(text)
    if not name or not text.strip():
        raise OutboxError("A text needs a name, and some words.")
    if unknown := unknown_places(text):
        raise OutboxError(f"Nothing is known to fill in for {{{unknown[0]}}}.")
    snippet = Snippet(member=member)
    if snippet_id is not None:
        snippet = _own_snippet(member, snippet_id)
    snippet.name, snippet.text, snippet.is_shared = name, text, is_shared
    try:
        with transaction.atomic():
            snippet.save()
    except IntegrityError as error:
        raise OutboxError(f"You have a text called “{name}” already.") from error
    return snippet


def drop_snippet(member: Member, snippet_id: int) -> None:
    """Only the member's own."""
    _own_snippet(member, snippet_id).delete()


def _own_snippet(member: Member, snippet_id: int) -> Snippet:
    snippet = Snippet.objects.filter(member=member, pk=snippet_id).first()
    if snippet is None:
        raise NotThere
    return snippet


def _cleaned(text: str) -> str:
    text = storable(text)
    if len(text) > _LONGEST_TEXT:
        raise OutboxError("This is too long.")
    return text
