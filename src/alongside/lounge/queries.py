"""Lounges, read: for somebody who works here by her place in one, for a peer by the secret of a cookie.

An owner sees no lounge that she is not in.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.accounts.rules import token_hash
from alongside.lounge.models import Insider, Invitation, Lounge, Peer, Remark
from alongside.lounge.rules import TALK_KEPT_FOR, Day, Said, by_day, stays_since
from alongside.prepared import prepared
from alongside.rooms.queries import present_in

MOST_SHOWN = 200


class Seat(Struct, frozen=True):
    """Somebody who is in a lounge, and as whom: exactly one of `member_id` and `peer_id` is not 0."""

    lounge: Lounge
    name: str
    member_id: int = 0
    peer_id: int = 0

    @property
    def who(self) -> str:
        return f"m{self.member_id}" if self.member_id else f"p{self.peer_id}"


class Shown(Struct, frozen=True):
    """A stretch of a lounge's words. `before`: from where older ones go on, 0 when there are none."""

    days: list[Day]
    before: int
    newest: int


def shown_name(member: Member) -> str:
    return member.name or member.email.partition("@")[0] or "Somebody here"


def lounges_for(member: Member) -> QuerySet[Lounge]:
    return Lounge.objects.filter(insiders__member=member).order_by("name", "pk")


def seat_for(member: Member, lounge_id: int) -> Seat | None:
    """None for a lounge that she is not in, and for none at all."""
    found = lounges_for(member).filter(pk=lounge_id).select_related("made_by").first()
    return None if found is None else Seat(found, shown_name(member), member_id=member.pk)


def insider_for(member: Member, lounge: Lounge) -> Insider:
    return Insider.objects.get(lounge=lounge, member=member)


def may_run(member: Member, lounge: Lounge) -> bool:
    """Who made it; where she is no longer in it or no longer works here, whoever is."""
    maker = lounge.made_by
    is_there = maker is not None and maker.is_active and lounge.insiders.filter(member=maker).exists()
    return not is_there or lounge.made_by_id == member.pk


def insiders_of(lounge: Lounge) -> list[Insider]:
    rows = lounge.insiders.filter(_working(timezone.now())).select_related("member")
    return list(rows.order_by("member__name", "pk"))


def invitable_to(lounge: Lounge) -> list[Member]:
    """Whoever works here and is not in it. Names of colleagues are known to colleagues; their clients are not."""
    working = Member.objects.filter(is_active=True).filter(
        Q(cover_ends_at=None) | Q(cover_ends_at__gt=timezone.now())
    )
    return list(working.exclude(pk__in=lounge.insiders.values("member")).order_by("name", "email"))


def _working(now: datetime) -> Q:
    still = Q(member__cover_ends_at=None) | Q(member__cover_ends_at__gt=now)
    return Q(member__is_active=True) & still


def peers_of(lounge: Lounge) -> list[Peer]:
    """In it, by name."""
    return list(lounge.peers.exclude(let_in_at=None).order_by("name", "pk"))


def at_the_door(lounge: Lounge) -> list[Peer]:
    return list(lounge.peers.filter(let_in_at=None).order_by("asked_at", "pk"))


def links_of(lounge: Lounge, *, now: datetime) -> list[Invitation]:
    return list(lounge.invitations.filter(expires_at__gt=now).select_related("made_by").order_by("pk"))


def invitation_with(token: str, *, now: datetime) -> Invitation | None:
    """None alike for one that ran out, was taken back, was used or was guessed."""
    rows = Invitation.objects.filter(token_hash=token_hash(token), expires_at__gt=now)
    return rows.select_related("lounge", "made_by").first()


def peer_by_link(token: str) -> Peer | None:
    """Who came by this link."""
    return Peer.objects.filter(link_hash=token_hash(token)).first()


def peer_with(secret: str, lounge_id: int) -> Peer | None:
    """None alike for a wrong secret, another lounge, and somebody who was put out."""
    if not secret:
        return None
    rows = Peer.objects.filter(secret_hash=token_hash(secret), lounge_id=lounge_id)
    return rows.select_related("lounge").first()


def is_known(secret: str) -> bool:
    """Whether this cookie opens any lounge."""
    return bool(secret) and Peer.objects.filter(secret_hash=token_hash(secret)).exists()


