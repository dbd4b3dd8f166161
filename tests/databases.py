"""Databases of a test's own, many as copies of one that is made once: the kind of the whole run in, an address out."""

from __future__ import annotations

import fcntl
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

from tests.program import TEMPLATES, make_tables, state_of_migrations


def url_of_run() -> str:
    """A PostgreSQL server, or nothing: then each practice has its database as a file in its data folder."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


@contextmanager
def fresh_database(*, like: str = "") -> Iterator[str]:
    """An empty one, or a copy of the one at the address `like`, to which nobody may be connected."""
    if not (url := url_of_run()):
        yield ""
        return
    name = f"alongside_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        copied = SQL(" TEMPLATE {}").format(Identifier(name_in(like))) if like else SQL("")
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)) + copied)
        try:
            yield _beside(url, name)
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def template_url() -> str:
    """A database as a first start leaves it, made once on this server for all tests; what was one is dropped."""
    url = url_of_run()
    prefix = f"{name_in(url)}_made_"
    name = prefix + state_of_migrations()
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / "lock-postgresql").open("w") as lock, psycopg.connect(url, autocommit=True) as server:
        fcntl.flock(lock, fcntl.LOCK_EX)
        there = {found for (found,) in server.execute("SELECT datname FROM pg_database")}
        if name not in there:
            for old in (found for found in there if found.startswith(prefix)):
                server.execute(SQL("DROP DATABASE {}").format(Identifier(old)))
            _make(server, name, url=url)
    return _beside(url, name)


def _make(server: psycopg.Connection, name: str, *, url: str) -> None:
    part = f"{name}_part"
    server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(part)))
    server.execute(SQL("CREATE DATABASE {}").format(Identifier(part)))
    with tempfile.TemporaryDirectory() as folder:
        make_tables(Path(folder), DATABASE_URL=_beside(url, part))
    server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(part), Identifier(name)))


def name_in(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _beside(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
