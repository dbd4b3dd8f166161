"""Names, places, admissions and pace: pure."""

from datetime import UTC, datetime, timedelta

from alongside.rooms.rules import Pace, clean_name, may_enter

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_name_keeps_letters_of_any_script():
    assert clean_name("  Zoë   Nguyễn ") == "Zoë Nguyễn"


def test_name_loses_what_is_unseen_or_turns_the_writing_direction():
    assert clean_name("Ada\u202e\u200b\n<b>\x00") == "Ada <b>"


def test_name_of_nothing_but_unseen_letters_is_no_name():
    assert clean_name("\u200b\u2060 \t") == ""


def test_name_is_cut_where_it_grows_too_long():
    assert len(clean_name("a" * 400)) == 80


def test_admission_is_for_soon_after():
    assert may_enter(NOW - timedelta(seconds=5), now=NOW)
    assert not may_enter(NOW - timedelta(minutes=5), now=NOW)
    assert not may_enter(None, now=NOW)


def test_pace_lets_a_call_begin_and_stops_a_flood():
    pace = Pace()
    assert all(pace.spend(8_000, now=1.0) for _ in range(40))
    assert not all(pace.spend(10, now=1.0) for _ in range(200))


def test_pace_stops_many_bytes_in_few_frames():
    pace = Pace()
    assert not all(pace.spend(60_000, now=1.0) for _ in range(10))


def test_pace_recovers_with_time():
    pace = Pace()
    while pace.spend(100, now=1.0):
        pass
    assert pace.spend(100, now=30.0)
