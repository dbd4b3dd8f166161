"""A database whose letters stand in another data folder: nothing comes in there, where it would be lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.backups.conftest import Desk
from tests.dovecot import free_port
from tests.intake.corpus import mails, write_mbox
from tests.originals.practice import open_whole_practice
from tests.program import DATABASE

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("practice")
    with open_whole_practice(folder / "home") as practice:
        write_mbox(folder / "mail.mbox", mails(5))
        brought_in = Desk(practice).run("import", folder / "mail.mbox", "--own", "me@desk.example")
        assert brought_in.returncode == 0
        yield Desk(practice)


@pytest.fixture
def elsewhere(desk: Desk, tmp_path: Path) -> dict[str, str]:
    url = desk.practice.database_url or f"sqlite://{desk.practice.home / DATABASE}"
    return {"DATABASE_URL": url, "ALONGSIDE_HOME": str(tmp_path / "other")}


@pytest.mark.parametrize(
    "words", [["clients"], ["import", __file__], ["serve"], ["web"], ["work"], ["listen"]]
)
def test_nothing_begins_on_a_folder_with_none_of_its_letters(desk, elsewhere, words):
    port = ["--port", free_port()] if words[0] in ("serve", "web") else []
    refused = desk.run(*words, *port, under=["timeout", "60"], **elsewhere)
    assert (refused.returncode, "$ALONGSIDE_HOME" in refused.stderr) == (2, True), refused.stderr


def test_what_is_missing_can_still_be_looked_at(desk, elsewhere):
    assert "cannot be read" in desk.run("verify", "--offline", **elsewhere).stdout


def test_doctor_says_which_folder_is_meant(desk, elsewhere):
    told = json.loads(desk.run("doctor", "--json", **elsewhere).stdout)
    assert ["$ALONGSIDE_HOME" in one["words"] for one in told["findings"] if one["subject"] == "letters"] == [
        True
    ]


def test_without_a_backup_it_starts_once_somebody_says_so(desk, elsewhere, tmp_path):
    (tmp_path / "other" / "originals").mkdir(parents=True, mode=0o700)
    (tmp_path / "other" / "originals" / "00000001.seg").touch(mode=0o600)
    assert desk.run("clients", **elsewhere).returncode == 0


def test_the_folder_that_is_its_own_is_as_before(desk):
    assert desk.run("clients").returncode == 0
