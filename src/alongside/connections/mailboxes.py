"""Mailboxes: connected by a member, seen by those with a grant, in trouble or level with their server."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.channels.discovery.rules import split_address
from alongside.channels.imap.trouble import TROUBLES, Kind, MailboxError, Trouble, wait_seconds
from alongside.channels.imap.wire import Security, Server, normal_fingerprint
from alongside.clients.models import Client
from alongside.connections.models import Connection, Folder, Grant, Mailbox, OwnAddress, SignIn
from alongside.connections.sealing import SealingError, seal, unseal
from alongside.live.actions import tell
from alongside.prepared import prepared

KIND = "imap"


class MailboxesError(Exception):
    """The message says what is wrong, for a person."""


class ConnectedBefore(MailboxesError):
    """By a colleague, who has disconnected it; what came from it is hers to see."""


class Wanted(Struct, frozen=True):
    """What a member says of a mailbox that is to be connected."""

    address: str
    server: Server
    password: str
    client: Client | None = None


def connect_mailbox(member: Member, wanted: Wanted) -> Mailbox:
    """Raises MailboxesError when this address is connected already. Nothing is asked of the server."""
    address, server = wanted.address.strip().lower(), wanted.server
    try:
        with transaction.atomic():
            connection = _connection(member, address, wanted.client)
            return Mailbox.objects.create(
                connection=connection,
                host=server.host,
                port=server.port,
                security=server.security,
                user=server.user,
                certificate=normal_fingerprint(server.certificate),
                sealed_secret=seal(wanted.password),
                may_be_inside=server.may_be_inside,
            )
    except IntegrityError as error:
        raise MailboxesError(f"{address} is connected already.") from error


def _connection(member: Member, address: str, client: Client | None) -> Connection:
    """Made once; one that was disconnected is taken up again by a member who had it, and as a client's where she says
    so now. What came from it before is placed anew by `intake.mailboxes.placing_anew`."""
    owners = {"owner_member": None if client else member, "owner_client": client}
    connection, is_new = Connection.objects.get_or_create(
        kind=KIND, label=address[:300], defaults={**owners, "is_owner_confirmed": True}
    )
    if not is_new and not connection.grants.filter(member=member).exists():
        if Mailbox.objects.filter(connection=connection).exists():
            raise MailboxesError(f"{address} is connected already.")
        raise ConnectedBefore(f"A colleague had {address} connected before. It is hers to connect again.")
    if client is not None and connection.owner_client_id != client.pk:
        connection.owner_client = client
        connection.save(update_fields=["owner_client"])
    Grant.objects.get_or_create(connection=connection, member=member)
    for one in _spellings(address):
        OwnAddress.objects.get_or_create(connection=connection, address=one[:320])
    return connection


def _spellings(address: str) -> set[str]:
    """Letters name a domain in another script by its letters, or as DNS does."""
    parts = split_address(address)
    return {address, f"{parts[0]}@{parts[1]}"} if parts else {address}


def mailboxes_for(member: Member) -> QuerySet[Mailbox]:
    """Those whose unfiled mail the member may see; an owner of the practice does not see another's."""
    if not member.is_active:
        return Mailbox.objects.none()
    granted = Mailbox.objects.filter(connection__grants__member=member)
    return granted.select_related("connection", "connection__owner_client").order_by("connection__label")


@prepared
def _granted(member_id: Any) -> Any:
    granted = Mailbox.objects.filter(connection__grants__member_id=member_id)
    return granted.order_by("connection__label").values_list("pk", "host")


def hosts_for(member: Member) -> dict[int, str]:
    """As `mailboxes_for`: by mailbox the name of its server."""
    return dict(_granted(member.pk)) if member.is_active else {}


def find_mailbox_for(member: Member, address: str) -> Mailbox | None:
    return mailboxes_for(member).filter(connection__label=address.strip().lower()).first()


def find_folder_for(member: Member, folder_id: int) -> Folder | None:
    found = Folder.objects.filter(mailbox__in=mailboxes_for(member), pk=folder_id)
    return found.select_related("mailbox", "mailbox__connection").first()


def server_of(mailbox: Mailbox) -> Server:
    security: Security = "none"
    if mailbox.security in ("tls", "starttls"):
        security = "tls" if mailbox.security == "tls" else "starttls"
    return Server(
        mailbox.host, mailbox.port, security, mailbox.user, mailbox.certificate, mailbox.may_be_inside
    )


def password_of(mailbox: Mailbox) -> str:
    """For the one who signs in, and for nobody to look at; raises MailboxError."""
    try:
        return unseal(bytes(mailbox.sealed_secret))
    except SealingError as error:
        raise MailboxError("secret_lost") from error


def change_password(mailbox: Mailbox, password: str) -> None:
    """A mailbox that was signed in to at its provider has a password from now on."""
    SignIn.objects.filter(mailbox=mailbox).delete()
    Mailbox.objects.filter(pk=mailbox.pk).update(sealed_secret=seal(password))
    try_again(mailbox)


