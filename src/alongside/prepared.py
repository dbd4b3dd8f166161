"""A query that the ORM writes once: afterwards only its values change.

Building a query costs Django more than SQLite needs to answer it, and a page asks dozens. What a page asks twice, it is
told from memory: its parts know nothing of each other, and all of them ask who sees what. On SQLite the page after it
is told from the same memory, as long as nobody has written anything in between.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ModelIterable
from django.utils import timezone
from msgspec import Struct

P = ParamSpec("P")
T = TypeVar("T")

# Kept from one request to the next: those of the last pages, of 10 KB each, for each thread.
MOST_QUESTIONS = 500
_QUARTER_SECONDS = 15 * 60
_WHOLE = (int, str, bytes, datetime, date, type(None))
_PLACE = re.compile(r"(?<!%)%s")
_remembering: ContextVar[_Remembering | None] = ContextVar("remembering", default=None)


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


_Converter = tuple[int, Callable[[Any], Any]]


class _Made(Struct, frozen=True):
    """`marked`: the SQL as SQLite's own driver reads it. `own_converters`: of values that might be changed by whoever
    asked, so that each has their own. `model` and `fields` where whole objects are asked for."""

    sql: str
    marked: str
    parameters: Sequence[Any]
    converters: Sequence[_Converter]
    own_converters: Sequence[_Converter]
    model: type[Model] | None
    fields: Sequence[str]


class _Kept(threading.local):
    def __init__(self) -> None:
        self.made: dict[tuple[str, int], _Made] = {}


class _Remembering(Struct, frozen=True):
    """The connection of this thread, and what it was told: while nothing changes, and by the clock of this request.
    `changes`: of this connection, when it began; behind one of its own nothing older is told."""

    database: Any
    kept: dict[Any, Any]
    passing: dict[Any, Any]
    changes: int

    def once(self, find: Any, values: Sequence[Any], ask: Callable[[], T]) -> T:
        """`find`: what is asked, of `values`; `ask` gives the answer."""
        told = self.kept
        if any(type(value) is datetime for value in values) or _changes(self.database) != self.changes:
            told = self.passing
        question = (find, *values)
        if question not in told:
            told[question] = ask()
        return cast(T, told[question])


class _Memory(threading.local):
    """What this thread's connection was told, and the state of the database in which it was."""

    def __init__(self) -> None:
        self.kept: dict[Any, Any] = {}
        self.state: tuple[Any, ...] | None = None


_memory = _Memory()


@contextmanager
def remembering() -> Iterator[None]:
    """Within it nothing may be written: what was asked once is asked no more."""
    database = connections[DEFAULT_DB_ALIAS]
    token = _remembering.set(_Remembering(database, _kept_in(_state(database)), {}, _changes(database)))
    try:
        yield
    finally:
        _remembering.reset(token)


def _kept_in(state: tuple[Any, ...] | None) -> dict[Any, Any]:
    """Of the requests before, if the database is as it was when the first of them began; else nothing yet."""
    if state is None:
        return {}
    if state != _memory.state or len(_memory.kept) > MOST_QUESTIONS:
        _memory.kept, _memory.state = {}, state
    return _memory.kept


def forget() -> None:
    """As after a write: what is asked next is asked of the database."""
    _memory.state = None


def _state(database: Any) -> tuple[Any, ...] | None:
    """Another one after each commit of any connection, as SQLite counts them: those of others by `data_version`,
    its own by their rows; and every quarter of an hour, because then it becomes another day somewhere. None where
    nothing tells, and within a transaction, which may be taken back."""
    if database.vendor != "sqlite":
        return None
    database.ensure_connection()
    connection = database.connection
    if connection.in_transaction or database.in_atomic_block:
        return None
    with database.wrap_database_errors:
        (version,) = connection.execute("PRAGMA data_version").fetchone()
    return connection, version, connection.total_changes, timezone.now().timestamp() // _QUARTER_SECONDS


def _changes(database: Any) -> int:
    return database.connection.total_changes if database.vendor == "sqlite" and database.connection else 0


def remembered(find: Callable[P, T]) -> Callable[P, T]:
    """The function, found out once within `remembering`, and kept beyond it. So it may read nothing but the database
    and what it is given, neither clock nor zone; and nobody may change what it gives: all get the same."""

    @wraps(find)
    def found(*values: P.args, **named: P.kwargs) -> T:
        within = _remembering.get()
        if within is None:
            return find(*values, **named)
        return within.once(find, (*values, *named, *named.values()), lambda: find(*values, **named))

    return found


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """The function's query, as `values_list` gives it or as objects. It is called once a thread, with slots;
    one that takes any number of values, once for each number of them."""
    return _prepared(build, is_told=True)


def prepared_long(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """As `prepared`, of what is too long to be kept in memory: asked each time."""
    return _prepared(build, is_told=False)


def _prepared(build: Callable[..., QuerySet[Any, Any]], *, is_told: bool) -> Callable[..., list[Any]]:
    kept = _Kept()

    def made_for(database: Any, count: int) -> _Made:
        made = kept.made.get((database.vendor, count))
        if made is None:
            made = kept.made[database.vendor, count] = _make(build(*map(Slot, range(count))), database)
        return made

    @wraps(build)
    def rows_for(*given: Any) -> list[Any]:
        values = tuple(map(_hashable, given))
        within = _remembering.get()
        database = within.database if within is not None else connections[DEFAULT_DB_ALIAS]
        made = made_for(database, len(values))
        if within is None or not is_told:
            rows = _ask(database, made, values)
        else:
            # A list of its own for each who asks: some sort theirs.
            rows = [*within.once(build, values, lambda: _ask(database, made, values))]
        if made.own_converters:
            rows = _converted(rows, made.own_converters)
        if made.model is None:
            return rows
        return [made.model.from_db(database.alias, made.fields, row) for row in rows]

    return rows_for


def _hashable(value: Any) -> Any:
    return value if isinstance(value, _WHOLE) or not isinstance(value, Iterable) else tuple(value)


def _make(queryset: QuerySet[Any, Any], database: Any) -> _Made:
    compiler = queryset.query.get_compiler(connection=database)
    sql, parameters = compiler.as_sql()
    found = compiler.get_converters([column[0] for column in compiler.select])
    converters = [(place, _converter(database, *those)) for place, those in found.items()]
    model = queryset.model if issubclass(queryset._iterable_class, ModelIterable) else None
    return _Made(
        sql=sql,
        marked=_PLACE.sub("?", sql).replace("%%", "%"),
        parameters=parameters,
        converters=[one for one in converters if one[1] is _in_utc],
        own_converters=[one for one in converters if one[1] is not _in_utc],
        model=model,
        fields=[column.target.attname for column, *_ in compiler.select] if model else (),
    )


def _ask(database: Any, made: _Made, values: Sequence[Any]) -> list[Any]:
    parameters = [_value(database, one, values) for one in made.parameters]
    rows = _rows(database, made, parameters)
    return _converted(rows, made.converters) if made.converters else rows


def _rows(database: Any, made: _Made, parameters: Sequence[Any]) -> list[Any]:
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


def _converted(rows: list[Any], converters: Sequence[_Converter]) -> list[Any]:
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
