"""The notes of a call in, a letter to the client that says what was said out: a draft, hers to change and send."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alongside.accounts.models import Member
from alongside.calls.models import Call
from alongside.calls.queries import find_call, home_of, spans_of
from alongside.calls.rules import RecapWords, recap_of
from alongside.clients.models import Client
from alongside.outbox.models import Draft
from alongside.outbox.occasions import Letter, begin, to_people


def write_recap(member: Member, number: int, *, on: str, now: datetime) -> Draft:
    """Begun once: asked for again it is the same letter, as far as it was written. `on`: the day in words."""
    client = Client.objects.get(pk=home_of(find_call(member, number)))
    with transaction.atomic():
        # Pressed twice it waits here, and then reads what was begun meanwhile.
        call = Call.objects.select_for_update().get(pk=number)
        if call.recap is not None and call.recap.discarded_at is None:
            return call.recap
        words = recap_of(call.said, RecapWords(on, [name for name, _ in call.people]))
        letter = Letter(f"Our call on {on}", f"{words}\n", to_people(call.people))
        draft = begin(member, letter, client=client, now=now)
        Call.objects.filter(pk=call.pk).update(recap=draft)
    return draft


def day_of(call: Call) -> datetime:
    spans = spans_of(call)
    return spans[0][0] if spans else call.made_at