def seat_of(peer: Peer) -> Seat | None:
    """None for one who was not let in yet."""
    return None if peer.let_in_at is None else Seat(peer.lounge, peer.name, peer_id=peer.pk)


def said_in(seat: Seat, *, now: datetime, before: int = 0) -> Shown:
    """What was said and is not gone, oldest first; `before` a remark's number: what stands above it."""
    lounge = seat.lounge
    rows = lounge.remarks.filter(said_at__gt=stays_since(lounge.keeps_days, now=now))
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: MOST_SHOWN + 1])
    older, found = found[MOST_SHOWN:], found[:MOST_SHOWN]
    said = [_said(one, seat) for one in reversed(found)]
    zone = timezone.get_current_timezone()
    days = by_day(said, zone=zone, keeps_days=lounge.keeps_days)
    return Shown(days, said[0].id if older else 0, said[-1].id if said else 0)


def _said(row: Remark, seat: Seat) -> Said:
    who = f"m{row.member_id}" if row.member_id else f"p{row.peer_id}" if row.peer_id else ""
    return Said(row.pk, who, row.name, row.said_at, row.text, who == seat.who)


class RailLounge(Struct, frozen=True):
    """What the rail shows: the one lounge, or 0 for several; whether there is anything new in it."""

    lounge_id: int
    has_new: bool


@prepared
def _of_the_rail(member: Any) -> Any:
    spoken = Remark.objects.filter(lounge=OuterRef("lounge")).exclude(member_id=member)
    newest = spoken.order_by("-pk").values("pk")[:1]
    waiting = Peer.objects.filter(lounge=OuterRef("lounge"), let_in_at=None).values("pk")[:1]
    rows = Insider.objects.filter(member_id=member).order_by("pk")
    return rows.annotate(newest=Subquery(newest), waiting=Subquery(waiting)).values_list(
        "lounge_id", "shows_dot", "seen", "newest", "waiting"
    )


def rail_for(member: Member) -> RailLounge | None:
    """None for who is in no lounge."""
    rows = _of_the_rail(member.pk)
    if not rows:
        return None
    has_new = any(dot and ((newest or 0) > seen or waiting) for _, dot, seen, newest, waiting in rows)
    return RailLounge(rows[0][0] if len(rows) == 1 else 0, has_new)


def parts_touched_for(member: Member, subject: str) -> set[str]:
    """What of open pages a word in a lounge touches."""
    return {"lounge"} if lounges_for(member).filter(pk=int(subject)).exists() else set()


def members_in(lounge_id: int, members: Collection[int]) -> set[int]:
    """Of these the ones who are in it now."""
    rows = Insider.objects.filter(_working(timezone.now()), lounge_id=lounge_id, member_id__in=members)
    return set(rows.values_list("member_id", flat=True))


def peers_among(peers: Collection[int]) -> dict[int, Peer]:
    return Peer.objects.in_bulk(list(peers))


def next_gone_at() -> datetime | None:
    """When the next word is due to go, or the next talk; for the timetable."""
    oldest = Lounge.objects.values_list("keeps_days").annotate(oldest=Min("remarks__said_at"))
    words = [at + timedelta(days=days) for days, at in oldest.order_by() if at is not None]
    return min([*words, *talks_over_at().values()], default=None)


def talks_over_at() -> dict[int, datetime]:
    """By the number of its room until when each talk is kept; while somebody is in, that moves on."""
    rows = Lounge.objects.exclude(talk=None).values_list("talk_id", "talk__opened_at")
    seen = rows.annotate(seen=Max("talk__stays__seen_at"))
    return {room_id: (seen_at or opened_at) + TALK_KEPT_FOR for room_id, opened_at, seen_at in seen}


def talking_in(lounges: Collection[int], *, now: datetime) -> dict[int, list[str]]:
    """By lounge who is in its talk, each name once."""
    rows = Lounge.objects.filter(pk__in=lounges).exclude(talk=None).values_list("pk", "talk_id")
    present = {number: present_in(room_id, now=now) for number, room_id in rows}
    return {number: list(dict.fromkeys(one.name for one in some)) for number, some in present.items()}


def newest_in(lounge: Lounge) -> int:
    return lounge.remarks.aggregate(newest=Max("pk"))["newest"] or 0
