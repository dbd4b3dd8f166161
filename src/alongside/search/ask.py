"""A query with everything that narrows it, as both databases are asked."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from alongside.search.rules import Field, Query, Term, term_of

# Stands before a token in the index. Folding leaves no such character in what somebody wrote.
MARK = "\u2980"
EVERYTHING = "everything"  # the token that every entry carries


class Ask(Struct, frozen=True):
    """`scopes`: of each, one token at least; `without`: none of them; rows with `first <= row < end`.

    `choices`: for each term of the query, terms of which one is enough.
    """

    query: Query
    choices: Sequence[Sequence[Term]]
    scopes: Sequence[Sequence[str]]
    without: Sequence[str]
    first: int
    end: int

    def party_terms(self, *, is_excluded: bool) -> list[tuple[str, Term]]:
        """`from` and `to` as words of the sender and of the others."""
        found = [(field, field_term(field)) for field in self.query.fields if field.name in ("from", "to")]
        return [(field.name, term) for field, term in found if term and field.is_excluded == is_excluded]


def field_term(field: Field) -> Term | None:
    return term_of(field.value, is_prefix=field.value.endswith("*"))


def marked(tokens: Sequence[str]) -> list[str]:
    """Tokens as they stand in the index. Raises ValueError for one that would not stay whole there."""
    for token in tokens:
        if not is_token(token):
            raise ValueError("a token is of ASCII letters in lower case and digits")
    return [MARK + token for token in tokens]


def marked_any(tokens: Sequence[str]) -> list[str]:
    """Tokens to look for; what cannot be in the index is met by nothing, and so is an empty scope."""
    return [MARK + token for token in tokens if is_token(token)] or [MARK]


def is_token(token: str) -> bool:
    return token.isascii() and token.isalnum() and token == token.lower()
