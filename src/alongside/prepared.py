"""A query that the ORM writes once: afterwards only its values change.

Building a query costs Django more than SQLite needs to answer it, and a page asks a dozen.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from inspect import signature
from typing import Any

from django.db import connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ModelIterable


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


@dataclass(frozen=True, slots=True)
class _Made:
    """`model` and its `fields` where whole objects are asked for, and not values."""

    sql: str
    parameters: Sequence[Any]
    compiler: Any
    converters: dict[int, Any]
    model: type[Model] | None
    fields: Sequence[str]


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """The function's query, as `values_list` gives it or as objects. It is called once a thread, with slots."""
    count = len(signature(build).parameters)
    kept = threading.local()

    @wraps(build)
    def rows_for(*values: Any) -> list[Any]:
        made = getattr(kept, connection.vendor, None)
        if made is None:
            made = _make(build(*map(Slot, range(count))))
            setattr(kept, connection.vendor, made)
        with connection.cursor() as cursor:
            cursor.execute(made.sql, [_value(one, values) for one in made.parameters])
            rows = cursor.fetchall()
        if made.converters:
            rows = map(tuple, made.compiler.apply_converters(rows, made.converters))
        if made.model is None:
            return list(rows)
        return [made.model.from_db(connection.alias, made.fields, row) for row in rows]

    return rows_for


def _make(queryset: QuerySet[Any, Any]) -> _Made:
    compiler = queryset.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    converters = compiler.get_converters([column[0] for column in compiler.select])
    model = queryset.model if issubclass(queryset._iterable_class, ModelIterable) else None
    fields = [column.target.attname for column, *_ in compiler.select] if model else ()
    return _Made(sql, parameters, compiler, converters, model, fields)


def _value(one: Any, values: Sequence[Any]) -> Any:
    if not isinstance(one, Slot):
        return one
    value: Any = values[one.place]
    if one.many:
        return _list(value)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _list(values: Collection[Any]) -> Any:
    return json.dumps(list(values)) if connection.vendor == "sqlite" else list(values)
