"""Who waits at the end of a conversation: letters in any order, decisions, the same end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.waiting.judging import LONGEST_TEXT, judge_text
from alongside.waiting.rules import Decided, Judged, Said, Standing, counts, kept, stand, unanswered
from tests.making import MONDAY

WHYS = ("asks", "trouble", "tells", "closes")


def said(number: int, hours: float, *, mine: bool = False, talk: bool = False) -> Said:
    return Said(number, number.to_bytes(2, "big"), MONDAY + timedelta(hours=hours), mine, talk)


def standing(whys: dict[int, str], *some: Said, decided: tuple[Decided, ...] = ()) -> Standing | None:
    return stand(unanswered(some), decided, lambda one: Judged(whys.get(one.number, "asks")))


def told(found: Standing | None) -> tuple[Any, ...] | None:
    return None if found is None else (found.heap, found.first.number, found.hidden_until)


ASKED, AGAIN, ANSWER = said(1, 0), said(2, 1), said(3, 2, mine=True)


@pytest.mark.parametrize(
    ("whys", "some", "expected"),
    [
        ({}, [ASKED], ("theirs", 1, None)),
        ({1: "trouble"}, [ASKED], ("theirs", 1, None)),
        ({}, [ASKED, AGAIN], ("theirs", 1, None)),
        ({1: "tells"}, [ASKED, AGAIN], ("theirs", 2, None)),
        ({1: "tells"}, [ASKED], ("quiet", 1, None)),
        ({1: "tells", 2: "closes"}, [ASKED, AGAIN], None),
        ({2: "closes"}, [ASKED, AGAIN], ("theirs", 1, None)),
        ({1: "closes"}, [ASKED], None),
        ({3: "tells"}, [ASKED, ANSWER], None),
        ({}, [ASKED, ANSWER], ("ours", 3, None)),
        ({3: "tells"}, [ASKED, ANSWER, said(4, 3)], ("theirs", 4, None)),
        ({4: "closes"}, [ANSWER, said(4, 3)], None),
        ({}, [ASKED, said(4, 1, talk=True)], None),
        ({}, [ANSWER, said(4, 3, talk=True)], None),
        ({}, [said(4, -1, talk=True), ASKED], ("theirs", 1, None)),
    ],
)
def test_end_of_a_conversation(whys, some, expected):
    assert told(standing(whys, *some)) == expected


def test_done_is_what_was_seen_and_nothing_later():
    done = Decided(ASKED.key, ASKED.at, None)
    assert standing({}, ASKED, decided=(done,)) is None
    assert told(standing({}, ASKED, AGAIN, decided=(done,))) == ("theirs", 2, None)


def test_thanks_keep_what_was_put_off():
    until = MONDAY + timedelta(days=3)
    later = Decided(ASKED.key, ASKED.at, until)
    assert told(standing({2: "closes"}, ASKED, AGAIN, decided=(later,))) == ("theirs", 1, until)


def test_question_ends_what_was_put_off():
    later = Decided(ASKED.key, ASKED.at, MONDAY + timedelta(days=3))
    assert told(standing({}, ASKED, AGAIN, decided=(later,))) == ("theirs", 1, None)


def test_decision_about_what_is_answered_holds_for_nothing_later():
    done = Decided(ASKED.key, ASKED.at, None)
    assert told(standing({3: "tells"}, ASKED, ANSWER, said(4, 3), decided=(done,))) == ("theirs", 4, None)


@pytest.mark.parametrize(
    "facts",
    [
        {"nature": "auto_reply"},
        {"nature": "newsletter"},
        {"nature": "bounce"},
        {"nature": "list"},
        {"proof": "doubtful"},
        {"kind": "note"},
        {"kind": "call", "was_missed": True},
    ],
)
def test_what_neither_opens_nor_closes(facts):
    plain = {"kind": "email", "nature": "personal", "proof": "unproven"}
    assert counts(**plain)
    assert not counts(**{**plain, **facts})


ENTRIES = st.lists(
    st.tuples(st.integers(0, 6), st.booleans(), st.booleans(), st.sampled_from(WHYS)), min_size=1, max_size=8
)


@pytest.mark.broad
@given(ENTRIES, st.randoms())
def test_order_of_arrival_plays_no_part(rows, random):
    some = [said(number, at, mine=mine, talk=talk) for number, (at, mine, talk, _) in enumerate(rows)]
    whys = {number: why for number, (*_, why) in enumerate(rows)}
    shuffled = random.sample(some, len(some))
    assert standing(whys, *shuffled) == standing(whys, *some)


@pytest.mark.broad
@given(ENTRIES)
def test_who_wrote_last_never_waits_for_themselves(rows):
    some = [said(number, at, mine=mine) for number, (at, mine, *_) in enumerate(rows)]
    whys = {number: why for number, (*_, why) in enumerate(rows)}
    found = standing(whys, *some)
    last = max(some, key=lambda one: (one.at, one.key))
    assert found is None or (found.heap == "ours") == last.is_mine


def test_quotation_beyond_what_is_read_of_a_long_letter_does_no_harm():
    text = "Is it free?\n" + "x " * LONGEST_TEXT + "> old\n"
    folds = [(len(text) - 6, len(text)), (LONGEST_TEXT - 10, LONGEST_TEXT + 10)]
    assert judge_text(text, folds, "") == Judged("asks", "Is it free?")


@pytest.mark.parametrize(("hours", "middle"), [([3], 3), ([1, 9, 2], 2), ([1, 9], 5), ([8, 1, 2, 3], 2.5)])
def test_middle_wait_of_two_lies_between_them_as_that_of_a_rhythm_does(hours, middle):
    waits = [timedelta(hours=one) for one in hours]
    assert kept(waits, None) == (len(hours), None, timedelta(hours=middle))
