"""The practice on SQLite in, the same on PostgreSQL out; the SQLite file is read and stays as it is.

What arrived and what was decided is copied row by row, in one transaction there; what is derived is made anew
there by `rebuild`, and `verify` proves it. The originals stay where they are, in the data folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.db.models import Model
from msgspec import Struct

from alongside.accounts.models import Practice
from alongside.intake.rebuilding import derived_models
from alongside.lib.bulk import insert_rows
from alongside.originals.models import Original
from alongside.processes.database import is_running

_TARGET = "target"
# Passing, or made by Django itself; the index is made anew with what is derived.
_LEFT_OUT = {"sessions", "usersessions", "auth", "contenttypes", "live", "search"}
_ROWS = 2000
Progress = Callable[[int, "int | None"], None]
Say = Callable[[str], None]


class MovingError(Exception):
    """The message says why; the SQLite file is untouched in any case."""


class Moved(Struct, frozen=True):
    rows: int
    interactions: int


def move(url: str, *, say: Say, progress: Progress) -> Moved:
    """Raises MovingError. Run again, after the database there was made empty, it begins anew."""
    if connection.vendor != "sqlite":
        raise MovingError("DATABASE_URL names PostgreSQL already: there is nothing to move.")
    if is_running():
        raise MovingError("Alongside is running on this data. Stop it first, then move.")
    _open(url)
    say("Making the tables")
    _run(url, "update", "--json")
    _refuse_filled()
    say("Copying what arrived and what was decided")
    rows = _copy(progress)
    say("Making everything else anew")
    interactions = int(_run(url, "rebuild", "--json")["interactions"])
    _set_sequences()
    say("Proving that it is whole")
    _run(url, "verify", "--offline", "--json")
    return Moved(rows, interactions)


def _open(url: str) -> None:
    """The database there under a name of its own, beside the one in use."""
    try:
        # By name: nothing imports config.
        wanted = import_module("alongside.config.database").database_from_url(url, home=settings.HOME)
    except ValueError as error:
        raise MovingError(f"This address cannot be used: {error}.") from error
    if not wanted["ENGINE"].endswith("postgresql"):
        raise MovingError("Name a PostgreSQL database: postgresql://user@host/name")
    connections.settings.update(
        connections.configure_settings({"default": {}, _TARGET: wanted}) | connections.settings
    )
    try:
        with connections[_TARGET].cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError as error:
        raise MovingError(f"The database there does not answer: {error}") from error


def _refuse_filled() -> None:
    for model in (Practice, Original):
        if model._default_manager.using(_TARGET).exists():
            raise MovingError("The database there holds a practice already. Name an empty one.")


def _copy(progress: Progress) -> int:
    """In one read there and one write here, so that both are of one moment and half of it is nothing."""
    models = _models()
    there = connections[_TARGET]
    try:
        with transaction.atomic(), transaction.atomic(using=_TARGET):
            total, done = sum(model._default_manager.count() for model in models), 0
            for model in models:
                before = done
                for count in _copy_table(model, there):
                    done += count
                    progress(done, total)
                if model._default_manager.using(_TARGET).count() != done - before:
                    raise MovingError(f"{model._meta.label} did not arrive whole. Nothing was kept there.")
    except DatabaseError as error:
        raise MovingError(f"PostgreSQL did not take it, and nothing was kept there: {error}") from error
    _set_sequences()
    return done


def _models() -> list[type[Model]]:
    made_anew = set(derived_models())
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in _LEFT_OUT and model not in made_anew and model._meta.managed
    ]


def _copy_table(model: type[Model], there: Any) -> Iterator[int]:
    fields = model._meta.concrete_fields
    columns = [str(field.column) for field in fields]
    rows: list[list[Any]] = []
    # By primary key, so that PostgreSQL stores them as they grew.
    for row in model._default_manager.order_by("pk").iterator(chunk_size=_ROWS):
        rows.append([field.get_db_prep_save(getattr(row, field.attname), there) for field in fields])
        if len(rows) == _ROWS:
            yield _write(model, columns, rows, there)
            rows = []
    if rows:
        yield _write(model, columns, rows, there)


def _write(model: type[Model], columns: list[str], rows: list[list[Any]], there: Any) -> int:
    with there.cursor() as cursor:
        insert_rows(cursor, model._meta.db_table, columns, rows, vendor="postgresql")
    return len(rows)


def _set_sequences() -> None:
    """Rows came with their numbers: the next ones go on behind them."""
    there = connections[_TARGET]
    with there.cursor() as cursor:
        for statement in there.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)


def _run(url: str, *words: str) -> dict[str, Any]:
    """A command of this program on the database there; the address goes by the environment."""
    done = subprocess.run(  # noqa: S603 - this program
        [sys.executable, "-m", "alongside", *words],
        env=os.environ | {"DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise MovingError(f"“alongside {words[0]}” failed on the database there; see above.") from error
    if done.returncode:
        raise MovingError("The practice there is not whole: " + " ".join(map(str, found.get("problems", []))))
    return found
