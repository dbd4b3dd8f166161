"""A query that the ORM writes once: afterwards only its values change.

Building a query costs Django more than SQLite needs to answer it, and a page asks dozens. What a page asks twice, it is
told from memory: its parts know nothing of each other, and all of them ask who sees what.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ModelIterable
from msgspec import Struct

P = ParamSpec("P")
T = TypeVar("T")

_PLACE = re.compile(r"(?<!%)%s")
_told: ContextVar[dict[Any, Any] | None] = ContextVar("told", default=None)


class Slot(Expression):
    """Stands where a value will; `numbers` and `texts` where a collection of them will (`id__in=ids.numbers`)."""

    def __init__(self, place: int, *, many: str = "") -> None:
        super().__init__()
        self.place, self.many = place, many

    @property
    def numbers(self) -> Slot:
        return Slot(self.place, many="bigint")

    @property
    def texts(self) -> Slot:
        return Slot(self.place, many="text")

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if not self.many:
            return "%s", [self]
        if connection.vendor == "sqlite":
            return "SELECT value FROM json_each(%s)", [self]
        return f"SELECT unnest(%s::{self.many}[])", [self]


class _Made(Struct, frozen=True):
    """`marked`: the SQL as SQLite's own driver reads it. `model` and `fields` where whole objects are asked for."""

    sql: str
    marked: str
    parameters: Sequence[Any]
    converters: Sequence[tuple[int, Callable[[Any], Any]]]
    model: type[Model] | None
    fields: Sequence[str]


class _Kept(threading.local):
    def __init__(self) -> None:
        self.made: dict[tuple[str, int], _Made] = {}


@contextmanager
def remembering() -> Iterator[None]:
    """Within it nothing may be written: what was asked once is asked no more."""
    token = _told.set({})
    try:
        yield
    finally:
        _told.reset(token)


def remembered(find: Callable[P, T]) -> Callable[P, T]:
    """The function, found out once within `remembering`. Nobody may change what it gives: all get the same."""

    @wraps(find)
    def found(*values: P.args, **named: P.kwargs) -> T:
        told = _told.get()
        if told is None:
            return find(*values, **named)
        question = (find, values, *named.items())
        if question not in told:
            told[question] = find(*values, **named)
        return cast(T, told[question])

    return found


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """The function's query, as `values_list` gives it or as objects. It is called once a thread, with slots;
    one that takes any number of values, once for each number of them."""
    kept = _Kept()

    @wraps(build)
    def rows_for(*values: Any) -> list[Any]:
        database = connections[DEFAULT_DB_ALIAS]
        made = kept.made.get((database.vendor, len(values)))
        if made is None:
            made = _make(build(*map(Slot, range(len(values)))), database)
            kept.made[database.vendor, len(values)] = made
        rows = _told_or_asked(database, made, [_value(database, one, values) for one in made.parameters])
        if made.converters:
            rows = _converted(rows, made.converters)
        if made.model is None:
            return rows
        return [made.model.from_db(database.alias, made.fields, row) for row in rows]

    return rows_for


def _make(queryset: QuerySet[Any, Any], database: Any) -> _Made:
    compiler = queryset.query.get_compiler(connection=database)
    sql, parameters = compiler.as_sql()
    converters = compiler.get_converters([column[0] for column in compiler.select])
    model = queryset.model if issubclass(queryset._iterable_class, ModelIterable) else None
    return _Made(
        sql=sql,
        marked=_PLACE.sub("?", sql).replace("%%", "%"),
        parameters=parameters,
        converters=[(place, _converter(database, *found)) for place, found in converters.items()],
        model=model,
        fields=[column.target.attname for column, *_ in compiler.select] if model else (),
    )


def _told_or_asked(database: Any, made: _Made, parameters: Sequence[Any]) -> list[Any]:
    told = _told.get()
    if told is None:
        return _ask(database, made, parameters)
    question = (made.sql, *(tuple(one) if isinstance(one, list) else one for one in parameters))
    if question not in told:
        told[question] = _ask(database, made, parameters)
    # A list of its own for each who asks: some sort theirs.
    return list(told[question])


def _ask(database: Any, made: _Made, parameters: Sequence[Any]) -> list[Any]:
    """Straight from SQLite's driver, whose answer takes a third of what Django's cursor takes around it."""
    if database.vendor != "sqlite" or database.queries_logged or database.execute_wrappers:
        with database.cursor() as cursor:
            cursor.execute(made.sql, parameters)
            return list(cursor.fetchall())
    database.ensure_connection()
    with database.wrap_database_errors:
        return list(database.connection.execute(made.marked, parameters).fetchall())


def _converter(database: Any, found: Sequence[Callable[..., Any]], expression: Any) -> Callable[[Any], Any]:
    if database.vendor == "sqlite" and found == [database.ops.convert_datetimefield_value]:
        return _in_utc

    def convert(value: Any) -> Any:
        for one in found:
            value = one(value, expression, database)
        return value

    return convert


def _in_utc(moment: datetime | None) -> datetime | None:
    """SQLite's moments are in UTC and do not say so; Django looks at each from all sides."""
    return moment.replace(tzinfo=UTC) if moment is not None else None


def _converted(rows: list[Any], converters: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    changed = list(map(list, rows))
    for place, convert in converters:
        for row in changed:
            row[place] = convert(row[place])
    return list(map(tuple, changed))


def _value(database: Any, one: Any, values: Sequence[Any]) -> Any:
    if not isinstance(one, Slot):
        return one
    value: Any = values[one.place]
    if one.many:
        return _as_json(tuple(value)) if database.vendor == "sqlite" else list(value)
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    return database.ops.adapt_datefield_value(value) if isinstance(value, date) else value


@lru_cache(maxsize=256)
def _as_json(numbers_or_texts: tuple[int | str, ...]) -> str:
    """Whose clients are whose is said in a dozen questions of every page."""
    return json.dumps(numbers_or_texts)
