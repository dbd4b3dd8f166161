"""`verify` finds what is wrong, and only that."""

from pathlib import Path

import pytest
from django.utils import timezone

from alongside.originals import actions, queries
from alongside.originals.models import Original, Tombstone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Every test has a data folder of its own."""


def problems() -> list[str]:
    return [problem.kind for problem in queries.verify()]


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
    (problem,) = queries.verify()
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
    (home / ".restore.99.tmp").mkdir()
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
    list(queries.verify(progress=lambda done, total: seen.append((done, total))))
    assert len(seen) > 1 and seen[-1] == (1000, 1000)
