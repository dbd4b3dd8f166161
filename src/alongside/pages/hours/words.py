"""The account of agreed hours in, the sentences that say it out; the same for her and for her client. Pure."""

from __future__ import annotations

from datetime import date

from alongside.hours.account import Outlook
from alongside.hours.amounts import words
from alongside.hours.months import month_before, next_month
from alongside.hours.retainers import Account, Terms
from alongside.hours.rules import Rounding
from alongside.hours.splitting import Split
from alongside.lib.words import MONTHS, day


def month_name(on: date) -> str:
    """ "November 2026"."""
    return f"{MONTHS[on.month - 1]} {on.year}"


def _name(on: date, beside: date) -> str:
    return MONTHS[on.month - 1] if on.year == beside.year else month_name(on)


def account_words(one: Account) -> list[str]:
    """What was there, what was used, what became of the rest; one sentence each."""
    before, after = _name(month_before(one.month), one.month), _name(next_month(one.month), one.month)
    found = [f"{words(one.given)} are agreed for {month_name(one.month)}." if one.given else ""]
    found.append(f"{words(one.carried)} were left from {before}." if one.carried else "")
    found.append(
        f"{words(one.used)} {'were' if one.is_over else 'are'} used." if one.used else "Nothing is used yet."
    )
    found.append(f"{words(one.over)} were worked beyond that." if one.over else "")
    if not one.is_over:
        found.append(f"{words(one.left)} are left." if one.left else "Nothing is left.")
    else:
        found.append(f"{words(one.left)} go on to {after}." if one.left else "")
        found.append(f"{words(one.lapsed)} lapsed at the end of the month." if one.lapsed else "")
    return [sentence for sentence in found if sentence]


def terms_words(one: Terms) -> str:
    """ "10 h a month; what is left lapses at the end of the month"."""
    if not one.minutes:
        return "ended"
    if one.carry == "cap":
        rest = f"up to {words(one.limit)} that are left are carried on"
    elif one.carry == "months":
        rest = f"what is left can be used for {one.limit} more {'month' if one.limit == 1 else 'months'}"
    else:
        rest = "what is left lapses at the end of the month"
    return f"{words(one.minutes)} a month; {rest}"


def rounding_words(one: Rounding) -> str:
    """ "Each entry is rounded up to 15 minutes.", "" where nothing is."""
    if not one.step:
        return ""
    what = "Each entry" if one.per == "entry" else "Each day"
    way = "up to whole steps of" if one.way == "up" else "to the nearest"
    return f"{what} is rounded {way} {one.step} minutes."


def outlook_words(one: Outlook, *, today: date) -> str:
    """When the agreed hours run out, and by what that is told."""
    if not one.account.left:
        beyond = f"; {words(one.account.over)} were worked beyond them" if one.account.over else ""
        return f"The hours of {MONTHS[one.account.month.month - 1]} are used up{beyond}."
    left = f"{words(one.account.left)} are left."
    if one.forecast is None:
        return f"{left} There are not four weeks of hours yet by which to tell how long they last."
    pace = one.forecast.pace
    weekly = words(round(pace.minutes / pace.weeks))
    by = f"by the pace of the last {pace.weeks} weeks, {weekly} a week"
    if one.forecast.runs_out_on is None:
        return f"{left} They last to the end of the month, {by}."
    return f"{left} They run out on {day(one.forecast.runs_out_on, today=today)}, {by}."


def split_words(one: Split) -> str:
    """What is agreed, what of it each part is given, and what does not add up."""
    parts = ", ".join(f"{name} {words(minutes)}" for name, minutes in one.parts)
    if one.agreed is None:
        return f"Put down for a month: {parts}. Nothing is agreed with them for all of it."
    if one.beyond:
        return (
            f"{words(one.agreed)} a month are agreed; {parts}: that is {words(one.beyond)} more than agreed."
        )
    rest = (
        f" {words(one.free)} {'is' if one.free == 60 else 'are'} not given to any part." if one.free else ""
    )
    return f"{words(one.agreed)} a month are agreed; {parts}.{rest}"
