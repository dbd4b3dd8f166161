"""Links, written: made, renewed, taken back, and noted as opened. The token is given once and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from alongside.accounts.models import Member
from alongside.accounts.rules import new_token, token_hash
from alongside.clients.models import Client
from alongside.clients.queries import client_for
from alongside.live.actions import tell
from alongside.sharing.errors import NotThere, SharingError
from alongside.sharing.kinds import kind_of
from alongside.sharing.models import Share
from alongside.sharing.queries import address_of, home_of, share_for
from alongside.sharing.rules import ONE_OPENING, expiry


class Made(NamedTuple):
    """A link that was just made. `address` and `token` are nowhere else, now or later."""

    share: Share
    token: str
    address: str


def make(
    member: Member,
    *,
    kind: str,
    client_id: int,
    object_id: int = 0,
    now: datetime,
    lives: timedelta | None = None,
    choices: Mapping[str, Any] | None = None,
) -> Made:
    """A new link to one object of a client she sees. Raises NotThere, and SharingError where there is no object."""
    client = client_for(member, client_id)
    if client is None:
        raise NotThere("There is no such client.")
    what, token = kind_of(kind), new_token()
    share = _share(member, client, kind, object_id, token, now, lives or what.lives, choices)
    if not what.title(share):
        raise SharingError("What this would open is not there. Nothing was shared.")
    with transaction.atomic():
        _end_others(share, now=now)
        share.save()
        tell("share", client_id)
    return Made(share, token, address_of(kind, token))


def _share(
    member: Member,
    client: Client,
    kind: str,
    object_id: int,
    token: str,
    now: datetime,
    lives: timedelta,
    choices: Mapping[str, Any] | None,
) -> Share:
    return Share(
        kind=kind,
        object_id=object_id,
        client=client,
        made_by=member,
        token_hash=token_hash(token),
        made_at=now,
        expires_at=expiry(now, lives),
        choices=dict(choices or {}),
    )


def _end_others(share: Share, *, now: datetime) -> None:
    _wait_for(share.client_id)
    _others(share).update(revoked_at=now)


def _wait_for(client_id: int) -> None:
    """Of two that write at once, the second reads what the first has written, and there is one link at a time."""
    list(Client.objects.select_for_update(no_key=True).filter(pk=client_id).values_list("pk"))


def _others(share: Share) -> QuerySet[Share]:
    """Links to the same that were not taken back, where there is only ever one; else none."""
    if not kind_of(share.kind).is_single:
        return Share.objects.none()
    same = Share.objects.filter(kind=share.kind, client_id=share.client_id, object_id=share.object_id)
    return same.filter(revoked_at=None).exclude(pk=share.pk)


def renew(member: Member, share_id: int, *, now: datetime, lives: timedelta | None = None) -> Made:
    """Another address for the same page, for its full time; the one before opens nothing from now on."""
    share, token = share_for(member, share_id), new_token()
    kind = kind_of(share.kind)
    if not kind.title(share):
        raise SharingError("What this link opened is no longer there.")
    share.token_hash, share.revoked_at = token_hash(token), None
    share.expires_at = expiry(now, lives or kind.lives)
    with transaction.atomic():
        _end_others(share, now=now)
        share.save(update_fields=["token_hash", "revoked_at", "expires_at"])
        tell("share", home_of(share))
    return Made(share, token, address_of(share.kind, token))


def revoke(member: Member, share_id: int, *, now: datetime) -> Share:
    """From this moment it opens nothing. What was written on its page stays here."""
    share = share_for(member, share_id)
    with transaction.atomic():
        Share.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=now)
        tell("share", home_of(share))
    share.refresh_from_db()
    return share


def open_again(member: Member, share_id: int) -> Share:
    """Undoes `revoke`: the same address opens again, if its time is not over.

    Raises SharingError where another was made since and there is only ever one.
    """
    share = share_for(member, share_id)
    with transaction.atomic():
        _wait_for(share.client_id)
        if _others(share).exists():
            raise SharingError("Another link to this was made since, so this one stays taken back.")
        Share.objects.filter(pk=share.pk).update(revoked_at=None)
        tell("share", home_of(share))
    share.refresh_from_db()
    return share


def choose(member: Member, share_id: int, choices: Mapping[str, Any]) -> Share:
    """What shows on its page, as the kind reads it."""
    share = share_for(member, share_id)
    share.choices = dict(choices)
    share.save(update_fields=["choices"])
    return share


def note_opened(share: Share, *, now: datetime) -> None:
    """A person has it before her: a browser has shown it for a while, or something was written there.

    Never on the mere reading of the address, which mail scanners and previews do; and a page that is loaded again at
    once was opened once.
    """
    long_ago = Q(last_opened_at=None) | Q(last_opened_at__lte=now - ONE_OPENING)
    with transaction.atomic():
        counted = Share.objects.filter(long_ago, pk=share.pk).update(
            first_opened_at=Coalesce("first_opened_at", now),
            last_opened_at=now,
            openings=F("openings") + 1,
        )
        if counted:
            tell("share", home_of(share))
