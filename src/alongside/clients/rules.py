"""Small pure rules about clients: names made from a domain, addresses and domains in one form, days of the year."""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date

from alongside.clients.providers import PUBLIC_PROVIDERS
from alongside.lib.texts import one_line

# As long as the database keeps them.
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_DOMAIN = 200, 320, 255

# Second-level labels under which companies register, so that "harlow.co.uk" is named after "harlow".
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "ltd", "plc", "me"})


def is_public_provider(domain: str) -> bool:
    """Whether anybody can have an address there, so that the domain says nothing of a company."""
    return domain.lower() in PUBLIC_PROVIDERS


def name_from_domain(domain: str) -> str:
    """`harlow-sons.co.uk` becomes `Harlow Sons`: a first proposal, to be corrected."""
    labels = domain.lower().split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        label = labels[-3]
    else:
        label = labels[-2] if len(labels) > 1 else labels[0]
    return " ".join(word.capitalize() for word in re.split(r"[-_]+", label) if word) or domain


def within(value: str, most: int, what: str) -> str:
    """The value; raises ValueError where it is longer than `what` can be."""
    if len(value) > most:
        raise ValueError(f"“{value[:40]}…” is longer than {what} can be: {most} letters.")
    return value


def normal_name(name: str) -> str:
    """A client's name in one line; raises ValueError for none, and for one that is too long."""
    value = one_line(name)
    if not value:
        raise ValueError("A client needs a name.")
    return within(value, LONGEST_NAME, "a client’s name")


def normal_address(address: str) -> str:
    """An e-mail address as handles keep it; raises ValueError for what is none."""
    value = within(address.strip().lower(), LONGEST_ADDRESS, "an e-mail address")
    local, _, domain = value.rpartition("@")
    if not local or "." not in domain or any(c.isspace() or c in '<>,;"\0' for c in value):
        raise ValueError(f"“{address}” is not an e-mail address.")
    return value


def normal_number(number: str, *, region: str) -> str:
    """A telephone number as handles keep it, E.164; `region` is whose numbers need no country before them.

    Raises ValueError for what is none.
    """
    # Loaded here: most of what is started meets no number.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number[:60], region or None)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"“{number[:60]}” is not a telephone number.") from error
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError(f"“{number[:60]}” has too many or too few digits for a telephone number.")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def normal_domain(domain: str) -> str:
    """A company's domain; raises ValueError for a public provider's or what is none."""
    value = within(domain.strip().lower().lstrip("@").rstrip("."), LONGEST_DOMAIN, "a domain")
    if "." not in value or not re.fullmatch(r"[\w.-]+", value):
        raise ValueError(f"“{domain}” is not a domain.")
    if is_public_provider(value):
        raise ValueError(f"Anybody can have an address at {value}. Add single addresses instead.")
    return value


# Any leap year: by it a day that comes every year is judged.
_LEAP = 2000
EARLIEST_YEAR = 1900


def is_day_of_year(month: int, day: int) -> bool:
    try:
        date(_LEAP, month, day)
    except ValueError:
        return False
    return True


def in_year(month: int, day: int, year: int) -> date:
    """29 February is kept on the 28th in other years, the last day of the same month."""
    if (month, day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return date(year, month, day)


def next_on(month: int, day: int, *, today: date) -> date:
    """Today counts."""
    this_year = in_year(month, day, today.year)
    return this_year if this_year >= today else in_year(month, day, today.year + 1)


def years_on(on: date, year: int | None) -> int | None:
    """The how manieth it is; None where the year is not known, or it is the day itself."""
    return on.year - year if year is not None and on.year > year else None


def occasion(name: str, kind: str, label: str, years: int | None) -> str:
    """ "Mara Quill’s birthday, 40", "Harlow & Sons, 5 years together", "Mara Quill: wedding day, 12 years"."""
    span = f"{years} {'year' if years == 1 else 'years'}" if years is not None else ""
    if kind == "birthday":
        return f"{name}’s birthday{f', {years}' if years is not None else ''}"
    if kind == "since":
        return f"{name}, {span} together" if span else f"{name}, since this day together"
    return f"{name}: {label}{f', {span}' if span else ''}"
