"""A backup in the chosen folder: what is written, what stays, what each kind of bad disk leads to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from alongside.backups import actions, jobs, queries, rules
from alongside.backups.errors import Refused
from alongside.backups.models import Plan, Run
from alongside.backups.rules import Trouble
from alongside.connections.models import Location
from alongside.intake.jobs import go_on_erasing
from alongside.jobs import runner
from alongside.jobs.models import Asked
from alongside.jobs.timetable import Regular, ask_for_due
from alongside.lib.age import fits
from alongside.originals import archive, keys
from alongside.originals.actions import forget
from alongside.originals.models import Original, Tombstone
from alongside.originals.queries import erasing_due_at
from alongside.timeline.models import Revision
from tests.making import owner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chosen(letters: int, folder: Path) -> Path:
    actions.choose(str(folder))
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def old_backup(folder: Path, days: float) -> Path:
    """An empty file stands for it: what goes and what stays is decided by names."""
    moment = timezone.now() - timedelta(days=days)
    path = folder / rules.file_name(moment, mark=queries.practice_mark())
    path.touch()
    return path


def trouble_of_a_run(folder: Path) -> str:
    before = names(folder) if folder.is_dir() else []
    run = actions.back_up()
    assert run is not None
    assert run.ended_at is not None
    assert (names(folder) if folder.is_dir() else []) == before
    return run.trouble


@pytest.mark.broad
def test_one_encrypted_file_appears_in_the_folder(chosen):
    run = actions.back_up()
    assert (run.trouble, names(chosen)) == ("", [run.name])
    assert fits(chosen / run.name, keys.backup_key())
    assert run.size_bytes == (chosen / run.name).stat().st_size


@pytest.mark.broad
def test_only_its_user_may_read_it(chosen):
    run = actions.back_up()
    assert (chosen / run.name).stat().st_mode & 0o077 == 0


@pytest.mark.broad
def test_the_keys_are_inside(chosen, home, tmp_path):
    run = actions.back_up()
    found = archive.extract(chosen / run.name, tmp_path / "out", keys=keys.backup_keys())
    assert {"keys/secret.key", "keys/backup.key"} <= {entry.name for entry in found}
    assert (tmp_path / "out/keys/secret.key").read_text().strip() == (home / "secret.key").read_text().strip()


@pytest.mark.broad
def test_nobody_is_signed_in_by_what_is_inside(chosen, tmp_path, signed_in):
    member = owner()
    desk = signed_in(member)
    desk.get("/")
    assert Session.objects.exists()
    run = actions.back_up()
    archive.extract(chosen / run.name, tmp_path / "out", keys=keys.backup_keys())
    (copy,) = (tmp_path / "out").glob("database.*")
    if connection.vendor == "postgresql":
        told = subprocess.run(["pg_restore", "-f", "-", copy], capture_output=True, check=True)
        content = told.stdout
    else:
        content = copy.read_bytes()
    assert member.email.encode() in content
    assert desk.session.session_key.encode() not in content
    assert Session.objects.exists()


@pytest.mark.broad
def test_nothing_is_left_in_the_data_folder(chosen, home):
    actions.back_up()
    assert list(home.glob(".*")) == []


@pytest.mark.broad
def test_without_a_folder_nothing_is_made(letters):
    assert actions.back_up() is None
    assert not Run.objects.exists()


@pytest.mark.broad
def test_old_ones_leave_only_after_a_new_one_is_whole(chosen):
    old = [old_backup(chosen, days) for days in range(400, 500)]
    run = actions.back_up()
    assert run.name in names(chosen)
    assert len(names(chosen)) < len(old)


@pytest.mark.broad
def test_files_of_others_and_of_other_practices_stay(chosen):
    others = [chosen / "holiday.jpg", chosen / "alongside-2020-01-01T000000Z-ffffffff.tar.zst.age"]
    for path in others:
        path.touch()
    Plan.objects.update(keep_daily=1, keep_weekly=0, keep_monthly=0)
    old = old_backup(chosen, 3)
    actions.back_up()
    assert not old.exists()
    assert all(path.exists() for path in others)


@pytest.mark.broad
def test_a_folder_that_is_away_has_its_own_sentence_and_comes_again(chosen):
    shutil.rmtree(chosen)
    assert trouble_of_a_run(chosen) == Trouble.ABSENT.value
    standing = queries.standing()
    assert "is not there" in standing.trouble
    assert timedelta(minutes=59) < standing.next_at - timezone.now() <= timedelta(hours=1)


@pytest.mark.broad
def test_a_folder_that_came_back_takes_the_next_and_the_trouble_is_over(chosen):
    shutil.rmtree(chosen)
    actions.back_up()
    chosen.mkdir()
    assert actions.back_up().trouble == ""
    assert queries.standing().trouble == ""


def test_a_folder_on_the_data_disk_where_another_disk_was_means_that_it_is_unplugged(chosen):
    Plan.objects.update(is_on_other_disk=True)
    assert trouble_of_a_run(chosen) == Trouble.UNPLUGGED.value


@pytest.mark.broad
def test_a_file_in_its_place_is_told(chosen):
    shutil.rmtree(chosen)
    chosen.touch()
    assert actions.back_up().trouble == Trouble.NO_FOLDER.value


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_without_leave_to_write_is_told(chosen):
    chosen.chmod(0o500)
    try:
        assert trouble_of_a_run(chosen) == Trouble.FORBIDDEN.value
    finally:
        chosen.chmod(0o700)


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk of 64 KiB, which no backup fits on."""
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", place], check=False).returncode:
        pytest.skip("only root may make a small disk")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.mark.broad
