"""All letters about one event, in any order: what they plan together, and whom nobody believes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from alongside.channels.calendar.parse import parse
from alongside.diary.invitations import MOST_REPETITIONS, Letter, occurrences
from tests.diary.calendar import TOM, calendar, event
from tests.making import ME, MONDAY

LONDON = ZoneInfo("Europe/London")
UNTIL = MONDAY + timedelta(days=90)
ZOOM, MEET = "https://us02web.zoom.us/j/86412345678", "https://meet.google.com/abc-defg-hij"
WEEKLY = (
    "RRULE:FREQ=WEEKLY;COUNT=4",
    "DTSTART;TZID=Europe/London:20260316T090000",
    "DTEND;TZID=Europe/London:20260316T093000",
)


def letter(*lines: str, method: str = "REQUEST", hours: float = 0, **more: str) -> Letter:
    (found,) = parse(calendar(event(*lines, **more), method=method))
    return Letter(
        replace(found, stamp=MONDAY + timedelta(hours=hours)), MONDAY + timedelta(hours=hours), b"%d" % hours
    )


def planned(*letters: Letter):
    return occurrences(letters, here=LONDON, own={ME}, until=UNTIL)


def once(*letters: Letter):
    found = planned(*letters)
    assert list(found) == [""]
    return found[""].invited


def days(*letters: Letter) -> list[tuple[str, bool]]:
    found = [one.invited for one in planned(*letters).values()]
    ordered = sorted(found, key=lambda one: one.facts.starts_at)
    return [(one.facts.starts_at.strftime("%d %b %H:%M"), one.is_cancelled) for one in ordered]


def test_invitation_plans_a_call_by_its_link_with_whoever_is_not_us():
    facts = once(letter(f"DESCRIPTION:Join Zoom: {ZOOM}?pwd=a", "LOCATION:Zoom")).facts
    assert (facts.way, facts.join_url, facts.place) == ("zoom", f"{ZOOM}?pwd=a", "Zoom")
    assert facts.starts_at == datetime(2026, 3, 10, 15, tzinfo=UTC)
    assert facts.people == (("Tom Harlow", TOM),)


@pytest.mark.parametrize(
    ("lines", "way", "link", "place"),
    [
        ((f"X-GOOGLE-CONFERENCE:{MEET}", f"DESCRIPTION:or {ZOOM}"), "meet", MEET, ""),
        ((f"LOCATION:{ZOOM}",), "zoom", ZOOM, ""),
        (("LOCATION:Microsoft Teams Meeting",), "link", "", "Microsoft Teams Meeting"),
        (("LOCATION:Mill Lane 4\\, Whitby",), "visit", "", "Mill Lane 4, Whitby"),
        (("LOCATION:I will call you",), "mobile", "", "I will call you"),
        (("LOCATION:https://zoom.us.evil.example/j/1",), "link", "https://zoom.us.evil.example/j/1", ""),
        (("DESCRIPTION:javascript:alert(1)",), "mobile", "", ""),
        ((), "mobile", "", ""),
    ],
)
def test_way_is_read_from_what_it_says(lines, way, link, place):
    facts = once(letter(*lines)).facts
    assert (facts.way, facts.join_url, facts.place) == (way, link, place)


def test_any_order_of_arrival_comes_to_the_same():
    letters = [
        letter(*WEEKLY),
        letter(*WEEKLY, "SEQUENCE:1", "SUMMARY:Prices", hours=1),
        letter("RECURRENCE-ID;TZID=Europe/London:20260323T090000", "DTSTART:20260324T160000Z", "DTEND:20260324T170000Z",
               "SEQUENCE:1", hours=2),
        letter("RECURRENCE-ID;TZID=Europe/London:20260330T090000", method="CANCEL", hours=3),
        letter(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{TOM}", method="REPLY", hours=4),
    ]  # fmt: skip
    expected = planned(*letters)
    assert days(*letters) == [
        ("16 Mar 09:00", False), ("24 Mar 16:00", False), ("30 Mar 08:00", True), ("06 Apr 08:00", False),
    ]  # fmt: skip
    assert all(planned(*order) == expected for order in permutations(letters))


def test_newer_time_holds_and_counts_as_moved():
    before, after = (
        letter(),
        letter("SEQUENCE:1", starts="20260311T150000Z", ends="20260311T153000Z", hours=5),
    )
    invited = once(after, before)
    assert (invited.facts.starts_at.day, invited.times_moved, invited.at) == (11, 1, after.written_at)


def test_older_letter_that_comes_late_changes_nothing():
    newest = letter("SEQUENCE:2", "SUMMARY:Newest")
    assert once(newest, letter("SEQUENCE:1", "SUMMARY:Older", hours=9)).facts.title == "Newest"


def test_cancelled_is_cancelled_until_asked_again():
    asked, off = letter(), letter("SEQUENCE:1", method="CANCEL", hours=1)
    assert (once(asked, off).is_cancelled, once(asked, off).cancelled_by) == (True, "theirs")
    assert not once(asked, off, letter("SEQUENCE:2", hours=2)).is_cancelled


def test_event_that_says_of_itself_that_it_is_cancelled_is():
    assert once(letter(), letter("STATUS:CANCELLED", "SEQUENCE:1", hours=1)).is_cancelled


def test_what_we_called_off_was_called_off_by_us():
    mine = f"ORGANIZER:mailto:{ME}"
    assert once(letter(mine), letter(mine, "SEQUENCE:1", method="CANCEL", hours=1)).cancelled_by == "ours"


def test_only_who_invited_calls_it_off_or_changes_it():
    """Who was ever asked knows the name of an event; so may anybody who is shown it."""
    mallory = "ORGANIZER:mailto:mallory@evil.example"
    asked = letter(f"DESCRIPTION:{ZOOM}")
    off = letter(mallory, "SEQUENCE:9", method="CANCEL", hours=1)
    changed = letter(mallory, "SEQUENCE:9", "LOCATION:https://evil.example/j", hours=1)
    assert once(asked, off, changed) == once(asked)


def test_repetition_that_is_only_cancelled_leaves_the_others():
    off = letter("RECURRENCE-ID:20260316T090000Z", "SEQUENCE:1", method="CANCEL", hours=1)
    assert [is_off for _, is_off in days(letter(*WEEKLY), off)] == [True, False, False, False]


def test_all_of_a_row_can_be_called_off():
    off = letter(*WEEKLY, "SEQUENCE:1", method="CANCEL", hours=1)
    assert [is_off for _, is_off in days(letter(*WEEKLY), off)] == [True] * 4


def test_from_one_repetition_on_all_can_be_moved():
    later = letter(
        "RECURRENCE-ID;TZID=Europe/London;RANGE=THISANDFUTURE:20260330T090000", "SEQUENCE:1",
        "DTSTART;TZID=Europe/London:20260330T140000", "DTEND;TZID=Europe/London:20260330T150000", hours=1,
    )  # fmt: skip
    assert [at for at, _ in days(letter(*WEEKLY), later)] == [
        "16 Mar 09:00", "23 Mar 09:00", "30 Mar 13:00", "06 Apr 13:00",
    ]  # fmt: skip


def test_who_is_asked_to_one_repetition_alone_has_that_one():
    found = planned(
        letter("RECURRENCE-ID:20260316T090000Z", starts="20260316T100000Z", ends="20260316T110000Z")
    )
    assert [one.invited.facts.starts_at.hour for one in found.values()] == [10]


def test_what_was_before_the_first_letter_is_not_planned():
    old = letter("RRULE:FREQ=WEEKLY", "DTSTART:20200106T090000Z", "DTEND:20200106T093000Z")
    assert min(one.invited.facts.starts_at for one in planned(old).values()) >= MONDAY - timedelta(days=1)


def test_whole_day_is_hers_by_her_own_clock():
    facts = once(letter("DTSTART;VALUE=DATE:20260710", "DTEND;VALUE=DATE:20260711")).facts
    assert facts.is_all_day
    assert (facts.starts_at, facts.ends_at) == (
        datetime(2026, 7, 9, 23, tzinfo=UTC), datetime(2026, 7, 10, 23, tzinfo=UTC),
    )  # fmt: skip


def test_answers_are_those_given_last():
    def reply(answer: str, hours: float) -> Letter:
        return letter(f"ATTENDEE;CN=Tom;PARTSTAT={answer}:mailto:{TOM}", method="REPLY", hours=hours)

    mine = letter(f"ORGANIZER:mailto:{ME}", f"ATTENDEE:mailto:{TOM}")
    found = planned(reply("DECLINED", 2), mine, reply("ACCEPTED", 1))
    assert found[""].answers == (("Tom", "declined"),)


def test_what_repeats_for_years_is_planned_from_the_last_ones_on():
    """And of those before them what has an appointment already."""
    daily, until = letter("RRULE:FREQ=DAILY"), MONDAY + timedelta(days=900)
    given = {"here": LONDON, "own": {ME}, "until": until}
    found = occurrences([daily], **given)
    days = sorted(one.invited.facts.starts_at.date() for one in found.values())
    assert len(days) == MOST_REPETITIONS
    assert days[-1] == until.date() - timedelta(days=until.time() <= daily.event.starts.time())
    assert days[-1] - days[0] == timedelta(days=MOST_REPETITIONS - 1)
    first = "20260310T150000Z"
    assert first not in found
    assert set(occurrences([daily], **given, besides=first.__eq__)) == {first, *found}
