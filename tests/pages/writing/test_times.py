"""When a letter goes later: by her clock, and by the client's where that shows something else."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from alongside.pages.writing.times import better, chosen_time, presets, said

LONDON, NEW_YORK, DUBLIN = (
    ZoneInfo(f"{zone}") for zone in ("Europe/London", "America/New_York", "Europe/Dublin")
)
TUESDAY = datetime(2026, 3, 3, 10, 20, tzinfo=UTC)


def words(now: datetime, theirs: ZoneInfo | None = None) -> list[tuple[str, str]]:
    return [(one.words, one.detail) for one in presets(now, hers=LONDON, theirs=theirs)]


def test_with_one_clock_each_preset_says_one_time():
    assert words(TUESDAY) == [("In an hour", "11:20"), ("Today 14:00", ""), ("Tomorrow 09:00", "")]


def test_the_clients_morning_comes_with_hers_beside_it():
    assert words(TUESDAY, NEW_YORK) == [
        ("In an hour", "06:20 their time, 11:20 your time"),
        ("Today 14:00", "09:00 their time"),
        ("Tomorrow 09:00 your time", "Wed 04:00 their time"),
        ("Tomorrow 09:00 their time", "Wed 14:00 your time"),
    ]


def test_clocks_that_agree_are_one():
    assert words(TUESDAY, DUBLIN) == words(TUESDAY)


def test_after_friday_comes_monday():
    friday = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
    assert words(friday)[-1] == ("Monday 09:00", "")
    assert presets(friday, hers=LONDON)[-1].at == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def test_nine_is_nine_on_the_day_after_the_clocks_change():
    saturday = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    at = presets(saturday, hers=LONDON)[-1].at
    assert at.astimezone(UTC) == datetime(2026, 3, 30, 8, 0, tzinfo=UTC)


def test_no_preset_has_passed():
    for hour in range(24):
        now = TUESDAY.replace(hour=hour)
        assert all(one.at > now for one in presets(now, hers=LONDON, theirs=NEW_YORK))


def test_a_time_from_the_field_is_by_her_clock():
    assert chosen_time("2026-03-04T09:30", zone=NEW_YORK) == datetime(2026, 3, 4, 14, 30, tzinfo=UTC)


def test_a_time_from_a_button_keeps_its_zone():
    at = presets(TUESDAY, hers=LONDON, theirs=NEW_YORK)[-1].at
    assert chosen_time(at.isoformat(timespec="seconds"), zone=LONDON) == at


def test_what_is_no_time_is_none():
    assert [chosen_time(text, zone=LONDON) for text in ("", "soon", "2026-13-01T09:00")] == [None, None, None]


def test_both_clocks_are_said():
    at = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
    assert said(at, now=TUESDAY, hers=LONDON, theirs=NEW_YORK) == "Wed 09:00 their time, Wed 14:00 your time"
    assert said(at, now=TUESDAY, hers=LONDON, theirs=None) == "Wed 14:00"


def test_a_better_time_is_said_with_its_day():
    def told(day: int, hour: int = 9, theirs: ZoneInfo | None = None) -> tuple[str, str]:
        return better(datetime(2026, 3, day, hour, tzinfo=UTC), now=TUESDAY, hers=LONDON, theirs=theirs)

    assert told(3, 14) == ("14:00 today", "")
    assert told(4) == ("09:00 tomorrow", "")
    assert told(9) == ("09:00 on Monday", "")
    assert told(16) == ("09:00 on Mon 16 Mar", "")
    assert told(4, theirs=NEW_YORK) == ("09:00 tomorrow", "Wed 04:00 their time")


def test_her_own_hours_stand_among_the_presets():
    opens_at = datetime(2026, 3, 3, 17, 30, tzinfo=UTC)
    found = presets(TUESDAY, hers=LONDON, opens_at=opens_at)
    assert [one.words for one in found] == ["In an hour", "Today 14:00", "Today 17:30"]
