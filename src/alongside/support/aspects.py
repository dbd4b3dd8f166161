"""Writes what is done for a client, and the catalogue it is chosen from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Max
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.lib import texts
from alongside.live.actions import tell
from alongside.support.errors import Refused
from alongside.support.models import Aspect, CatalogueAspect, Duty
from alongside.support.rules import COMMON
from alongside.support.settling import settle
from alongside.support.sight import check_sight, find_aspect, home_of, who_works_for

MOST_OF_ONE, MOST_IN_CATALOGUE = 100, 200
LONGEST_NAME, LONGEST_TEXT = 100, 5_000
MOST_MINUTES = 60 * 24 * 31


class Facts(Struct, frozen=True):
    """What a form says of an aspect. `covered_by`: the number of a member who works for the client."""

    name: str
    what: str = ""
    how: str = ""
    covered_by: int | None = None
    since_on: date | None = None
    minutes_a_month: int | None = None


FACTS = Facts.__struct_fields__


def one_line(text: str, longest: int) -> str:
    return texts.one_line(text)[:longest]


def paragraphs(text: str, longest: int) -> str:
    return texts.storable(text).strip()[:longest]


def ensure_catalogue() -> None:
    """The common kinds become this desk's own with the first thing that is written; later it is hers to change."""
    if not CatalogueAspect.objects.exists():
        rows = [CatalogueAspect(name=name, what=what, order=n) for n, (name, what) in enumerate(COMMON)]
        # Two first writes at once are one.
        CatalogueAspect.objects.bulk_create(rows, ignore_conflicts=True)


def add_from_catalogue(member: Member, client_id: int, name: str, *, today: date) -> Aspect:
    """Pressed twice, it is there once. Raises NotThere, and Refused for a name that is not offered."""
    clients = check_sight(member, client_id)
    with transaction.atomic():
        ensure_catalogue()
        # Whoever presses in two windows waits here for herself.
        entry = CatalogueAspect.objects.select_for_update().filter(name__iexact=name, is_offered=True).first()
        if entry is None:
            raise Refused("This is not in the catalogue any more. Choose another, or type its name.")
        there = Aspect.objects.filter(client_id__in=clients, entry=entry, until_on=None).first()
        return there or _add(client_id, Facts(entry.name, entry.what, since_on=today), entry=entry)


def add_own(member: Member, client_id: int, facts: Facts) -> Aspect:
    check_sight(member, client_id)
    with transaction.atomic():
        return _add(client_id, _clean(facts, client_id))


def _add(client_id: int, facts: Facts, entry: CatalogueAspect | None = None) -> Aspect:
    there = Aspect.objects.filter(client_id=client_id)
    if there.count() >= MOST_OF_ONE:
        raise Refused("More than a hundred things are kept of no client. Change one that is there.")
    last = there.aggregate(last=Max("order"))["last"]
    made = Aspect.objects.create(
        client_id=client_id,
        entry=entry,
        name=facts.name,
        what=facts.what,
        how=facts.how,
        covered_by_id=facts.covered_by,
        since_on=facts.since_on,
        minutes_a_month=facts.minutes_a_month,
        order=0 if last is None else last + 1,
    )
    tell("support", client_id)
    return made


def _clean(facts: Facts, client_id: int) -> Facts:
    name = one_line(facts.name, LONGEST_NAME)
    if not name:
        raise Refused("Give it a name.")
    minutes = facts.minutes_a_month
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise Refused("A month has fewer hours than this. Give the hours that were agreed for a month.")
    if facts.covered_by is not None and not who_works_for(client_id).filter(pk=facts.covered_by).exists():
        raise Refused("Whoever looks after it has to work for this client. Choose somebody else.")
    texts = (paragraphs(facts.what, LONGEST_TEXT), paragraphs(facts.how, LONGEST_TEXT))
    return Facts(name, *texts, facts.covered_by, facts.since_on, minutes)


