"""A new database is made at once; going through every change since the first leads to the same."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from tests.databases import fresh_database, template_url, url_of_run
from tests.program import DATABASE, environment, template

pytestmark = pytest.mark.slow

Facts = set[tuple[object, ...]]
# A table of Django's that nobody uses: its numbers are larger when its changes are gone through.
NOT_OURS = "{} NOT LIKE 'auth_group_permissions%'"
# What PostgreSQL says of everything that was made in a database.
ASKED = (
    f"""SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity, collation_name
        FROM information_schema.columns WHERE table_schema = 'public' AND {NOT_OURS.format("table_name")}""",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace""",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    f"""SELECT sequencename, data_type::text, increment_by FROM pg_sequences
        WHERE schemaname = 'public' AND {NOT_OURS.format("sequencename")}""",
    "SELECT app, name FROM django_migrations",
    "SELECT app_label, model FROM django_content_type",
)
# Numbered in the order in which they were made, and dated.
NUMBERED = ("django_migrations", "auth_permission", "django_content_type", "sqlite_sequence")


MAKE = "import django; django.setup(); {}; from alongside.processes.database import bring_up_to_date as make; make()"
DIES = "from django.db.migrations.recorder import MigrationRecorder as R; R.record_applied = lambda *given: 1 / 0"


def made(home: Path, meanwhile: str = "0", **more: str) -> bool:
    """As a first start makes it; whether it came to its end."""
    said = environment(home, DJANGO_SETTINGS_MODULE="alongside.config.settings", **more)
    return not subprocess.run(
        [sys.executable, "-c", MAKE.format(meanwhile)], env=said, check=False
    ).returncode


def test_both_ways_lead_to_the_same(tmp_path):
    if not url_of_run():
        assert made(tmp_path)
        assert facts_of_sqlite(tmp_path / DATABASE) == facts_of_sqlite(template())
        return
    with fresh_database() as url:
        assert made(tmp_path, DATABASE_URL=url)
        assert facts_of_postgresql(url) == facts_of_postgresql(template_url())


def facts_of_sqlite(path: Path) -> Facts:
    with closing(sqlite3.connect(path)) as database:
        made = database.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        ).fetchall()
        found: Facts = {
            (kind, name, *(_parts(sql) if kind == "table" and sql else [sql])) for kind, name, sql in made
        }
        for kind, name, sql in made:
            if kind == "table" and name not in NUMBERED and not sql.startswith("CREATE VIRTUAL"):
                found |= {(name, *row) for row in database.execute(f'SELECT * FROM "{name}"')}
        found |= set(database.execute("SELECT app, name FROM django_migrations"))
        found |= set(database.execute("SELECT app_label, model FROM django_content_type"))
    return found


def _parts(sql: str) -> list[str]:
    """What stands between the outer brackets, part by part, sorted: columns may have come in another order."""
    begin, end = sql.index("("), sql.rindex(")")
    return [*sorted(_split(sql[begin + 1 : end])), sql[:begin], sql[end:]]


def _split(listed: str) -> Iterator[str]:
    depth, part, quote = 0, "", ""
    for letter in listed:
        if letter in "\"'" and quote in ("", letter):
            quote = "" if quote else letter
        depth += (letter == "(") - (letter == ")") if not quote else 0
        if letter == "," and not depth and not quote:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()


def facts_of_postgresql(url: str) -> Facts:
    with psycopg.connect(url) as server:
        return {row for question in ASKED for row in server.execute(question)}


@pytest.mark.own_database
def test_making_that_was_cut_short_begins_anew(tmp_path):
    """Nothing of it is there: it is one transaction."""
    assert not made(tmp_path, DIES)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    assert made(tmp_path)
    assert facts_of_sqlite(tmp_path / DATABASE) == facts_of_sqlite(template())
