"""Numbers of a folder in, batches of whole letters out, from a server that may break off, hold back or be wrong.

What it lists and does not give is noted as a hole; what is not to come at all is listed with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from django.db import transaction
from msgspec import Struct, field

from alongside.channels.imap.answers import Head
from alongside.channels.imap.bounded import PIECE_BYTES
from alongside.channels.imap.client import Session
from alongside.channels.imap.rules import fitting
from alongside.channels.imap.trouble import MailboxError
from alongside.connections.models import Folder, Listed
from alongside.intake.letters import Desk, Letter, forget_holes, leave_out, note_holes, refuse
from alongside.intake.renumbering import Marks

T = TypeVar("T")
MOST_LETTERS, MOST_BYTES, MOST_HEADS = 500, 8 << 20, 500
IN_PIECES_BYTES = 4 << 20
LARGEST_BYTES = 150 << 20
TOO_LARGE = f"It is larger than {LARGEST_BYTES >> 20} MB; it is at the mail server only."


class Memory(Struct):
    """What a process remembers of a mailbox between two connections; all of it may be lost.

    A connection that breaks over a batch comes back with a smaller one, down to the letter that breaks it;
    `cuts` counts how often each folder broke it. `asked`: holes that were asked for, by hand, in this go.
    """

    batch: int = MOST_LETTERS
    marks: Marks = field(default_factory=dict)
    cuts: dict[int, int] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)

    def grow(self) -> None:
        """A batch has come whole."""
        self.batch = min(self.batch * 2, MOST_LETTERS)

    def shrink(self, asked: int) -> None:
        """The line broke over so many."""
        self.batch = max(1, min(self.batch, asked) // 10)


class Fetcher:
    """For one pass over a mailbox, on one connection."""

    def __init__(self, desk: Desk, session: Session, memory: Memory) -> None:
        self.desk, self.session, self.memory = desk, session, memory

    def batches(self, folder: Folder, todo: Sequence[int]) -> Iterator[list[Head]]:
        """Sizes are asked for first, so that no answer is larger than it may be."""
        asked = 0
        while asked < len(todo):
            some = todo[asked : asked + min(MOST_HEADS, self.memory.batch)]
            asked += len(some)
            heads = [head for head in self.heads(folder, some) if self._may_come(folder, head)]
            heads = self.desk.settle_known(folder, heads)
            while heads:
                most = min(self.memory.batch, self.desk.pace.batch)
                count = fitting([head.size for head in heads], most=most, most_bytes=MOST_BYTES)
                yield heads[:count]
                heads = heads[count:]

    def heads(self, folder: Folder, uids: Sequence[int]) -> list[Head]:
        found: dict[int, Head] = self._try(
            folder, uids, lambda: {head.uid: head for head in self.session.heads(uids)}, {}
        )
        unanswered = [uid for uid in uids if uid not in found]
        if unanswered:
            # Gone between list and fetch is no loss; still listed and not answered for is a hole.
            there = set(self.session.uids())
            note_holes(folder, [uid for uid in unanswered if uid in there], is_cut=False)
            forget_holes(folder, [uid for uid in unanswered if uid not in there])
        return [found[uid] for uid in uids if uid in found]

    def _may_come(self, folder: Folder, head: Head) -> bool:
        if head.is_draft and folder.role != "drafts":
            with transaction.atomic():
                leave_out(folder, [head], Listed.State.DRAFT)
            return False
        if head.size > LARGEST_BYTES:
            refuse(folder, head, TOO_LARGE)
        return head.size <= LARGEST_BYTES

    def letters(self, folder: Folder, heads: Sequence[Head]) -> list[Letter]:
        if len(heads) == 1 and heads[0].size > IN_PIECES_BYTES:
            found = self._in_pieces(folder, heads[0])
        else:
            uids = [head.uid for head in heads]
            found = self._try(folder, uids, lambda: self.session.bodies(uids), dict[int, bytes]())
        letters = []
        for head in heads:
            raw = found.get(head.uid)
            if raw is not None and (raw or not head.size):
                letters.append(Letter(head, raw))
            elif letter := self._once_more(folder, head):
                letters.append(letter)
        return letters

    def _in_pieces(self, folder: Folder, head: Head) -> dict[int, bytes]:
        whole = self._try(folder, [head.uid], lambda: self._whole(head), None)
        return {} if whole is None else {head.uid: whole}

    def _whole(self, head: Head) -> bytes | None:
        """In pieces, so that no answer is large; None when it is gone, or ends where it may not.

        The size is what the server says, and some only estimate it: the end is where a piece is short and all of that
        is there, or where there is twice nothing more.
        """
        whole = bytearray()
        ends = 0
        while ends < 2:
            piece = self.session.piece(head.uid, start=len(whole), size=PIECE_BYTES)
            most = max(2 * head.size, head.size + PIECE_BYTES)
            if piece is None or len(whole) + len(piece) > most:
                return None
            whole += piece
            if len(whole) >= head.size and len(piece) < PIECE_BYTES:
                break
            ends = 0 if piece else ends + 1
        return bytes(whole) or None

    def _once_more(self, folder: Folder, head: Head) -> Letter | None:
        """Alone. Still listed and not given is a hole."""
        uid = head.uid
        if head.size <= IN_PIECES_BYTES:
            raw = self._try(folder, [uid], lambda: self.session.bodies([uid]), dict[int, bytes]()).get(uid)
            if raw is not None and (raw or not head.size):
                return Letter(head, raw)
        if self.heads(folder, [uid]):
            note_holes(folder, [uid], is_cut=False)
        return None

    def _try(self, folder: Folder, uids: Sequence[int], ask: Callable[[], T], nothing: T) -> T:
        """A line that breaks over one letter alone is that letter's; a plain NO to one is an answer without it."""
        try:
            return ask()
        except MailboxError as error:
            self.memory.shrink(len(uids))
            if len(uids) == 1 and not self.session.is_open:
                note_holes(folder, uids, is_cut=True)
            if len(uids) > 1 or not self.session.is_open or error.kind != "not_understood":
                raise
            return nothing
