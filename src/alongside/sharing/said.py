"""What was written on a page, and what was answered: links in; names and words out, and never an e-mail address."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from alongside.clients.joining import homes
from alongside.outbox.models import Letter, LetterState
from alongside.sharing.models import Reply, Share
from alongside.timeline.models import Body, Filing, Interaction, Revision
from alongside.timeline.text import decompress, new_words, unpack_folds

_MOST = 200
_ANSWERS = ("answer", "answer_all")
SENT = (LetterState.SENT, LetterState.PARTLY_REFUSED)


@dataclass(frozen=True, slots=True)
class Answer:
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A reply as its page shows it. `interaction_id` is for members' pages alone. `question`: what of the page it
    answers, "" for a word besides."""

    reply: Reply
    interaction_id: int
    name: str
    at: datetime
    text: str
    answers: tuple[Answer, ...]
    question: str = ""


def on_the_page(share: Share) -> list[Said]:
    """What whoever has the link reads, oldest first."""
    rows = share.replies.filter(state=Reply.State.SHOWN).select_related("share").order_by("sent_at", "id")
    return _said(list(rows[:_MOST]))


def of_shares(shares: Iterable[Share]) -> list[Said]:
    """All that was written there, the newest first, for members; the caller has checked sight."""
    found = Reply.objects.filter(share__in=[share.pk for share in shares]).select_related("share")
    rows = found.order_by("-sent_at", "-id")
    return _said(list(rows[:_MOST]))


def about_of(share: Share) -> dict[str, datetime]:
    """By question of the page when it was answered there first, whether or not the answer is shown."""
    rows = share.replies.exclude(about="").order_by("-sent_at").values_list("about", "sent_at")
    return dict(rows)


def reply_at(interaction_id: int) -> Reply | None:
    """The reply that an entry is; the caller has checked sight."""
    keys = Interaction.objects.filter(pk=interaction_id).values("source_key")
    return Reply.objects.filter(source_key__in=keys).select_related("share", "share__client").first()


def stands_below(draft_kind: str, answers: int | None) -> Reply | None:
    """The reply below which a letter of this kind will stand on its page, once it is sent; None where it will not."""
    if draft_kind not in _ANSWERS or answers is None:
        return None
    found = reply_at(answers)
    is_shown = found is not None and found.is_answer_shown and found.state != Reply.State.HIDDEN
    return found if is_shown else None


@dataclass(frozen=True, slots=True)
class Words:
    """What an entry says, and by whom. `clients`: where it is filed."""

    interaction_id: int
    name: str
    at: datetime
    text: str
    clients: frozenset[int]
    quoted: str = ""


def words_of(keys: Collection[bytes]) -> dict[bytes, Words]:
    """By source key. Entries that were made private or erased since are left out: their words are nobody else's."""
    rows = Interaction.objects.filter(source_key__in=list(keys), private_to=None)
    entries = list(rows.values_list("source_key", "id", "sender_name", "happened_at"))
    numbers = [number for _, number, _, _ in entries]
    texts, at_home, filed = fresh_texts(numbers), homes(), dict[int, set[int]]()
    quoted = _quoted(numbers)
    filings = Filing.objects.filter(interaction_id__in=numbers).values_list("interaction_id", "client_id")
    for number, client in filings:
        filed.setdefault(number, set()).add(at_home.get(client, client))
    return {
        bytes(key): Words(
            number, name, at, texts.get(number, ""), frozenset(filed.get(number, ())), quoted.get(number, "")
        )
        for key, number, name, at in entries
    }


def _said(replies: Sequence[Reply]) -> list[Said]:
    """What turned out to be another client's is left out: neither it nor its answers stand on this one's page."""
    words, at_home = words_of([bytes(one.source_key) for one in replies]), homes()
    answers = answers_to([one.interaction_id for one in words.values()])
    found = []
    for one in replies:
        said = words.get(bytes(one.source_key))
        if said is None or at_home.get(one.share.client_id, one.share.client_id) not in said.clients:
            continue
        shown = tuple(answers.get(said.interaction_id, ())) if one.is_answer_shown else ()
        question = said.quoted if one.about else ""
        found.append(Said(one, said.interaction_id, said.name, said.at, said.text, shown, question))
    return found


def answers_to(numbers: Collection[int]) -> dict[int, list[Answer]]:
    """By entry what was sent as the answer to it, once it is in the client's story; nothing that was passed on."""
    letters = Letter.objects.filter(
        answers__in=list(numbers),
        state__in=SENT,
        draft__kind__in=_ANSWERS,
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
    rows = Body.objects.filter(interaction_id__in=list(numbers), interaction__private_to=None)
    return {
        number: new_words(decompress(text), unpack_folds(folds)).strip()
        for number, text, folds in rows.values_list("interaction_id", "text", "folds")
    }


def _quoted(numbers: Collection[int]) -> dict[int, str]:
    """The line that a reply begins with where it answers something (`channels.reply.parse.message_of`)."""
    rows = Body.objects.filter(interaction_id__in=list(numbers), interaction__private_to=None)
    found = {}
    for number, text, folds in rows.values_list("interaction_id", "text", "folds"):
        first = next(iter(unpack_folds(folds)), None)
        if first is not None and first.start == 0:
            found[number] = decompress(text)[: first.end].removeprefix("> ").strip()
    return found
