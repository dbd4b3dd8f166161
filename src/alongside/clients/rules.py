"""Small pure rules about clients: names made from a domain, addresses and domains in one form."""

from __future__ import annotations

import re

import phonenumbers

from alongside.clients.providers import PUBLIC_PROVIDERS

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


def normal_address(address: str) -> str:
    """An e-mail address as handles keep it; raises ValueError for what is none."""
    value = address.strip().lower()
    local, _, domain = value.rpartition("@")
    if not local or "." not in domain or any(c.isspace() or c in '<>,;"' for c in value):
        raise ValueError(f"“{address}” is not an e-mail address.")
    return value


def normal_number(number: str, *, region: str) -> str:
    """A telephone number as handles keep it, E.164; `region` is whose numbers need no country before them.

    Raises ValueError for what is none.
    """
    try:
        parsed = phonenumbers.parse(number[:60], region or None)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"“{number[:60]}” is not a telephone number.") from error
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError(f"“{number[:60]}” has too many or too few digits for a telephone number.")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def normal_domain(domain: str) -> str:
    """A company's domain; raises ValueError for a public provider's or what is none."""
    value = domain.strip().lower().lstrip("@").rstrip(".")
    if "." not in value or not re.fullmatch(r"[\w.-]+", value):
        raise ValueError(f"“{domain}” is not a domain.")
    if is_public_provider(value):
        raise ValueError(f"Anybody can have an address at {value}. Add single addresses instead.")
    return value
