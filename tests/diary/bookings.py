"""A call that a client booked, and the letters of it, for their tests."""

from __future__ import annotations

from email import message_from_bytes, policy

from django.utils import timezone

from alongside.clients.models import Client
from alongside.diary.booking import book, free_for, move, offer_of
from alongside.diary.confirming import tell_of
from alongside.diary.models import Appointment, BookingNotice
from alongside.diary.rules import occasion_of
from alongside.outbox.models import Letter
from alongside.sharing.actions import Made, make
from tests.making import owner

ADA = "ada@harlow.example"


def link_to(harlow: Client, **choices: object) -> Made:
    return make(owner(), kind="booking", client_id=harlow.pk, now=timezone.now(), choices=choices)


def booked(made: Made, *, address: str = ADA, number: int = 0) -> Appointment:
    now, offer = timezone.now(), offer_of(made.share)
    assert offer is not None
    at = free_for(offer, now=now)[number]
    return book(offer, starts_at=at, name="Ada Harlow", address=address, about="Prices", now=now)


def told(row: Appointment) -> BookingNotice | None:
    """As the worker does."""
    row.refresh_from_db()
    return tell_of(row.pk, occasion_of(row), now=timezone.now())


def to_them(letter: Letter):
    return message_from_bytes(bytes(letter.raw), policy=policy.default)


def moved(row: Appointment, made: Made) -> None:
    now, offer = timezone.now(), offer_of(made.share)
    assert offer is not None
    move(row, offer, starts_at=free_for(offer, now=now, but=row.pk)[-1], now=now)
