"""Notes as they are typed, and what they say: marks, the words for everybody, those for nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alongside.calls.rules import (
    Line,
    RecapWords,
    both_versions,
    lines_of,
    minutes_of,
    private_words,
    recap_of,
    written,
)

NOON = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)
NOTES = """Tom is well.
> I send the list by Friday
< Tom measures the hall
? Who opens the gate
= Oak it is
# sounds tired"""


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("plain", Line("", "plain")),
        ("> mine", Line("ours", "mine")),
        ("  <   theirs ", Line("theirs", "theirs")),
        ("? asked", Line("question", "asked")),
        ("= settled", Line("decision", "settled")),
        ("# mine alone", Line("private", "mine alone")),
        ("#mine alone", Line("private", "mine alone")),
        ("<3 people", Line("", "<3 people")),
        ("=> so", Line("", "=> so")),
        ("> ", Line("", ">")),
        ("#", Line("", "#")),
        ("", Line("", "")),
    ],
)
def test_a_line_is_what_its_sign_says(typed, line):
    assert lines_of(typed) == [line]


def test_what_everybody_reads_has_no_private_line():
    said = written(NOTES)
    assert "tired" not in said.text
    assert private_words(NOTES) == "sounds tired"


@pytest.mark.parametrize("before", ["", "\n\n", "   ", "# alone\n", "  indented\n"])
def test_marked_promises_stand_where_they_are_said_to_stand(before):
    said = written(before + NOTES)
    assert [(said.text[one.start : one.end], one.side) for one in said.promises] == [
        ("I send the list by Friday", "ours"),
        ("Tom measures the hall", "theirs"),
    ]
    assert said.text == said.text.strip()


def test_two_halves_are_as_long_as_both_without_the_time_between():
    halves = [(NOON, NOON + timedelta(minutes=10)), (NOON + timedelta(minutes=14), None)]
    assert minutes_of(halves, now=NOON + timedelta(minutes=20)) == 16
    assert minutes_of([], now=NOON) is None
    assert minutes_of([(NOON, NOON)], now=NOON) == 1


def test_recap_says_everything_but_what_is_private():
    words = recap_of(NOTES, RecapWords("12 November", ("Tom Harlow", "Ada Pike")))
    assert words.startswith("Hello Tom and Ada,\n")
    assert "I will see to:\n- I send the list by Friday" in words
    assert "You will see to:\n- Tom measures the hall" in words
    assert "tired" not in words


def test_neither_of_two_versions_loses_a_line():
    assert both_versions("one\ntwo", "one\nthree") == "one\ntwo\nthree"
    assert both_versions("one\ntwo", "two") == "one\ntwo"
