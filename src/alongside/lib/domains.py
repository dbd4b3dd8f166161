"""A domain in any writing in, as it is looked up out. Pure."""

from __future__ import annotations


def ascii_domain(domain: str) -> str:
    """As DNS spells it, of today's rules (RFC 5891): `faß.example` is another domain than `fass.example`.

    Signs that those rules do not know, such as emoji, are spelled by the older ones. Raises UnicodeError.
    """
    if domain.isascii():
        return domain
    # Loaded for the few that are not: with it comes ten milliseconds of a command's start.
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return domain.encode("idna").decode("ascii")
