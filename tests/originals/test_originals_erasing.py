"""What is erased is gone, stays gone, and leaves no content behind."""

import hashlib
from pathlib import Path

import pytest
from django.db import transaction
from tests.originals.practice import Practice

from alongside.originals import actions, queries, rules, storage, verifying
from alongside.originals.errors import MissingOriginalError
from alongside.originals.models import Original, Tombstone

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "the-yellow-canary-9d41"


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Every test has a data folder of its own."""


def problems() -> list[str]:
    return [problem.kind for problem in verifying.verify()]


def test_what_is_erased_cannot_be_read() -> None:
    stored = actions.store([b"gone"])[0]
    actions.erase([stored.id])
    with pytest.raises(MissingOriginalError):
        queries.read(stored.id)


def test_what_is_kept_is_read_as_before() -> None:
    kept, gone, last = actions.store([b"kept", b"gone", b"last"])
    actions.erase([gone.id])
    assert [queries.read(kept.id), queries.read(last.id)] == [b"kept", b"last"]


def test_what_is_erased_is_not_taken_in_again() -> None:
    stored = actions.store([b"gone"])[0]
    actions.erase([stored.id])
    again = actions.store([b"gone"])[0]
    assert (again.id, again.is_new, again.is_erased) == (None, False, True)


def test_what_is_erased_is_not_even_written_again(home: Path) -> None:
    actions.erase([actions.store([b"gone"])[0].id])
    actions.store([b"gone"])
    assert b"gone" not in (home / "originals" / "00000001.seg").read_bytes()


def test_erasing_between_prepare_and_commit_wins() -> None:
    stored = actions.store([b"gone"])[0]
    with actions.prepare([b"gone"]) as prepared, transaction.atomic():
        actions.forget([stored.id])
        again = actions.commit(prepared)[0]
    assert (again.id, again.is_erased) == (None, True)


def test_erasing_before_the_first_commit_wins() -> None:
    with actions.prepare([b"gone"]) as prepared:
        with actions.prepare([b"gone"]) as other, transaction.atomic():
            actions.forget([actions.commit(other)[0].id])
        with transaction.atomic():
            again = actions.commit(prepared)[0]
    assert again.is_erased and not Original.objects.exists()


def test_a_source_key_is_remembered_as_erased() -> None:
    with transaction.atomic():
        actions.forget([], source_keys=[b"k" * 16])
    assert queries.find_erased([b"k" * 16, b"l" * 16], kind="source_key") == {b"k" * 16}


def test_a_source_key_is_no_sha256() -> None:
    with transaction.atomic():
        actions.forget([], source_keys=[b"k" * 32])
    assert queries.find_erased([b"k" * 32], kind="sha256") == set()


def test_a_tombstone_holds_a_keyed_hash_and_nothing_else() -> None:
    actions.erase([actions.store([b"gone"])[0].id])
    sha256 = hashlib.sha256(b"gone").digest()
    expected = rules.tombstone_digest(sha256, kind="sha256", key=queries.tombstone_key())
    assert bytes(Tombstone.objects.get().digest) == expected != sha256


def test_another_practice_has_other_tombstones() -> None:
    one, two = (rules.tombstone_key(secret) for secret in ("one", "two"))
    assert rules.tombstone_digest(b"x", kind="sha256", key=one) != rules.tombstone_digest(
        b"x", kind="sha256", key=two
    )


def test_erasing_twice_is_erasing_once() -> None:
    stored = actions.store([b"gone"])[0]
    actions.erase([stored.id])
    actions.erase([stored.id])
    assert Tombstone.objects.count() == 1


def test_a_copy_whose_commit_never_came_is_erased_too(home: Path) -> None:
    with actions.prepare([b"gone"]):
        pass
    actions.erase([actions.store([b"gone"])[0].id])
    assert b"gone" not in (home / "originals" / "00000001.seg").read_bytes()


def test_sweeping_spares_what_is_about_to_be_committed() -> None:
    gone = actions.store([b"gone"])[0]
    with actions.prepare([b"on its way"]) as prepared:
        with transaction.atomic():
            actions.forget([gone.id])
        swept = actions.sweep(timeout_seconds=0.05)
        with transaction.atomic():
            stored = actions.commit(prepared)[0]
    assert not swept.is_complete and queries.read(stored.id) == b"on its way"


def test_an_erasing_that_had_to_wait_is_finished_at_the_next_start(home: Path) -> None:
    gone = actions.store([b"gone"])[0]
    with storage.store().lease(), transaction.atomic():
        actions.forget([gone.id])
    before = problems()
    actions.finish_erasing()
    assert (before, problems()) == (["erasing_unfinished", "erased_bytes"], [])


def test_a_start_without_anything_to_finish_does_nothing() -> None:
    actions.store([b"kept"])
    assert actions.finish_erasing() is None


def test_a_killed_rewrite_is_cleared_away_at_the_next_start(home: Path) -> None:
    actions.store([b"kept"])
    (home / "originals" / "00000001.tmp").write_bytes(b"half")
    before = problems()
    actions.finish_erasing()
    assert (before, problems()) == (["stale_file"], [])


def test_sweeping_inside_a_transaction_is_refused() -> None:
    with (
        transaction.atomic(),
        pytest.raises(transaction.TransactionManagementError, match="after the commit"),
    ):
        actions.sweep()


def test_sweeping_says_how_much_it_removed(home: Path) -> None:
    _, gone = actions.store([b"kept", b"gone"])
    stored_bytes = Original.objects.get(pk=gone.id).stored_bytes
    assert actions.erase([gone.id]) == actions.Swept(stored_bytes, is_complete=True)


@pytest.mark.slow
def test_no_byte_of_it_is_left_in_any_file_of_the_home(practice: Practice) -> None:
    practice.run("store", 0, 50)
    practice.run("abandon", CANARY)
    ((original_id, _, _),) = practice.run("store_text", CANARY)
    sha256 = hashlib.sha256(CANARY.encode()).digest()
    before = [path.name for path in holding(practice.home, CANARY.encode())]
    practice.run("erase", original_id)
    left = holding(practice.home, CANARY.encode()) + holding(practice.home, sha256)
    assert (before, left, practice.run("verify")) == (["00000001.seg"], [], [])


@pytest.mark.slow
def test_a_kill_between_decision_and_consequence_is_repaired(practice: Practice) -> None:
    ((original_id, _, _),) = practice.run("store_text", CANARY)
    practice.run("forget_and_stop", original_id)
    assert practice.run("repair") == [["erasing_unfinished", "erased_bytes"], []]
    assert holding(practice.home, CANARY.encode()) == []


def holding(folder: Path, content: bytes) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if content in path.read_bytes()]
