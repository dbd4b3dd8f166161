"""`alongside review CLIENT`: what was said, done, promised and left open in a period, every line with its sources."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.cli._output import AsJson, complaints, emit, fail, words
from alongside.cli._practice import named_client, ready
from alongside.clients.models import Client
from alongside.lib.words import short_date
from alongside.reviews import rules
from alongside.reviews.errors import CannotPrint
from alongside.reviews.giving import Paper, document_of, pdf_of
from alongside.reviews.material import gather
from alongside.reviews.papers import paper_from, paper_of
from alongside.reviews.queries import open_of, period_for
from alongside.reviews.shapes import Section


def review(
    client: Annotated[str, typer.Argument(help="The client's name, its beginning or its number.")],
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; else as the next review has it."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day; else today.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write it as a PDF there.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look back on a period with a client. Without days: the review in preparation, with what was left out of it."""
    member = ready()
    found = named_client(member, client)
    paper = _paper(member, found, since, until)
    if pdf is not None:
        _write(paper, pdf)
    document = document_of(found.name, paper.since_on, paper.until_on, paper.sections)
    emit(document, as_json=as_json, in_words=lambda: _say(paper, paper.sections))


def _paper(member: Member, client: Client, since: datetime | None, until: datetime | None) -> Paper:
    review = open_of(member, client.pk)
    if review is not None and since is None and until is None:
        return paper_of(review)
    first, last = _days(period_for(member, client.pk, now=timezone.now()), since, until)
    facts = gather(client.pk, since_on=first, until_on=last)
    return paper_from(client, facts, rules.sections_of(facts), by=member)


def _days(usual: tuple[date, date], since: datetime | None, until: datetime | None) -> tuple[date, date]:
    last = until.date() if until is not None else usual[1]
    first = since.date() if since is not None else min(usual[0], last)
    if last < first:
        fail("The first day has to come before the last.")
    if (last - first).days > rules.LONGEST_DAYS:
        fail("Three years are the most that is looked back on at once.")
    return first, last


def _write(paper: Paper, to: Path) -> None:
    try:
        to.write_bytes(pdf_of(paper))
    except (CannotPrint, OSError) as error:
        fail(f"The PDF was not written. {error}")
    complaints.print(f"Written to {to}.", highlight=False, markup=False)


def _say(paper: Paper, sections: tuple[Section, ...]) -> None:
    since, until = (short_date(on, today=date.min) for on in (paper.since_on, paper.until_on))
    words.print(f"{paper.client}, {since} to {until}", highlight=False, markup=False)
    for section in sections:
        words.print(f"\n{section.title}", style="bold", highlight=False, markup=False)
        for line in section.lines:
            words.print(f"  {line.text}", highlight=False, markup=False)
    if not sections:
        words.print("Nothing was said in these days.")
