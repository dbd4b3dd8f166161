"""`secret.key` that was emptied or cut short: nothing is signed with it, and a sentence says what to do."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.program import PROGRAM, environment, migrated

pytestmark = pytest.mark.own_database


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], env=environment(home), capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def home(tmp_path) -> Path:
    return migrated(tmp_path / "home")


@pytest.mark.parametrize("left", [b"", b"\n", b"k3jH", b"\0" * 64, b"\xff" * 64])
def test_a_secret_that_is_not_whole_ends_every_command_in_a_sentence(home, left):
    (home / "secret.key").write_bytes(left)

    done = run(home, "clients", "--json")

    assert (done.returncode, done.stdout) == (2, "")
    assert "secret.key is empty or damaged" in done.stderr and "recovery sheet" in done.stderr
    assert "Traceback" not in done.stderr
    assert (home / "secret.key").read_bytes() == left


def test_serve_does_not_start_with_an_empty_secret(home):
    (home / "secret.key").touch()

    done = run(home, "serve")

    assert done.returncode == 2
    # The sentence stands alone: nothing is wrong with the variable that names the folder.
    assert done.stderr.startswith(f"{home}/secret.key is empty or damaged") and done.stderr.count("\n") == 1


def test_doctor_says_what_to_do_about_an_empty_secret(home):
    (home / "secret.key").touch()

    told = json.loads(run(home, "doctor", "--json").stdout)

    assert not told["ok"]
    assert "recovery sheet" in told["findings"][-1]["words"]


def test_a_first_start_makes_a_secret_beside_what_a_killed_one_left(tmp_path):
    """In a container the same program has the same number each time."""
    home = tmp_path / "home"
    home.mkdir()
    code = (
        "import os, pathlib; home = pathlib.Path(os.environ['ALONGSIDE_HOME']);"
        "(home / f'secret.key.{os.getpid()}.tmp').touch(); from alongside.config import settings"
    )

    done = subprocess.run([PROGRAM[0], "-c", code], env=environment(home), check=False)

    assert done.returncode == 0
    assert len((home / "secret.key").read_text()) == 64
    assert not list(home.glob("*.tmp"))
