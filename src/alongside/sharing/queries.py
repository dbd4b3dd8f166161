"""Links, read: by their token for a guest, by their client for a member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.accounts.queries import owner
from alongside.accounts.rules import token_hash
from alongside.clients.joining import homes
from alongside.clients.queries import sees_client
from alongside.sharing.errors import NotThere, SharingError
from alongside.sharing.kinds import Kind, kind_of, kinds
from alongside.sharing.models import Share
from alongside.sharing.rules import is_open


class Listed(NamedTuple):
    """A link as her list shows it. `title` is "" where what it opened is no longer there."""

    share: Share
    kind: Kind
    title: str
    is_open: bool


def resolve(token: str, *, kind: str, now: datetime | None = None) -> Share | None:
    """The link with this token, if it opens something of this kind now.

    None alike for one that has run out, was taken back, was guessed, or belongs to another kind or to nothing: one
    indexed question over the hash, and no comparing that a stranger could time.
    """
    return _open(token, [kind], now or timezone.now())


def resolve_page(token: str, *, route: str, now: datetime | None = None) -> Share | None:
    """The same for an address that opens several kinds: all that are registered with this route."""
    return _open(token, [one.name for one in kinds() if one.route == route], now or timezone.now())


def _open(token: str, names: Sequence[str], now: datetime) -> Share | None:
    rows = Share.objects.filter(
        token_hash=token_hash(token), kind__in=names, revoked_at=None, expires_at__gt=now
    )
    share = rows.select_related("client", "made_by").first()
    return share if share is not None and kind_of(share.kind).title(share) else None


def still_open(share: Share, *, now: datetime) -> bool:
    """Whether a link that was opened before still opens; asked anew of the database."""
    fresh = Share.objects.filter(pk=share.pk, revoked_at=None, expires_at__gt=now).first()
    return fresh is not None and bool(kind_of(fresh.kind).title(fresh))


def address_of(kind: str, token: str) -> str:
    """The whole address, as it goes into a letter."""
    return str(settings.BASE_URL) + reverse(kind_of(kind).route, args=[token])


def home_of(share: Share) -> int:
    """The client whose it is now: one that was joined to another is part of that one."""
    return homes().get(share.client_id, share.client_id)


def whose(share: Share) -> Member:
    """Who shared it, as long as she works for the client; else the owner, whose desk it is."""
    return reader_of(share.made_by, home_of(share))


def reader_of(by: Member | None, client_id: int) -> Member:
    """To whom is written what is written below something that she made for this client."""
    if by is not None and by.is_active and sees_client(by, client_id):
        return by
    found = owner()
    if found is None:
        raise SharingError("Nobody is here to read it.")
    return found


def share_for(member: Member, share_id: int) -> Share:
    """Raises NotThere, also for one that she may not see."""
    share = Share.objects.filter(pk=share_id).select_related("client", "made_by").first()
    if share is None or not sees_client(member, home_of(share)):
        raise NotThere("There is no such link.")
    return share


def shares_of(member: Member, client_id: int, *, now: datetime) -> list[Listed]:
    """Every link of a client, those that still open first, then the newest."""
    if not sees_client(member, client_id):
        return []
    clients = [client_id, *(one for one, home in homes().items() if home == client_id)]
    rows = Share.objects.filter(client_id__in=clients).select_related("client", "made_by")
    listed = [one for share in rows.order_by("-made_at", "-id") if (one := _listed(share, now)) is not None]
    return sorted(listed, key=lambda one: not one.is_open)


def _listed(share: Share, now: datetime) -> Listed | None:
    try:
        kind = kind_of(share.kind)
    except SharingError:
        # Of a package that this program does not have.
        return None
    title = kind.title(share)
    opens = bool(title) and is_open(expires_at=share.expires_at, revoked_at=share.revoked_at, now=now)
    return Listed(share, kind, title, opens)
