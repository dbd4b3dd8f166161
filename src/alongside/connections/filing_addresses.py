"""A filing address of a member's own mailbox: where it is, and whose mail it files."""

from __future__ import annotations

from collections.abc import Iterable

from alongside.connections.mailboxes import MailboxesError
from alongside.connections.models import Connection, FilingAddress, OwnAddress


def filing_address_of(connection: Connection) -> FilingAddress | None:
    return FilingAddress.objects.filter(connection=connection).first()


def set_filing_address(
    connection: Connection, *, address: str = "", folder: str = "", senders: Iterable[str] = ()
) -> FilingAddress:
    """Raises MailboxesError: it needs an address or a folder, and a mailbox that is no client's."""
    address, folder = address.strip().lower()[:320], folder.strip()[:500]
    if not address and not folder:
        raise MailboxesError("Give an address or a folder.")
    if connection.owner_client_id is not None:
        raise MailboxesError("A filing address belongs to a mailbox of your own, not to a client's.")
    if connection.own_addresses.filter(address=address).exists():
        raise MailboxesError(f"All your mail comes to {address}. Take one that is for filing alone.")
    given = sorted({one.strip().lower()[:320] for one in senders if one.strip()})
    made, _ = FilingAddress.objects.update_or_create(
        connection=connection, defaults={"address": address, "folder": folder, "senders": given}
    )
    return made


def forget_filing_address(connection: Connection) -> None:
    FilingAddress.objects.filter(connection=connection).delete()


def senders_of(found: FilingAddress) -> frozenset[str]:
    """Hers: those she named, and those of the mailboxes and files that she has."""
    readers = found.connection.grants.values_list("member_id", flat=True)
    own = OwnAddress.objects.filter(
        connection__owner_client=None, connection__grants__member__in=list(readers)
    )
    return frozenset(found.senders) | frozenset(own.values_list("address", flat=True))
