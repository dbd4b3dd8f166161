"""A client in, the review that is open with it out: the days since the last one, and what was not reached then."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.clients.queries import sees_client
from alongside.reviews.agenda import carry_over
from alongside.reviews.errors import NotThere
from alongside.reviews.models import Review, State
from alongside.reviews.queries import open_of, period_for, reviews_of


def prepare(member: Member, client: Client, *, now: datetime) -> Review:
    """The one that is open, else a new one over what has happened since the last."""
    if not sees_client(member, client.pk):
        raise NotThere
    with transaction.atomic():
        # One after the other, where it is pressed twice.
        Client.objects.select_for_update().get(pk=client.pk)
        known = open_of(member, client.pk)
        if known is not None:
            return known
        since_on, until_on = period_for(member, client.pk, now=now)
        last = next((one for one in reviews_of(member, client.pk) if one.state == State.HELD), None)
        made = Review.objects.create(
            client=client,
            since_on=since_on,
            until_on=until_on,
            identity=uuid4().hex,
            appointment=last.next_appointment if last is not None else None,
            made_by=member,
            made_at=now,
        )
        if last is not None:
            carry_over(last, made, now=now)
    return made
