"""A query with everything that narrows it, as both databases are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alongside.search.rules import Field, Query, Term, term_of

# Stands before a token in the index. Folding leaves no such character in what somebody wrote.
TOKEN_MARK = "\u2980"
EVERYTHING = "everything"  # the token that every entry carries


@dataclass(frozen=True, slots=True)
class Ask:
    """`scopes`: of each, one token at least; `without`: none of them; rows with `first <= row < end`."""

    query: Query
    scopes: Sequence[Sequence[str]]
    without: Sequence[str]
    first: int
    end: int

    @property
    def has_positive(self) -> bool:
        return bool(self.scopes or self.query.terms)

    def party_terms(self, *, is_excluded: bool) -> list[tuple[str, Term]]:
        """`from` and `to` as words of the sender and of the others."""
        found = [(field, field_term(field)) for field in self.query.fields if field.name in ("from", "to")]
        return [(field.name, term) for field, term in found if term and field.is_excluded == is_excluded]


def field_term(field: Field) -> Term | None:
    return term_of(field.value, is_prefix=field.value.endswith("*"))


def marked(tokens: Sequence[str]) -> list[str]:
    """Tokens as they stand in the index; one that holds a space would be two."""
    return [TOKEN_MARK + "".join(token.split()) for token in tokens]
