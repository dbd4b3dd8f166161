"""Two clients that turn out to be one: people, companies, rules and who works for them move together, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from msgspec import Struct, field

from alongside.accounts.models import Member, Role
from alongside.accounts.queries import today_here
from alongside.clients.actions import ClientsError
from alongside.clients.models import Assignment, Client, CompanyDomain, FilingRule, Join, Person
from alongside.prepared import prepared


class Origins(Struct):
    """By the number of a row whose client it was before any join. Rows that never moved are not in it."""

    homes: dict[int, int]
    people: dict[int, int] = field(default_factory=dict)
    domains: dict[int, int] = field(default_factory=dict)
    rules: dict[int, int] = field(default_factory=dict)
    sources: dict[int, int] = field(default_factory=dict)

    def of(self, rows: dict[int, int], row: int, now: int) -> int:
        """The origin of a row that is `now` this client's: its own client where it was moved on by hand."""
        origin = rows.get(row, now)
        return origin if self.homes.get(origin, origin) == now else now


@prepared
def _joined() -> Any:
    return Client.objects.exclude(joined_into=None).values_list("id", "joined_into_id")


def homes() -> dict[int, int]:
    """By a client that was joined away the one it is part of now, through any number of joins."""
    into = dict(_joined())
    found = {}
    for client_id in into:
        home = client_id
        while home in into:
            home = into[home]
        found[client_id] = home
    return found


def origins() -> Origins:
    found = Origins(homes())
    # The oldest last, because what moved twice belonged to whom it left first.
    for join in Join.objects.filter(undone_at=None).order_by("-id"):
        for kind in ("people", "domains", "rules", "sources"):
            getattr(found, kind).update(dict.fromkeys(getattr(join, kind), join.absorbed_id))
    return found


def members_of_one(one: Client, other: Client) -> list[Member]:
    """Who works for one of them alone, or for longer, and would see the other's too."""
    works = [set(_working_for(client).values_list("member_id", "until_on")) for client in (one, other)]
    numbers = {number for number, _ in works[0] ^ works[1]}
    return list(Member.objects.filter(id__in=numbers).order_by("name", "email"))


def _working_for(client: Client) -> QuerySet[Assignment]:
    current = Q(until_on=None) | Q(until_on__gte=today_here())
    return Assignment.objects.filter(current, client=client, member__is_active=True).exclude(
        member__role=Role.OWNER
    )


def join(survivor: Client, absorbed: Client, *, by: Member) -> Join:
    """Make two clients one under the survivor's name; `part` gives each back what was theirs."""
    if survivor.pk == absorbed.pk:
        raise ClientsError("This is the same client already.")
    if survivor.joined_into_id or absorbed.joined_into_id:
        raise ClientsError("One of these was joined to another client already.")
    if not by.is_owner and members_of_one(survivor, absorbed):
        raise ClientsError("Others would come to see more by this. Ask an owner to do it.")
    with transaction.atomic():
        joined = Join(survivor=survivor, absorbed=absorbed, joined_by=by)
        joined.people = _move(Person.objects.filter(client=absorbed), survivor)
        joined.domains = _move(CompanyDomain.objects.filter(client=absorbed), survivor)
        joined.rules = _move(_rules_of_its_own(absorbed, survivor), survivor)
        joined.assignments = _assign(survivor, absorbed)
        joined.save()
        absorbed.joined_into = survivor
        absorbed.save(update_fields=["joined_into"])
    return joined


def _move(rows: QuerySet[Any], survivor: Client) -> list[int]:
    ids = list(rows.order_by("id").values_list("id", flat=True))
    rows.model._default_manager.filter(id__in=ids).update(client=survivor)
    return ids


def _rules_of_its_own(absorbed: Client, survivor: Client) -> QuerySet[FilingRule]:
    """A rule that both have stays where it is, and files under the survivor from there."""
    same = FilingRule.objects.filter(client=survivor, field=OuterRef("field"), pattern=OuterRef("pattern"))
    return FilingRule.objects.filter(~Exists(same), client=absorbed)


def _assign(survivor: Client, absorbed: Client) -> list[Any]:
    """Whoever works for one works for both, as long as for the one for which she works longer."""
    there = {one.member_id: one for one in Assignment.objects.filter(client=survivor)}
    changed: list[Any] = []
    for one in _working_for(absorbed):
        known = there.get(one.member_id)
        if known is None:
            made = Assignment.objects.create(member_id=one.member_id, client=survivor, until_on=one.until_on)
            changed.append(made.pk)
        elif known.until_on is not None and (one.until_on is None or one.until_on > known.until_on):
            changed.append([known.pk, known.until_on.isoformat(), _day(one.until_on)])
            known.until_on = one.until_on
            known.save(update_fields=["until_on"])
    return changed


def _day(until_on: date | None) -> str:
    return until_on.isoformat() if until_on is not None else ""


def _unassign(changed: list[Any]) -> None:
    """Undoes `_assign`; who was given another last day since keeps that."""
    Assignment.objects.filter(id__in=[one for one in changed if isinstance(one, int)]).delete()
    for one in changed:
        if not isinstance(one, int):
            number, before, since = one
            mine = Assignment.objects.filter(pk=number, until_on=since or None)
            mine.update(until_on=before)


def part(joined: Join) -> bool:
    """Undo a join; False when somebody has done so already. What came since stays with the survivor."""
    survivor = Client.objects.select_related("joined_into").get(pk=joined.survivor_id)
    if survivor.joined_into is not None:
        raise ClientsError(
            f"{survivor.name} is part of {survivor.joined_into.name} by now. Part those two first."
        )
    with transaction.atomic():
        if Join.objects.filter(pk=joined.pk, undone_at=None).update(undone_at=timezone.now()) != 1:
            return False
        for model, ids in (
            (Person, joined.people),
            (CompanyDomain, joined.domains),
            (FilingRule, joined.rules),
        ):
            rows: QuerySet[Any] = model._default_manager.filter(id__in=ids, client=survivor)
            rows.update(client_id=joined.absorbed_id)
        _unassign(joined.assignments)
        Client.objects.filter(pk=joined.absorbed_id).update(joined_into=None)
    return True
