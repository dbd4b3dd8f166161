"""What was written on a page, and what was answered: rows in; names and words out, and never an e-mail address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from msgspec import Struct

from alongside.clients.joining import homes
from alongside.message import Fold
from alongside.outbox.models import Letter, LetterState
from alongside.replies.models import Kept
from alongside.timeline.models import Body, Filing, Interaction, Revision
from alongside.timeline.text import decompress, new_words, unpack_folds

MOST_SAID = 200
ANSWERS = ("answer", "answer_all")
SENT = (LetterState.SENT, LetterState.PARTLY_REFUSED)
K = TypeVar("K", bound=Kept)


class Answer(Struct, frozen=True):
    by: str
    at: datetime
    text: str


class Said(Struct, Generic[K], frozen=True):
    """A reply as its page shows it. `interaction_id` and `clients`, where it is filed, are for members' pages alone.
    `question`: what of the page it answers, "" for a word besides."""

    reply: K
    interaction_id: int
    name: str
    at: datetime
    text: str
    clients: frozenset[int]
    answers: tuple[Answer, ...]
    question: str = ""


def said_of(replies: Sequence[K]) -> list[Said[K]]:
    """With all that was answered; whose words nobody may read any more are left out."""
    words = _words_of([bytes(one.source_key) for one in replies])
    answers = _answers_to([one.interaction_id for one in words.values()])
    found = []
    for one in replies:
        if (said := words.get(bytes(one.source_key))) is not None:
            sent = tuple(answers.get(said.interaction_id, ()))
            question = said.quoted if one.answers_something else ""
            found.append(
                Said(one, said.interaction_id, said.name, said.at, said.text, said.clients, sent, question),
            )
    return found


class _Words(Struct, frozen=True):
    interaction_id: int
    name: str
    at: datetime
    text: str
    clients: frozenset[int]
    quoted: str


def _words_of(keys: Collection[bytes]) -> dict[bytes, _Words]:
    """By source key. Entries that were made private or erased since are left out: their words are nobody else's."""
    rows = Interaction.objects.filter(source_key__in=list(keys), private_to=None)
    entries = list(rows.values_list("source_key", "id", "sender_name", "happened_at"))
    numbers = [number for _, number, _, _ in entries]
    read, at_home, filed = _read(numbers), homes(), dict[int, set[int]]()
    filings = Filing.objects.filter(interaction_id__in=numbers).values_list("interaction_id", "client_id")
    for number, client in filings:
        filed.setdefault(number, set()).add(at_home.get(client, client))
    found = {}
    for key, number, name, at in entries:
        text, folds = read.get(number, ("", ()))
        clients = frozenset(filed.get(number, ()))
        found[bytes(key)] = _Words(number, name, at, _fresh(text, folds), clients, _quoted(text, folds))
    return found


def _answers_to(numbers: Collection[int]) -> dict[int, list[Answer]]:
    """By entry what was sent as the answer to it, once it is in the client's story; nothing that was passed on."""
    letters = Letter.objects.filter(
        answers__in=list(numbers),
        state__in=SENT,
        draft__kind__in=ANSWERS,
        original__isnull=False,
    ).order_by("sent_at", "id")
    fields = ("answers", "original_id", "author__name", "sent_at")
    rows = list(letters.values_list(*fields)) if numbers else []
    ledger = Revision.objects.filter(original_id__in=[row[1] for row in rows])
    entries = dict(ledger.values_list("original_id", "interaction_id"))
    texts = fresh_texts(list(entries.values()))
    found: dict[int, list[Answer]] = {}
    for number, original, author, at in rows:
        text = texts.get(entries.get(original, 0), "")
        if text:
            found.setdefault(number, []).append(Answer(author or "", at, text))
    return found


def fresh_texts(numbers: Collection[int]) -> dict[int, str]:
    """Without quotations and signatures; nothing of what is a member's alone."""
    return {number: _fresh(*read) for number, read in _read(numbers).items()}


def _read(numbers: Collection[int]) -> dict[int, tuple[str, Sequence[Fold]]]:
    rows = Body.objects.filter(interaction_id__in=list(numbers), interaction__private_to=None)
    return {
        number: (decompress(text), unpack_folds(folds))
        for number, text, folds in rows.values_list("interaction_id", "text", "folds")
    }


def _fresh(text: str, folds: Sequence[Fold]) -> str:
    return new_words(text, folds).strip()


def _quoted(text: str, folds: Sequence[Fold]) -> str:
    """The line that a reply begins with where it answers something (`channels.reply.parse.message_of`); else ""."""
    first = next(iter(folds), None)
    return text[: first.end].removeprefix("> ").strip() if first is not None and first.start == 0 else ""
