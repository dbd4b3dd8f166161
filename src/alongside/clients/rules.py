"""Small pure rules about clients: marks, hues, names made from a domain, addresses in one form."""

from __future__ import annotations

import re
from hashlib import blake2b

from alongside.clients.providers import PUBLIC_PROVIDERS

HUES = 12
_WORD = re.compile(r"[^\W_]+")
# Second-level labels under which companies register, so that "harlow.co.uk" is named after "harlow".
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "ltd", "plc", "me"})


def hue_of(name: str) -> int:
    """One of twelve hues, the same for the same name."""
    return blake2b(name.casefold().encode(), digest_size=1).digest()[0] % HUES


def mark_of(name: str) -> str:
    """Two letters for a client: the initials of its first two words, or the first two letters."""
    words = [word for word in _WORD.findall(name) if word.casefold() not in {"the", "and", "of"}]
    if len(words) >= 2:
        return (words[0][0] + words[1][0]).upper()
    return (words[0][:2] if words else name.strip()[:2]).title()


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


def normal_domain(domain: str) -> str:
    """A company's domain; raises ValueError for a public provider's or what is none."""
    value = domain.strip().lower().lstrip("@").rstrip(".")
    if "." not in value or not re.fullmatch(r"[\w.-]+", value):
        raise ValueError(f"“{domain}” is not a domain.")
    if is_public_provider(value):
        raise ValueError(f"Anybody can have an address at {value}. Add single addresses instead.")
    return value
