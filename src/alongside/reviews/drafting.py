"""The lines of a section in, a paragraph of sentences that stand on them out, by the model that an owner chose.

Runs in the work behind the pages, and outside of any transaction. Sent is what the page shows of one section, to where
the page said when a member pressed the button, and to nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from alongside.channels.model import client
from alongside.channels.model.drafting import MOST_LINES, Sentence
from alongside.channels.model.rules import ModelError, Trouble
from alongside.connections.model_servers import Asked, asked_of, model_server
from alongside.live.actions import tell
from alongside.promises.model_reading import not_read
from alongside.reviews.errors import NotThere
from alongside.reviews.models import Paragraph, Review
from alongside.reviews.prose import founded
from alongside.reviews.queries import find_review, home_of, pack_of
from alongside.reviews.shapes import Line, Section

State = Paragraph.State
Ask = Callable[..., list[Sentence]]
# One that would come of the next section, too.
_ENDS_IT: frozenset[Trouble] = frozenset(("away", "slow", "refused", "unknown", "busy", "address", "failed"))


def server_for(review: Review) -> Asked | None:
    """Whom the lines of this review would be shown to; None where nobody may see them. The caller checked sight."""
    server = model_server()
    if server is None or not server.is_on or home_of(review) in not_read():
        return None
    return asked_of(server)


def lines_of(section: Section) -> tuple[Line, ...]:
    """What a paragraph is drafted from: what the page shows, and no other paragraph."""
    return tuple(one for one in section.lines if not one.is_hidden and not one.is_drafted)[:MOST_LINES]


def draft(number: int, *, ask: Ask = client.draft) -> bool:
    """Asks for one paragraph, outside of any transaction. False where the next one need not be asked for."""
    row = Paragraph.objects.filter(pk=number, state=State.ASKED).select_related("member", "review").first()
    if row is None:
        return True  # thrown away meanwhile
    found = _may_still(row)
    if found is None:
        _settle(row, trouble="changed")
        return True
    asked, section = found
    lines = lines_of(section)
    try:
        told = ask(
            section.title,
            [line.text for line in lines],
            base_url=asked.base_url,
            model=asked.model,
            key=asked.key,
        )
    except ModelError as error:
        _settle(row, trouble=error.trouble)
        return error.trouble not in _ENDS_IT
    kept = founded([(one.text, one.lines) for one in told], lines, title=section.title)
    sentences = [{"text": one.text, "keys": list(one.keys)} for one in kept]
    dropped = len(told) - len(kept)
    _settle(row, trouble="" if kept else "unfounded", sentences=sentences, dropped=dropped)
    return True


def _may_still(row: Paragraph) -> tuple[Asked, Section] | None:
    """Asked again before anything is sent: the model, her sight and the lines may have become others since."""
    if row.member is None:
        return None
    try:
        review = find_review(row.member, row.review_id)
    except NotThere:
        return None
    asked = server_for(review)
    section = next((one for one in pack_of(review) if one.name == row.section), None)
    if asked is None or asked.name != row.server or section is None or not lines_of(section):
        return None
    return asked, section


def _settle(row: Paragraph, *, trouble: str, sentences: Sequence[Any] = (), dropped: int = 0) -> None:
    """Not where it was thrown away meanwhile. In trouble a draft from before stays."""
    kept = list(sentences) or row.sentences
    state = State.READY if kept else State.FAILED
    with transaction.atomic():
        asked = Paragraph.objects.filter(pk=row.pk, state=State.ASKED)
        asked.update(
            state=state, trouble=trouble, sentences=kept, dropped=0 if trouble and row.sentences else dropped
        )
        tell("review", row.review_id)


def give_up(numbers: Sequence[int], *, like: int) -> None:
    """Those that were not asked for, because of what happened with another one."""
    trouble = Paragraph.objects.filter(pk=like).values_list("trouble", flat=True).first() or "failed"
    for row in Paragraph.objects.filter(pk__in=numbers, state=State.ASKED):
        _settle(row, trouble=trouble)
