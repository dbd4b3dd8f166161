"""What somebody typed in, what to look for out; any text at all is understood somehow.

Words, "phrases", beginnings*, -without; `from:` `to:` `client:` `kind:` `has:` `before:` `after:`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from msgspec import Struct

from alongside.search.folding import is_dense, wanted_words

FieldName = Literal["from", "to", "client", "kind", "has"]
_FIELDS: tuple[FieldName, ...] = ("from", "to", "client", "kind", "has")
# Each with what it is where a minus stands before it: not from a day on is up to the day before.
_DATES = {"before": "after", "after": "before"}
_LONGEST_QUERY = 1_000
_MOST_TERMS = 24
_LONGEST_WORD = 200  # as in the index on PostgreSQL

# [-][name:]"quoted"[*] or [-][name:]word; a quote that is never closed runs to the end.
_PIECE = re.compile(
    r"""(?P<minus>-(?=[\w"“„]))?(?:(?P<name>[A-Za-z]+):)?"""
    r"""(?:["“”„](?P<quoted>[^"“”„]*)(?:["“”„](?P<star>\*)?|$)|(?P<bare>[^\s"“”„]+))"""
)
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:(?:(\d{1,2})[-/.])?(\d{1,2})[-/.])(\d{4}|\d{2})")


class Term(Struct, frozen=True):
    """Words that stand side by side. `is_prefix`: the last is only a beginning; `is_open`: still being typed."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_open: bool = False


class Field(Struct, frozen=True):
    """`name:value` as it was typed, for the caller to look up; `from` and `to` are looked for as words too."""

    name: FieldName
    value: str
    is_excluded: bool = False


class Query(Struct, frozen=True):
    """Everything must hold. `after`: from this day on; `before`: up to the day before. `misread`: no dates.

    `unsaid`: names of fields that nothing stands behind.
    """

    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    fields: tuple[Field, ...] = ()
    after: date | None = None
    before: date | None = None
    misread: tuple[str, ...] = ()
    unsaid: tuple[FieldName, ...] = ()

    @property
    def has_terms(self) -> bool:
        """Whether anything at all is asked for."""
        return bool(self.terms or self.excluded or self.fields or self.after or self.before)

    def values(self, name: FieldName, *, is_excluded: bool = False) -> list[str]:
        return [
            field.value for field in self.fields if (field.name, field.is_excluded) == (name, is_excluded)
        ]


def parse_query(text: str, *, is_typing: bool = False) -> Query:
    """Read a query. `is_typing`: the last word, with no space after it, may not be finished yet."""
    text = text[:_LONGEST_QUERY]
    reading = _Reading()
    for match in _PIECE.finditer(text):
        is_open = is_typing and match.end() == len(text) and not (match["quoted"] and text[-1] in '"”“')
        reading.take(match, is_open=is_open)
    return reading.result()


class _Reading:
    """A query half read."""

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self.excluded: list[Term] = []
        self.fields: list[Field] = []
        self.dates: dict[str, date] = {}
        self.misread: list[str] = []
        self.unsaid: list[FieldName] = []

    def take(self, match: re.Match[str], *, is_open: bool) -> None:
        name, value = _name_and_value(match)
        is_excluded = match["minus"] is not None
        if name in _DATES:
            self._take_date(name, value, is_excluded=is_excluded)
            return
        for field in _FIELDS:
            if name == field:
                self._take_field(field, value.strip(), is_excluded=is_excluded, is_open=is_open)
                return
        # "re: x", "http://x" and other words with a colon are just words.
        whole = f"{match['name']} {value}" if name else value
        is_prefix = match["star"] is not None or (match["quoted"] is None and value.endswith("*"))
        term = term_of(whole, is_prefix=is_prefix, is_open=is_open and not is_prefix)
        if term is not None:
            (self.excluded if is_excluded else self.terms).append(term)

    def _take_field(self, name: FieldName, value: str, *, is_excluded: bool, is_open: bool) -> None:
        names_somebody = name in ("from", "to")
        if not value or (names_somebody and term_of(value) is None):
            self.unsaid.append(name)
            return
        is_begun = is_open and names_somebody and not value.endswith("*")
        self.fields.append(Field(name, value + "*" * is_begun, is_excluded))

    def _take_date(self, name: str, value: str, *, is_excluded: bool) -> None:
        day = parse_day(value)
        if day is None:
            self.misread.append(f"{'-' * is_excluded}{name}:{value}")
            return
        name = _DATES[name] if is_excluded else name
        known = self.dates.get(name, day)
        self.dates[name] = min(known, day) if name == "before" else max(known, day)

    def result(self) -> Query:
        return Query(
            terms=tuple(dict.fromkeys(self.terms))[:_MOST_TERMS],
            excluded=tuple(dict.fromkeys(self.excluded))[:_MOST_TERMS],
            fields=tuple(dict.fromkeys(self.fields))[:_MOST_TERMS],
            after=self.dates.get("after"),
            before=self.dates.get("before"),
            misread=tuple(self.misread),
            unsaid=tuple(self.unsaid),
        )


def _name_and_value(match: re.Match[str]) -> tuple[str, str]:
    """A field's name with nothing behind it is one as well."""
    value: str = match["quoted"] if match["quoted"] is not None else match["bare"]
    name = (match["name"] or "").lower()
    if not name and match["bare"] and value.endswith(":") and value[:-1].lower() in (*_FIELDS, *_DATES):
        return value[:-1].lower(), ""
    return name, value


def term_of(text: str, *, is_prefix: bool = False, is_open: bool = False) -> Term | None:
    """The words of `text` as a term; None when it holds none."""
    words = [word[:_LONGEST_WORD] for word in wanted_words(text)]
    if not words:
        return None
    if is_dense(words[-1]):
        # Any part of a run is found as it is; a lone letter is indexed as the first of a pair.
        return Term(tuple(words), is_prefix=len(words[-1]) == 1)
    return Term(tuple(words), is_prefix or is_open, is_open)


def parse_day(text: str) -> date | None:
    """The first day of 2024, 2024-03, 2024-03-05, 5/3/2024, 05.03.24 or 3/2024; None for anything else."""
    if match := _YEAR_FIRST.fullmatch(text.strip()):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text.strip()):
        day, month, year = match.groups()
    else:
        return None
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(full_year, int(month or 1), int(day or 1))
    except ValueError:
        return None