def accept_certificate(mailbox: Mailbox, fingerprint: str) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(certificate=normal_fingerprint(fingerprint)[:64])
    try_again(mailbox)


def change_server(mailbox: Mailbox, server: Server, password: str) -> None:
    """Another way to the same mailbox, tried before."""
    Mailbox.objects.filter(pk=mailbox.pk).update(
        host=server.host,
        port=server.port,
        security=server.security,
        user=server.user,
        certificate=normal_fingerprint(server.certificate)[:64],
        sealed_secret=seal(password),
        may_be_inside=server.may_be_inside,
    )
    try_again(mailbox)


def disconnect(mailbox: Mailbox) -> None:
    """Its password goes, its letters stay; the source is taken up again when it is connected once more."""
    Mailbox.objects.filter(pk=mailbox.pk).delete()
    tell_coverage(mailbox.pk)


@prepared
def _troubles(member_id: Any) -> Any:
    granted = Mailbox.objects.filter(connection__grants__member_id=member_id).exclude(trouble="")
    return granted.values_list("trouble")


def stopped_for(member: Member) -> list[Mailbox]:
    """Mailboxes that wait for a member to do something."""
    # Mostly none does, and the whole question costs a tenth of Today to put.
    kinds = {kind for (kind,) in _troubles(member.pk)}
    # A newer version may have left one that this one does not know.
    stopped = [kind for kind, trouble in TROUBLES.items() if kind in kinds and trouble.stops]
    return list(mailboxes_for(member).filter(trouble__in=stopped)) if stopped else []


def parts_touched_for(member: Member, mailbox_id: int) -> set[str]:
    """Of open pages: "coverage" and "mailbox:7", for whoever sees that mailbox."""
    is_seen = mailboxes_for(member).filter(pk=mailbox_id).exists()
    return {"coverage", f"mailbox:{mailbox_id}"} if is_seen else set()


def try_again(mailbox: Mailbox) -> None:
    """A member has done something about it, or asks for it now."""
    Folder.objects.filter(mailbox=mailbox).update(renumberings=0)
    Mailbox.objects.filter(pk=mailbox.pk).update(trouble="", trouble_said="", failures=0, next_try_at=None)
    tell_coverage(mailbox.pk)


def ask_for_look(mailbox: Mailbox) -> None:
    """Whoever listens to it goes through all of it with the next beat, a few seconds from now."""
    Mailbox.objects.filter(pk=mailbox.pk).update(is_asked=True)
    tell_coverage(mailbox.pk)


def want_folder(folder: Folder, *, is_wanted: bool) -> None:
    """What has come from a folder stays, also when it is left out from now on."""
    Folder.objects.filter(pk=folder.pk).update(
        is_wanted=is_wanted, is_complete=False, compared_at=None, trouble=""
    )
    ask_for_look(folder.mailbox)


def tell_coverage(mailbox_id: int) -> None:
    """Open pages that show what has arrived look again; within the transaction of the change."""
    tell("coverage", mailbox_id)


def trouble_of(mailbox: Mailbox) -> Trouble | None:
    return next((trouble for kind, trouble in TROUBLES.items() if kind == mailbox.trouble), None)


def is_stopped(mailbox: Mailbox) -> bool:
    trouble = trouble_of(mailbox)
    return trouble is not None and trouble.stops


def note_trouble(mailbox: Mailbox, error: MailboxError, *, now: datetime | None = None) -> float:
    """Returns for how many seconds the server is left alone."""
    now = now or timezone.now()
    failures = mailbox.failures + 1
    kind: Kind = error.kind
    wait = wait_seconds(kind, failures=failures, luck=random.random())  # noqa: S311 - spreads, hides nothing
    mailbox.trouble, mailbox.trouble_said, mailbox.failures = kind, error.said, failures
    mailbox.next_try_at = now + timedelta(seconds=wait)
    mailbox.save(update_fields=["trouble", "trouble_said", "failures", "next_try_at"])
    tell_coverage(mailbox.pk)
    return wait


def note_progress(mailbox: Mailbox) -> None:
    """Something came through: the next cut is the first one again."""
    if mailbox.failures or mailbox.trouble:
        mailbox.trouble, mailbox.trouble_said, mailbox.failures, mailbox.next_try_at = "", "", 0, None
        mailbox.save(update_fields=["trouble", "trouble_said", "failures", "next_try_at"])
        tell_coverage(mailbox.pk)


def note_level(mailbox: Mailbox) -> None:
    """Everything that the server lists is here, or is listed with its reason."""
    note_progress(mailbox)
    mailbox.level_at = timezone.now()
    mailbox.save(update_fields=["level_at"])
    Connection.objects.filter(pk=mailbox.pk).update(read_at=mailbox.level_at)
    tell_coverage(mailbox.pk)
