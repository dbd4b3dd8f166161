"""`alongside verify` and `doctor` over data that was damaged behind the program's back."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from alongside.timeline.text import compress
from tests.intake.corpus import mails, write_mbox
from tests.program import DATABASE, PROGRAM, environment, migrated

pytestmark = [pytest.mark.slow, pytest.mark.own_database]


def told(home: Path, *words: str, code: int = 0):
    done = subprocess.run(
        [*PROGRAM, *words, "--json"], env=environment(home), capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    write_mbox(folder / "mail.mbox", mails(300))
    home = migrated(folder / "home")
    told(home, "import", str(folder / "mail.mbox"), "--own", "me@desk.example")
    told(home, "file", "birch.example", "Birch")
    with closing(sqlite3.connect(home / DATABASE)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


@pytest.fixture
def home(filled, tmp_path) -> Path:
    """A copy that may be changed."""
    shutil.copytree(filled, tmp_path / "home")
    return tmp_path / "home"


def damage(home: Path) -> None:
    """Three pages of a table in the middle of the file."""
    with closing(sqlite3.connect(home / DATABASE)) as database:
        (page,) = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'timeline_body'"
        ).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    with (home / DATABASE).open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size * 3)


def state(home: Path) -> dict[str, bytes]:
    """All that is kept; not the locks, nor what the database makes of its log while it is open."""
    passing = (".lock", "-wal", "-shm", ".jinja", ".cache")
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.name.endswith(passing)
    }


def test_a_damaged_database_is_a_problem_with_its_remedy(home):
    damage(home)

    found = told(home, "verify", code=1)

    assert set(found) == {"ok", "originals", "interactions", "kept_unparsed", "problems"}
    assert (found["ok"], found["originals"]) == (False, None)
    assert "alongside restore BACKUP --overwrite" in found["problems"][0]
    assert len(found["problems"]) > 1


def test_a_file_that_is_no_database_is_a_problem_with_its_remedy(home):
    (home / DATABASE).write_bytes(b"\xa5" * 40_000)

    assert "alongside restore BACKUP" in told(home, "verify", code=1)["problems"][0]
    done = subprocess.run(
        [*PROGRAM, "clients"], env=environment(home), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "The database is damaged" in done.stderr and "Traceback" not in done.stderr


def test_doctor_notices_a_damaged_database(home):
    damage(home)

    found = {one["subject"]: one for one in told(home, "doctor", code=1)["findings"]}

    assert found["database"]["state"] == "broken"
    assert "alongside restore BACKUP --overwrite" in found["database"]["words"]


def test_a_damaged_database_is_replaced_by_a_backup(home, tmp_path):
    told(home, "backup", str(tmp_path / "desk.tar"))
    damage(home)

    assert told(home, "restore", str(tmp_path / "desk.tar"), "--overwrite")["ok"]


@pytest.mark.parametrize("is_there", [True, False])
def test_an_emptied_database_beside_originals_is_a_problem_and_none_is_made(home, is_there):
    (home / DATABASE).unlink()
    if is_there:
        (home / DATABASE).touch()

    found = told(home, "verify", code=1)

    assert "restore your last backup" in found["problems"][0]
    assert not (home / DATABASE).exists() or (home / DATABASE).stat().st_size == 0
    assert {one["subject"]: one["state"] for one in told(home, "doctor", code=1)["findings"]}[
        "database"
    ] == "broken"


def test_a_new_database_beside_older_originals_is_a_problem(home):
    (home / DATABASE).unlink()
    told(home, "update")

    found = told(home, "verify", code=1)

    assert "300 originals stand in segments that are older than this database" in " ".join(found["problems"])


def test_what_a_kill_left_is_named_and_nothing_is_swept(home):
    left = [home / "originals" / "s.tmp", home / ".backup.999999999.tmp", home / "sealing.tmp"]
    for path in left:
        path.touch()
    told(home, "clients")  # as a start
    assert not left[0].exists()
    left[0].touch()
    before = state(home)

    found = told(home, "verify", code=1)

    assert [sum(path.name in problem for problem in found["problems"]) for path in left] == [1, 1, 1]
    assert state(home) == before


def test_an_erasing_that_was_killed_is_named_and_goes_on_at_the_next_start(home):
    with closing(sqlite3.connect(home / DATABASE)) as database, database:
        database.execute(
            "INSERT INTO originals_tombstone (digest, erased_at) VALUES (?, '2026-03-02 09:00:00')",
            [b"t" * 32],
        )

    assert "wait for their bytes to go" in told(home, "verify", code=1)["problems"][0]
    told(home, "clients")
    assert told(home, "verify")["ok"]


def changed(home: Path, statement: str) -> list[str]:
    """What `verify` says after one statement that the program would never make."""
    with closing(sqlite3.connect(home / DATABASE)) as database, database:
        assert database.execute(statement).rowcount > 0
    return told(home, "verify", code=1)["problems"]


OTHER = compress("Altogether elsewhere, nothing of this was ever written by anybody.")
ONE = "(SELECT interaction_id FROM timeline_filing LIMIT 1)"


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (f"DELETE FROM timeline_body WHERE interaction_id = {ONE}", "has no text"),
        (f"UPDATE timeline_body SET text = x'00' WHERE interaction_id = {ONE}", "text of entry"),
        (
            f"UPDATE timeline_body SET text = x'{OTHER.hex()}' WHERE interaction_id = {ONE}",
            "text of entry",
        ),
        (f"DELETE FROM timeline_party WHERE role = 'from' AND interaction_id = {ONE}", "does not name"),
        (f"UPDATE timeline_interaction SET attachment_count = 3 WHERE id = {ONE}", "counts 3 files"),
        (f"UPDATE timeline_interaction SET happened_at = '2001-01-01 00:00:00' WHERE id = {ONE}", "another moment"),
        (
            "UPDATE timeline_interaction SET happened_at = '2001-01-01 00:00:00' WHERE id ="
            " (SELECT id FROM timeline_interaction WHERE is_unfiled LIMIT 1)",
            "Conversation",
        ),
        ("DELETE FROM timeline_threadkey WHERE key = (SELECT min(key) FROM timeline_threadkey)", "would not find"),
        (
            "DELETE FROM connections_location WHERE original_id ="
            f" (SELECT original_id FROM timeline_revision WHERE interaction_id = {ONE})",
            "seen in no source",
        ),
        (
            "DELETE FROM originals_original WHERE id = 7",
            "1 originals stand in their segments",
        ),
    ],
)  # fmt: skip
def test_content_that_is_gone_or_changed_is_named(home, statement, problem):
    assert problem in " ".join(changed(home, statement))
