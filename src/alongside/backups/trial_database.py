"""The settings of a PostgreSQL database in, the address of an empty one beside it out, for as long as a trial takes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from alongside.backups.errors import Refused
from alongside.backups.queries import practice_mark
from alongside.backups.rules import Trouble


@contextmanager
def empty_database(given: Mapping[str, Any]) -> Iterator[str]:
    """`given` as Django's settings have it. Raises Refused where no database may be made."""
    mark = f"alongside_try_{practice_mark()}_"
    name = mark + uuid.uuid4().hex[:12]
    login = {
        "host": given["HOST"],
        "port": given["PORT"],
        "user": given["USER"],
        "password": given["PASSWORD"],
    }
    try:
        with _server(login, given["NAME"]) as server:
            # What a killed trial of this practice left.
            for (left,) in server.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [mark]
            ):
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(str(left))))
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise Refused(Trouble.NO_DATABASE, str(error).strip()) from error
    try:
        yield _url(login, name)
    finally:
        with _server(login, given["NAME"]) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _server(login: dict[str, str], name: str) -> psycopg.Connection[tuple[object, ...]]:
    given = {key: value for key, value in login.items() if value}
    return psycopg.connect(make_conninfo("", dbname=name, **given), autocommit=True)


def _url(login: dict[str, str], name: str) -> str:
    who = f"{quote(login['user'], safe='')}:{quote(login['password'], safe='')}"
    where = {key: login[key] for key in ("host", "port") if login[key]}
    return f"postgresql://{who}@/{name}?{urlencode(where)}"
