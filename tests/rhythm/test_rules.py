"""What is usual for a client, and what is not: medians over its own past."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alongside.rhythm.rules import (
    DayFacts,
    Plans,
    Wished,
    begun,
    contact_days,
    deviation,
    gap_of,
    is_quiet,
    lengths,
    observe,
    their_answers,
    times_of,
    weeks_of,
)
from alongside.rhythm.tally import Said, tally

TODAY = date(2026, 9, 30)


def talks(kind: str, *days_ago: int) -> list[DayFacts]:
    return [DayFacts(TODAY - timedelta(days=back), kind, incoming=1) for back in days_ago]


def answers(days_ago: int, *hours: float) -> DayFacts:
    seconds = [int(one * 3600) for one in hours]
    return DayFacts(TODAY - timedelta(days=days_ago), "written", incoming=1, their_answers=seconds)


def test_a_gap_is_long_against_the_clients_own_past():
    gap = gap_of(talks("voice", 31, 40, 49, 58, 67, 76, 85), "voice", today=TODAY)
    assert (gap.since, gap.usual, gap.spread, gap.is_long) == (31, 9.0, 0.0, True)


def test_the_same_gap_is_usual_for_somebody_who_rings_once_a_month():
    gap = gap_of(talks("voice", 31, 61, 91, 121, 151, 181, 211), "voice", today=TODAY)
    assert (gap.usual, gap.is_long) == (30.0, False)


def test_one_holiday_does_not_change_what_is_usual():
    gap = gap_of(talks("voice", 5, 12, 19, 26, 68, 75, 82, 89), "voice", today=TODAY)
    assert (gap.usual, gap.is_long) == (7.0, False)


def test_too_little_past_says_so():
    gap = gap_of(talks("voice", 60, 69, 78), "voice", today=TODAY)
    assert (gap.since, gap.usual, gap.is_long) == (60, None, False)


def test_who_never_spoke_has_no_gap():
    gap = gap_of([], "face", today=TODAY)
    assert (gap.last_on, gap.since, gap.usual) == (None, None, None)


def test_a_weekend_of_somebody_who_writes_daily_is_no_silence():
    gap = gap_of(talks("written", *range(4, 40)), "written", today=TODAY)
    assert (gap.usual, gap.is_long) == (1.0, False)


def test_our_letter_alone_is_no_contact():
    assert contact_days([DayFacts(TODAY, "written", outgoing=3)]) == []


def test_a_call_of_ours_is_contact():
    assert contact_days([DayFacts(TODAY, "voice", outgoing=1)]) == [TODAY]


def test_slower_answers_are_told_with_both_medians():
    days = [answers(back, 3, 5) for back in range(40, 120, 10)] + [answers(back, 16) for back in (2, 6, 9)]
    found = [one for one in observe(days, wish=None, today=TODAY) if one.what == "answers"]
    assert [(one.then, one.now) for one in found] == [(4 * 3600.0, 16 * 3600.0)]


def test_somewhat_slower_answers_are_nothing():
    days = [answers(back, 3, 5) for back in range(40, 120, 10)] + [answers(back, 7) for back in (2, 6, 9)]
    assert observe(days, wish=None, today=TODAY) == ()


def test_two_slow_answers_are_too_few_to_say():
    days = [answers(back, 3, 5) for back in range(40, 120, 10)] + [answers(back, 40) for back in (2, 6)]
    assert times_of(days, their_answers, today=TODAY).now is None


def test_length_of_calls_then_and_now():
    past = [DayFacts(TODAY - timedelta(days=30 + back), "voice", lengths=[40]) for back in range(8)]
    now = [DayFacts(TODAY - timedelta(days=back), "voice", lengths=[10]) for back in range(3)]
    times = times_of([*past, *now], lengths, today=TODAY)
    assert (times.then, times.now) == (40.0, 10.0)


def test_a_wish_speaks_even_without_a_past():
    wish = Wished(ideal_days=7, maximum_days=14, counts="spoken")
    found = observe(talks("voice", 20), wish=wish, today=TODAY)
    assert [(one.what, one.kind, one.usual, one.last_on) for one in found] == [
        ("wish", "spoken", 14.0, TODAY - timedelta(days=20))
    ]


def test_a_letter_does_not_fulfil_a_wish_to_speak():
    wish = Wished(None, 14, "spoken")
    assert observe([*talks("voice", 20), *talks("written", 1)], wish=wish, today=TODAY) != ()


def test_a_letter_of_theirs_fulfils_a_wish_for_any_contact():
    wish = Wished(None, 14, "any")
    assert observe([*talks("voice", 20), *talks("written", 1)], wish=wish, today=TODAY) == ()


def test_who_left_long_ago_is_not_getting_quiet():
    assert observe(talks("voice", *range(200, 270, 7)), wish=None, today=TODAY) == ()


def test_the_farthest_from_usual_comes_first():
    voice = talks("voice", *range(30, 90, 7))
    written = talks("written", *range(8, 40))
    assert [one.kind for one in observe([*voice, *written], wish=None, today=TODAY)] == ["written", "voice"]


def test_who_begins_is_counted_in_its_span():
    days = [
        DayFacts(TODAY, "written", begun_in=2, begun_out=1),
        DayFacts(date(2025, 1, 1), "written", begun_in=9),
    ]
    assert begun(days, after=TODAY - timedelta(days=28), until=TODAY) == (2, 1)


def test_the_strip_counts_days_a_week():
    assert weeks_of([*talks("voice", 0, 1, 8), *talks("written", 0)], today=TODAY) == [0] * 10 + [1, 2]


def test_half_of_all_values_are_within_the_deviation():
    assert deviation([1, 1, 2, 2, 4, 6, 9]) == 1


# Counting

UTC_ZONE = ZoneInfo("UTC")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def said(
    hours: float, *, kind: str = "email", out: bool = False, thread: int = 1, minutes: int | None = None
) -> Said:
    at = MONDAY + timedelta(hours=hours)
    ended_at = at + timedelta(minutes=minutes) if minutes is not None else None
    return Said(at, f"{hours}{out}{kind}{thread}".encode(), kind, not out, thread, ended_at)


def test_an_answer_takes_working_time_from_the_first_unanswered():
    days = tally([said(0, out=True), said(2, out=True), said(26)], zone=UTC_ZONE)
    assert [day.their_answers for day in days] == [[], [10 * 3600]]


def test_an_answer_in_another_conversation_answers_nothing():
    days = tally([said(0, out=True), said(2, thread=2)], zone=UTC_ZONE)
    assert (days[0].their_answers, days[0].begun_in, days[0].begun_out) == ([], 1, 1)


def test_what_comes_after_a_month_is_a_new_beginning():
    days = tally([said(0, out=True), said(24 * 31)], zone=UTC_ZONE)
    assert (days[1].their_answers, days[1].begun_in) == ([], 1)


def test_a_missed_call_is_no_contact():
    assert tally([said(0, kind="call", minutes=0)], zone=UTC_ZONE) == []


def test_a_note_is_said_to_nobody():
    assert tally([said(0, kind="note")], zone=UTC_ZONE) == []


def test_a_visit_is_face_to_face_and_has_a_length():
    assert [(day.kind, day.lengths) for day in tally([said(0, kind="visit", minutes=90)], zone=UTC_ZONE)] == [
        ("face", [90])
    ]


def test_a_day_is_a_day_of_the_practices_clock():
    late = Said(datetime(2026, 3, 2, 23, 30, tzinfo=UTC), b"x", "chat", True, None)
    assert tally([late], zone=ZoneInfo("Asia/Tokyo"))[0].on == date(2026, 3, 3)


ONE = some.builds(
    said,
    some.floats(0, 2000, allow_nan=False).map(lambda hours: round(hours, 1)),
    kind=some.sampled_from(["email", "chat", "call", "visit"]),
    out=some.booleans(),
    thread=some.integers(1, 3),
    minutes=some.sampled_from([None, 5, 60]),
)


@pytest.mark.slow
@given(
    some.lists(ONE, max_size=25).flatmap(
        lambda found: some.tuples(some.just(found), some.permutations(found))
    )
)
def test_any_order_counts_the_same(orders):
    one, other = orders
    assert tally(one, zone=UTC_ZONE) == tally(other, zone=UTC_ZONE)


@pytest.mark.broad
@pytest.mark.parametrize("kind", ["voice", "face", "written"])
@given(gaps=some.lists(some.integers(1, 40), min_size=6, max_size=30))
def test_contact_today_is_never_a_long_gap(kind, gaps):
    ago, total = [0], 0
    for gap in gaps:
        total += gap
        ago.append(total)
    assert not gap_of(talks(kind, *ago), kind, today=TODAY).is_long


def test_a_planned_call_ends_a_silence_before_it_has_passed():
    spoken = talks("voice", *range(40, 340, 10))
    found = observe(spoken, wish=None, today=TODAY, plans=Plans(TODAY + timedelta(days=5)))
    assert [one.what for one in found] == ["planned"]
    assert not is_quiet(found)


def test_a_call_planned_for_next_year_relieves_nobody():
    spoken = talks("voice", *range(40, 340, 10))
    found = observe(spoken, wish=None, today=TODAY, plans=Plans(TODAY + timedelta(days=90)))
    assert [one.what for one in found] == ["gap", "planned"]
    assert is_quiet(found)


def test_a_planned_call_is_no_news_of_somebody_who_is_as_usual():
    assert observe(talks("voice", 3), wish=None, today=TODAY, plans=Plans(TODAY)) == ()


def test_a_planned_call_answers_no_slow_letters():
    slow = [answers(day, 2) for day in range(40, 60)] + [answers(day, 30) for day in range(1, 6)]
    found = observe(slow, wish=None, today=TODAY, plans=Plans(TODAY))
    assert [one.what for one in found] == ["answers", "planned"]


@pytest.mark.parametrize(
    ("now", "before", "expected"), [(2, 0.0, True), (1, 0.0, False), (3, 2.0, False), (4, 2.0, True)]
)
def test_cancelled_calls_are_evidence_against_the_clients_own_past(now, before, expected):
    found = observe(talks("voice", 3), wish=None, today=TODAY, plans=Plans(None, now, before))
    assert [one.what for one in found] == (["cancelled"] if expected else [])
