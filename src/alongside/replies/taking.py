"""The one road of what is written on a page here: what was sent in, an entry by way of intake and its row out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.channels.reply import parse as channel
from alongside.connections.models import Connection
from alongside.intake.actions import receive
from alongside.message import RawMessage
from alongside.originals.actions import prepare
from alongside.originals.queries import find_erased
from alongside.replies.errors import NotTaken, TooMany
from alongside.replies.models import GuestReply, Kept
from alongside.replies.rules import WITHIN, Limits, identity_of
from alongside.timeline.database import hold_intake

K = TypeVar("K", bound=Kept)


class Written(Struct, frozen=True):
    """What somebody sent. `form`: which form it was, the same when it is sent twice. `sent_from`: a hash of where."""

    form: str
    name: str
    address: str
    text: str
    sent_from: bytes


class Page(Struct, frozen=True):
    """Where it is written. `source` gives where it belongs, within the transaction; `reader`: whose page it is.

    `number` and `mark` tell its forms from those of every other page.
    """

    number: int
    title: str
    reader: Member
    source: Callable[[], Connection]
    mark: str = ""


def composed(
    written: Written, page: Page, *, now: datetime, also: tuple[str, ...] = (), **more: str
) -> channel.Reply:
    """`also`: what else makes it another one. `more`: what it answers, and in whose voice it is."""
    name, text = channel.one_line(channel.clean(written.name)), channel.clean(written.text).strip()
    address = written.address.strip().lower()
    return channel.Reply(
        id=identity_of(page.number, f"{page.mark}{written.form}", name, address, text, *also),
        written_at=now,
        name=name,
        address=address,
        text=text,
        page=page.title,
        to_name=page.reader.name,
        to_address=page.reader.email,
        **more,
    )


def take(
    reply: channel.Reply,
    page: Page,
    *,
    rows: type[K],
    values: Mapping[str, Any],
    check: Callable[[], None] | None = None,
    then: Callable[[], None] | None = None,
) -> K:
    """Sent twice, it is one. `values`: what its row says; `check` is asked before and `then` done within the
    transaction of a new one. Raises NotTaken."""
    key = channel.source_key_of(reply.id)
    if (known := rows._default_manager.filter(source_key=key).first()) is not None:
        return known
    if check is not None:
        check()

    def keep() -> K:
        given = {**values, "sent_at": reply.written_at}
        kept, _ = rows._default_manager.get_or_create(source_key=key, defaults=given)
        if then is not None:
            then()
        return kept

    return _land(reply, key, source=page.source, keep=keep)


def _land(reply: channel.Reply, key: bytes, *, source: Callable[[], Connection], keep: Callable[[], K]) -> K:
    raw = channel.compose(reply)
    with prepare([raw]) as prepared, transaction.atomic(durable=True):
        hold_intake()
        if find_erased([key], kind="source_key"):
            raise NotTaken("This was written here before, and taken away.")
        receive(prepared, [RawMessage(reply.id, raw)], [channel.message_of(reply)], connection=source())
        return keep()


def check_rate(
    rows: type[GuestReply], page: Mapping[str, Any], sent_from: bytes, *, limits: Limits, now: datetime
) -> None:
    """`page`: what its rows have in common. Raises TooMany."""
    lately = rows._default_manager.filter(sent_at__gt=now - WITHIN)
    words = limits.crossed(
        on_a_page=lately.filter(**page).count(),
        from_one_place=lately.filter(sent_from=sent_from).count(),
        in_all=lately.count() if limits.in_all is not None else 0,
    )
    if words:
        raise TooMany(words)
