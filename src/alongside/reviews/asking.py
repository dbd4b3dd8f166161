"""A client and a period in, what waits for an answer out: whom it was put to, and the sentence before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from alongside.agreements.queries import zone_here
from alongside.clients.queries import names_of
from alongside.connections.models import OwnAddress
from alongside.prepared import prepared
from alongside.promises.finder import sentences_of
from alongside.reviews.asked import MOST_ASKED, needs_the_sentence_before, still_asked
from alongside.reviews.shapes import Unanswered
from alongside.reviews.telling import plain_subject
from alongside.reviews.words import plain_name
from alongside.timeline.models import Party
from alongside.timeline.queries.entries import bodies_at
from alongside.timeline.text import decompress, unpack_folds
from alongside.waiting.models import Waiting

# More than a look-back shows, since not all of them say enough.
MOST_READ = 40


@prepared
def _own() -> Any:
    return OwnAddress.objects.filter(connection__owner_client=None).values_list("address")


def own_addresses() -> frozenset[str]:
    return frozenset(one for (one,) in _own())


@prepared
def _waiting(client: Any, since: Any, until: Any) -> Any:
    rows = Waiting.objects.filter(
        client_id=client, side__in=("theirs", "ours"), since__gte=since, since__lt=until
    )
    fields = ("interaction_id", "side", "since", "words", "interaction__subject", "interaction__sender_name")
    more = ("interaction__sender__value", "interaction__kind")
    # What whoever stood in asked is between the two of them.
    rows = rows.filter(interaction__private_to=None).exclude(interaction__nature="colleague")
    return rows.values_list(*fields, *more)


@prepared
def _addressed(numbers: Any) -> Any:
    rows = Party.objects.filter(interaction_id__in=numbers.numbers, role="to")
    return rows.values_list("interaction_id", "address__value")


def unanswered(client_id: int, begin: datetime, end: datetime, *, now: datetime) -> list[Unanswered]:
    """What is still worth asking, the oldest first. The caller has checked sight."""
    rows = _waiting(client_id, begin, end)
    known = names_of({row[6] for row in rows if row[6]})
    is_put = _put_to_somebody([(row[0], row[1] == "ours", row[7]) for row in rows])
    found = [
        Unanswered(
            number,
            side == "ours",
            since,
            "" if side == "ours" else known.get(sender or "") or name or plain_name(sender or ""),
            words or subject,
            number in is_put,
            plain_subject(subject) if words else "",
        )
        for number, side, since, words, subject, name, sender, _ in rows
    ]
    zone = zone_here()
    return _read(still_asked(found, today=timezone.localdate(now, timezone=zone), zone=zone)[:MOST_READ])


def _put_to_somebody(rows: Sequence[tuple[int, bool, str]]) -> set[int]:
    """Letters of theirs to one of us, and of ours to few: a copy asks nobody. What is no letter is put to somebody."""
    to: dict[int, list[str]] = {}
    for number, address in _addressed([number for number, _, _ in rows]) if rows else ():
        to.setdefault(number, []).append(address)
    ours = own_addresses()
    return {
        number
        for number, is_ours, kind in rows
        if kind != "email" or _is_put(to.get(number, ()), ours, is_ours=is_ours)
    }


def _is_put(to: Sequence[str], ours: frozenset[str], *, is_ours: bool) -> bool:
    return 0 < len(to) <= MOST_ASKED and (is_ours or not ours or any(one in ours for one in to))


def _read(some: Sequence[Unanswered]) -> list[Unanswered]:
    """With their places and the sentences before them; of a text that is gone, as they are."""
    numbers = [one.number for one in some]
    texts = {number: (decompress(text), folds) for number, text, folds in bodies_at(numbers)} if some else {}
    return [_placed(one, texts) for one in some]


def _placed(one: Unanswered, texts: Mapping[int, tuple[str, Any]]) -> Unanswered:
    text, packed = texts.get(one.number, ("", None))
    spans = (
        sentences_of(text, folds=[(fold.start, fold.end) for fold in unpack_folds(packed)]) if text else []
    )
    wanted = _flat(one.words).rstrip("…")
    at = next(
        (at for at, (start, end) in enumerate(spans) if _flat(text[start:end]).startswith(wanted)), None
    )
    if at is None:
        return one
    start, end = spans[at]
    if at == 0 or not needs_the_sentence_before(one.words):
        return one._replace(start=start, end=end)
    # Between two sentences that are quoted together nothing may stand.
    before = spans[at - 1]
    if text[before[1] : start].strip():
        return one._replace(start=start, end=end)
    return one._replace(before=_flat(text[slice(*before)]), start_before=before[0], start=start, end=end)


def _flat(text: str) -> str:
    return " ".join(text.split())
