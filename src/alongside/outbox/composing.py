"""A draft in, a letter ready to be sent out: its bytes, whom it goes to; or every reason why it cannot be."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.channels.smtp.compose import Attached, Composition, Correspondent, compose
from alongside.channels.smtp.headers import UnsafeAddress, wire_address
from alongside.channels.smtp.message_ids import make_message_id
from alongside.intake.own_letters import own_ids_key
from alongside.outbox.errors import CannotSend
from alongside.outbox.models import Draft
from alongside.outbox.recipients import MOST_RECIPIENTS, each_once, read_recipients
from alongside.outbox.rich import text_to_send
from alongside.outbox.shapes import WayOut
from alongside.outbox.ways_out import way_out_of, ways_out

_PREVIEW = 160


class Ready(Struct, frozen=True):
    """`recipients`: role and person, each once."""

    connection_id: int
    message_id: str
    envelope_from: str
    recipients: tuple[tuple[str, Correspondent], ...]
    raw: bytes
    sha256: bytes
    preview: str


def ready(member: Member, draft: Draft, *, at: datetime, is_automatic: bool = False) -> Ready:
    """Raises CannotSend. `at`: what the letter says of when it was written."""
    way = way_out_of(ways_out(member, client_id=draft.client_id), draft.connection_id, draft.from_address)
    people, problems = _people(draft)
    if way is None:
        problems.append("No mailbox sends for you under this address. Choose another sender.")
    if problems or way is None:
        raise CannotSend(problems)
    envelope_from = _envelope_from(way)
    message_id = make_message_id(own_ids_key(), envelope_from)
    raw = compose(_composition(member, draft, way, people, message_id, at, is_automatic=is_automatic))
    return Ready(
        connection_id=way.connection_id,
        message_id=message_id,
        envelope_from=envelope_from,
        recipients=tuple(people),
        raw=raw,
        sha256=sha256(raw).digest(),
        preview=" ".join(text_to_send(draft)[:600].split())[:_PREVIEW],
    )


def _people(draft: Draft) -> tuple[list[tuple[str, Correspondent]], list[str]]:
    typed = {name: read_recipients(getattr(draft, name)) for name in ("to", "cc", "bcc")}
    bad = [one.written for some in typed.values() for one in some if one.person is None]
    good = {name: [one.person for one in some if one.person is not None] for name, some in typed.items()}
    people = each_once(good["to"], good["cc"], good["bcc"])
    problems = [f"“{written[:100]}” is no e-mail address." for written in bad]
    if not people and not bad:
        problems.append("It goes to nobody yet. Add an address.")
    if len(people) > MOST_RECIPIENTS:
        problems.append(f"A letter goes to {MOST_RECIPIENTS} people at most. Send it in several.")
    return people, problems


def _envelope_from(way: WayOut) -> str:
    """Bounces come back to the mailbox that it goes out through, also when it is on behalf of somebody."""
    try:
        return wire_address(way.sender or way.address)
    except UnsafeAddress as error:
        raise CannotSend(
            [f"“{way.sender or way.address}” cannot be a sender. Choose another one."]
        ) from error


def _composition(
    member: Member,
    draft: Draft,
    way: WayOut,
    people: list[tuple[str, Correspondent]],
    message_id: str,
    at: datetime,
    *,
    is_automatic: bool,
) -> Composition:
    by_role = {role: [one for found, one in people if found == role] for role in ("to", "cc", "bcc")}
    files = draft.files.filter(removed_at=None).order_by("pk")
    return Composition(
        author=Correspondent(way.address, way.name),
        sender=Correspondent(way.sender, member.name) if way.is_on_behalf else None,
        to=by_role["to"],
        cc=by_role["cc"],
        bcc=by_role["bcc"],
        subject=draft.subject,
        text=text_to_send(draft),
        html=draft.html,
        attachments=[Attached(file.name, file.media_type, bytes(file.content)) for file in files],
        in_reply_to=draft.in_reply_to,
        references=draft.references,
        date=at.astimezone(zone_of(member)),
        message_id=message_id,
        is_automatic=is_automatic,
    )
