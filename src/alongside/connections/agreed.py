"""A client's mailbox: who agreed that it is read, and what of it is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.connections.mailboxes import MailboxesError, ask_for_look
from alongside.connections.models import Consent, Folder, Limits, Listed, Mailbox, OwnAddress, ThreadMark

_LEFT_OUT = (Listed.State.TOO_OLD, Listed.State.NOT_HERS)


class Wanted(Struct, frozen=True):
    """What of a client's mailbox is wanted. `folders`: numbers of those to read; None leaves them as they are."""

    scope: str = Limits.Scope.HERS
    since_on: date | None = None
    own_addresses: tuple[str, ...] = ()
    takes_new_folders: bool = True
    folders: frozenset[int] | None = None


def readable() -> Q:
    """A client's mailbox is read only after somebody there has agreed, and within limits.

    One that was disconnected has no limits any more: connected again, it is asked about again.
    """
    agreed = Consent.objects.filter(connection=OuterRef("connection"))
    limited = Limits.objects.filter(mailbox=OuterRef("pk"))
    return Q(connection__owner_client=None) | (Q(Exists(agreed)) & Q(Exists(limited)))


def may_be_read(mailbox: Mailbox) -> bool:
    is_own = mailbox.connection.owner_client_id is None
    return is_own or (consent_of(mailbox) is not None and limits_of(mailbox) is not None)


def consent_of(mailbox: Mailbox) -> Consent | None:
    found = Consent.objects.filter(connection=mailbox.connection_id).select_related("noted_by")
    return found.order_by("-id").first()


def limits_of(mailbox: Mailbox) -> Limits | None:
    return Limits.objects.filter(mailbox=mailbox).first()


def note_consent(
    mailbox: Mailbox, *, agreed_by: str, how: str, agreed_on: date, today: date, by: Member
) -> Consent:
    """Raises MailboxesError when it does not say who agreed, how and when."""
    agreed_by, how = agreed_by.strip()[:200], how.strip()[:300]
    if not agreed_by or not how:
        raise MailboxesError("Say who agreed, and how: by mail, in the contract, on the phone.")
    if agreed_on > today:
        raise MailboxesError("The day on which they agreed is still to come.")
    with transaction.atomic():
        if limits_of(mailbox) is None:
            Limits.objects.create(mailbox=mailbox)
        made = Consent.objects.create(
            connection=mailbox.connection, agreed_by=agreed_by, how=how, agreed_on=agreed_on, noted_by=by
        )
        ask_for_look(mailbox)
    return made


def set_limits(mailbox: Mailbox, wanted: Wanted) -> Limits:
    """What is wanted from now on. What was left out and is wanted now comes in; what is here stays."""
    with transaction.atomic():
        limits, _ = Limits.objects.update_or_create(
            mailbox=mailbox,
            defaults={
                "scope": wanted.scope,
                "since_on": wanted.since_on,
                "own_addresses": sorted({one.strip().lower() for one in wanted.own_addresses if one.strip()}),
                "takes_new_folders": wanted.takes_new_folders,
            },
        )
        if wanted.folders is not None:
            mailbox.folders.filter(gone_at=None).update(is_wanted=False)
            mailbox.folders.filter(gone_at=None, pk__in=wanted.folders).update(is_wanted=True)
        # Judged anew: what stays left out is listed again by the next look.
        ThreadMark.objects.filter(mailbox=mailbox).delete()
        Listed.objects.filter(folder__mailbox=mailbox, state__in=_LEFT_OUT).delete()
        Folder.objects.filter(mailbox=mailbox).update(
            is_complete=False, compared_at=None, is_recount_due=True
        )
        ask_for_look(mailbox)
    return limits


def her_addresses(mailbox: Mailbox, limits: Limits) -> frozenset[str]:
    """Her own in this mailbox: those she named, and those of the mailboxes and files that are hers."""
    hers = OwnAddress.objects.filter(
        connection__owner_client=None, connection__grants__member__in=_readers(mailbox)
    )
    return frozenset(limits.own_addresses) | frozenset(hers.values_list("address", flat=True))


def _readers(mailbox: Mailbox) -> Iterable[int]:
    return list(mailbox.connection.grants.values_list("member_id", flat=True))
