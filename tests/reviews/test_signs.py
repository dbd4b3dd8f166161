"""Signs of a call in what a client writes: kept word for word, and never obeyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.calls.rules import lines_of
from alongside.reviews.signs import plain

LETTERS = st.text(alphabet="><?=# ab\n\r\x0b\u2028\t\x85", max_size=40)


@given(LETTERS)
def test_no_line_is_signed_any_more_and_every_letter_stays(text):
    found = plain(text)
    assert {one.kind for line in found.splitlines() for one in lines_of(line)} <= {""}
    assert [one for one in found if one.isalpha()] == [one for one in text if one.isalpha()]


@pytest.mark.parametrize("line", ["Plain words", "2 > 1", "", "– > done before"])
def test_other_lines_stay_as_they_are(line):
    assert plain(line) == line


def test_line_of_ours_keeps_its_sign():
    assert plain("> I send it\n> You pay", of_ours={"> I send it"}) == "> I send it\n– > You pay"
