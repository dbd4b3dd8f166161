"""Joins two clients that are one, with everything said with them, and parts them again."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from alongside.accounts.models import Member
from alongside.clients import joining as clients
from alongside.clients.models import Client, Join
from alongside.connections.models import Connection
from alongside.intake.filing import CarryOut
from alongside.intake.refiling import refile
from alongside.lib.besides import in_order
from alongside.timeline.models import Filing

Besides = Callable[[frozenset[int]], None]
_BESIDES: list[Besides] = []


def joins_besides(function: Besides) -> Besides:
    """For packages above: what is of no entry goes along too. Called with the clients that were joined or parted, in
    the same transaction, once they are."""
    _BESIDES.append(function)
    return function


def join_clients(survivor: Client, absorbed: Client, *, by: Member, carry_out: CarryOut = refile) -> Join:
    besides = in_order(__name__, _BESIDES)
    with transaction.atomic():
        joined = clients.join(survivor, absorbed, by=by)
        theirs = Connection.objects.filter(owner_client=absorbed)
        joined.sources = list(theirs.order_by("id").values_list("id", flat=True))
        theirs.update(owner_client=survivor)
        joined.save(update_fields=["sources"])
        for move_beside in besides:
            move_beside(frozenset({survivor.pk, absorbed.pk}))
        entries = _filed_under(absorbed.pk)
    carry_out(entries)
    return joined


def part_clients(joined: Join, *, carry_out: CarryOut = refile) -> None:
    besides = in_order(__name__, _BESIDES)
    with transaction.atomic():
        if not clients.part(joined):
            return
        moved = Connection.objects.filter(id__in=joined.sources, owner_client_id=joined.survivor_id)
        moved.update(owner_client_id=joined.absorbed_id)
        for move_beside in besides:
            move_beside(frozenset({joined.survivor_id, joined.absorbed_id}))
    carry_out(_filed_under(joined.survivor_id))


def _filed_under(client_id: int) -> set[int]:
    return set(Filing.objects.filter(client_id=client_id).values_list("interaction_id", flat=True))
