"""The sender lines that a member may write with: mailboxes that send, and addresses kept beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.clients.queries import names_of
from alongside.connections.models import Location
from alongside.outbox.models import FromAddress, Signature
from alongside.outbox.shapes import WayOut
from alongside.outbox.sight import Box, boxes_for
from alongside.prepared import prepared
from alongside.timeline.models import Revision


def ways_out(member: Member, *, client_id: int | None) -> list[WayOut]:
    """The best first: said to be usual for this client, the client's own mailbox, the member's, all others."""
    # Through a client's mailbox go letters of that client alone.
    boxes = [box for box in boxes_for(member) if box.owner_client_id in (None, client_id)]
    if not boxes:
        return []
    kept: dict[int, list[FromAddress]] = {}
    for row in _kept_for([box.pk for box in boxes]):
        if row.client_id in (None, client_id):
            kept.setdefault(row.connection_id, []).append(row)
    found = [
        (_rank(member, box, row, client_id), _way(member, box, row))
        for box in boxes
        for row in [*kept.get(box.pk, []), None]
        if row is not None or not _is_named(box, kept.get(box.pk, []))
    ]
    found.sort(key=lambda item: item[0])
    return [
        WayOut(way.connection_id, way.label, way.address, way.name, way.sender, is_usual=number == 0)
        for number, (_, way) in enumerate(found)
    ]


def sender_for(member: Member, *, client: Client | None) -> str:
    """The address that a new letter of hers to this client goes out from; "" where there is none."""
    way = next(iter(ways_out(member, client_id=client.pk if client is not None else None)), None)
    return way.address if way is not None else ""


@prepared
def _kept_for(boxes: Any) -> Any:
    return FromAddress.objects.filter(connection_id__in=boxes.numbers).order_by("pk")


def _is_named(box: Box, rows: Sequence[FromAddress]) -> bool:
    """The mailbox's own address with another name: then that line stands for it."""
    return any(row.address == box.label and not row.is_on_behalf for row in rows)


def _rank(member: Member, box: Box, row: FromAddress | None, client_id: int | None) -> tuple[int, ...]:
    owner = box.owner_client_id
    is_for_client = row is not None and row.client_id is not None
    is_usual = row is not None and row.is_usual
    is_own = box.owner_member_id == member.pk
    place = 1 if owner is not None else 2 if is_own else 3
    # In somebody else's name only by choice.
    is_another = row is not None and row.is_on_behalf
    return (0 if is_usual and is_for_client else place, not is_usual, is_another, not is_for_client, box.pk)


def _way(member: Member, box: Box, row: FromAddress | None) -> WayOut:
    label = box.label
    address = row.address if row is not None else label
    name = row.name if row is not None else ""
    if not name:
        is_own = box.owner_member_id == member.pk and address == label
        name = member.name if is_own else names_of([address]).get(address, "")
    sender = label if row is not None and row.is_on_behalf and address != label else ""
    return WayOut(box.pk, label, address, name, sender, is_usual=False)


def way_out_of(ways: Sequence[WayOut], connection_id: int | None, address: str) -> WayOut | None:
    """The chosen one, as long as it may still be used."""
    found = [way for way in ways if way.connection_id == connection_id]
    return next((way for way in found if way.address == address), None)


def way_out_for_answer(
    ways: Sequence[WayOut], *, interaction_id: int, addressed: set[str], writers: set[str]
) -> WayOut | None:
    """The mailbox that received it, first the one it was addressed to; else the usual way. Nobody is answered in his
    own name, whoever may write in it."""
    ways = [way for way in ways if way.address not in writers] or ways
    seen = Revision.objects.filter(interaction_id=interaction_id).values("original_id")
    places = set(Location.objects.filter(original__in=seen).values_list("connection_id", flat=True))
    there = [way for way in ways if way.connection_id in places]
    meant = [way for way in there if way.address in addressed]
    return next(iter([*meant, *there, *ways]), None)


def closest_signature(member: Member, *, client_id: int | None, connection_id: int | None) -> str:
    rows = {
        (row.client_id, row.connection_id): row.text
        for row in Signature.objects.filter(
            member=member, scope__in=[signature_scope(*one) for one in _scopes(client_id, connection_id)]
        )
    }
    return next((rows[one] for one in _scopes(client_id, connection_id) if one in rows), "")


def signature_scope(client_id: int | None, connection_id: int | None) -> str:
    return f"{client_id or ''}/{connection_id or ''}"


def _scopes(client_id: int | None, connection_id: int | None) -> list[tuple[int | None, int | None]]:
    wanted = [(client_id, connection_id), (client_id, None), (None, connection_id), (None, None)]
    return list(dict.fromkeys(wanted))
