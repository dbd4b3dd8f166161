"""Writes how well an aspect goes, from both sides, and what is tried to make it better."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.models import Client, Person
from alongside.live.actions import tell
from alongside.support.aspects import paragraphs
from alongside.support.errors import Refused
from alongside.support.models import Aspect, Improvement, ImprovementStep, Rating
from alongside.support.sight import check_sight, find_aspect, find_improvement, home_of, who_works_for

LONGEST_WORDS, MOST_OF_ONE = 2_000, 1_000


def rate(
    member: Member,
    aspect_id: int,
    stars: int,
    words: str = "",
    *,
    now: datetime,
    by_client: bool = False,
    person: Person | None = None,
    source: str = "",
) -> Rating:
    """From 1 to 5. `by_client`: as the client sees it, and `person` who of them said so; `member` wrote it down.

    `source`: what it came from ("review:7"); said there once more, it takes the place of what was said there before.
    """
    aspect = find_aspect(member, aspect_id)
    if not 1 <= stars <= 5:
        raise Refused("Choose from 1, which is poor, to 5, which is as good as can be.")
    said = {
        "stars": stars,
        "words": paragraphs(words, LONGEST_WORDS),
        "by": member,
        "person": person,
        "at": now,
    }
    with transaction.atomic():
        if source:
            kept, _ = Rating.objects.update_or_create(
                aspect=aspect, is_clients=by_client, source=source, defaults=said
            )
        else:
            kept = Rating.objects.create(aspect=aspect, is_clients=by_client, **said)
        tell("support", home_of(aspect))
    return kept


def take_rating_back(member: Member, number: int) -> None:
    """One that she wrote down herself."""
    found = Rating.objects.filter(pk=number, by=member).select_related("aspect").first()
    if found is not None:
        aspect = find_aspect(member, found.aspect_id)
        with transaction.atomic():
            found.delete()
            tell("support", home_of(aspect))


class Idea(Struct, frozen=True):
    """`owner`: whose it is to try, `Improvement.Owner`; `member`: which of us, by number."""

    text: str
    aspect: int | None = None
    owner: str = Improvement.Owner.US
    member: int | None = None
    look_on: date | None = None


def add_improvement(
    member: Member, client_id: int, idea: Idea, *, now: datetime, source: str = ""
) -> Improvement:
    """Something to try. The same `source` adds it once. Raises NotThere and Refused."""
    clients = check_sight(member, client_id)
    with transaction.atomic():
        # Sent twice at once, the second waits here and finds the first.
        list(Client.objects.select_for_update().filter(pk=client_id).values_list("pk"))
        rows = Improvement.objects.filter(client_id__in=clients)
        if source and (known := rows.filter(source=source).first()):
            return known
        if rows.filter(dropped_at=None).count() >= MOST_OF_ONE:
            raise Refused("A thousand improvements are kept of no client. Take some away first.")
        made = Improvement(client_id=client_id, made_at=now, changed_at=now, source=source)
        _set(made, idea, clients, client_id)
        made.save()
        _step(made, member, now=now)
        tell("support", client_id)
    return made


def change_improvement(member: Member, number: int, idea: Idea, *, now: datetime) -> Improvement:
    found = find_improvement(member, number)
    home = home_of(found)
    _set(found, idea, check_sight(member, home), home)
    found.changed_at = now
    with transaction.atomic():
        found.save()
        tell("support", home)
    return found


def _set(row: Improvement, idea: Idea, clients: set[int], client_id: int) -> None:
    row.text = paragraphs(idea.text, LONGEST_WORDS)
    if not row.text:
        raise Refused("Say in a sentence what is to be tried.")
    if idea.aspect and not Aspect.objects.filter(pk=idea.aspect, client_id__in=clients).exists():
        raise Refused("This aspect is not there any more. Choose another.")
    if idea.owner not in Improvement.Owner.values:
        raise Refused("Choose whose it is to try.")
    whose = idea.member if idea.owner == Improvement.Owner.US else None
    if whose is not None and not who_works_for(client_id).filter(pk=whose).exists():
        raise Refused("Whoever tries it has to work for this client. Choose somebody else.")
    row.aspect_id, row.owner, row.member_id, row.look_on = idea.aspect, idea.owner, whose, idea.look_on


def say(member: Member, number: int, state: str, outcome: str, *, now: datetime) -> Improvement:
    """Where it stands now, and what came of it so far; what was said before stays in its history."""
    found = find_improvement(member, number)
    outcome = paragraphs(outcome, LONGEST_WORDS)
    if state not in Improvement.State.values:
        raise Refused("Choose where it stands.")
    if (found.state, found.outcome) == (state, outcome):
        return found
    found.state, found.outcome, found.changed_at = state, outcome, now
    with transaction.atomic():
        Improvement.objects.filter(pk=found.pk).update(state=state, outcome=outcome, changed_at=now)
        _step(found, member, now=now)
        tell("support", home_of(found))
    return found


def drop(member: Member, number: int, *, now: datetime) -> Improvement:
    """It stands nowhere any more; `pick_up` brings it back."""
    found = find_improvement(member, number)
    with transaction.atomic():
        Improvement.objects.filter(pk=found.pk).update(dropped_at=now)
        tell("support", home_of(found))
    return found


def pick_up(member: Member, number: int) -> None:
    for found in Improvement.objects.filter(pk=number).exclude(dropped_at=None):
        check_sight(member, home_of(found))
        with transaction.atomic():
            Improvement.objects.filter(pk=found.pk).update(dropped_at=None)
            tell("support", home_of(found))


def _step(row: Improvement, member: Member, *, now: datetime) -> None:
    ImprovementStep.objects.create(improvement=row, state=row.state, outcome=row.outcome, by=member, at=now)
