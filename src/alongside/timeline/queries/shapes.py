"""What a page is given: plain values, formatted by nobody yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from alongside.message import Fold


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in a list. `who`: the sender's known name when proven, else as the message itself says."""

    id: int
    kind: str
    direction: str
    nature: str
    proof: str
    happened_at: datetime
    subject: str
    preview: str
    who: str
    address: str
    attachment_count: int
    thread_id: int | None
    thread_size: int = 1
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class AttachmentFacts:
    key: str
    name: str
    media_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class PartyFacts:
    role: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, whole. `text` and `folds` as parsed; `filed_under`: id, name, reason, evidence."""

    line: Line
    text: str
    folds: tuple[Fold, ...]
    parties: tuple[PartyFacts, ...]
    attachments: tuple[AttachmentFacts, ...]
    has_html: bool
    filed_under: tuple[tuple[int, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ThreadView:
    subject: str
    client_id: int | None
    client_name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class TrayGroup:
    """What one address, or one company's domain, has in the tray."""

    address: str
    domain: str
    name: str
    count: int
    last_at: datetime
    last_subject: str


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A conversation in which the client spoke last."""

    client_id: int
    client_name: str
    thread_id: int
    interaction_id: int
    who: str
    subject: str
    preview: str
    since: datetime
