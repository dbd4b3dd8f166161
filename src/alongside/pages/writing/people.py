"""A few typed letters in, people to write to out: the client's first, another client's last and named as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.models import Handle
from alongside.clients.queries import clients_for
from alongside.outbox.shapes import DraftView
from alongside.timeline.models import Party
from alongside.timeline.queries.outside import outside_contacts_for
from alongside.timeline.queries.sight import interactions_for

MOST = 8
# Beyond these the list of a client's outside contacts is not asked: the names met most stand in it.
MOST_OUTSIDE = 300


class Found(Struct, frozen=True):
    """`of`: what they are to the client of this letter; `is_other`: they are another client's."""

    name: str
    address: str
    of: str = ""
    is_other: bool = False


def find_people(member: Member, draft: DraftView, typed: str) -> list[Found]:
    """At most MOST, each address once, in the order in which they come into question."""
    found: dict[str, Found] = {}
    for one in _candidates(member, draft, typed.strip()):
        found.setdefault(one.address, one)
        if len(found) == MOST:
            break
    return list(found.values())


def _candidates(member: Member, draft: DraftView, typed: str) -> Iterator[Found]:
    """Each source is asked only when those before it did not fill the list."""
    if not typed:
        return
    number = draft.client.id if draft.client else None
    people = list(_people(member))
    if draft.client is not None:
        yield from _fitting((one for client, one in people if client == number), typed, of=draft.client.name)
    yield from _fitting(_in_conversation(member, draft), typed, of="in this conversation")
    if number is not None:
        met = outside_contacts_for(member, number, limit=MOST_OUTSIDE)
        yield from _fitting((Found(one.name, one.address) for one in met), typed, of="outside contact")
    for client, one in people:
        if client != number and fits(one, typed):
            yield one


def _people(member: Member) -> Iterator[tuple[int, Found]]:
    handles = Handle.objects.filter(kind="email", person__client__in=clients_for(member))
    fields = ("person__client_id", "person__name", "value", "person__client__name")
    for client, name, address, client_name in handles.order_by("person__name", "value").values_list(*fields):
        yield client, Found(name, address, client_name, is_other=True)


def _in_conversation(member: Member, draft: DraftView) -> Iterator[Found]:
    if draft.answers is None or not interactions_for(member).filter(pk=draft.answers).exists():
        return
    rows = Party.objects.filter(interaction_id=draft.answers).order_by("id")
    for name, address in rows.values_list("name", "address__value"):
        yield Found(name, address)


def _fitting(people: Iterable[Found], typed: str, *, of: str) -> Iterator[Found]:
    return (Found(one.name, one.address, of) for one in people if fits(one, typed))


def fits(one: Found, typed: str) -> bool:
    """Every word typed begins a word of the name, or the address, or its domain."""
    words = one.name.casefold().replace("-", " ").split()
    address = one.address.casefold()
    beginnings = [*words, address, address.partition("@")[2]]
    return all(any(part.startswith(word) for part in beginnings) for word in typed.casefold().split())
