"""Verdicts added up: states, days, repeats, and how likely a suggestion is after what was refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.promises.rules import (
    LEAST_LIKELY,
    Asked,
    Step,
    Tally,
    is_overdue,
    key_of,
    likelihood,
    next_due,
    standing,
    unanswered,
)

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def steps(*words: str | tuple[str, dict]) -> list[Step]:
    pairs = [(word, {}) if isinstance(word, str) else word for word in words]
    return [Step(word, MONDAY + timedelta(days=day), sets) for day, (word, sets) in enumerate(pairs)]


def state(*words: str | tuple[str, dict]) -> str | None:
    found = standing(steps(*words), zone=LONDON)
    return found.state if found else None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("accepted",), "open"),
        (("refused",), "refused"),
        (("accepted", "kept"), "kept"),
        (("accepted", "slipped"), "slipped"),
        (("accepted", "dropped", "reopened"), "open"),
        (("accepted", "kept", "undone"), "open"),
        (("accepted", "undone"), None),
        (("refused", "undone", "accepted"), "open"),
        (("accepted", "slipped", ("moved", {"due_on": "2026-04-01"})), "open"),
        (("accepted", "kept", ("edited", {"wording": "Chairs"})), "kept"),
    ],
)
def test_state_is_what_the_verdicts_add_up_to(words, expected):
    assert state(*words) == expected


def test_moved_keeps_count_and_takes_the_new_day():
    found = standing(
        steps(("accepted", {"due_on": "2026-03-06"}), ("moved", {"due_on": "2026-03-13"})), zone=LONDON
    )
    assert (found.facts.due_on, found.times_moved) == (date(2026, 3, 13), 1)


def test_moved_day_drops_the_minute_that_was_said():
    said = {"due_on": "2026-03-06", "due_at": "2026-03-06T16:00:00+00:00"}
    found = standing(steps(("accepted", said), ("moved", {"due_on": "2026-03-13"})), zone=LONDON)
    assert found.facts.due_at is None


def test_what_repeats_is_due_again_when_it_is_done_with_nothing_ticked():
    made = ("made", {"kind": "todo", "due_on": "2026-03-02", "repeat": "weekday", "checklist": ["a", "b"]})
    found = standing(steps(made, ("ticked", {"line": 0}), "kept"), zone=LONDON)
    assert (found.state, found.facts.due_on, found.ticked, found.times_done) == (
        "open",
        date(2026, 4, 6),
        frozenset(),
        1,
    )


@pytest.mark.parametrize(
    ("repeat", "anchor", "expected"),
    [
        ("week", date(2026, 3, 2), [date(2026, 3, 9), date(2026, 3, 16)]),
        ("fortnight", date(2026, 3, 2), [date(2026, 3, 16), date(2026, 3, 30)]),
        ("month", date(2026, 1, 31), [date(2026, 2, 28), date(2026, 3, 31)]),
        ("weekday", date(2026, 12, 7), [date(2027, 1, 4), date(2027, 2, 1)]),
        ("weekday", date(2026, 3, 31), [date(2026, 4, 28), date(2026, 5, 26)]),
    ],
)
def test_next_days_are_counted_from_the_first(repeat, anchor, expected):
    first = next_due(repeat, anchor, after=anchor)
    assert [first, next_due(repeat, anchor, after=first)] == expected


def done_again(made: dict, *then: str | tuple[str, dict]) -> date | None:
    found = standing(steps(("made", {"kind": "todo", **made}), *then), zone=LONDON)
    assert found is not None
    return found.facts.due_on


@pytest.mark.parametrize(
    ("repeat", "first", "expected"),
    [
        ("month", "2026-03-31", ["2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31"]),
        ("month", "2027-12-29", ["2028-01-29", "2028-02-29", "2028-03-29"]),
        ("month", "2026-12-30", ["2027-01-30", "2027-02-28", "2027-03-30"]),
        # The fifth Monday: the last one of any month, whichever that is.
        ("weekday", "2026-03-30", ["2026-04-27", "2026-05-25", "2026-06-29", "2026-07-27"]),
    ],
)
def test_a_day_that_a_month_lacks_comes_back_in_the_next_month(repeat, first, expected):
    made = {"due_on": first, "repeat": repeat}
    found = [done_again(made, *["kept"] * times) for times in range(1, len(expected) + 1)]
    assert found == [date.fromisoformat(on) for on in expected]


def test_what_is_moved_once_comes_again_on_its_own_day():
    first_monday = {"due_on": "2026-04-06", "repeat": "weekday"}
    assert done_again(first_monday, ("moved", {"due_on": "2026-04-08"}), "kept") == date(2026, 5, 4)
    assert done_again(first_monday, ("moved", {"due_on": "2026-04-03"}), "kept") == date(2026, 5, 4)
    weekly = {"due_on": "2026-04-06", "repeat": "week"}
    assert done_again(weekly, ("moved", {"due_on": "2026-04-14"}), "kept") == date(2026, 4, 20)


def test_another_first_day_begins_another_row():
    first_monday = {"due_on": "2026-04-06", "repeat": "weekday"}
    another = ("moved", {"due_on": "2026-04-08", "counts_from": True})
    assert done_again(first_monday, another, "kept") == date(2026, 5, 13)
    assert done_again({"due_on": "2026-04-06"}, ("edited", {"repeat": "month"}), "kept") == date(2026, 5, 6)


def test_steps_stay_ticked_when_others_are_put_before_them():
    made = ("made", {"checklist": ["Print", "Sign", "Send"]})
    longer = ("edited", {"checklist": ["Ask", "Print", "Send", "Sign it"]})
    found = standing(steps(made, ("ticked", {"line": 0}), ("ticked", {"line": 1}), longer), zone=LONDON)
    assert found is not None
    assert found.ticked == {1}


def test_of_two_steps_of_one_wording_only_the_ticked_one_stays_ticked():
    made = ("made", {"checklist": ["Ring", "Wait", "Ring"]})
    shorter = ("edited", {"checklist": ["Ring", "Ring"]})
    found = standing(steps(made, ("ticked", {"line": 2}), shorter), zone=LONDON)
    assert found is not None
    assert found.ticked == {1}


@pytest.mark.broad
@given(
    st.sampled_from(["week", "fortnight", "month", "weekday"]), st.dates(date(2020, 1, 1), date(2030, 1, 1))
)
def test_what_comes_again_always_comes_later_and_within_five_weeks(repeat, anchor):
    on = next_due(repeat, anchor, after=anchor)
    assert timedelta() < on - anchor <= timedelta(days=35)
    if repeat == "weekday":
        assert on.weekday() == anchor.weekday()


def test_day_is_over_when_it_has_passed_and_a_minute_when_it_has():
    now = datetime(2026, 3, 6, 17, tzinfo=LONDON)
    assert not is_overdue(date(2026, 3, 6), None, now=now)
    assert is_overdue(date(2026, 3, 5), None, now=now)
    assert is_overdue(date(2026, 3, 6), now - timedelta(minutes=1), now=now)
    assert not is_overdue(None, None, now=now)


def test_third_refusal_ends_a_suggestion_and_taken_ones_bring_it_back():
    assert likelihood(0.9, Tally(refused=2)) >= LEAST_LIKELY
    assert likelihood(0.9, Tally(refused=3)) < LEAST_LIKELY
    assert likelihood(0.9, Tally(taken=2, refused=3)) >= LEAST_LIKELY


def test_key_tells_places_and_kinds_apart():
    source = bytes(16)
    keys = {key_of(source, *place) for place in [(0, 5, "promise"), (0, 5, "request"), (0, 51, "promise")]}
    assert len(keys) == 3


QUESTIONS = [Asked(0, 1, "Is the hall free?"), Asked(2, 3, "Who pays?"), Asked(4, 5, "When do we start?")]


def test_without_a_letter_after_it_every_question_is_open():
    assert unanswered(QUESTIONS, []) == QUESTIONS


def test_letter_written_above_answers_all():
    assert unanswered(QUESTIONS, [[("Yes to all.", False), ("> Is the hall free?\n> Who pays?", True)]]) == []


def test_letter_between_the_lines_answers_what_it_goes_on_below():
    letter = [
        ("> Is the hall free?", True),
        ("Yes it is.", False),
        ("> Who pays?", True),
        ("You do.", False),
        ("> When do we start?", True),
    ]
    assert unanswered(QUESTIONS, [letter]) == QUESTIONS[2:]


@pytest.mark.parametrize("end", ["Best wishes\nNell", "Thanks,\n\nNell Avery", "Kind regards, Nell x"])
def test_greeting_below_the_last_quotation_is_no_answer_to_it(end):
    between = [("> Is the hall free?", True), ("Yes.", False), ("> Who pays?\n> When do we start?", True)]
    assert unanswered(QUESTIONS, [[*between, (end, False)]]) == QUESTIONS[1:]
    above = [("Yes, the club, at nine.", False), (f"> {QUESTIONS[0].words}\n> {QUESTIONS[1].words}", True)]
    assert unanswered(QUESTIONS, [[*above, (end, False)]]) == []


@pytest.mark.parametrize(
    "words", ["You do.", "Nell", "Yes\nThanks", "Thanks, I do pay for all of it", "Will do"]
)
def test_a_few_words_below_a_question_answer_it(words):
    letter = [("> Who pays?", True), (words, False)]
    assert unanswered(QUESTIONS, [letter]) == [QUESTIONS[0], QUESTIONS[2]]


@pytest.mark.parametrize(
    "words", ["Thanks, Monday", "Thanks, no.", "Cheers, both please", "Best\nTwo o'clock"]
)
def test_thanks_with_an_answer_is_an_answer(words):
    letter = [("> Is the hall free?", True), ("Yes.", False), ("> Who pays?", True), (words, False)]
    assert unanswered(QUESTIONS, [letter]) == QUESTIONS[2:]


def test_greeting_between_quotations_is_an_answer_to_the_one_above():
    letter = [("> Is the hall free?", True), ("Thanks, Nell", False), ("> Who pays?", True), ("You.", False)]
    assert unanswered(QUESTIONS, [letter]) == QUESTIONS[2:]


def test_second_letter_answers_the_rest():
    first = [("> Is the hall free?", True), ("Yes.", False), ("> Who pays?", True)]
    second = [("> When do\n> we start?", True), ("On Monday.", False)]
    assert unanswered(QUESTIONS, [first, second]) == [QUESTIONS[1]]
