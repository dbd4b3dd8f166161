"""Paragraphs that a model drafts for a look-back: asked for, kept, thrown away, taken back, each by a member.

What goes out with a look-back is a paragraph that was kept; of a draft nobody but members learns.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from alongside.accounts.models import Member
from alongside.jobs.queries import progress
from alongside.lib.texts import one_line
from alongside.live.actions import tell
from alongside.outbox.sight import seen_clients
from alongside.reviews import rules
from alongside.reviews.actions import LONGEST_LINE, add_line
from alongside.reviews.drafting import lines_of, server_for
from alongside.reviews.errors import NotThere, ReviewsError
from alongside.reviews.jobs import draft_paragraphs
from alongside.reviews.models import Paragraph, Review
from alongside.reviews.queries import DRAFTED, find_review, pack_of
from alongside.reviews.shapes import Section

State = Paragraph.State


def begin(member: Member, number: int, sections: Iterable[str], *, now: datetime) -> int:
    """How many are drafted now; a draft that lies there stays until a new one has come. Raises ReviewsError."""
    review = find_review(member, number)
    asked = server_for(review)
    if asked is None:
        raise ReviewsError("No model may be asked about this client. Nothing was sent.")
    wanted = set(sections)
    names = [one.name for one in pack_of(review) if one.name in wanted and lines_of(one)]
    if not names:
        raise ReviewsError("Where there are lines, a draft lies already. Nothing was sent.")
    with transaction.atomic():
        row = Paragraph(review=review, server=asked.name, member=member, asked_at=now)
        return _put_to_work(row, _cleared(review, names))


def missing(review: Review) -> list[str]:
    """Sections without a draft that waits for a word."""
    waiting = Paragraph.objects.filter(review=review, state=State.READY).values_list("section", flat=True)
    return [name for name in rules.TITLES if name not in set(waiting)]


def _cleared(review: Review, names: list[str]) -> dict[str, list[Any]]:
    """Those of these sections that may be drafted now, with the sentences that lie there."""
    rows = Paragraph.objects.filter(review=review, section__in=names).exclude(state=State.KEPT)
    going_on = {one.section for one in rows if is_going_on(one)}
    before = {one.section: one.sentences for one in rows if one.state != State.THROWN}
    rows.exclude(section__in=going_on).delete()
    return {name: before.get(name, []) for name in names if name not in going_on}


def _put_to_work(like: Paragraph, sections: dict[str, list[Any]]) -> int:
    values = {"review": like.review, "server": like.server, "member": like.member, "asked_at": like.asked_at}
    made = [
        Paragraph(section=name, key=_new_key(), sentences=sentences, **values)
        for name, sentences in sections.items()
    ]
    Paragraph.objects.bulk_create(made, ignore_conflicts=True)
    fresh = Paragraph.objects.filter(key__in=[one.key for one in made])
    numbers = list(fresh.order_by("id").values_list("pk", flat=True))
    if numbers:
        fresh.update(job_id=draft_paragraphs.enqueue(numbers).id)
        tell("review", like.review_id)
    return len(numbers)


def _new_key() -> str:
    return f"{DRAFTED}{uuid4().hex[:24]}"


def is_going_on(row: Paragraph) -> bool:
    """Whether somebody works on it, or will."""
    if row.state != State.ASKED or row.job_id is None:
        return False
    job = progress(row.job_id)
    return job is not None and job.status in ("waiting", "running")


def find_paragraph(member: Member, number: int) -> Paragraph:
    """Raises NotThere."""
    rows = Paragraph.objects.filter(pk=number, review__client_id__in=seen_clients(member))
    found = rows.select_related("review").first()
    if found is None or not member.is_active:
        raise NotThere
    return found


def keep(member: Member, number: int, text: str, *, now: datetime) -> Paragraph:
    """It becomes a line of the look-back in these words, which may be others by now."""
    row = find_paragraph(member, number)
    words = one_line(text)[:LONGEST_LINE]
    if not words:
        raise ReviewsError("Write what is to stand there, or throw the draft away. Nothing was changed.")
    with transaction.atomic():
        there = Paragraph.objects.filter(pk=row.pk, state__in=(State.READY, State.ASKED)).exclude(
            sentences=[]
        )
        if there.update(state=State.KEPT) != 1:
            raise ReviewsError("This draft is no longer here. Nothing was changed.")
        add_line(member, row.review_id, section=row.section, text=words, now=now, key=row.key)
    return row


def throw_away(member: Member, number: int) -> Paragraph:
    """While it is being drafted: what comes of that is not kept, and one from before lies there again."""
    row = find_paragraph(member, number)
    is_again = row.state == State.ASKED and row.sentences
    with transaction.atomic():
        _open(row).filter(state=row.state).update(state=State.READY if is_again else State.THROWN)
        tell("review", row.review_id)
    return row


def _open(row: Paragraph) -> QuerySet[Paragraph]:
    return Paragraph.objects.filter(pk=row.pk).exclude(state=State.KEPT)


def take_back(member: Member, number: int) -> None:
    """The draft lies there again, as it was before it was kept or thrown away; unless another one lies there now."""
    row = find_paragraph(member, number)
    others = Paragraph.objects.filter(review=row.review_id, section=row.section).exclude(pk=row.pk)
    if (
        not row.sentences
        or row.state not in (State.KEPT, State.THROWN)
        or others.exclude(state=State.KEPT).exists()
    ):
        return
    with suppress(IntegrityError), transaction.atomic():  # Another one was asked for this moment.
        # Kept once more it is another line: what was said of this one stays what it was.
        Paragraph.objects.filter(pk=row.pk, state=row.state).update(state=State.READY, key=_new_key())
        tell("review", row.review_id)


def adrift(review: Review, sections: Iterable[Section]) -> int:
    """How many kept paragraphs are not shown, because lines that they stand on are gone or left out."""
    shown = {line.key for section in sections for line in section.lines}
    rows = Paragraph.objects.filter(review=review, state=State.KEPT)
    return sum(key not in shown for key in rows.values_list("key", flat=True))
