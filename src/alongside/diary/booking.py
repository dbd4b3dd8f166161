"""Booking by the client: a link in, free times and what becomes of them out. Whoever is slower gets the next ones."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from msgspec import Struct
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.agreements.holidays import holidays_of
from alongside.agreements.models import Away
from alongside.agreements.queries import agreed_with, clock_here, zone_here
from alongside.agreements.rules import weekdays
from alongside.clients.models import Client
from alongside.clients.queries import ended_clients
from alongside.diary.actions import cleaned
from alongside.diary.errors import DiaryError, NotThere
from alongside.diary.free import EVERY_DAY, Hours, Terms, free_times
from alongside.diary.jobs import confirm
from alongside.diary.links import safe_link
from alongside.diary.models import Appointment, Origin, Said, State
from alongside.diary.queries import last_way_for, zones_for
from alongside.diary.rules import (
    BOOKED,
    DEFAULT_WAY,
    PLANNED_CALL,
    VOICE_WAYS,
    Facts,
    as_sets,
    occasion_of,
    way_for,
)
from alongside.diary.settling import settle
from alongside.diary.taking import take_all
from alongside.diary.told import tell
from alongside.outbox.sight import seen_clients, with_joined
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of

# Whoever holds the link must not fill a diary.
MOST_BOOKED = 5
# Every booking, move and cancellation is kept: nor its history.
MOST_SAID, _SAID_WITHIN = 20, timedelta(hours=1)
_LONGEST_AWAY = 366
# What can be chosen for a link; without any of them it is as last time.
WAYS_TO_BOOK = ("room", "mobile", "link")


class TakenMeanwhile(DiaryError):
    """Somebody was quicker, or the time is not offered any more."""


class Offer(Struct, frozen=True):
    """What a booking link offers: whose time, on which terms, by which way. `is_over`: no time any more."""

    member: Member
    client: Client
    terms: Terms
    way: str
    join_url: str
    is_over: bool = False


def terms_of(choices: Mapping[str, Any]) -> Terms:
    """As she chose them for a link; what is missing or absurd is as usual."""
    usual = Terms()
    return Terms(
        length=timedelta(minutes=_within(choices.get("minutes"), 10, 240, 30)),
        notice=timedelta(hours=_within(choices.get("notice_hours"), 1, 24 * 14, 24)),
        buffer=timedelta(minutes=_within(choices.get("buffer_minutes"), 0, 120, 15)),
        days_ahead=_within(choices.get("days_ahead"), 1, 90, usual.days_ahead),
    )


def _within(value: Any, least: int, most: int, usual: int) -> int:
    return value if isinstance(value, int) and least <= value <= most else usual


def offer_of(share: Share) -> Offer | None:
    """None where whoever made the link does not work for the client any more, or the client's work has ended.

    The page of a call that is booked already stays even then: it can be joined and cancelled, and not be moved.
    """
    member, client = share.made_by, Client.objects.filter(pk=home_of(share)).first()
    if member is None or client is None or client.pk not in seen_clients(member):
        return None
    is_over = client.pk in ended_clients()
    if is_over and share.kind not in (BOOKED, PLANNED_CALL):
        return None
    way, link = way_of(share.choices) or last_way_for(member, client.pk)
    return Offer(
        member, client, terms_of(share.choices), way if way != "visit" else DEFAULT_WAY, link, is_over
    )


def way_of(choices: Mapping[str, Any]) -> tuple[str, str] | None:
    """The way that she chose for a link, and its join link; None where it is as last time."""
    way, link = choices.get("way"), choices.get("join_url")
    if way not in WAYS_TO_BOOK:
        return None
    if way != "link":
        return str(way), ""
    link = safe_link(link) if isinstance(link, str) else ""
    return (way_for("link", link), link) if link else None


def free_for(offer: Offer, *, now: datetime, but: int = 0) -> list[datetime]:
    """`but`: the appointment that is to be moved takes no time of its own."""
    if offer.is_over:
        return []
    until = now + timedelta(days=offer.terms.days_ahead + 2)
    return free_times(
        _her_hours(offer.member, now=now),
        _their_hours(offer.client.pk, now=now),
        _taken(offer.member, since=now - timedelta(days=1), until=until, but=but),
        terms=offer.terms,
        now=now,
    )


def _her_hours(member: Member, *, now: datetime) -> Hours:
    """As this desk works, without the days on which she, or everybody, is away."""
    clock = clock_here(now=now)
    away: set[date] = set()
    today = now.astimezone(clock.zone).date()
    for starts_on, ends_on in Away.objects.filter(member=member, ends_on__gte=today).values_list(
        "starts_on", "ends_on"
    ):
        length = min((ends_on - starts_on).days, _LONGEST_AWAY)
        away.update(starts_on + timedelta(days=ahead) for ahead in range(length + 1))
    return Hours(clock.zone, *clock.hours, clock.days, clock.off | away)


def _their_hours(client_id: int, *, now: datetime) -> Hours | None:
    """As agreed, by their clock; None where nothing of the kind was."""
    agreed = agreed_with([client_id]).get(client_id)
    if agreed is None or not (agreed.begins and agreed.ends):
        return None
    zone = zones_for([client_id]).get(client_id) or zone_here()
    off = holidays_of(agreed.holidays, range(now.year, now.year + 2))
    return Hours(zone, agreed.begins, agreed.ends, weekdays(agreed.days) or EVERY_DAY, off)


def _taken(member: Member, *, since: datetime, until: datetime, but: int) -> list[tuple[datetime, datetime]]:
    """Whatever she takes, with whichever client, and what nobody has taken of hers. A whole day away is a day."""
    rows = Appointment.objects.filter(state=State.PLANNED, starts_at__lt=until, ends_at__gt=since)
    rows = rows.filter(Q(member=member) | Q(member=None, client__in=seen_clients(member))).exclude(pk=but)
    rows = rows.filter(Q(is_all_day=False) | Q(way="visit"))
    return list(rows.values_list("starts_at", "ends_at"))


def book(
    offer: Offer,
    *,
    starts_at: datetime,
    name: str,
    address: str,
    about: str,
    number: str = "",
    form: str = "",
    now: datetime,
) -> Appointment:
    """Raises TakenMeanwhile, and DiaryError with words for the guest.

    `form`: the name of the form; the same words of the same form are one call, however often they are sent.
    """
    with transaction.atomic():
        _hold(offer.member)
        sent = _name_of(form, starts_at, name, address, about, number) if form else ""
        before = _booked_by(offer.client.pk, sent) if sent else None
        if before is not None:
            return before
        _check_pace(offer.client.pk, now=now)
        if _count_open(offer.client.pk, now=now) >= MOST_BOOKED:
            raise DiaryError(
                f"{MOST_BOOKED} calls are booked already. Move or cancel one of them by its own link first."
            )
        _check_free(offer, starts_at, now=now)
        facts = cleaned(_facts(offer, starts_at, name, address, about, number))
        key = secrets.token_hex(16)
        row = Appointment(
            key=key,
            client=offer.client,
            member=offer.member,
            origin=Origin.BOOKING,
            uid=f"{key}@alongside.invalid",
            made_at=now,
            kind=facts.kind,
            starts_at=facts.starts_at,
            ends_at=facts.ends_at,
        )
        row.save()
        _take(row, offer)
        _say(row, Said.Word.PLANNED, as_sets(facts) | ({"form": sent} if sent else {}), now=now)
    return row


def _name_of(form: str, starts_at: datetime, *words: str) -> str:
    return sha256("\0".join((form, starts_at.isoformat(), *words)).encode("utf-8", "replace")).hexdigest()


def _booked_by(client_id: int, sent: str) -> Appointment | None:
    """What this form booked already, as long as it stands."""
    rows = Appointment.objects.filter(client_id__in=with_joined(client_id), origin=Origin.BOOKING)
    return rows.filter(state=State.PLANNED, said__facts__form=sent).first()


def move(row: Appointment, offer: Offer, *, starts_at: datetime, now: datetime) -> Appointment:
    """To another free time, as long as it was offered for; raises TakenMeanwhile."""
    with transaction.atomic():
        _hold(offer.member)
        row = _open(row, now=now)
        if row.starts_at == starts_at:
            return row
        _check_pace(row.client_id, now=now)
        # It keeps its length, whatever the link offers by now.
        offer = replace(offer, terms=replace(offer.terms, length=row.ends_at - row.starts_at))
        _check_free(offer, starts_at, now=now, but=row.pk)
        ends_at = starts_at + (row.ends_at - row.starts_at)
        row.starts_at, row.ends_at, row.sequence = starts_at, ends_at, row.sequence + 1
        _take(row, offer)
        sets = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
        _say(row, Said.Word.MOVED, sets, now=now)
    return row


def about_of(row: Appointment) -> str:
    """What the guest wrote when it was booked; what she calls it since is her own."""
    first = Said.objects.filter(appointment=row, word=Said.Word.PLANNED, member=None).order_by("id").first()
    return str(first.facts.get("title", "")) if first is not None else ""


def cancel(row: Appointment, *, now: datetime) -> Appointment:
    """By the client; twice is once."""
    with transaction.atomic():
        row = Appointment.objects.select_for_update().get(pk=row.pk)
        if row.state == State.PLANNED:
            row.sequence += 1
            _say(row, Said.Word.CANCELLED, {"by": "theirs"}, now=now)
    return row


def _open(row: Appointment, *, now: datetime) -> Appointment:
    row = Appointment.objects.select_for_update().get(pk=row.pk)
    if row.state != State.PLANNED or row.starts_at <= now:
        raise DiaryError("This call cannot be moved any more.")
    return row


def _hold(member: Member) -> None:
    """One booking of hers at a time, until the transaction ends. SQLite has that by IMMEDIATE."""
    if not Member.objects.select_for_update().filter(pk=member.pk).exists():
        raise NotThere


def _check_pace(client_id: int, *, now: datetime) -> None:
    """Of whoever holds a link of the client's; cancelling stays possible, and is once for each."""
    said = Said.objects.filter(appointment__client_id__in=with_joined(client_id), member=None)
    if said.filter(said_at__gt=now - _SAID_WITHIN).count() >= MOST_SAID:
        raise DiaryError(
            "Too much was booked, moved or cancelled here within an hour. What is booked stands: try again in an hour."
        )


