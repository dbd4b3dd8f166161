"""Whether clients reach this installation from outside: one answer for every page that depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from alongside.reach import rules
from alongside.reach.models import Look
from alongside.reach.rules import State

PATH = "/reach/{nonce}/"


@dataclass(frozen=True, slots=True)
class Reachability:
    """`is_reachable` as far as this machine can know. `words` say what was found and what to do; `warning` is for
    what still works and will not for long; `looked_at` is None for what needs no looking."""

    address: str
    state: State
    is_reachable: bool
    words: str
    warning: str
    looked_at: datetime | None


def reachability() -> Reachability:
    """What is known now. It looks at nothing itself: the timetable does, and the button on Settings."""
    address = str(settings.BASE_URL)
    known = rules.known_of(address)
    look = None if known else Look.objects.filter(address=address).first()
    state = known or (State(look.state) if look else State.UNKNOWN)
    return Reachability(
        address=address,
        state=state,
        is_reachable=state is State.REACHED,
        words=rules.sentence(state, address=address, detail=look.detail if look else ""),
        warning=rules.expiry_words(look.expires_at if look else None, now=timezone.now()),
        looked_at=look.looked_at if look else None,
    )


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
