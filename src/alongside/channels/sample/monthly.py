"""What comes back every month: invoices, minutes, newsletters; the pattern is one, the details are each month's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from alongside.channels.sample.filings import SAMPLE_CLIENTS
from alongside.channels.sample.monthly_details import (
    FIGURES,
    HARLOW_HOURS,
    IMOGEN_HOURS,
    LARDER_HOURS,
    LETTERS,
    OWED,
    PENROSE_HOURS,
)

_RATE_POUNDS = 32
_FIRST_NUMBER = 118
_LAST_IN_TORONTO = 10
_INVOICE = """
== invoice-{to}-{ago} | month {ago} 2 | Invoice {number} for {{month-1}}

@ Mon {clock} | you > {to} | invoice-{number}.pdf
{greeting}

{opening}

{closing}

Nell
"""
_ANSWER = """
@ {delay}{weekday} {clock} | {sender} > you
{words}
"""
_LETTER = """
== letter-{ago} | month {ago} 9 | The Unhurried Letter for {{month}}: {theme}

@ Mon 09:35 | {imogen} > you
{notes}

Could you have a go at it, as usual?

I.

@ Wed 15:20 | you > imogen | unhurried-letter-{{month}}.pdf
Here's the letter, 400 words and a bit. I'd call it "{title}". It's set for Thursday at seven; say if anything
is not how you'd say it.

Nell
"""
_FIGURES = """
== figures-{ago} | month {ago} 1 | Figures for {{month-1}}

@ Tue 13:50 | steve > you cc margaret
{households} households, {kilos} kg out of the door.

{news}

Steve

@ Thu 10:10 | you > steve cc margaret, joan | households.csv
{thanks}

Nell
"""
_OWED = """
== owed-{ago} | month {ago} 15 | Who owes you what, {{month}}

@ Mon 11:05 | you > tom cc priya | owed.csv
{greeting}

{owed} outstanding, on {bills} bills; the list is attached, eldest first. {remark}

Nell
"""
_THANKS = (
    "Thank you, it's in the sheet and in the trustees' folder. The year so far is attached.",
    "In the sheet, with the chart redrawn. I've kept your words underneath, they say more than the chart.",
    "Noted and filed, and quoted for the newsletter if you don't mind. Year to date attached.",
    "That's in. Joan, the kilos are in your column as well, so that the fund's report adds up.",
)
_CLOSINGS = (
    "Fourteen days as ever, and shout if anything looks odd.",
    "The list by day is on page two, in case you wonder where the time went.",
    "Thank you, as always.",
)


class _Billed(Struct, frozen=True):
    """Who is billed at the start of a month. `months`: hours, work and answer, the latest first."""

    to: str
    greeting: str
    clock: str
    months: tuple[tuple[str, str, str], ...]


_BILLED = (
    _Billed("tom", "Morning Tom,", "09:10", HARLOW_HOURS),
    _Billed("imogen", "Dear Imogen,", "09:25", IMOGEN_HOURS),
    _Billed("clare", "Hello Clare,", "09:40", PENROSE_HOURS),
    _Billed("margaret", "Dear Margaret,", "09:55", LARDER_HOURS),
)
_SLOW = "clare"


def monthly_scripts() -> Iterator[tuple[str, Mapping[str, str]]]:
    """A script and its details, once for each of twelve months back."""
    for ago in range(12):
        for place, bill in enumerate(_BILLED):
            yield _invoice(ago, place, bill)
        yield _letter(ago)
        yield _figures(ago)
        yield _owed(ago)


def hours_billed() -> dict[str, tuple[int, ...]]:
    """Minutes billed to each client for each of twelve months, the latest first."""
    return {
        name: tuple(round(float(hours) * 60) for hours, _, _ in billed.months)
        for name, billed in zip((one.name for one in SAMPLE_CLIENTS), _BILLED, strict=True)
    }


def _invoice(ago: int, place: int, billed: _Billed) -> tuple[str, Mapping[str, str]]:
    hours, work, answer = billed.months[ago]
    number = f"NA-{_FIRST_NUMBER + (11 - ago) * len(_BILLED) + place}"
    total = f"£{float(hours) * _RATE_POUNDS:,.2f}"
    opening = (
        f"Invoice {number} for {{month-1}} is attached: {hours} hours, {total}.\n\nMost of it went into {work}."
        if (ago + place) % 2
        else f"{{month-1}} came to {hours} hours, so {total}, attached as {number}. It was mainly {work}."
    )
    script = _INVOICE.format(
        ago=ago,
        to=billed.to,
        number=number,
        clock=billed.clock,
        greeting=billed.greeting,
        opening=opening,
        closing=_CLOSINGS[(ago + place) % len(_CLOSINGS)],
    )
    paper = (
        f"Nell Avery, virtual assistant;;{hours} hours at £{_RATE_POUNDS};Total {total};;Payable in 14 days"
    )
    return script + _paid(ago, place, answer), {"paper": paper}


def _paid(ago: int, place: int, words: str) -> str:
    """The answer; one client's takes longer the nearer the months come."""
    if not words:
        return ""
    to = _BILLED[place].to
    is_late = to == _SLOW and ago < 6
    sender = "imogen-toronto" if to == "imogen" and ago >= _LAST_IN_TORONTO else to
    delay = f"+{min(6 - ago, 3)}w " if is_late else ""
    weekday = "Thu" if is_late else ("Mon", "Tue", "Wed")[(ago + place) % 3]
    clock = f"1{(ago + 2 * place) % 6}:{7 + 9 * place + ago % 8:02}"
    return _ANSWER.format(delay=delay, weekday=weekday, clock=clock, sender=sender, words=words)


def _letter(ago: int) -> tuple[str, Mapping[str, str]]:
    theme, notes, title, answer = LETTERS[ago]
    imogen = "imogen-toronto" if ago >= _LAST_IN_TORONTO else "imogen"
    script = _LETTER.format(ago=ago, theme=theme, imogen=imogen, notes=notes, title=title)
    if answer:
        script += _ANSWER.format(delay="", weekday="Wed", clock="17:02", sender=imogen, words=answer)
    return script, {"paper": f"{title};;A letter by Imogen Vale"}


def _figures(ago: int) -> tuple[str, Mapping[str, str]]:
    households, kilos, news = FIGURES[ago]
    thanks = _THANKS[ago % len(_THANKS)]
    script = _FIGURES.format(ago=ago, households=households, kilos=kilos, news=news, thanks=thanks)
    rows = (f"{number},{weight.replace(',', '')}" for number, weight, _ in reversed(FIGURES[ago:]))
    return script, {"paper": ";".join(("households,kilos", *rows))}


def _owed(ago: int) -> tuple[str, Mapping[str, str]]:
    owed, bills, remark, answer = OWED[ago]
    greeting = ("Morning Tom,", "Hello Tom,", "Tom,")[ago % 3]
    script = _OWED.format(ago=ago, greeting=greeting, owed=owed, bills=bills, remark=remark)
    if answer:
        script += _ANSWER.format(delay="", weekday="Mon", clock="12:44", sender="tom", words=answer)
    return script, {"paper": f"bills,owed;{bills},{owed.replace(',', '')}"}
