"""Texts that a table program would calculate, also where it parts them otherwise than the file means."""

from __future__ import annotations

import pytest

from alongside.lib.formulas import inert


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("  +1", "'  +1"),
        ("＝1", "'＝1"),
        ("|x", "'|x"),
        ("%1", "'%1"),
        ("\t=1", "'\t'=1"),
        ("\tx", "'\tx"),
        ("The stand;=1+1", "The stand;'=1+1"),
        ("a; @SUM(A1);b", "a; '@SUM(A1);b"),
        ("a\n-2", "a\n'-2"),
    ],
)
def test_what_would_be_calculated_is_text(text, shown):
    assert inert(text) == shown


@pytest.mark.parametrize("text", ["", "a=b", "a - b", "one; two", "mara@harlow.example", "line\nline", "5 %"])
def test_what_is_none_stays_as_it_is(text):
    assert inert(text) == text
