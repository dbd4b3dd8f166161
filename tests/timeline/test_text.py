"""How the beginning of what was said is kept and shown."""

from __future__ import annotations

from alongside.timeline.text import begun, preview


def test_beginning_that_was_cut_says_so():
    assert begun(preview("so " * 100)).endswith("so so s…")


def test_beginning_that_is_all_there_is_stays_as_it_is():
    assert begun(preview("The gate\n is here.")) == "The gate is here."
