"""Writes to sources: made once, owned by a member or a client."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.connections.models import Connection, Grant, OwnAddress


def open_files_source(
    label: str, *, member: Member, client: Client | None = None, own_addresses: Iterable[str] = ()
) -> Connection:
    """The source that a file or folder is, made once; the member may see what of it is unfiled."""
    with transaction.atomic():
        connection, _ = Connection.objects.get_or_create(
            kind="files",
            label=label[-300:],
            defaults={"owner_member": None if client else member, "owner_client": client},
        )
        Grant.objects.get_or_create(connection=connection, member=member)
        for address in own_addresses:
            OwnAddress.objects.get_or_create(connection=connection, address=address.strip().lower())
    return connection
