"""A look-back in, what can be taken along out: one document of plain values, Markdown, and a PDF."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from alongside.lib.typesetting import CannotSet, Work, set_in_type
from alongside.lib.words import MONTHS, short_date
from alongside.reviews.coming import Strip
from alongside.reviews.errors import CannotPrint
from alongside.reviews.shapes import Line, Section

_HERE = Path(__file__).parent
TEMPLATE = _HERE / "look_back.typ"
FONTS = _HERE.parent / "static" / "built" / "print"
# What Markdown reads as more than a letter (CommonMark §2.4).
_MARKED = re.compile(r"([\\`*_{}\[\]<>#|~])")


class Paper(Struct, frozen=True):
    """What goes on paper. `weeks`: days of contact, the oldest week first, each with the day that it begins.

    `by`: the name above it, "" where there is none; `ours`: whose "we" and "us" its lines are.
    """

    client: str
    by: str
    ours: str
    since_on: date
    until_on: date
    today: date
    sections: tuple[Section, ...]
    goals: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    strip: Strip | None = None
    weeks: tuple[tuple[date, int], ...] = ()
    hours: tuple[tuple[str, int, str], ...] = ()


def document_of(client: str, since_on: date, until_on: date, sections: Sequence[Section]) -> dict[str, Any]:
    """As a command prints it in JSON."""
    return {
        "client": client,
        "from": since_on.isoformat(),
        "to": until_on.isoformat(),
        "sections": [
            {
                "title": one.title,
                "lines": [
                    {"text": line.text, "sources": [source.as_id for source in line.sources]}
                    for line in one.lines
                ],
            }
            for one in sections
        ],
    }


def legend_of(paper: Paper) -> str:
    """Whose words the lines are, for whoever reads them on paper."""
    return f"“We” and “us” is {paper.ours}, “they” and “them” is {paper.client}." if paper.sections else ""


def days_of(paper: Paper) -> str:
    since, until = (short_date(on, today=date.min) for on in (paper.since_on, paper.until_on))
    return f"{since} to {until}"


def markdown_of(paper: Paper) -> str:
    parts = [f"# {escaped(paper.client)}", f"Looking back, {days_of(paper)}"]
    if legend_of(paper):
        parts.append(escaped(legend_of(paper)))
    for section in paper.sections:
        lines = "\n".join(f"- {escaped(line.text)}" for line in section.lines)
        parts.append(f"## {section.title}\n\n{lines}")
    if paper.goals or paper.plans:
        lines = "\n".join(f"- {escaped(text)}" for text in (*paper.goals, *paper.plans))
        parts.append(f"## Ahead\n\n{lines}")
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """In one line, read as text by whatever reads Markdown."""
    words = _MARKED.sub(r"\\\1", " ".join(text.split()))
    # A number or sign at the beginning would make a list of it.
    return re.sub(
        r"^(\d+)([.)])|^([-+=])", lambda found: (found[1] or "") + "\\" + (found[2] or found[3]), words
    )


def pdf_of(paper: Paper) -> bytes:
    """Raises CannotPrint."""
    values = json.dumps(_values(paper), ensure_ascii=False)
    try:
        return set_in_type(Work(str(TEMPLATE), values, str(FONTS)))
    except CannotSet as error:
        raise CannotPrint(
            f"The PDF could not be made. {error} Print the page instead; nothing is lost."
        ) from error


def _values(paper: Paper) -> dict[str, Any]:
    strip = paper.strip
    return {
        "title": f"Looking back with {paper.client}",
        "kind": "LOOKING BACK",
        "client": paper.client,
        "by": paper.by,
        "days": days_of(paper),
        "legend": legend_of(paper),
        "sections": [
            {"name": one.name, "title": one.title, "lines": [_line(line) for line in one.lines]}
            for one in paper.sections
        ],
        "weeks": _weeks(paper.weeks),
        "weeks-words": "Days with contact, week by week.",
        "hours": [
            {"label": label, "minutes": minutes, "words": words} for label, minutes, words in paper.hours
        ],
        "ahead-title": "Ahead",
        "goals": [_line(Line("", text)) for text in paper.goals],
        "plans": [_line(Line("", text)) for text in paper.plans],
        "months": [name for name, _ in strip.months] if strip else [],
        "points": [{"at": one.at} for one in strip.points] if strip else [],
    }


def _line(line: Line) -> dict[str, str]:
    return {"text": line.text, "quote": line.quote, "before": line.before, "after": line.after}


def _weeks(weeks: Sequence[tuple[date, int]]) -> list[dict[str, Any]]:
    """A week is called by its month where that begins."""
    found: list[dict[str, Any]] = []
    last = 0
    for begins_on, days in weeks:
        label = MONTHS[begins_on.month - 1][:3] if begins_on.month != last else ""
        found.append({"days": days, "label": label})
        last = begins_on.month
    return found


def weeks_of(days: Sequence[date], *, since_on: date, until_on: date) -> tuple[tuple[date, int], ...]:
    """Of each week, beginning with the first day, on how many days there was contact; of a year the last weeks."""
    first = max(since_on, until_on - timedelta(weeks=53))
    count = (until_on - first).days // 7 + 1
    touched = set(days)
    return tuple(
        (begin, sum(begin + timedelta(days=ahead) in touched for ahead in range(7)))
        for begin in (first + timedelta(weeks=number) for number in range(count))
    )
