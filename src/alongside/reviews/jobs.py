"""Paragraphs drafted by the model that an owner chose, in the work behind the page; only by a member's button."""

from __future__ import annotations

from alongside.jobs.progress import report
from alongside.jobs.registry import job
from alongside.reviews.drafting import draft, give_up


@job(label="Drafting paragraphs", queue="draft", attempts=2)
def draft_paragraphs(numbers: list[int]) -> None:
    """What was drafted already is not asked for again, if this has to begin anew."""
    for done, number in enumerate(numbers):
        report(done, total=len(numbers))
        if not draft(number):
            give_up(numbers, like=number)
            return
