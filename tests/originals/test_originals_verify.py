"""`verify` finds what is wrong, and only that."""

import os
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from alongside.lib.durable import opened
from alongside.lib.file_locks import locked
from alongside.lib.segment_records import HEADER_BYTES, MAGIC
from alongside.originals import actions, verifying
from alongside.originals.models import Original, Tombstone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(db: None, home: Path) -> None:
    """Every test has a data folder of its own, and a ledger that has given no numbers, as that of a first start."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [Original._meta.db_table])


def problems() -> list[str]:
    return [problem.kind for problem in verifying.verify()]


def test_an_empty_practice_is_clean() -> None:
    assert problems() == []


@pytest.mark.broad
def test_a_practice_with_originals_is_clean() -> None:
    actions.store([b"letter %d" % number for number in range(1000)])
    assert problems() == []


def test_bytes_that_no_row_claims_are_no_problem() -> None:
    with actions.prepare([b"a commit that never came"]):
        pass
    actions.store([b"Dear Ada"])
    assert problems() == []


def test_damaged_bytes_are_named_with_their_original(home: Path) -> None:
    stored = actions.store([b"Dear Ada", b"Dear Bea"])[1]
    path = home / "originals" / "00000001.seg"
    path.write_bytes(path.read_bytes().replace(b"Bea", b"Eve"))
    (problem,) = verifying.verify()
    assert (problem.kind, problem.original_id) == ("damaged", stored.id)


def test_a_missing_segment_is_a_problem_for_each_of_its_originals(home: Path) -> None:
    actions.store([b"one", b"two"])
    (home / "originals" / "00000001.seg").unlink()
    assert problems() == ["damaged", "damaged"]


def test_a_cut_segment_is_a_problem_for_what_was_cut(home: Path) -> None:
    actions.store([b"one", b"two"])
    path = home / "originals" / "00000001.seg"
    path.write_bytes(path.read_bytes()[:-1])
    assert problems() == ["damaged"]


def test_a_restore_that_was_killed_is_named(home: Path) -> None:
    (home / ".restore.999999999.tmp").mkdir()
    assert problems() == ["stale_file"]


def test_a_tombstone_that_is_no_hash_is_a_problem() -> None:
    now = timezone.now()
    Tombstone.objects.create(digest=b"Dear Ada", erased_at=now, swept_at=now)
    assert problems() == ["tombstone_content"]


def test_an_erased_original_that_is_back_is_a_problem() -> None:
    stored = actions.store([b"gone"])[0]
    row = Original.objects.get(pk=stored.id)
    actions.forget([stored.id])
    Tombstone.objects.update(swept_at=timezone.now())
    row.save(force_insert=True)
    assert problems() == ["erased_is_back"]


def test_progress_ends_at_the_whole() -> None:
    actions.store([b"letter %d" % number for number in range(1000)])
    seen: list[tuple[int, int]] = []
    list(verifying.verify(progress=lambda done, total: seen.append((done, total))))
    assert len(seen) > 1 and seen[-1] == (1000, 1000)


def segment(home: Path, number: int = 1) -> Path:
    return home / "originals" / f"{number:08d}.seg"


@pytest.mark.parametrize("cut", [1, 3, 20, 52, 60])
def test_a_record_that_a_kill_cut_short_is_no_problem(home: Path, cut: int) -> None:
    actions.store([b"Dear Ada"])
    with actions.prepare([b"killed while it was written" * 9]):
        pass
    whole = segment(home).read_bytes()
    segment(home).write_bytes(whole[: whole.rindex(MAGIC) + cut])
    assert problems() == []
    actions.store([b"Dear Bea"])
    assert problems() == []


def test_room_that_a_killed_file_took_is_no_problem(home: Path) -> None:
    actions.store([b"Dear Ada"])
    with segment(home).open("ab") as file:
        file.write(bytes(HEADER_BYTES) + b"the beginning of a large file")
    actions.store([b"Dear Bea"])
    assert problems() == []


def test_mail_that_was_read_again_after_a_kill_is_no_problem() -> None:
    with actions.prepare([b"one", b"two"]):
        pass
    actions.store([b"one", b"two"])
    assert problems() == []


@pytest.mark.parametrize("is_last", [True, False])
def test_bytes_that_no_import_wrote_are_named_with_their_place(home: Path, is_last: bool) -> None:
    actions.store([b"Dear Ada"])
    with segment(home).open("ab") as file:
        file.write(b"\x17garbage" * 60)
    if not is_last:
        actions.store([b"Dear Bea"])
    (problem,) = verifying.verify()
    assert problem.kind == "strange_bytes" and "480 bytes of segment 1" in problem.text


def test_a_segment_behind_a_gap_is_a_stray(home: Path) -> None:
    actions.store([b"Dear Ada"])
    segment(home, 9).write_bytes(segment(home).read_bytes())
    assert problems() == ["stray_segment"]


def test_a_segment_under_another_name_is_a_stray(home: Path) -> None:
    actions.store([b"Dear Ada"])
    (home / "originals" / "copy.seg").write_bytes(b"")
    assert problems() == ["stray_segment"]
    assert actions.store([b"Dear Bea"])[0].is_new


def test_rows_that_the_ledger_lost_are_counted() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts numbers of killed imports too")
    ids = [stored.id for stored in actions.store([b"one", b"two", b"three", b"four"])]
    Original.objects.filter(pk__in=ids[1:3]).delete()
    (problem,) = verifying.verify()
    assert problem.kind == "lost_rows" and problem.text.startswith("2 originals")


def test_what_was_erased_is_not_lost(home: Path) -> None:
    ids = [stored.id for stored in actions.store([b"one", b"two", b"three"])]
    actions.forget(ids[1:2])
    with actions.prepare([b"killed"]):
        pass
    assert problems() == ["erasing_unfinished", "erased_bytes"]


def test_segments_that_are_older_than_an_empty_ledger_are_a_problem(home: Path) -> None:
    with actions.prepare([b"one", b"two"]):
        pass
    assert problems() == []
    os.utime(segment(home), (1e9, 1e9))
    (problem,) = verifying.verify()
    assert problem.kind == "lost_rows" and "older than this database" in problem.text


@pytest.mark.parametrize(
    "name", [".backup.999999999.tmp", "secret.key.999999999.tmp", "sealing.tmp", ".before-update.tmp"]
)
def test_a_file_that_nobody_at_work_owns_is_named(home: Path, name: str) -> None:
    (home / name).touch()
    assert problems() == ["stale_file"]
    assert (home / name).exists()


def test_a_file_that_somebody_at_work_owns_is_no_problem(home: Path) -> None:
    (home / f".backup.{os.getpid()}.tmp").mkdir()
    (home / "sealing.tmp").touch()
    with opened(home / "sealing.lock", os.O_RDWR | os.O_CREAT) as descriptor, locked(descriptor):
        assert problems() == []


def test_a_killed_rewrite_is_named_and_stays(home: Path) -> None:
    actions.store([b"one"])
    (home / "originals" / "00000001.tmp").touch()
    assert problems() == ["stale_file"]
    assert (home / "originals" / "00000001.tmp").exists()