def _check_free(offer: Offer, starts_at: datetime, *, now: datetime, but: int = 0) -> None:
    if starts_at not in free_for(offer, now=now, but=but):
        raise TakenMeanwhile("This time was taken a moment ago. These are still free.")


def _take(row: Appointment, offer: Offer) -> None:
    try:
        with transaction.atomic():
            take_all(row, buffer=offer.terms.buffer)
    except IntegrityError as error:
        raise TakenMeanwhile("This time was taken a moment ago. These are still free.") from error


def _say(row: Appointment, word: Said.Word, sets: dict[str, Any], *, now: datetime) -> None:
    Said.objects.create(appointment=row, word=word, facts=sets, member=None, said_at=now)
    settle(row)
    tell(row)
    confirm.enqueue(row.pk, occasion_of(row))


def _count_open(client_id: int, *, now: datetime) -> int:
    rows = Appointment.objects.filter(client_id__in=with_joined(client_id), origin=Origin.BOOKING)
    return rows.filter(state=State.PLANNED, starts_at__gte=now).count()


def _facts(offer: Offer, starts_at: datetime, name: str, address: str, about: str, number: str) -> Facts:
    zone: tzinfo = zones_for([offer.client.pk]).get(offer.client.pk) or zone_here()
    return Facts(
        starts_at=starts_at,
        ends_at=starts_at + offer.terms.length,
        zone=str(zone),
        way=offer.way,
        join_url=offer.join_url,
        title=about,
        place=number if offer.way in VOICE_WAYS else "",
        people=((name, address.lower()),),
    )
