"""Whether there is anything to ask the outbox at all: pages that are opened all day mostly find that there is not.

Nothing here says whose something is; it only spares the questions that do.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from alongside.accounts.models import Member
from alongside.connections.models import Mailbox
from alongside.outbox.models import Bounce, Draft, Letter
from alongside.prepared import prepared

# So long after a letter went it may still be missing in the conversation.
COMING_BACK = timedelta(hours=1)
_OPEN_STATES = ("waiting", "sending", "maybe_sent", "refused", "partly_refused", "failed")


@prepared
def _own_mailboxes_that_send(member_id: Any) -> Any:
    sending = Mailbox.objects.filter(outgoing__isnull=False, connection__owner_client=None)
    return sending.filter(connection__grants__member_id=member_id).values_list("pk")[:1]


@prepared
def _clients_mailboxes_that_send() -> Any:
    sending = Mailbox.objects.filter(outgoing__isnull=False, connection__owner_client__isnull=False)
    return sending.values_list("pk")[:1]


@prepared
def _open_drafts() -> Any:
    begun = Draft.objects.filter(sent_at=None, discarded_at=None)
    return begun.values_list("client_id", "client__joined_into_id").distinct()


@prepared
def _open_letters() -> Any:
    return Letter.objects.filter(state__in=_OPEN_STATES).values_list("pk")[:1]


@prepared
def _sent_since(at: Any) -> Any:
    return Letter.objects.filter(state="sent", sent_at__gte=at).values_list("pk")[:1]


@prepared
def _bounces() -> Any:
    return Bounce.objects.values_list("pk")[:1]


def may_write(member: Member) -> bool | None:
    """True by a mailbox of her own; False when nobody has one; None when a client's mailbox has to be looked at."""
    if not member.is_active:
        return False
    if _own_mailboxes_that_send(member.pk):
        return True
    return None if _clients_mailboxes_that_send() else False


def has_drafts(client_id: int | None) -> bool:
    """Of this client, or of one that was joined to another."""
    return any(client == client_id or home is not None for client, home in _open_drafts())


def has_letters() -> bool:
    """Any that waits, is on its way, or did not go."""
    return bool(_open_letters())


def has_bounces() -> bool:
    """Anything that came back, of whomever and whenever."""
    return bool(_bounces())


def has_just_sent(now: datetime) -> bool:
    return bool(_sent_since(now - COMING_BACK))
