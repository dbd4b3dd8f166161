"""What was written down by hand: its original, a small JSON, in; a ParsedMessage out; and the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from msgspec import Struct

from alongside.message import ParsedMessage, Party

VERSION = 1
KINDS = ("call", "meeting", "visit", "chat", "note")
# What a call was that did not come about, in words, from whichever side it was rung.
OUTCOMES = {
    ("missed", "in"): "A missed call.",
    ("missed", "out"): "Nobody answered.",
    ("declined", "in"): "The call was not taken.",
    ("declined", "out"): "The call was declined.",
    ("failed", "in"): "The call did not come through.",
    ("failed", "out"): "The call did not come through.",
}
# Far more than anybody types; an original that was tampered with stops here.
MAXIMUM_BYTES = 4 << 20
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_LONGEST_NAME, _LONGEST_ADDRESS = 200, 300


class CannotReadError(ValueError):
    """Why it cannot be read, in words for a person."""


class Somebody(Struct, frozen=True):
    """One of a name and an address is enough."""

    name: str
    address: str = ""


class ByHand(Struct, frozen=True):
    """What was written down. It names no client: that is a decision beside it.

    `id`: 32 hex digits, once for ever. `happened_at`, `ended_at`: aware. `answers`: the Message-ID it answers.
    `outcome`: missed, declined or failed, of a call that did not come about; it ended as it began.
    """

    id: str
    kind: str
    direction: str
    happened_at: datetime
    written_by: Somebody
    ended_at: datetime | None = None
    who: tuple[Somebody, ...] = ()
    place: str = ""
    text: str = ""
    next: str = ""
    answers: str = ""
    outcome: str = ""
    # How often its words were changed: a version of its own, also when they are again as they were.
    revision: int = 0


def compose(entry: ByHand) -> bytes:
    """The original: the same bytes for the same entry."""
    document = {
        "version": VERSION,
        "id": entry.id,
        "kind": entry.kind,
        "direction": entry.direction,
        "happened_at": entry.happened_at.astimezone(UTC).isoformat(),
        "ended_at": entry.ended_at.astimezone(UTC).isoformat() if entry.ended_at else None,
        "who": [{"name": one.name, "address": one.address} for one in entry.who],
        "place": entry.place,
        "text": entry.text,
        "next": entry.next,
        "answers": entry.answers,
        "written_by": {"name": entry.written_by.name, "address": entry.written_by.address},
        # Left out where there is none: what was written down before it was known stays the same bytes.
        **({"outcome": entry.outcome} if entry.outcome else {}),
        **({"revision": entry.revision} if entry.revision else {}),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def parse(raw: bytes) -> ParsedMessage:
    """Raises CannotReadError."""
    return message_of(read(raw))


def read(raw: bytes) -> ByHand:
    """What was written down, each value looked at. Raises CannotReadError."""
    if len(raw) > MAXIMUM_BYTES:
        raise CannotReadError("It is larger than anything that is written down by hand.")
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise CannotReadError("It is not what was written down here: no JSON.") from error
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise CannotReadError("It was written down by another version of Alongside.")
    try:
        return _entry(found)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise CannotReadError("Something that belongs to it is missing or wrong.") from error


def _entry(found: Mapping[str, Any]) -> ByHand:
    kind, direction = found["kind"], found["direction"]
    if kind not in KINDS or direction not in ("in", "out"):
        raise ValueError
    happened_at = _moment(found["happened_at"])
    ended_at = _moment(found["ended_at"]) if found.get("ended_at") else None
    outcome = _text(found.get("outcome", ""))
    if ended_at is not None and ended_at < happened_at:
        raise ValueError
    if outcome and (ended_at != happened_at or (outcome, direction) not in OUTCOMES):
        raise ValueError
    return ByHand(
        id=UUID(hex=found["id"]).hex,
        kind=kind,
        direction=direction,
        happened_at=happened_at,
        ended_at=ended_at,
        who=tuple(_somebody(one) for one in found.get("who", ())),
        place=_text(found.get("place", "")),
        text=_text(found.get("text", "")),
        next=_text(found.get("next", "")),
        answers=_text(found.get("answers", "")),
        written_by=_somebody(found["written_by"]),
        outcome=outcome,
        revision=_revision(found.get("revision", 0)),
    )


def _revision(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError
    return value


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None or not _EARLIEST <= moment < _LATEST:
        raise ValueError
    return moment.astimezone(UTC)


def _somebody(found: Any) -> Somebody:
    if not isinstance(found, dict):
        raise TypeError
    return Somebody(
        _text(found.get("name", ""))[:_LONGEST_NAME], _text(found.get("address", ""))[:_LONGEST_ADDRESS]
    )


def _text(value: str) -> str:
    if not isinstance(value, str):
        raise TypeError
    clean = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return clean.encode("utf-8", "replace").decode()


def message_of(entry: ByHand) -> ParsedMessage:
    return ParsedMessage(
        kind=entry.kind,
        source_key=source_key_of(entry.id),
        message_id=f"{entry.id}@by-hand.invalid",
        references=(entry.answers,) if entry.answers else (),
        subject=entry.place.strip(),
        happened_at=entry.happened_at,
        parties=_parties(entry),
        text=_said(entry),
        folds=(),
        has_html=False,
        attachments=(),
        nature="personal",
        authentications=(),
        has_one_sender=True,
        defects=(),
        ended_at=entry.ended_at,
    )


def source_key_of(identity: str) -> bytes:
    """Hangs on the identity alone, so that what is written anew later is the same entry."""
    return blake2b(UUID(hex=identity).bytes, digest_size=16, person=b"by-hand").digest()


def _parties(entry: ByHand) -> tuple[Party, ...]:
    """Who wrote it down stands in "to" of what came in; the others of that are "from" and "cc"."""
    others = [(address_of(one), one.name) for one in entry.who]
    hers = (address_of(entry.written_by), entry.written_by.name)
    if entry.direction == "out":
        return (Party("from", *hers), *(Party("to", *one) for one in others))
    return (
        *(Party("from", *one) for one in others[:1]),
        Party("to", *hers),
        *(Party("cc", *one) for one in others[1:]),
    )


def address_of(somebody: Somebody) -> str:
    """Of whom only the name is known, the name in place of an address: it can be no e-mail address."""
    return somebody.address.strip().lower() or f"name:{' '.join(somebody.name.split()).casefold()}"


def _said(entry: ByHand) -> str:
    what_next = f"Next: {entry.next.strip()}" if entry.next.strip() else ""
    outcome = OUTCOMES.get((entry.outcome, entry.direction), "")
    said = "\n\n".join(part for part in (entry.text.strip(), what_next, outcome) if part)
    return f"{said}\n" if said else ""
