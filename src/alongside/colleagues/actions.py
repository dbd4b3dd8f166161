"""A colleague's work changed, access taken away and given back; each for an owner, and at once.

What was written, filed and decided stays: it belongs to the practice. Nobody is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from alongside.accounts.actions import make_sign_in_link
from alongside.accounts.errors import NotAllowed
from alongside.accounts.models import Member, Role, SignInLink
from alongside.accounts.queries import can_return, today_here
from alongside.accounts.rules import INVITATION_LIVES
from alongside.clients.joining import homes
from alongside.clients.models import Assignment, Client
from alongside.clients.queries import clients_for
from alongside.colleagues import queries
from alongside.colleagues.rules import Fate, why_not
from alongside.connections.mailboxes import disconnect
from alongside.connections.models import Grant
from alongside.outbox.letters import take_back_all, waiting_of, waiting_through


def change_work(
    colleague: Member,
    *,
    by: Member,
    role: str,
    clients: Iterable[Client],
    until_on: date | None = None,
    ends_at: datetime | None = None,
) -> None:
    """As what and for whom from now on; `until_on` is the last day of cover, `ends_at` the moment behind it.

    Raises NotAllowed. Clients that `by` does not see stay as they are.
    """
    _check(colleague, by=by, stays_owner=role == Role.OWNER)
    is_cover = role == Role.COVER
    if is_cover != (until_on is not None):
        raise NotAllowed("Cover, and only cover, has a last day.")
    stays_assistant = colleague.role == role == Role.ASSISTANT
    with transaction.atomic():
        colleague.role, colleague.cover_ends_at = role, ends_at
        colleague.save(update_fields=["role", "cover_ends_at"])
        wanted = [] if role == Role.OWNER else clients
        assign(colleague, wanted, by=by, until_on=until_on, keeps_days=stays_assistant)


def assign(
    colleague: Member,
    clients: Iterable[Client],
    *,
    by: Member,
    until_on: date | None,
    keeps_days: bool = False,
) -> None:
    """For these of the clients that `by` sees, and for no other of them.

    `keeps_days`: whom she looks after for somebody who is away, she looks after until the day that was said then.
    """
    wanted = {client.pk for client in clients}
    mine = Assignment.objects.filter(member=colleague, client__in=clients_for(by))
    gone = set(mine.exclude(client_id__in=wanted).values_list("client_id", flat=True))
    # Else she would work again for one that was joined to such a client, once they are parted.
    gone |= {joined for joined, home in homes().items() if home in gone}
    Assignment.objects.filter(member=colleague, client_id__in=gone).delete()
    if keeps_days:
        wanted -= set(mine.filter(until_on__gte=today_here()).values_list("client_id", flat=True))
    for client_id in sorted(wanted):
        Assignment.objects.update_or_create(
            member=colleague, client_id=client_id, defaults={"until_on": until_on}
        )


def take_access_away(colleague: Member, *, by: Member, fates: Mapping[int, Fate]) -> None:
    """Out at once, everywhere: sessions and links end, letters that wait become drafts again.

    `fates` by number of mailbox; one that is not named is no longer read. Raises NotAllowed.
    """
    _check(colleague, by=by, stays_owner=False)
    mailboxes = list(queries.mailboxes_of_nobody_else(colleague))
    now = timezone.now()
    with transaction.atomic():
        Member.objects.filter(pk=colleague.pk).update(is_active=False)
        # One that is being sent at this very moment goes out; it was sent while they were here.
        take_back_all(waiting_of(colleague), now=now)
        SignInLink.objects.filter(member=colleague, used_at=None).delete()
        for mailbox in mailboxes:
            if fates.get(mailbox.pk, Fate.STOP) is Fate.HAND_OVER:
                Grant.objects.get_or_create(connection_id=mailbox.pk, member=by)
            else:
                # A client's mailbox is written from by everybody who works for that client.
                take_back_all(waiting_through(mailbox.pk), now=now)
                disconnect(mailbox)
    for session in UserSession.objects.filter(user=colleague):
        session.end()
    colleague.refresh_from_db()


def make_link(colleague: Member, *, by: Member) -> str:
    """Lets in once, within a week; raises NotAllowed.

    Not for somebody who has a password or a passkey: whoever holds the link is that person, and an owner must not
    be able to read what a colleague called personal.
    """
    if not by.is_owner or not colleague.is_active or can_return(colleague):
        raise NotAllowed("A link is for somebody who works here and has no password yet.")
    return make_sign_in_link(colleague, lives=INVITATION_LIVES)


def let_in_again(colleague: Member, *, by: Member) -> str:
    """For the same clients as before; a link where they have no way to sign in, else ""."""
    _check(colleague, by=by, stays_owner=True)
    Member.objects.filter(pk=colleague.pk).update(is_active=True)
    colleague.refresh_from_db()
    return "" if can_return(colleague) else make_link(colleague, by=by)


def _check(colleague: Member, *, by: Member, stays_owner: bool) -> None:
    if not by.is_owner or not by.is_active:
        raise NotAllowed("Only an owner changes who works here.")
    reason = why_not(
        is_self=colleague.pk == by.pk,
        was_owner=colleague.is_owner and colleague.is_active,
        stays_owner=stays_owner,
        other_owners=queries.other_owners(colleague),
    )
    if reason:
        raise NotAllowed(reason)
