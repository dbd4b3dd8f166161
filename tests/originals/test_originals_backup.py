"""A backup taken while the practice runs, and a practice restored from it."""

import json
import tarfile
from pathlib import Path

import pytest
from tests.originals.practice import Practice, kill

pytestmark = pytest.mark.slow  # each starts several processes
SHAPES = ["backup", "backup.tar", "backup.tar.zst"]


@pytest.fixture
def backup(practice: Practice, tmp_path: Path) -> Path:
    practice.run("store", 0, 30)
    practice.run("make_backup", tmp_path / "backup")
    return tmp_path / "backup"


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_backed_up_is_restored(
    practice: Practice, other_practice: Practice, tmp_path: Path, shape: str
) -> None:
    practice.run("store", 0, 30)
    practice.run("make_backup", tmp_path / shape)
    other_practice.run("restore", tmp_path / shape)
    assert other_practice.run("numbers") == list(range(30))
    assert other_practice.run("verify") == []


def test_a_backup_taken_while_letters_come_in_is_whole(
    practice: Practice, other_practice: Practice, tmp_path: Path
) -> None:
    process = practice.start("store_for_ever", 0)
    try:
        told = int(process.stdout.readline())
        manifest = practice.run("make_backup", tmp_path / "backup.tar")
    finally:
        kill(process)
    other_practice.run("restore", tmp_path / "backup.tar")
    numbers = other_practice.run("numbers")
    assert numbers == list(range(manifest["originals"])) and len(numbers) >= told
    assert other_practice.run("verify") == []


def test_a_restored_practice_takes_new_letters(
    practice: Practice, other_practice: Practice, backup: Path
) -> None:
    other_practice.run("restore", backup)
    other_practice.run("store", 20, 40)
    assert other_practice.run("numbers") == list(range(40))


def test_what_was_erased_before_the_backup_stays_out_under_the_same_key(
    practice: Practice, other_practice: Practice, tmp_path: Path
) -> None:
    practice.run("store", 0, 5)
    practice.run("erase", 1)
    practice.run("make_backup", tmp_path / "backup")
    other_practice.home.mkdir()
    (other_practice.home / "secret.key").write_text((practice.home / "secret.key").read_text())
    has_same_key = other_practice.run("restore", tmp_path / "backup")
    other_practice.run("store", 0, 5)
    assert has_same_key and other_practice.run("numbers") == [1, 2, 3, 4]


def test_another_key_is_told(practice: Practice, other_practice: Practice, backup: Path) -> None:
    assert other_practice.run("restore", backup) is False


def test_the_secret_key_is_not_inside(practice: Practice, backup: Path) -> None:
    secret = (practice.home / "secret.key").read_bytes()
    assert "secret.key" not in files(backup)
    assert all(secret not in (backup / name).read_bytes() for name in files(backup))
    assert "secret.key is not inside" in json.loads((backup / "manifest.json").read_text())["note"]


def test_only_its_owner_reads_a_backup(practice: Practice, tmp_path: Path) -> None:
    practice.run("make_backup", tmp_path / "backup.tar")
    assert (tmp_path / "backup.tar").stat().st_mode & 0o077 == 0


def test_nothing_but_the_backup_is_left_beside_it(practice: Practice, backup: Path) -> None:
    assert sorted(path.name for path in backup.parent.iterdir()) == ["backup", "home"]


def test_a_home_that_holds_something_is_not_overwritten(practice: Practice, backup: Path) -> None:
    practice.run("store", 30, 40)
    assert "holds a practice already" in practice.run("restore", backup)
    assert practice.run("numbers") == list(range(40))


def test_a_home_is_overwritten_when_told(practice: Practice, backup: Path) -> None:
    practice.run("store", 30, 40)
    practice.run("restore", backup, "overwrite")
    assert (practice.run("numbers"), practice.run("verify")) == (list(range(30)), [])


def test_a_damaged_backup_changes_nothing(practice: Practice, backup: Path) -> None:
    segment = backup / "originals" / "00000001.seg"
    segment.write_bytes(segment.read_bytes().replace(b"letter 3", b"letter 4"))
    assert "damaged" in practice.run("restore", backup, "overwrite")
    assert practice.run("verify") == [] and not list(practice.home.glob(".restore*"))


@pytest.mark.parametrize("shape", ["backup.tar", "backup.tar.zst"])
def test_a_cut_backup_is_refused(practice: Practice, tmp_path: Path, shape: str) -> None:
    practice.run("store", 0, 30)
    practice.run("make_backup", tmp_path / shape)
    whole = (tmp_path / shape).read_bytes()
    (tmp_path / shape).write_bytes(whole[: len(whole) // 2])
    assert "backup" in practice.run("restore", tmp_path / shape, "overwrite")
    assert practice.run("numbers") == list(range(30))


def test_a_backup_without_a_file_it_names_is_refused(practice: Practice, backup: Path) -> None:
    (backup / "originals" / "00000001.seg").unlink()
    assert "damaged" in practice.run("restore", backup, "overwrite")


def test_a_backup_without_a_manifest_is_refused(practice: Practice, backup: Path) -> None:
    (backup / "manifest.json").unlink()
    assert "incomplete" in practice.run("restore", backup, "overwrite")


def test_a_backup_of_the_other_database_is_refused(practice: Practice, backup: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    (backup / "manifest.json").write_text(json.dumps(manifest | {"vendor": "oracle"}))
    assert "this backup is of oracle" in practice.run("restore", backup, "overwrite")


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "originals/../../evil", "originals/1.seg", "evil"])
def test_a_name_that_is_none_of_ours_is_refused(practice: Practice, tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    assert "no backup of Alongside" in practice.run("restore", tmp_path / "evil.tar", "overwrite")


def test_a_link_in_a_backup_is_refused(practice: Practice, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        link = tarfile.TarInfo("manifest.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
    assert "no backup of Alongside" in practice.run("restore", tmp_path / "evil.tar", "overwrite")


def test_a_backup_is_not_written_over_another(practice: Practice, backup: Path) -> None:
    assert "exists already" in practice.run("make_backup", backup)


def test_a_backup_inside_the_data_folder_is_refused(practice: Practice) -> None:
    assert "outside the data folder" in practice.run("make_backup", practice.home / "backup")


def test_a_backup_into_no_folder_is_refused(practice: Practice, tmp_path: Path) -> None:
    assert "does not exist" in practice.run("make_backup", tmp_path / "nowhere" / "backup")


def test_a_backup_that_is_not_there_is_refused(practice: Practice, tmp_path: Path) -> None:
    assert "does not exist" in practice.run("restore", tmp_path / "nowhere")
