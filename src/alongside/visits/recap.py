"""The notes of a visit in, a letter to the client that says what was said out: a draft, hers to change and send."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alongside.accounts.models import Member
from alongside.calls.rules import RecapWords, recap_of
from alongside.clients.models import Client
from alongside.outbox.models import Draft
from alongside.outbox.occasions import Letter, begin, to_people
from alongside.visits.models import Visit
from alongside.visits.queries import find_visit, home_of


def write_recap(member: Member, number: int, *, on: str, now: datetime) -> Draft:
    """Begun once: asked for again it is the same letter, as far as it was written. `on`: the day in words."""
    client = Client.objects.get(pk=home_of(find_visit(member, number)))
    with transaction.atomic():
        # Pressed twice it waits here, and then reads what was begun meanwhile.
        visit = Visit.objects.select_for_update().get(pk=number)
        if visit.recap is not None and visit.recap.discarded_at is None:
            return visit.recap
        letter = Letter(f"My visit on {on}", f"{words_for(visit, on=on)}\n", to_people(visit.people))
        draft = begin(member, letter, client=client, now=now)
        Visit.objects.filter(pk=visit.pk).update(recap=draft)
    return draft


def words_for(visit: Visit, *, on: str) -> str:
    """Of what was said alone: what she noticed of their house, and what could be better, is for her to bring up."""
    return recap_of(visit.said, RecapWords(on, [name for name, _ in visit.people], what="visit"))
