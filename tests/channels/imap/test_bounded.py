"""How long a mail server may take over one answer: an honest slow line passes, a line that drips for ever does not."""

from __future__ import annotations

from time import monotonic

import pytest

from alongside.channels.imap import bounded
from alongside.channels.imap.bounded import allowed_seconds
from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import connect, hang_up
from tests.channels.imap.dripping import dripping


def test_a_byte_a_minute_is_given_two_minutes() -> None:
    assert 120 <= allowed_seconds(2) < 121


def test_eight_megabytes_by_a_slow_line_may_take_as_long_as_any_answer() -> None:
    assert allowed_seconds(8 << 20) == bounded.MAX_ANSWER_SECONDS


def test_line_that_drips_is_left_though_no_single_wait_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "THINKING_SECONDS", 0.4)
    begun = monotonic()
    with dripping(seconds=0.05) as slow, pytest.raises(MailboxError) as raised:
        connect(slow.server)
    assert raised.value.kind == "timed_out"
    assert monotonic() - begun < 15


def test_slow_line_that_goes_on_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer in all than a server may think, and never slower than the least that is asked of it."""
    monkeypatch.setattr(bounded, "THINKING_SECONDS", 0.3)
    with dripping(b"x" * 8192, seconds=0.05, pieces=12) as slow:
        begun = monotonic()
        hang_up(connect(slow.server))
    assert monotonic() - begun > 0.6
