"""Writes down what a member says was said: a few fields in, an entry of the client's story out; and takes it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.channels.hand.parse import (
    ByHand,
    CannotReadError,
    Somebody,
    compose,
    message_of,
    source_key_of,
)
from alongside.channels.hand.parse import read as read_json
from alongside.clients.models import Client
from alongside.clients.queries import sees_client
from alongside.connections.actions import hand_beside, own_hand
from alongside.connections.models import BY_HAND, Connection
from alongside.intake.actions import receive
from alongside.intake.erasing import erase_entries
from alongside.intake.jobs import go_on_erasing
from alongside.intake.reading import message_id_of
from alongside.message import RawMessage
from alongside.originals.actions import prepare
from alongside.originals.errors import DamagedOriginalError, MissingOriginalError
from alongside.originals.queries import find_erased, read
from alongside.timeline.database import hold_intake
from alongside.timeline.models import Address, Decision, Interaction, Party, Verdict
from alongside.timeline.queries.entries import original_for


class CannotWriteDownError(Exception):
    """Why it was not kept, in words for a page."""


class DoneBeforeError(CannotWriteDownError):
    """The same form brought something else before; under another `id` it can be kept."""


class Wanted(Struct, frozen=True):
    """What is to be written down. `id`: 32 hex digits, the same whenever the same form is sent again.

    `answers`: the entry that this answers. `is_private`: a note that she alone sees. `outcome`: of a call that did
    not come about; then it ends as it begins.
    """

    id: str
    kind: str
    happened_at: datetime
    ended_at: datetime | None = None
    direction: str = "out"
    who: tuple[Somebody, ...] = ()
    place: str = ""
    text: str = ""
    next: str = ""
    answers: int | None = None
    is_private: bool = False
    outcome: str = ""


def write_down(member: Member, client: Client, wanted: Wanted, *, beside: Connection | None = None) -> int:
    """The number of its entry; sent twice, it is one. Raises CannotWriteDownError.

    `beside`: the source that it belongs to, where it came with one; it is erased with that one.
    """
    if not sees_client(member, client.pk):
        raise CannotWriteDownError("This client is not yours to write about.")
    if wanted.is_private and wanted.kind != "note":
        raise CannotWriteDownError("Only a note can be yours alone.")
    key, entry = source_key_of(wanted.id), _entry(member, wanted)
    known = Interaction.objects.filter(source_key=key).values_list("id", flat=True).first()
    if known is not None and _is_kept(member, known, entry):
        return known
    if known is not None or find_erased([key], kind="source_key"):
        raise DoneBeforeError(
            "This page was kept before, or taken back. Nothing is lost: press Keep again, and what stands here is"
            " kept as another one."
        )
    raw = compose(entry)
    with prepare([raw]) as prepared, transaction.atomic(durable=True):
        hold_intake()
        connection = _hand_of(member, entry.written_by.address, beside)
        if not Decision.objects.filter(source_key=key).exists():
            _decide(member, client, wanted, key)
        receive(prepared, [RawMessage(entry.id, raw)], [message_of(entry)], connection=connection)
        return Interaction.objects.values_list("id", flat=True).get(source_key=key)


def _hand_of(member: Member, address: str, beside: Connection | None) -> Connection:
    if beside is None:
        return own_hand(member, address=address)
    return hand_beside(beside, member=member, address=address)


def _is_kept(member: Member, interaction_id: int, entry: ByHand) -> bool:
    """Whether it holds these very words already; when is not asked, since "now" is another moment each time."""
    original_id = original_for(member, interaction_id)
    try:
        before = read_json(read(original_id)) if original_id is not None else None
    except (CannotReadError, MissingOriginalError, DamagedOriginalError):
        return False
    return before is not None and before == replace(
        entry, happened_at=before.happened_at, ended_at=before.ended_at
    )


def _decide(member: Member, client: Client, wanted: Wanted, key: bytes) -> None:
    Decision.objects.create(source_key=key, verdict=Verdict.FILE, client=client, member=member)
    if wanted.is_private:
        Decision.objects.create(source_key=key, verdict=Verdict.PERSONAL, client=client, member=member)


def _entry(member: Member, wanted: Wanted) -> ByHand:
    """As it will be read again: what a form sends has line ends and letters that an original has not."""
    written = ByHand(
        id=wanted.id,
        kind=wanted.kind,
        direction=wanted.direction,
        happened_at=wanted.happened_at,
        ended_at=wanted.ended_at,
        who=wanted.who if wanted.kind != "note" else (),
        place=wanted.place,
        text=wanted.text,
        next=wanted.next,
        # A note is said to nobody, and answers nothing.
        answers=_message_id(member, wanted.answers) if wanted.answers and wanted.kind != "note" else "",
        written_by=Somebody(member.name, member.email or f"name:member {member.pk}"),
        outcome=wanted.outcome,
    )
    try:
        return read_json(compose(written))
    except CannotReadError as error:
        raise CannotWriteDownError(str(error)) from error


def _message_id(member: Member, answered: int) -> str:
    """As the original has it: what shares it stands in one conversation. "" for what she may not see."""
    return message_id_of(answered) if original_for(member, answered) is not None else ""


def take_back(member: Member, interaction_id: int) -> bool:
    """Erase what she wrote down herself; False where there is nothing of the kind any more.

    Its bytes leave the store in the work behind the page.
    """
    with transaction.atomic():
        hold_intake()
        own = Connection.objects.filter(kind=BY_HAND, owner_member=member).values("id")
        if not Interaction.objects.filter(pk=interaction_id, connection__in=own).exists():
            return False
        named = set(Party.objects.filter(interaction_id=interaction_id).values_list("address_id", flat=True))
        erase_entries([interaction_id])
        _forget_unnamed(named)
        go_on_erasing.enqueue()
    return True


def _forget_unnamed(addresses: set[int]) -> None:
    """A name stays nowhere once nothing speaks of it."""
    still = set(Party.objects.filter(address_id__in=addresses).values_list("address_id", flat=True))
    Address.objects.filter(id__in=addresses - still).delete()
