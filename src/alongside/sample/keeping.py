"""Writes what the sample practice kept beside its letters, by the same functions that a member's presses call.

Every part is written for a client that has nothing of the kind yet, so that work which is begun again ends the same.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from hashlib import blake2b

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.actions import Hours, keep_agreement
from alongside.agreements.models import Agreement
from alongside.channels.hand.parse import Somebody
from alongside.channels.sample.when import LONDON, working_days_from
from alongside.clients.models import Client
from alongside.connections.models import Connection
from alongside.intake.by_hand import DoneBeforeError, Wanted, write_down
from alongside.picture.actions import keep_line
from alongside.picture.models import Line
from alongside.promises import actions as promises
from alongside.promises.models import Promise
from alongside.reviews import actions as reviews
from alongside.reviews.models import Ahead
from alongside.sample.talks import talks_until
from alongside.sample.words import AGREED, AHEAD, PICTURE, PROMISES


class Desk(Struct, frozen=True):
    """Who works, for whom, and when: the year ends at `now`."""

    member: Member
    clients: dict[str, Client]
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(LONDON).date()


def keep_talks(desk: Desk, source: Connection) -> int:
    """Returns how many. Each has a number of its own, so that a second time it is found."""
    talks = talks_until(desk.now)
    for talk in talks:
        wanted = Wanted(
            id=blake2b(f"{source.pk}/{talk.key}".encode(), digest_size=16).hexdigest(),
            kind=talk.kind,
            happened_at=talk.at,
            ended_at=talk.at + timedelta(minutes=talk.minutes),
            who=tuple(Somebody(name, address) for name, address in talk.who),
            text=talk.words,
            next=talk.next,
            outcome="" if talk.minutes else "missed",
        )
        # One that she took back or changed stays as she left it, should the year be asked for again.
        with suppress(DoneBeforeError):
            write_down(desk.member, desk.clients[talk.client], wanted, beside=source)
    return len(talks)


def keep_agreements(desk: Desk) -> None:
    for name, (begins, ends, days, answer_hours, channels, urgent, notes) in AGREED.items():
        client = desk.clients[name]
        if not Agreement.objects.filter(client=client).exists():
            hours = Hours(time.fromisoformat(begins), time.fromisoformat(ends), days, "GB-ENG")
            keep_agreement(
                client, hours, answer_hours=answer_hours, channels=channels, urgent=urgent, notes=notes
            )


def keep_picture(desk: Desk) -> None:
    known = set(Line.objects.filter(client__in=desk.clients.values()).values_list("client__name", flat=True))
    for name, kind, line, fields in PICTURE:
        if name not in known:
            keep_line(
                desk.member,
                desk.clients[name].pk,
                kind=kind,
                name=line,
                fields=fields,
                is_private=False,
                now=desk.now,
            )


def keep_promises(desk: Desk) -> None:
    """Said a week ago; what was kept was kept yesterday."""
    known = set(
        Promise.objects.filter(client__in=desk.clients.values()).values_list("client__name", flat=True)
    )
    said_at, kept_at = desk.now - timedelta(days=7), desk.now - timedelta(days=1)
    for name, side, wording, days, is_kept in PROMISES:
        if name in known:
            continue
        due = working_days_from(desk.today, days).isoformat()
        facts = promises.cleaned(wording=wording, due_on=due, side=side)
        key = promises.write_down(
            desk.member, desk.clients[name].pk, kind="promise", side=side, changes=facts, now=said_at
        )
        if is_kept:
            promises.say(desk.member, key, "kept", now=kept_at)


def keep_ahead(desk: Desk) -> None:
    """Goals and plans, each under a key of its own."""
    for number, (name, kind, text, weeks) in enumerate(AHEAD):
        client = desk.clients[name]
        key = blake2b(f"sample/{client.pk}/{number}".encode(), digest_size=16).hexdigest()
        if not Ahead.objects.filter(client=client, key=key).exists():
            on = desk.today + timedelta(weeks=weeks) if weeks else None
            reviews.put_ahead(
                desk.member, client.pk, reviews.Wanted(kind, text, on=on, key=key), now=desk.now
            )
