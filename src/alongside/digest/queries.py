"""What a member wished, for whom the day is due, and whose calendar asks."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.accounts.rules import may_sign_in, token_hash
from alongside.agreements.queries import clock_for
from alongside.digest.models import Feed, Sent, Wish
from alongside.digest.rules import due_at


class Due(Struct, frozen=True):
    """`on`: her own today."""

    wish: Wish
    on: date
    at: datetime


def wish_of(member: Member) -> Wish:
    """Hers; unsaved and off before she has said anything."""
    return Wish.objects.filter(member=member).first() or Wish(member=member)


def newest_sent_for(member: Member) -> Sent | None:
    """A day that had begun when she asked for the next ones was neither sent nor in trouble."""
    told = Sent.objects.filter(member=member).exclude(letter=None, trouble="")
    return told.select_related("letter").order_by("-on").first()


def feed_of(member: Member) -> Feed | None:
    return Feed.objects.filter(member=member).first()


def whose_feed(token: str, *, now: datetime) -> Member | None:
    """None alike for an address that was taken back, guessed, or is of somebody who may not be here any more."""
    feed = Feed.objects.filter(token_hash=token_hash(token)).select_related("member").first()
    if feed is None:
        return None
    member = feed.member
    is_here = may_sign_in(is_active=member.is_active, cover_ends_at=member.cover_ends_at, now=now)
    return member if is_here else None


def still_to_send(*, now: datetime) -> list[Due]:
    """Today's of everybody who may be here and works today, whether or not its moment has come."""
    found = []
    for wish in Wish.objects.filter(is_on=True, member__is_active=True).select_related("member"):
        member = wish.member
        is_here = may_sign_in(is_active=True, cover_ends_at=member.cover_ends_at, now=now)
        zone = zone_of(member)
        at = due_at(wish.at, zone=zone, clock=clock_for(member, now=now), now=now) if is_here else None
        if at is not None:
            found.append(Due(wish, now.astimezone(zone).date(), at))
    done = set(
        Sent.objects.filter(on__in={one.on for one in found}).values_list("member_id", "on") if found else ()
    )
    return [one for one in found if (one.wish.member_id, one.on) not in done]


def next_digest_at() -> datetime | None:
    """For the timetable."""
    return min((one.at for one in still_to_send(now=timezone.now())), default=None)
