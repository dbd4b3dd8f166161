"""A colleague as an owner sees them, and what would follow if their access were taken away."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, QuerySet
from msgspec import Struct

from alongside.accounts.models import Member, Role
from alongside.accounts.queries import today_here
from alongside.clients.models import Assignment, Client
from alongside.clients.queries import clients_for
from alongside.connections.mailboxes import mailboxes_for
from alongside.connections.models import Grant, Mailbox
from alongside.outbox.letters import waiting_of


class Consequences(Struct, frozen=True):
    """`mailboxes`: those that nobody else here has; `alone_with`: clients for whom only owners would be left."""

    mailboxes: list[Mailbox]
    letters: int
    sessions: int
    alone_with: list[Client]


def colleague_for(member: Member, member_id: int) -> Member | None:
    """Owners see everybody but themselves here; to others nobody exists."""
    if not member.is_owner:
        return None
    return Member.objects.exclude(pk=member.pk).filter(pk=member_id).first()


def other_owners(than: Member) -> int:
    return Member.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=than.pk).count()


def consequences(colleague: Member) -> Consequences:
    return Consequences(
        mailboxes=list(mailboxes_of_nobody_else(colleague)),
        letters=waiting_of(colleague).count(),
        sessions=UserSession.objects.filter(user=colleague).count(),
        alone_with=_alone_with(colleague),
    )


def mailboxes_of_nobody_else(colleague: Member) -> QuerySet[Mailbox]:
    others = Grant.objects.filter(connection_id=OuterRef("connection_id"), member__is_active=True)
    return mailboxes_for(colleague).exclude(Exists(others.exclude(member=colleague)))


def current_assignments() -> QuerySet[Assignment]:
    """Without those whose last day is over."""
    return Assignment.objects.exclude(until_on__lt=today_here()).filter(client__joined_into=None)


def _alone_with(colleague: Member) -> list[Client]:
    if colleague.is_owner:
        return []
    others = Assignment.objects.filter(client_id=OuterRef("pk"), member__is_active=True).exclude(
        member=colleague
    )
    current = others.exclude(until_on__lt=today_here())
    return list(clients_for(colleague).exclude(Exists(current)).order_by("name"))
