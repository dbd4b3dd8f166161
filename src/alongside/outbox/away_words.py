"""An absence in, a notice of it in the tone of her own signature out. Pure."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from alongside.agreements.rules import AbsenceThere
from alongside.lib.words import day
from alongside.outbox.wording import first_name

# How a signature may begin; whoever ends a letter so also begins it so.
_FORMAL = frozenset(
    {
        "kind regards",
        "best regards",
        "regards",
        "warm regards",
        "with kind regards",
        "yours sincerely",
        "sincerely",
    }
)
_CASUAL = frozenset(
    {"best wishes", "all the best", "best", "cheers", "many thanks", "thanks", "warmly", "love", "speak soon"}
)


class Notice(Struct, frozen=True):
    subject: str
    text: str


def notice(name: str, absence: AbsenceThere, *, cover: str, signature: str, today: date) -> Notice:
    """`name`: whom it goes to, "" where nobody knows. The signature itself is not in it."""
    closing = _closing_of(signature)
    greeting = "Hello" if closing in _CASUAL else "Dear"
    whom = f" {first_name(name)}" if first_name(name) else ""
    lines = [
        f"{greeting}{whom}," if whom or greeting == "Hello" else "Good day,",
        f"I am away {_span(absence, today)}{_back(absence, today)}.",
        f"{cover} looks after your messages meanwhile."
        if cover
        else "What you write to me meanwhile waits here, and I answer when I am back.",
        *([] if closing else ["Kind regards"]),
    ]
    return Notice(f"Away {_span(absence, today)}", "\n\n".join(lines))


def _closing_of(signature: str) -> str:
    """The words that her signature ends a letter with, "" where it is a name and nothing else."""
    first = next((line for line in signature.splitlines() if line.strip()), "")
    words = " ".join(first.casefold().strip(" ,.!–-").split())
    return words if words in _FORMAL or words in _CASUAL else ""


def _span(absence: AbsenceThere, today: date) -> str:
    first, last = (day(on, today=today) for on in (absence.first_on, absence.last_on))
    return f"on {first}" if absence.first_on == absence.last_on else f"from {first} to {last}"


def _back(absence: AbsenceThere, today: date) -> str:
    return f", and back on {day(absence.back_on, today=today)}" if absence.back_on is not None else ""
