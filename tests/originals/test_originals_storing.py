"""Raw bytes in, durable originals and their ledger rows out."""

import hashlib
from pathlib import Path

import pytest
from django.db import connection, transaction

from alongside.originals import actions, queries
from alongside.originals.errors import DamagedOriginalError, MissingOriginalError
from alongside.originals.models import Original

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Every test has a data folder of its own."""


def segment(home: Path) -> Path:
    return home / "originals" / "00000001.seg"


def test_what_was_stored_is_read_back() -> None:
    stored = actions.store([b"Dear Ada"])[0]
    assert queries.read(stored.id) == b"Dear Ada"


def test_what_was_stored_says_it_is_new() -> None:
    stored = actions.store([b"Dear Ada"])[0]
    assert (stored.is_new, stored.is_erased, stored.sha256) == (
        True,
        False,
        hashlib.sha256(b"Dear Ada").digest(),
    )


def test_the_answers_stand_in_the_order_of_the_raws() -> None:
    raws = [b"letter %d" % number for number in range(50)]
    assert [queries.read(stored.id) for stored in actions.store(raws)] == raws


def test_numbers_follow_the_order_of_arrival() -> None:
    numbers = [stored.id for stored in actions.store([b"letter %d" % number for number in range(50)])]
    assert numbers == sorted(numbers)


def test_a_second_copy_is_not_stored(home: Path) -> None:
    first = actions.store([b"Dear Ada"])[0]
    size = segment(home).stat().st_size
    second = actions.store([b"Dear Ada"])[0]
    assert (second.id, second.is_new, segment(home).stat().st_size) == (first.id, False, size)


def test_a_second_copy_within_a_batch_is_not_stored() -> None:
    first, second = actions.store([b"Dear Ada", b"Dear Ada"])
    assert (first.id, first.is_new, second.is_new) == (second.id, True, False)


def test_the_known_are_told_before_anything_is_parsed() -> None:
    known = actions.store([b"Dear Ada"])[0]
    with actions.prepare([b"Dear Ada", b"Dear Bea"]) as prepared:
        assert [item.known_id for item in prepared.items] == [known.id, None]


def test_the_bytes_are_on_disk_before_the_ledger_knows_them(home: Path) -> None:
    with actions.prepare([b"Dear Ada"]):
        assert b"Dear Ada" in segment(home).read_bytes() and not Original.objects.exists()


def test_a_batch_may_be_committed_in_parts() -> None:
    with actions.prepare([b"one", b"two", b"three"]) as prepared:
        first = actions.commit(prepared, part=slice(0, 2))
        second = actions.commit(prepared, part=slice(2, None))
    assert [queries.read(stored.id) for stored in first + second] == [b"one", b"two", b"three"]


def test_a_batch_beyond_one_statement_is_stored_whole() -> None:
    stored = actions.store([b"letter %d" % number for number in range(2000)])
    assert len({one.id for one in stored}) == Original.objects.count() == 2000


def test_bytes_that_another_process_stored_meanwhile_are_not_new() -> None:
    with actions.prepare([b"Dear Ada"]) as mine:
        other = actions.store([b"Dear Ada"])[0]
        stored = actions.commit(mine)[0]
    assert (stored.id, stored.is_new) == (other.id, False)


def test_a_rolled_back_batch_can_be_committed_again() -> None:
    with actions.prepare([b"Dear Ada"]) as prepared:
        with transaction.atomic():
            actions.commit(prepared)
            transaction.set_rollback(True)
        stored = actions.commit(prepared)[0]
    assert stored.is_new and queries.read(stored.id) == b"Dear Ada"


@pytest.mark.django_db(transaction=True)
def test_a_commit_outside_a_transaction_is_refused() -> None:
    with (
        actions.prepare([b"Dear Ada"]) as prepared,
        pytest.raises(transaction.TransactionManagementError, match="inside"),
    ):
        actions.commit(prepared)


@pytest.mark.django_db(transaction=True)
def test_storing_alone_is_refused_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        actions.store([b"Dear Ada"])


def test_an_original_nobody_knows_is_missing() -> None:
    with pytest.raises(MissingOriginalError):
        queries.read(12)


def test_a_damaged_original_is_not_given_out(home: Path) -> None:
    stored = actions.store([b"Dear Ada"])[0]
    segment(home).write_bytes(segment(home).read_bytes().replace(b"Ada", b"Bea"))
    with pytest.raises(DamagedOriginalError):
        queries.read(stored.id)


def test_a_row_that_points_at_another_original_is_damage() -> None:
    one, two = actions.store([b"one", b"two"])
    place = Original.objects.values("segment", "offset", "stored_bytes").get(pk=two.id)
    Original.objects.filter(pk=one.id).update(**place)
    with pytest.raises(DamagedOriginalError, match="another record"):
        queries.read(one.id)


def test_storing_asks_the_database_the_same_however_many_there_are(django_assert_max_num_queries) -> None:
    actions.store([b"warm"])
    with django_assert_max_num_queries(12):
        actions.store([b"letter %d" % number for number in range(500)])
    assert connection.vendor in ("sqlite", "postgresql")
