"""Parser processes shared by lanes: lent for a batch, one always ready, none that has grown."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from tests.dovecot import letters

from alongside.processes import readers
from alongside.processes.readers import Readers


@pytest.fixture(scope="module")
def shared() -> Iterator[Readers]:
    made = Readers(1)
    yield made
    made.close()


def subjects(shared: Readers, *batches: list[bytes]) -> list[list[str]]:
    return [[one.subject for one in results] for results in shared.map(iter(batches))]


def processes(shared: Readers) -> list[object]:
    return [worker for reader in shared._idle for worker in reader.parser.workers]


def test_results_come_in_the_order_of_the_batches(shared):
    assert subjects(shared, letters([1, 2]), letters([3]), letters([4])) == [
        ["Oak 1", "Oak 2"],
        ["Oak 3"],
        ["Oak 4"],
    ]


def test_lane_that_waits_for_its_server_holds_no_parser(shared):
    """There is one parser, and a lane whose second batch does not come."""
    comes, first = threading.Event(), list[list[str]]()

    def slow() -> Iterator[list[bytes]]:
        yield letters([5])
        assert comes.wait(60)

    lane = threading.Thread(target=lambda: first.extend(subjects_of(shared, slow())))
    lane.start()
    assert subjects(shared, letters([6])) == [["Oak 6"]]
    comes.set()
    lane.join()
    assert first == [["Oak 5"]]


def subjects_of(shared: Readers, batches: Iterator[list[bytes]]) -> list[list[str]]:
    return [[one.subject for one in results] for results in shared.map(batches)]


def test_small_one_stays_ready_at_rest(shared, monkeypatch):
    subjects(shared, letters([7]))
    before = processes(shared)
    monkeypatch.setattr(readers, "REST_SECONDS", -1.0)
    shared.rest(keeps_one=True)
    assert processes(shared) == before != []


def test_one_that_has_grown_is_replaced_at_rest(shared, monkeypatch):
    subjects(shared, letters([8]))
    before = processes(shared)
    monkeypatch.setattr(readers, "REST_SECONDS", -1.0)
    monkeypatch.setattr(readers, "SMALL_BYTES", 0)
    shared.rest(keeps_one=True)
    assert len(processes(shared)) == 1
    assert processes(shared) != before


def test_none_is_kept_where_there_is_no_mailbox(shared, monkeypatch):
    subjects(shared, letters([9]))
    monkeypatch.setattr(readers, "REST_SECONDS", -1.0)
    shared.rest(keeps_one=False)
    assert processes(shared) == []
