"""The pause between two writes; outside a test's own transaction, in which nobody else could write."""

from __future__ import annotations

from time import monotonic

from alongside.timeline.database import let_others_write


def test_others_wait_at_most_a_quarter_of_a_second_more():
    start = monotonic()
    let_others_write(0.0)
    short = monotonic() - start
    start = monotonic()
    let_others_write(60.0)

    assert short >= 0.005
    assert 0.25 <= monotonic() - start < 30
