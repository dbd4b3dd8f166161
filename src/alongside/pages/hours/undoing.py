"""What was done on the pages of hours in, taken back; by the name that its offer carries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.hours.agreeing import agree, drop
from alongside.hours.entries import bring_back, set_cell
from alongside.hours.errors import HoursError
from alongside.hours.proposing import not_counted
from alongside.hours.timer import Before, Done, put_back

Payload = dict[str, Any]


def _timer(member: Member, payload: Payload) -> None:
    """Unless the timer was changed again since."""
    before = payload["before"]
    if before is not None:
        moments = {name: _moment(before[name]) for name in ("started_at", "kept_until")}
        before = Before(**{**before, **moments})
    done = Done(before, tuple(payload["entries"]))
    put_back(member, done, started_at=_moment(payload["started_at"]))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _entry(member: Member, payload: Payload) -> None:
    bring_back(member, payload["kept"])


def _cells(member: Member, payload: Payload) -> None:
    for client, aspect, on, was, now in payload["cells"]:
        with suppress(HoursError):  # It was changed again since.
            set_cell(
                member,
                client,
                aspect_id=aspect,
                on=date.fromisoformat(on),
                minutes=was,
                was=now,
                now=timezone.now(),
            )


def _terms(member: Member, payload: Payload) -> None:
    terms = payload["terms"]
    with suppress(HoursError):
        agree(
            member,
            terms["client"],
            from_on=date.fromisoformat(terms["from_on"]),
            minutes=terms["minutes"],
            carry=terms["carry"],
            limit=terms["limit"],
        )


def _parts(member: Member, payload: Payload) -> None:
    with suppress(HoursError):
        if payload["terms"] is None:
            drop(member, payload["client"], payload["number"])
            return
        minutes, carry, limit = payload["terms"]
        on = date.fromisoformat(payload["from_on"])
        agree(member, payload["client"], from_on=on, minutes=minutes, carry=carry, limit=limit)


def _counted(member: Member, payload: Payload) -> None:
    not_counted(member, payload["keys"])


HOURS: dict[str, Callable[[Member, Payload], None]] = {
    "timer-back": _timer,
    "hours-entry-back": _entry,
    "hours-cells-back": _cells,
    "hours-terms-back": _terms,
    "hours-parts-back": _parts,
    "hours-not-counted": _counted,
}
