"""From a backup to a whole practice elsewhere: trials, the typed key, what a kill leaves, what others can open."""

from __future__ import annotations

import os
import random
import shutil
import signal
from pathlib import Path

import pytest

from alongside.backups import actions, queries
from alongside.backups.models import Run
from alongside.backups.rules import Trouble, key_groups
from alongside.connections.sealing import FILE_NAME, seal, unseal
from alongside.lib import age
from alongside.lib.age import new_key
from alongside.originals import keys
from tests.examples import times
from tests.intake.corpus import mails, write_mbox

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KILLS = times("ALONGSIDE_KILLS", 3)


@pytest.fixture
def backed_up(letters: int, folder: Path) -> Path:
    actions.choose(str(folder))
    run = actions.back_up()
    assert run.trouble == ""
    return folder / run.name


def test_a_trial_restores_and_verifies_the_newest_and_leaves_nothing(backed_up, home):
    run = actions.try_newest()
    assert (run.trouble, run.name, run.letters) == ("", backed_up.name, 3)
    assert queries.standing().tried == run
    assert list(home.glob(".*")) == []


def test_a_trial_of_a_damaged_one_says_so(backed_up):
    content = bytearray(backed_up.read_bytes())
    content[len(content) // 2] ^= 1
    backed_up.write_bytes(content)
    assert actions.try_newest().trouble == Trouble.DAMAGED.value
    assert backed_up.name in queries.standing().trial_trouble


def test_a_trial_of_something_else_under_its_name_says_so(backed_up):
    backed_up.write_bytes(b"holiday")
    assert actions.try_newest().trouble == Trouble.DAMAGED.value


def test_a_trial_for_a_lost_key_says_so(backed_up, home):
    (home / keys.FILE_NAME).write_text(new_key())
    assert actions.try_newest().trouble == Trouble.OTHER_KEY.value


def test_a_trial_stops_when_it_is_asked_to_and_leaves_nothing(backed_up, home):
    class Stop(Exception):
        pass

    def heed(done, total):
        raise Stop

    with pytest.raises(Stop):
        actions.try_newest(heed=heed)
    assert list(home.glob(".try*")) == []
    assert Run.objects.get(kind="try").ended_at is None


def test_an_older_key_still_opens_what_was_made_for_it(backed_up):
    keys.new_backup_key()
    assert actions.try_newest().trouble == ""


@pytest.fixture(scope="module")
def mbox(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("mail") / "mail.mbox"
    write_mbox(path, mails(40))
    return path


def test_a_new_machine_comes_back_with_the_file_and_the_sheet_alone(desk, mbox, folder, tmp_path):
    desk.run("import", mbox, "--own", "me@desk.example")
    assert desk.run("backup", "folder", folder).returncode == 0
    assert desk.run("backup", "now").returncode == 0
    (backup,) = folder.iterdir()
    key = (desk.practice.home / "backup.key").read_text().strip()
    typed = " ".join(key_groups(key)).lower()
    sealed_before = (desk.practice.home / "secret.key").read_text()
    shutil.rmtree(desk.practice.home)

    restored = desk.run("restore", backup, "--offline", "--overwrite", typed=f"{typed}\n")

    assert restored.returncode == 0, restored.stderr
    assert "40 originals" in restored.stdout
    assert key not in restored.stdout + restored.stderr
    assert (desk.practice.home / "secret.key").read_text().strip() == sealed_before.strip()
    assert (desk.practice.home / "backup.key").read_text().strip() == key


def test_a_key_that_does_not_fit_changes_nothing(desk, folder):
    desk.run("backup", "folder", folder)
    desk.run("backup", "now")
    (backup,) = folder.iterdir()
    (desk.practice.home / "backup.key").unlink()
    refused = desk.run("restore", backup, "--overwrite", typed=f"{new_key()}\n")
    assert refused.returncode == 2
    assert "encrypted for another" in refused.stderr


def test_the_sheet_on_the_terminal_shows_the_key_in_groups(desk):
    shown = desk.run("backup", "sheet").stdout
    key = (desk.practice.home / "backup.key").read_text().strip()
    assert key not in shown
    assert all(group in shown for group in key_groups(key))


def test_sealed_passwords_open_after_coming_back(letters, home, folder, tmp_path, settings):
    sealed = seal("a mailbox password")
    actions.choose(str(folder))
    run = actions.back_up()
    (home / FILE_NAME).unlink()
    from alongside.originals import archive

    archive.extract(folder / run.name, tmp_path / "out", keys=keys.backup_keys())
    keys.take_over(tmp_path / "out" / "keys")
    assert unseal(sealed) == "a mailbox password"


STEPS = "write,pwrite64,fsync,fdatasync,?rename,?renameat,?renameat2,?mkdir"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace injects the kill")
def test_a_killed_backup_leaves_no_half_file_and_the_next_one_is_whole(desk, mbox, folder):
    desk.run("import", mbox, "--own", "me@desk.example")
    desk.run("backup", "folder", folder)
    key, moments = (desk.practice.home / "backup.key").read_text().strip(), random.Random(29)
    for _ in range(KILLS):
        fault = f"inject={STEPS}:signal=KILL:when={moments.randrange(20, 150)}"
        killed = desk.run("backup", "now", under=["strace", "-f", "-qq", "-o", os.devnull, "-e", fault])
        # 1: the kill hit pg_dump, and Alongside lived to tell.
        assert killed.returncode in (0, 1, 128 + signal.SIGKILL, -signal.SIGKILL), killed.stderr
        for path in folder.glob("alongside-*"):
            with path.open("rb") as file, age.decrypting(file, keys=[key]) as stream:
                stream.read(1)  # the end of the block reads the rest, and is refused where some is missing
    done = desk.run("backup", "now")
    assert done.returncode == 0, done.stderr
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    assert not list(desk.practice.home.glob(".backup*"))
    newest = max(folder.iterdir())
    tried = desk.run("backup", "--try", newest, "--json")
    assert '"interactions": 40' in tried.stdout, tried.stderr


def test_an_emptied_secret_in_a_backup_does_not_replace_this_one(home, tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret.key").touch()
    before = (home / "secret.key").read_text()

    keys.take_over(tmp_path / "keys")

    assert (home / "secret.key").read_text() == before


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace injects the kill")
def test_a_restore_that_was_killed_halfway_is_done_once_more_before_anything_starts(desk, mbox, tmp_path):
    desk.run("import", mbox, "--own", "me@desk.example")
    backup, originals = tmp_path / "backup.tar", desk.practice.home / "originals"
    assert desk.run("backup", "file", backup).returncode == 0
    renames = "inject=?rename,?renameat,?renameat2:signal=KILL:when=1"
    under = ["strace", "-f", "-qq", "-o", os.devnull, "-P", str(originals), "-e", renames]
    assert desk.run("restore", backup, "--overwrite", "--offline", under=under).returncode == -9

    for words in (["clients"], ["verify"], ["serve"]):
        refused = desk.run(*words)
        assert refused.returncode == 2
        assert "stopped halfway" in refused.stderr and "restore BACKUP --overwrite" in refused.stderr
    assert desk.run("restore", backup, "--overwrite", "--offline").returncode == 0
    assert desk.run("clients").returncode == 0