def change(member: Member, number: int, facts: Facts, *, only: Collection[str] = FACTS) -> Aspect:
    """Of the facts those that are named; the rest stays as whoever else has kept it.

    Raises NotThere, and Refused for what cannot be.
    """
    aspect = find_aspect(member, number)
    facts = _clean(facts, home_of(aspect))
    for name in only:
        setattr(aspect, "covered_by_id" if name == "covered_by" else name, getattr(facts, name))
    if aspect.until_on is not None and aspect.since_on is not None and aspect.since_on > aspect.until_on:
        raise Refused("It would begin after it ended. Choose an earlier day.")
    with transaction.atomic():
        aspect.save(update_fields=only)
        tell("support", home_of(aspect))
    return aspect


def end(member: Member, number: int, until_on: date) -> Aspect:
    """It stays, with its days; nothing of it is due any more after the last of them."""
    aspect = find_aspect(member, number)
    if aspect.since_on is not None and until_on < aspect.since_on:
        raise Refused("It would end before it began. Choose a later day.")
    return _set_end(aspect, until_on)


def go_on(member: Member, number: int) -> Aspect:
    """One that had ended."""
    return _set_end(find_aspect(member, number), None)


def _set_end(aspect: Aspect, until_on: date | None) -> Aspect:
    with transaction.atomic():
        Aspect.objects.filter(pk=aspect.pk).update(until_on=until_on)
        aspect.until_on = until_on
        for duty in Duty.objects.filter(aspect=aspect).select_related("aspect"):
            settle(duty)
        tell("support", home_of(aspect))
    return aspect


def take_away(member: Member, number: int) -> None:
    """One that was added just now, as if it had never been; nothing happens once anything hangs on it."""
    aspect = find_aspect(member, number)
    kept = (aspect.duties, aspect.how_tos, aspect.ratings, aspect.improvements)
    with transaction.atomic():
        if not any(rows.exists() for rows in kept):
            aspect.delete()
            tell("support", home_of(aspect))


def move(member: Member, number: int, *, by: int) -> None:
    """Up or down by one among those that go on."""
    aspect = find_aspect(member, number)
    clients = check_sight(member, home_of(aspect))
    with transaction.atomic():
        rows = Aspect.objects.select_for_update().filter(client_id__in=clients, until_on=None)
        numbers = [one.pk for one in rows.order_by("order", "id")]
        if number not in numbers:
            return
        place = numbers.index(number)
        numbers.insert(max(0, place + by), numbers.pop(place))
        for order, one in enumerate(numbers):
            Aspect.objects.filter(pk=one).update(order=order)
        tell("support", home_of(aspect))


def keep_in_catalogue(was: str, *, name: str, what: str) -> CatalogueAspect:
    """`was`: the name of the kind that is changed, "" for a new one. Clients who have it keep their own words.

    Raises Refused for what cannot be.
    """
    name = one_line(name, LONGEST_NAME)
    if not name:
        raise Refused("Give it a name.")
    with transaction.atomic():
        ensure_catalogue()
        rows = CatalogueAspect.objects.select_for_update()
        kept, same = (
            rows.filter(name__iexact=was).first() if was else None,
            rows.filter(name__iexact=name).first(),
        )
        if was and kept is None:
            raise Refused("This kind was renamed meanwhile. Open the catalogue once more; nothing was lost.")
        if same is not None and same != kept and (kept is not None or same.is_offered):
            raise Refused(
                f"“{same.name}” is in the catalogue already. Change that one, or give another name."
            )
        kept = kept or same or _new_kind()
        kept.name, kept.what, kept.is_offered = name, paragraphs(what, LONGEST_TEXT), True
        kept.save()
    return kept


def _new_kind() -> CatalogueAspect:
    rows = CatalogueAspect.objects.all()
    if rows.count() >= MOST_IN_CATALOGUE:
        raise Refused("The catalogue is full. Take some away first.")
    return CatalogueAspect(order=(rows.aggregate(last=Max("order"))["last"] or 0) + 1)


def offer(name: str, *, is_offered: bool) -> None:
    """Whether it can be added to a client from now on; those who have it keep it."""
    with transaction.atomic():
        ensure_catalogue()
        CatalogueAspect.objects.filter(name__iexact=name).update(is_offered=is_offered)
