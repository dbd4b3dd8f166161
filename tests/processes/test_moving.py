"""A practice on SQLite moves to PostgreSQL: the same there, and nothing changed here."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator

import pytest
from tests.backups.conftest import Desk
from tests.databases import fresh_database
from tests.intake.corpus import mails, write_mbox
from tests.originals.practice import Practice
from tests.program import migrated

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="moves to PostgreSQL"
    ),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    """Moving leaves it as it is."""
    tmp_path = tmp_path_factory.mktemp("desk")
    desk = Desk(Practice(migrated(tmp_path / "home"), ""))
    write_mbox(tmp_path / "mail.mbox", mails(30))
    assert desk.run("import", tmp_path / "mail.mbox", "--own", "me@desk.example").returncode == 0
    assert desk.run("file", "birch.example", "Birch").returncode == 0
    return desk


@pytest.fixture
def url() -> Iterator[str]:
    with fresh_database() as url:
        yield url


def told(desk: Desk, *words: str, **more: str):
    done = desk.run(*words, "--json", **more)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def story(desk: Desk, **more: str):
    """But for the numbers of conversations, which are made anew."""
    found = [told(desk, "timeline", "Birch", **more), told(desk, "search", "from:birch", **more)]
    return [
        {key: value for key, value in line.items() if key != "thread"} for lines in found for line in lines
    ]


def test_everything_is_there_and_goes_on_there(desk, url, tmp_path):
    here = story(desk)
    before = hashlib.sha256((desk.practice.home / "alongside.sqlite3").read_bytes()).hexdigest()

    moved = desk.run("move-to", url, "--json")

    assert moved.returncode == 0, moved.stderr
    assert json.loads(moved.stdout)["interactions"] == 30
    assert story(desk, DATABASE_URL=url) == here
    assert hashlib.sha256((desk.practice.home / "alongside.sqlite3").read_bytes()).hexdigest() == before
    # Numbers go on behind those that came along.
    write_mbox(tmp_path / "more.mbox", mails(40))
    assert told(desk, "import", str(tmp_path / "more.mbox"), DATABASE_URL=url)["new"] == 10
    assert told(desk, "verify", DATABASE_URL=url)["ok"]


def test_database_that_holds_a_practice_is_refused(desk, url):
    desk.run("clients", DATABASE_URL=url)  # A first start there: it makes the tables.
    refused = desk.run("move-to", url)
    assert (refused.returncode, "holds a practice already" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "does not answer"),
        ("sqlite:///elsewhere.sqlite3", "Name a PostgreSQL database"),
        ("mysql://here", "it must begin with"),
    ],
)
def test_what_cannot_be_moved_to_is_told(desk, address, words):
    refused = desk.run("move-to", address)
    assert (refused.returncode, words in refused.stderr) == (2, True)
