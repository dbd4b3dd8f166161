"""Whether clients reach this installation from outside: one answer for every page that depends on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils import timezone
from django.utils.crypto import salted_hmac
from msgspec import Struct

from alongside.reach import rules
from alongside.reach.models import Look
from alongside.reach.rules import State

PATH = "/reach/{nonce}/"
PHONE_PATH = "/reach/phone/{token}/"
PHONE_LIVES = timedelta(minutes=30)


class Reachability(Struct, frozen=True):
    """`is_reachable` as far as this machine can know. `words` say what was found and what to do; `warning` is for
    what still works and will not for long; `looked_at` is None for what needs no looking. `phoned_at`: when a
    telephone outside opened it, which is the last proof."""

    address: str
    state: State
    is_reachable: bool
    words: str
    warning: str
    looked_at: datetime | None
    phoned_at: datetime | None = None


def reachability() -> Reachability:
    """What is known now. It looks at nothing itself: the timetable does, and the button on Settings."""
    address = str(settings.BASE_URL)
    known = rules.known_of(address)
    look = None if known else Look.objects.filter(address=address).first()
    phoned_at = look.phoned_at if look else None
    state = known or (State(look.state) if look else State.UNKNOWN)
    return Reachability(
        address=address,
        state=state,
        is_reachable=state is State.REACHED or (phoned_at is not None and known is None),
        words=rules.sentence(state, address=address, detail=look.detail if look else ""),
        warning=rules.expiry_words(look.expires_at if look else None, now=timezone.now()),
        looked_at=look.looked_at if look else None,
        phoned_at=phoned_at if known is None else None,
    )


def phone_address() -> str:
    """For a telephone, as a QR code: opens for half an hour, and can only say that it was opened."""
    return str(settings.BASE_URL) + PHONE_PATH.format(token=_phones().sign("phone"))


def is_for_a_phone(token: str) -> bool:
    try:
        return _phones().unsign(token, max_age=PHONE_LIVES) == "phone"
    except BadSignature:
        return False


def _phones() -> TimestampSigner:
    return TimestampSigner(salt=f"alongside.reach.{settings.BASE_URL}")


def next_look_at() -> datetime | None:
    """None where the address says all there is to know."""
    address, now = str(settings.BASE_URL), timezone.now()
    if rules.known_of(address):
        return None
    look = Look.objects.filter(address=address).first()
    state = State(look.state) if look else None
    return rules.next_look_at(state=state, looked_at=look.looked_at if look else None, now=now)


def answer_to(nonce: str) -> str:
    """What this program alone answers: proof that the address leads here, and of nothing else."""
    return salted_hmac("alongside.reach", nonce, algorithm="sha256").hexdigest()
