"""Entries of a conversation in, letters as the page shows them out: text in stretches, people in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from django.urls import reverse
from msgspec import Struct

from alongside.message import Fold
from alongside.pages.base.parts import Marked, Segment, ShownFile
from alongside.pages.conversations.people import Known
from alongside.pages.promises.said import NOTHING_SAID, Said
from alongside.timeline.queries.shapes import Entry, PartyFacts, ThreadView

# Of a long conversation the newest letters stand open, and the one that was asked for.
OPEN_LETTERS = 3

_REASONS = {
    "person": "Filed here because {} took part.",
    "domain": "Filed here because of an address at {}.",
    "rule": "Filed here by your rule “{}”.",
    "mailbox": "Filed here because it was in the mailbox of {}.",
    "member": "Filed here by {}.",
    "hand": "Written down by {}.",
    "page": "Written on a page that you share with {}.",
    "cover": "Written below your pack by whoever looks after {}; not their own word.",
}
# Of a member who has not said yet what she is called.
_UNNAMED = "hand"


class Letter(Struct, frozen=True):
    id: int
    at: datetime
    who: str
    address: str
    to: str
    is_mine: bool
    reason: str
    is_unproven: bool
    proof_words: str
    trust_url: str
    is_open: bool
    has_html: bool
    segments: tuple[Segment, ...]
    files: tuple[ShownFile, ...]
    # Whether an answer to all goes to more people than an answer.
    has_others: bool
    elsewhere: str
    standing: tuple[str, ...] = ()
    kind: str = "email"
    length: timedelta | None = None
    place: str = ""
    is_private: bool = False
    said: Said = NOTHING_SAID


class Letters(Struct, frozen=True):
    """A conversation to read: what lies folded, what follows it, and why it is filed, said once where that suffices."""

    earlier: tuple[Letter, ...]
    later: tuple[Letter, ...]
    reason: str
    is_earlier_open: bool

    @property
    def is_mail(self) -> bool:
        """Nothing else, such as a call that was written down."""
        return all(letter.kind == "email" for letter in (*self.earlier, *self.later))

    @property
    def count(self) -> int:
        return len(self.earlier) + len(self.later)


def letters_of(
    thread: ThreadView,
    *,
    focus: int,
    known: Known,
    sources: Mapping[int, int] = MappingProxyType({}),
    elsewhere: Mapping[int, str] = MappingProxyType({}),
    standings: Mapping[int, Sequence[str]] = MappingProxyType({}),
    said: Mapping[int, Said] = MappingProxyType({}),
) -> Letters:
    """The newest letters and the one asked for stand open; of more than a few the earlier ones are one line.

    `sources`: by entry the source in which she may say whose word on senders counts. `elsewhere`: by entry the
    name of the provider in whose own pages it can be read. `standings`: where it stands. `said`: what it promises
    and asks.
    """
    shared = _shared_reason(thread)
    newest = {entry.line.id for entry in thread.entries[-OPEN_LETTERS:]}
    letters = [
        _letter(
            entry,
            reason="" if shared else _reason(entry, thread.client_id),
            is_open=entry.line.id in newest | {focus},
            is_meant=known.is_meant(entry),
            source=sources.get(entry.line.id),
            elsewhere=elsewhere.get(entry.line.id, ""),
            standing=tuple(standings.get(entry.line.id, ())),
            said=said.get(entry.line.id, NOTHING_SAID),
        )
        for entry in thread.entries
    ]
    fold = len(letters) - OPEN_LETTERS if len(letters) > OPEN_LETTERS + 1 else 0
    earlier = tuple(letters[:fold])
    return Letters(earlier, tuple(letters[fold:]), shared, any(letter.id == focus for letter in earlier))


def _letter(
    entry: Entry,
    *,
    reason: str,
    is_open: bool,
    is_meant: bool,
    source: int | None,
    elsewhere: str,
    standing: tuple[str, ...],
    said: Said,
) -> Letter:
    line = entry.line
    return Letter(
        id=line.id,
        at=line.happened_at,
        who=line.who or "Nobody named",
        address=line.address if "@" in line.address else "",
        to=_recipients(entry.parties) if line.kind == "email" else line.others,
        is_mine=line.direction == "out",
        reason=reason,
        is_unproven=line.proof == "unproven" and is_meant,
        proof_words=_doubt_about(entry) if line.proof == "doubtful" else "",
        trust_url=reverse("import-source", args=[source]) + "#trust" if source is not None else "",
        is_open=is_open,
        has_html=entry.has_html,
        segments=segments(entry.text, entry.folds, said.marks),
        files=tuple(
            ShownFile(
                file.name,
                reverse("attachment", args=[file.key]),
                file.size_bytes,
                file.trouble,
            )
            for file in entry.attachments
        ),
        has_others=len({party.address for party in entry.parties if party.role in ("to", "cc")}) > 1,
        elsewhere=elsewhere,
        standing=standing,
        kind=line.kind,
        length=line.ended_at - line.happened_at if line.ended_at else None,
        place=line.subject if line.kind != "email" else "",
        is_private=line.is_private,
        said=said,
    )


_DOUBTFUL = (
    "The sender line of this message is forged or broken, so nothing is filed by it. "
    "Look twice before you answer or follow a link."
)
_NAMELESS = (
    "This message does not say who sent it, so nothing is filed by it. "
    "Look twice before you answer or follow a link."
)


def _doubt_about(entry: Entry) -> str:
    return _DOUBTFUL if any(party.role == "from" for party in entry.parties) else _NAMELESS


def _recipients(parties: tuple[PartyFacts, ...]) -> str:
    names = [party.name or party.address for party in parties if party.role in ("to", "cc")]
    if len(names) > 4:
        return ", ".join(names[:3]) + f" and {len(names) - 3} more"
    return ", ".join(names)


def _shared_reason(thread: ThreadView) -> str:
    """One sentence for the whole conversation, where every letter is filed here alone and by the same rule."""
    found = [filing for entry in thread.entries for filing in entry.filed_under]
    rules = {reason for _, _, reason, _ in found}
    is_one = len(found) == len(thread.entries) and len(rules) == 1
    if thread.client_id is None or not is_one or {number for number, *_ in found} != {thread.client_id}:
        return ""
    evidence = list(dict.fromkeys(evidence for *_, evidence in found))
    some = ", ".join(evidence[:-1]) + " and " + evidence[-1] if len(evidence) > 1 else evidence[0]
    return _REASONS.get(rules.pop(), "{}").format(some or _UNNAMED)


def _reason(entry: Entry, client_id: int | None) -> str:
    for number, _, reason, evidence in entry.filed_under:
        if number == client_id:
            others = [name for other, name, _, _ in entry.filed_under if other != client_id]
            also = f" It is filed under {', '.join(others)} too." if others else ""
            return _REASONS.get(reason, "{}").format(evidence or _UNNAMED) + also
    return ""


def segments(text: str, folds: tuple[Fold, ...], marks: Sequence[Marked] = ()) -> tuple[Segment, ...]:
    """The text in stretches, in order and whole; blank ones left out."""
    found, position = [], 0
    for fold in folds:
        found.append(_stretch(text, position, fold.start, marks))
        found.append(Segment(text[fold.start : fold.end].strip("\n"), fold.kind))
        position = fold.end
    found.append(_stretch(text, position, len(text), marks))
    return tuple(one for one in found if one.text.strip())


def _stretch(text: str, start: int, end: int, marks: Sequence[Marked]) -> Segment:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip("\n"))
    piece = piece.strip("\n")
    end = start + len(piece)
    here = (one for one in marks if start <= one.start and one.end <= end)
    return Segment(
        piece, marks=tuple(one._replace(start=one.start - start, end=one.end - start) for one in here)
    )
