"""An update: a copy first, then the changes; back when one fails, and back when the owner says so."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.backups.conftest import Desk
from tests.dovecot import free_port
from tests.intake.corpus import mails, write_mbox
from tests.originals.practice import Practice, copy_of, open_whole_practice

from alongside.originals import before_update

pytestmark = pytest.mark.slow
NEWER = {"DJANGO_SETTINGS_MODULE": "tests.processes.newer_settings"}


@pytest.fixture(scope="module")
def worked_on(tmp_path_factory) -> Iterator[Practice]:
    """A practice that the present Alongside has worked on."""
    folder = tmp_path_factory.mktemp("practice")
    with open_whole_practice(folder / "home") as practice:
        write_mbox(folder / "mail.mbox", mails(5))
        brought_in = Desk(practice).run("import", folder / "mail.mbox", "--own", "me@desk.example")
        assert brought_in.returncode == 0
        yield practice


@pytest.fixture
def desk(worked_on: Practice, tmp_path: Path) -> Iterator[Desk]:
    """A copy of it, to be changed."""
    with copy_of(worked_on, tmp_path / "home") as practice:
        yield Desk(practice)


def copy_in(desk: Desk) -> Path:
    return desk.practice.home / before_update.FOLDER_NAME


def state(desk: Desk) -> str:
    """What the older program finds."""
    return desk.run("verify", "--offline").stdout


def test_a_newer_program_says_so_copies_and_changes(desk):
    assert not copy_in(desk).exists()
    updated = desk.run("update", "--json", **NEWER)
    assert json.loads(updated.stdout) == {"changed": 2, "set_aside": None}
    assert "first a copy" in updated.stderr
    assert "newer.0001_table" in updated.stderr
    assert any(copy_in(desk).glob("database.*"))


def test_a_change_that_fails_leaves_everything_as_it_was(desk):
    failed = desk.run("update", **NEWER, FAILS="error")
    assert failed.returncode == 2
    assert "newer 0002_fails" in failed.stderr
    assert "Everything is as it was" in failed.stderr
    assert "Everything is whole" in state(desk)


def test_an_update_that_was_killed_goes_on_and_still_goes_back_to_the_beginning(desk):
    desk.run("update", **NEWER, FAILS="kill")
    assert "newer Alongside" in desk.run("clients").stderr
    failed = desk.run("update", **NEWER, FAILS="error")
    assert "Everything is as it was" in failed.stderr
    assert "Everything is whole" in state(desk)


def test_an_older_program_does_not_touch_newer_data(desk):
    desk.run("update", **NEWER)
    refused = desk.run("clients")
    assert refused.returncode == 2
    assert "last used by a newer Alongside" in refused.stderr
    assert "alongside update --back" in refused.stderr


def test_going_back_gives_the_older_program_its_data_and_the_newer_can_try_again(desk):
    desk.run("update", **NEWER)
    back = desk.run("update", "--back", "--json")
    assert back.returncode == 0, back.stderr
    assert Path(json.loads(back.stdout)["set_aside"]).exists()
    assert "Everything is whole" in state(desk)
    assert desk.run("clients", **NEWER).returncode == 0


def test_going_back_without_a_copy_says_so(desk):
    refused = desk.run("update", "--back")
    assert (refused.returncode, "no copy" in refused.stderr) == (2, True)


def test_erasing_takes_the_copy_along(desk):
    desk.run("update", **NEWER)
    assert desk.run("erase", "--source", "mail.mbox", "--yes", **NEWER).returncode == 0
    assert not copy_in(desk).exists()


@pytest.mark.parametrize(
    ("lock", "how", "words"),
    [
        ("serve.lock", "--exclusive", ["clients"]),
        ("apart.lock", "--shared", ["clients"]),
        ("apart.lock", "--shared", ["serve", "--port", str(free_port())]),
    ],
    ids=["beside serve", "beside work apart", "serve beside work apart"],
)
def test_a_command_of_another_version_leaves_a_running_one_alone(desk, lock, how, words):
    held = ["flock", how, desk.practice.home / lock, "sh", "-c", "echo held; cat"]
    with subprocess.Popen(held, stdin=-1, stdout=-1) as holder:
        holder.stdout.readline()
        refused = desk.run(*words, under=["timeout", "60"], **NEWER)
        holder.stdin.close()
    assert (refused.returncode, "Stop that one" in refused.stderr) == (2, True)
    assert "Everything is whole" in state(desk)
