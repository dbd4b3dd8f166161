"""What follows from mail is seen to for as long as the work process lives, whatever one letter brings up."""

from __future__ import annotations

import threading

import pytest

from alongside.processes import follow_ups
from alongside.processes.follow_ups import keep_following

pytestmark = pytest.mark.django_db


def test_fault_in_one_round_ends_no_other(monkeypatch, caplog):
    """The connection is the test's own, which must not be closed."""
    stop, rounds = threading.Event(), list[int]()
    real = follow_ups.follow_in_turn

    def at_fault_first() -> bool:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise OverflowError("date value out of range")
        stop.set()
        return real()

    monkeypatch.setattr(follow_ups, "follow_in_turn", at_fault_first)
    monkeypatch.setattr(follow_ups, "SECONDS_AFTER_ERROR", 0.01)
    monkeypatch.setattr(follow_ups.connection, "close", lambda: None)
    keep_following(stop)
    assert rounds == [0, 1]
    assert "came upon a fault" in caplog.text
