"""What helps to write, kept: sender lines, signatures, texts written often."""

from __future__ import annotations

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.connections.models import Connection
from alongside.outbox.models import FromAddress, Signature, Snippet


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
    """A sender line to choose from; of the usual ones for a client the last one said holds.

    Raises OutboxError where the address is none, or the connection is not one the member sends through.
    """
    raise NotImplementedError


def drop_from_address(member: Member, from_address_id: int) -> None:
    """Letters that went out with it stay as they are."""
    raise NotImplementedError


def save_signature(
    member: Member, text: str, *, client: Client | None = None, connection: Connection | None = None
) -> Signature | None:
    """The member's own; an empty text takes it away, and the next closest one is used."""
    raise NotImplementedError


def save_snippet(
    member: Member, *, name: str, text: str, is_shared: bool = False, snippet_id: int | None = None
) -> Snippet:
    """Raises OutboxError for a name that is taken, or a place in the text that nothing can fill."""
    raise NotImplementedError


def drop_snippet(member: Member, snippet_id: int) -> None:
    """Only the member's own."""
    raise NotImplementedError