@pytest.mark.skipif(os.getuid() != 0, reason="only root may make a small disk")
def test_a_full_disk_keeps_the_last_good_one_and_is_told(letters, small_disk):
    actions.choose(str(small_disk))
    good = old_backup(small_disk, 2)
    good.write_bytes(os.urandom(60_000))
    assert trouble_of_a_run(small_disk) == Trouble.FULL.value
    assert good.stat().st_size == 60_000


@pytest.mark.broad
@pytest.mark.skipif(os.getuid() != 0, reason="only root may make a disk read-only")
def test_a_read_only_disk_is_told(letters, small_disk):
    actions.choose(str(small_disk))
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert trouble_of_a_run(small_disk) == Trouble.READ_ONLY.value


@pytest.mark.broad
@pytest.mark.skipif(os.getuid() != 0, reason="only root may take a disk away")
def test_an_unplugged_disk_is_told(letters, tmp_path):
    place = tmp_path / "usb"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "none", place], check=False).returncode:
        pytest.skip("this root may not mount")
    actions.choose(str(place))
    subprocess.run(["umount", place], check=True)
    assert trouble_of_a_run(place) == Trouble.UNPLUGGED.value


@pytest.mark.broad
def test_a_place_inside_the_data_folder_is_refused(letters, home):
    (home / "backups").mkdir()
    with pytest.raises(Refused):
        actions.choose(str(home / "backups"))


@pytest.mark.broad
def test_a_folder_that_is_not_there_cannot_be_chosen(letters, tmp_path):
    with pytest.raises(Refused) as refused:
        actions.choose(str(tmp_path / "nowhere"))
    assert refused.value.trouble is Trouble.ABSENT


@pytest.mark.broad
def test_a_killed_run_is_told_and_its_leavings_go(chosen, home):
    mark = queries.practice_mark()
    left = chosen / f".alongside-2026-01-01T000000Z-{mark}.tar.zst.age.77.tmp"
    left.mkdir()
    (home / ".backup.77.tmp").mkdir()
    killed = Run.objects.create(kind="backup", begun_at=timezone.now())
    run = actions.back_up()
    killed.refresh_from_db()
    assert (killed.trouble, names(chosen), list(home.glob(".*"))) == ("killed", [run.name], [])


def test_the_timetable_asks_for_one_backup_however_many_look(chosen):
    regular = Regular(jobs.back_up, queries.next_backup_at)
    assert [ask_for_due([regular]) for _ in range(3)] == [1, 0, 0]


@pytest.mark.broad
def test_the_timetable_asks_for_nothing_before_it_is_due(chosen):
    actions.back_up()
    assert ask_for_due([Regular(jobs.back_up, queries.next_backup_at)]) == 0
    assert not Asked.objects.exists()


@pytest.mark.broad
def test_owner_is_reminded_of_trouble_and_others_are_not(chosen, assistant):
    shutil.rmtree(chosen)
    actions.back_up()
    assert "is not there" in queries.reminder_for(owner()).trouble
    assert queries.reminder_for(assistant) is None


@pytest.mark.broad
def test_nobody_is_reminded_while_all_is_well(chosen):
    actions.back_up()
    assert queries.reminder_for(owner()) is None


def test_an_owner_of_three_days_without_a_folder_is_reminded(letters):
    me = owner()
    assert queries.reminder_for(me) is None
    me.joined_at = timezone.now() - timedelta(days=3)
    assert queries.reminder_for(me).trouble == ""


@pytest.mark.broad
def test_an_erasing_that_a_backup_held_up_is_gone_on_with(letters):
    original = Original.objects.first()
    Revision.objects.filter(original=original).delete()
    Location.objects.filter(original=original).delete()
    with transaction.atomic():
        forget([original.pk])
    regular = Regular(go_on_erasing, erasing_due_at)
    assert ask_for_due([regular]) == 0
    Tombstone.objects.update(erased_at=timezone.now() - timedelta(minutes=11))
    assert ask_for_due([regular]) == 1
    runner.run(until_idle=True)
    assert not Tombstone.objects.filter(swept_at=None).exists()
    assert ask_for_due([regular]) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no priority of its own")
def test_a_backup_gives_way_and_what_runs_beside_it_does_not():
    seen: set[int] = set()

    before = os.getpriority(os.PRIO_PROCESS, 0)

    def give_way():
        jobs.give_way()
        seen.add(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    thread = threading.Thread(target=give_way)
    thread.start()
    thread.join()
    assert seen == {19}
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
