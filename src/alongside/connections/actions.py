"""Writes to sources: made once, owned by a member or a client."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.connections.models import BY_HAND, JOURNAL, ON_A_PAGE, Connection, Grant, OwnAddress

FILES = "files"
_LONGEST_LABEL = 300


def open_files_source(
    label: str,
    *,
    member: Member,
    client: Client | None = None,
    own_addresses: Iterable[str] = (),
    is_confirmed: bool = False,
) -> Connection:
    """The source that a file or folder is, made once; the member may see what of it is unfiled.

    Whose it is and whether that `is_confirmed` hold for one that is made now, and change nothing of one that is known.
    """
    with transaction.atomic():
        connection, _ = Connection.objects.get_or_create(
            kind=FILES,
            label=label[-_LONGEST_LABEL:],
            defaults={
                "owner_member": None if client else member,
                "owner_client": client,
                "is_owner_confirmed": is_confirmed,
            },
        )
        Grant.objects.get_or_create(connection=connection, member=member)
        for address in own_addresses:
            OwnAddress.objects.get_or_create(connection=connection, address=address.strip().lower())
    return connection


def files_source_at(label: str) -> Connection | None:
    return Connection.objects.filter(kind=FILES, label=label[-_LONGEST_LABEL:]).first()


def new_files_source(name: str, *, member: Member) -> Connection:
    """One of its own for a file that was handed over, numbered where one of that name came before: two mailboxes are
    called alike more often than one is handed over twice, and what is in both is one entry in any case."""
    name = name[-_LONGEST_LABEL:]
    number = Connection.objects.filter(kind=FILES, label__startswith=name).count() + 1
    while True:
        end = f" ({number})" if number > 1 else ""
        label = name[: _LONGEST_LABEL - len(end)] + end
        with transaction.atomic():
            connection, is_new = Connection.objects.get_or_create(
                kind=FILES, label=label, defaults={"owner_member": member}
            )
            if is_new:
                Grant.objects.create(connection=connection, member=member)
                return connection
        number += 1


def own_hand(member: Member, *, address: str) -> Connection:
    """The source of what this member writes down, made once; `address` is hers in what is written down now.

    Inside the caller's transaction.
    """
    own = Connection.objects.filter(kind=BY_HAND, owner_member=member, made_for=None).order_by("id").first()
    return _hand(member, own, f"By hand, {member.email or member.pk}", address=address)


def hand_beside(source: Connection, *, member: Member, address: str) -> Connection:
    """The source of what is written down as part of another one, made once and erased with it.

    Inside the caller's transaction.
    """
    made = Connection.objects.filter(kind=BY_HAND, made_for=source).first()
    return _hand(member, made, f"By hand, with source {source.pk}", address=address, made_for=source)


def _hand(
    member: Member, known: Connection | None, label: str, *, address: str, made_for: Connection | None = None
) -> Connection:
    connection = known
    if connection is None:
        connection, _ = Connection.objects.get_or_create(
            kind=BY_HAND,
            label=label[:300],
            defaults={"owner_member": member, "is_owner_confirmed": True, "made_for": made_for},
        )
        Grant.objects.get_or_create(connection=connection, member=member)
    OwnAddress.objects.get_or_create(connection=connection, address=address)
    return connection


def pages_of(client: Client, *, member: Member) -> Connection:
    """The source of what is written on pages shared with this client, made once; the member may see what of it is
    taken out of the client's story. Inside the caller's transaction."""
    connection, _ = Connection.objects.get_or_create(
        kind=ON_A_PAGE,
        label=f"Pages shared with client {client.pk}",
        defaults={"owner_client": client, "is_owner_confirmed": True},
    )
    Grant.objects.get_or_create(connection=connection, member=member)
    return connection


def below_posts_of(author: Member, *, owner: Member | None) -> Connection:
    """The source of what anybody writes below this member's posts, made once. What of it is filed under no client
    she may see, and an owner, whose journal it is. Inside the caller's transaction."""
    connection, _ = Connection.objects.get_or_create(
        kind=JOURNAL,
        label=f"Journal, replies to member {author.pk}",
        defaults={"owner_member": author, "is_owner_confirmed": True},
    )
    for member in {author, owner or author}:
        Grant.objects.get_or_create(connection=connection, member=member)
    return connection
