"""Any text at all: never an error, spans within the text, and time that grows with its length and no faster."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.promises.finder import find
from tests.examples import examples

SAID_AT = datetime(2026, 3, 4, 10, tzinfo=UTC)
MEBIBYTE = 1 << 20
# Pieces that the patterns look for, so that chance puts them side by side.
WORDS = (
    "I'll |we will |send |be |let me know|please |could you |by |Friday|next |week |the 31st|3/4|29 February "
    "|30/02/26|12:75|at 25|in 999 months|in 999 years |9999-12-31|0000-00-00|end of |Q4 |> |On Mon wrote:\n"
    '|From: x\nTo: y\n|\n|\n\n|. |? |\u0130|\u2019|\u2028|\x00|\U0001f600|--\n|1. |and |, |if |(|"|a fortnight on '
    "|mid-|half past |tomorrow |COB |(((|'''|...|May |march |the last working day of |20"
)
PIECES = st.sampled_from(WORDS.split("|"))
DULL = [
    "A. ",
    "--\n",
    "- ",
    "-",
    "I'll, ",
    "if you ",
    "To: x\n",
    "1.",
    "your ",
    "3/4 ",
    ".",
    " ",
    "\n",
    "any help ",
    "\u2019",
]


def look(text):
    return find(
        text, speaker="a", addressees=["b"], said_at=SAID_AT, timezone="Europe/London", locale="en-GB"
    )


@pytest.mark.slow
@examples(300)
@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_gives_findings_within_it(text):
    last = 0
    for finding in look(text):
        assert last <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end].strip() == text[finding.start : finding.end]
        assert 0 < finding.confidence <= 1
        if finding.due is not None:
            assert finding.start <= finding.due.start < finding.due.end <= finding.end
            assert text[finding.due.start : finding.due.end] == finding.due.phrase
            assert finding.due.at is None or finding.due.at.tzinfo is not None
        last = finding.start


@examples(60)
@given(
    st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2099, 12, 30)),
    st.lists(PIECES, max_size=30),
)
def test_any_moment_will_do(said_at, pieces):
    text = "".join(pieces)
    found = find(
        text,
        speaker="",
        addressees=(),
        said_at=said_at,
        timezone="America/New_York",
        locale="en-US",
    )

    assert all(0 <= one.start < one.end <= len(text) for one in found)


@pytest.mark.slow
@pytest.mark.parametrize("piece", DULL)
def test_a_mebibyte_of_anything_is_read_in_two_seconds(piece):
    text = piece * (MEBIBYTE // len(piece))
    began = time.process_time()
    look(text)
    assert time.process_time() - began < 2


def test_folds_beyond_a_text_that_was_cut_are_passed_over():
    """What is read of a giant letter is shorter than what its channel folded."""
    (promise,) = find(
        "I'll send the list.",
        speaker="me",
        addressees=["you"],
        said_at=SAID_AT,
        timezone="UTC",
        locale="en-GB",
        folds=[(40, 90)],
    )

    assert (promise.start, promise.end) == (0, 19)
