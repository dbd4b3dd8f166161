"""Which backups stay, when the next one is due, what a typed key means: dates and words alone."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.backups import rules
from alongside.backups.rules import Keep, Trouble
from alongside.lib.age import new_key

LONDON = ZoneInfo("Europe/London")
NIGHT = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
USUAL = Keep(daily=7, weekly=4, monthly=12)
moments = st.sets(st.integers(0, 20_000).map(lambda hours: NIGHT - timedelta(hours=hours)), max_size=60)
keeps = st.builds(Keep, daily=st.integers(0, 9), weekly=st.integers(0, 9), monthly=st.integers(0, 9))


def nights(count: int) -> set[datetime]:
    return {NIGHT - timedelta(days=number) for number in range(count)}


def test_of_two_years_of_nights_seven_days_four_weeks_and_twelve_months_stay():
    kept = nights(730) - rules.to_remove(nights(730), USUAL, zone=LONDON)
    assert sorted(kept, reverse=True)[:7] == sorted(nights(7), reverse=True)
    assert {made.strftime("%G-%V") for made in kept} >= {"2026-48", "2026-47", "2026-46", "2026-45"}
    assert len({made.strftime("%Y-%m") for made in kept}) == 12
    # 22, 15 and 8 November end their weeks, 31 December 2025 to 31 October their months.
    assert len(kept) == 7 + 3 + 11


def test_of_several_a_day_the_last_stays():
    made = {NIGHT + timedelta(hours=hour) for hour in range(6)}
    assert made - rules.to_remove(made, USUAL, zone=LONDON) == {NIGHT + timedelta(hours=5)}


def test_a_long_pause_removes_nothing():
    old = {made - timedelta(days=900) for made in nights(7)}
    assert rules.to_remove(old, USUAL, zone=LONDON) == set()


def test_a_day_is_that_of_the_clock_on_the_wall():
    evening = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # 23:30 in London
    night = evening + timedelta(hours=1)
    assert rules.to_remove({evening, night}, USUAL, zone=LONDON) == set()


def test_what_was_proven_whole_stays_however_old():
    proven = NIGHT - timedelta(days=900)
    assert proven not in rules.to_remove({*nights(40), proven}, Keep(2, 0, 0), zone=LONDON, proven=proven)


@pytest.mark.broad
@given(made=moments, keep=keeps)
def test_the_newest_always_stays_and_nothing_else_is_named(made, keep):
    removed = rules.to_remove(made, keep, zone=LONDON)
    assert removed <= made
    assert not made or max(made) not in removed


@pytest.mark.broad
@given(made=moments, keep=keeps)
def test_removing_again_removes_nothing_more(made, keep):
    left = made - rules.to_remove(made, keep, zone=LONDON)
    assert rules.to_remove(left, keep, zone=LONDON) == set()


@pytest.mark.broad
@given(made=moments, keep=keeps)
def test_never_more_stay_than_the_three_numbers_allow(made, keep):
    left = made - rules.to_remove(made, keep, zone=LONDON)
    assert len(left) <= max(1, keep.daily + keep.weekly + keep.monthly)


def due(**more) -> datetime:
    usual = {"hour": 2, "zone": LONDON, "chosen_at": NIGHT, "good_at": None, "tried_at": None}
    return rules.next_backup_at(**usual | more)


def test_the_first_backup_is_due_when_the_folder_is_chosen():
    assert due() == NIGHT


def test_the_next_is_due_at_the_hour_of_the_next_day():
    assert due(good_at=NIGHT + timedelta(minutes=1)) == NIGHT + timedelta(days=1)


def test_one_made_by_hand_in_the_evening_does_not_stand_for_the_night():
    assert due(good_at=NIGHT + timedelta(hours=20)) == NIGHT + timedelta(days=1)


def test_a_machine_that_slept_makes_it_when_it_wakes():
    assert due(good_at=NIGHT - timedelta(days=5)) < NIGHT


def test_one_that_failed_is_tried_again_an_hour_later():
    for failed in (NIGHT + timedelta(hours=3), NIGHT + timedelta(days=1, minutes=3)):
        assert due(good_at=NIGHT, tried_at=failed) == failed + timedelta(hours=1)


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)]
)
def test_the_night_when_clocks_change_has_one_backup(day):
    first = due(hour=1, good_at=day)
    assert timedelta(hours=12) <= first - day <= timedelta(hours=13)
    assert due(hour=1, good_at=first) - first >= timedelta(hours=22)


def test_a_trial_comes_a_week_after_the_last_and_a_day_after_a_bad_one():
    def trial(was_whole):
        return rules.next_trial_at(good_at=NIGHT, tried_at=NIGHT, was_whole=was_whole)

    assert trial(True) == NIGHT + timedelta(days=7)
    assert trial(False) == NIGHT + timedelta(days=1)


def test_there_is_no_trial_without_a_backup_and_one_at_once_after_the_first():
    assert rules.next_trial_at(good_at=None, tried_at=None, was_whole=False) is None
    assert rules.next_trial_at(good_at=NIGHT, tried_at=None, was_whole=False) == NIGHT


def test_a_name_tells_when_and_whose():
    name = rules.file_name(NIGHT, mark="0123abcd")
    assert name == "alongside-2026-11-29T020000Z-0123abcd.tar.zst.age"
    assert rules.made_at(name, mark="0123abcd") == NIGHT


@pytest.mark.parametrize(
    "name",
    [
        "alongside-2026-11-29T020000Z-ffffffff.tar.zst.age",
        "alongside-2026-13-29T020000Z-0123abcd.tar.zst.age",
        ".alongside-2026-11-29T020000Z-0123abcd.tar.zst.age.77.tmp",
        "alongside-2026-11-29T020000Z-0123abcd.tar.zst.age.old",
        "holiday.jpg",
    ],
)
def test_any_other_file_is_none_of_ours(name):
    assert rules.made_at(name, mark="0123abcd") is None


def test_a_key_is_understood_however_it_is_typed():
    key = new_key()
    typed = " ".join(rules.key_groups(key)).lower()
    assert len(rules.key_groups(key)) == 15
    assert rules.key_in(typed) == rules.key_in(f"age-secret-key-1 {typed}\n") == rules.key_in(key) == key


def test_a_key_with_a_letter_missing_says_how_many_there_are():
    with pytest.raises(ValueError, match="these are 57"):
        rules.key_in(new_key()[:-1])


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_its_sentence(trouble):
    words = rules.sentence(trouble.value, folder="/media/disk", name="alongside.age", detail="it said so")
    assert words.endswith((".", ")."))
    assert "{" not in words
    assert len({rules.SENTENCES[one] for one in Trouble}) == len(Trouble)


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (errno.ENOENT, Trouble.ABSENT),
        (errno.EROFS, Trouble.READ_ONLY),
        (errno.ENOSPC, Trouble.FULL),
        (errno.EDQUOT, Trouble.FULL),
        (errno.EACCES, Trouble.FORBIDDEN),
        (errno.EIO, Trouble.DISK),
        (errno.ESTALE, Trouble.DISK),
    ],
)
def test_what_a_disk_says_is_told_apart(number, trouble):
    assert rules.trouble_of(OSError(number, "")) is trouble
