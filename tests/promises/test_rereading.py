"""What a model may change: only by what stands in the sentences it was shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.channels.model.rules import Told
from alongside.promises.finder import Finding, find, sentences_of
from alongside.promises.rereading import Spot, loaded, read_again, spots_of, stored, window_at
from alongside.promises.rules import LEAST_LIKELY, key_of
from tests.examples import examples

KEY = b"k" * 16
TEXT = (
    "Dear Nell,\n\nThe hall was painted.\n\nI'll send you the\nplan by Friday.\n\nThe keys come over on Monday.\n\n"
    "> Could you book the hall?\n"
)
ABOUT: dict[str, Any] = {
    "said_at": datetime(2026, 3, 4, tzinfo=UTC),
    "timezone": "Europe/London",
    "locale": "en-GB",
}
FOUND = find(TEXT, speaker="mara", addressees=(), **ABOUT)
SPANS = sentences_of(TEXT)
PROMISE = FOUND[0]
WINDOW, SHOWN = window_at(TEXT, SPANS, (PROMISE.start, PROMISE.end)) or (None, [])


def after(*told: Told) -> list[Finding]:
    readings = {key_of(KEY, PROMISE.start, PROMISE.end, "promise"): spots_of(told, TEXT, SHOWN)}
    return read_again(FOUND, readings, source_key=KEY, text=TEXT, spans=SPANS, **ABOUT)


def test_window_is_the_sentence_and_its_neighbours_and_nothing_quoted():
    assert (WINDOW.before, WINDOW.sentence, WINDOW.after) == (
        "The hall was painted.",
        "I'll send you the\nplan by Friday.",
        "The keys come over on Monday.",
    )


def test_place_that_is_no_sentence_of_the_letter_is_not_shown():
    assert window_at(TEXT, SPANS, (3, 9)) is None


def test_every_finding_is_a_sentence_that_may_be_shown():
    assert all((one.start, one.end) in SPANS for one in FOUND)


def test_confirmed_it_is_surer():
    (one,) = after(Told("promise", "I'll send you the plan by Friday.", "by Friday", 1.0))
    assert one.confidence > PROMISE.confidence
    assert (one.start, one.end, one.due) == (PROMISE.start, PROMISE.end, PROMISE.due)


def test_denied_it_is_put_lower_and_not_taken_away():
    (one,) = after()
    assert 0 < one.confidence < PROMISE.confidence
    assert PROMISE.confidence * 0.5 < 1 and one.confidence < 2 * LEAST_LIKELY


def test_sentence_beside_it_is_added_with_its_day():
    added = after(
        Told("promise", "I'll send you the plan by Friday.", "", 0.9),
        Told("promise", "The keys come over on Monday.", "on Monday", 0.9),
    )[1]
    assert TEXT[added.start : added.end] == "The keys come over on Monday."
    assert (added.kind, added.due.on, added.rule) == ("promise", date(2026, 3, 9), "model")


def test_what_does_not_stand_there_is_thrown_away():
    lies = [
        Told("promise", "I'll pay you 500 pounds by Friday.", "", 1.0),
        Told("promise", "Could you book the hall?", "", 1.0),
        Told("request", "the", "", 1.0),
        Told("promise", "I'll SEND you the plan", "", 1.0),
    ]
    assert spots_of(lies, TEXT, SHOWN) == []


def test_day_that_does_not_stand_in_the_sentence_is_thrown_away():
    (one,) = spots_of([Told("promise", "I'll send you the plan", "by Monday", 1.0)], TEXT, SHOWN)
    assert (one.due_start, one.due_end) == (0, 0)


def test_day_of_the_finder_stands():
    (one,) = after(Told("promise", "I'll send you the plan by Friday.", "Friday", 1.0))
    assert one.due == PROMISE.due


def test_place_of_another_version_of_the_letter_adds_nothing():
    readings = {"other": [Spot("promise", 5, 30, 1.0)]}
    assert read_again(FOUND, readings, source_key=KEY, text=TEXT, spans=SPANS, **ABOUT) == FOUND


def test_nothing_read_changes_nothing():
    assert read_again(FOUND, {}, source_key=KEY, text=TEXT, spans=SPANS, **ABOUT) == FOUND


@pytest.mark.broad
@examples(60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["promise", "request"]),
            st.text(max_size=40),
            st.text(max_size=9),
            st.floats(0, 1),
        )
    )
)
def test_whatever_it_says_only_sentences_that_were_shown_come_of_it(some):
    spots = spots_of([Told(*one) for one in some], TEXT, SHOWN)
    assert {(one.start, one.end) for one in spots} <= set(SHOWN)
    assert loaded(stored(spots)) == spots
