"""Calendar files of every maker, and of people who mean harm; rules that repeat, right over the change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

import pytest

from alongside.channels.calendar.events import CannotReadError, Guest
from alongside.channels.calendar.mail import events_in
from alongside.channels.calendar.parse import parse
from alongside.channels.calendar.repeating import moment, repetitions
from alongside.lib.limited import LimitedPool, Refused
from tests.corpora import cases, corpora_path
from tests.diary.calendar import TOM, calendar, event, mail
from tests.making import ME, MONDAY

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
CUSTOM = "\r\n".join(
    (
        "BEGIN:VTIMEZONE", "TZID:Customized Time Zone",
        "BEGIN:STANDARD", "DTSTART:16010101T020000", "TZOFFSETFROM:-0400", "TZOFFSETTO:-0500",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11", "END:STANDARD",
        "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:-0500", "TZOFFSETTO:-0400",
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE",
    )
)  # fmt: skip
EUROPEAN = (
    ("-0400", "+0200"), ("-0500", "+0100"), ("1SU;BYMONTH=11", "-1SU;BYMONTH=10"), ("2SU;BYMONTH=3", "-1SU;BYMONTH=3"),
)  # fmt: skip
OTHER_CUSTOM = reduce(lambda text, pair: text.replace(*pair), EUROPEAN, CUSTOM)


def one(*lines: str, before: str = "", **more: str):
    (found,) = parse(calendar(before, event(*lines, **more)) if before else calendar(event(*lines, **more)))
    return found


def test_invitation_is_read_whole():
    found = one("SEQUENCE:3", "LOCATION:Mill Lane 4\\, Whitby", "DESCRIPTION:Bring\\nthe list")
    assert (found.uid, found.method, found.sequence, found.zone) == ("e1@harlow.example", "REQUEST", 3, "UTC")
    assert (found.starts, found.ends) == (datetime(2026, 3, 10, 15), datetime(2026, 3, 10, 15, 30))
    assert (found.title, found.place, found.text) == (
        "Spring prices",
        "Mill Lane 4, Whitby",
        "Bring\nthe list",
    )
    assert found.organizer == Guest(TOM, "Tom Harlow", "")
    assert found.guests == (Guest(ME, "Me", "needs-action"),)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("GMT Standard Time", "Europe/London"),
        ("Eastern Standard Time", "America/New_York"),
        ("/mozilla.org/20070129_1/America/New_York", "America/New_York"),
        ("/etc/passwd", ""),
        ("../../../etc/passwd", ""),
    ],
)
def test_clock_is_known_by_each_of_its_names(zone, expected):
    assert one(f"DTSTART;TZID={zone}:20260310T150000").zone == expected


def test_clock_that_a_file_defines_holds_for_that_file_alone():
    """Outlook gives all of them the same name."""
    line = "DTSTART;TZID=Customized Time Zone:20260710T150000"
    assert one(line, before=CUSTOM).zone == "America/New_York"
    assert one(line, before=OTHER_CUSTOM).zone in ("Europe/Berlin", "Europe/Paris")
    assert one(line).zone == ""


def test_whole_day_is_a_day_and_an_open_time_stays_open():
    day = one("DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260312")
    assert (day.is_all_day, day.ends - day.starts) == (True, timedelta(days=2))
    assert one("DTSTART:20260310T150000", "DTEND:20260310T160000").zone == ""


@pytest.mark.parametrize(
    ("lines", "length"),
    [
        (("DTEND:", "DURATION:PT45M"), timedelta(minutes=45)),
        (("DTEND:",), timedelta(0)),
        (("DTEND:20260309T100000Z",), timedelta(0)),
        (("DTEND:20990310T150000Z",), timedelta(days=62)),
        (("DTEND:", "DURATION:-PT45M"), timedelta(0)),
    ],
)
def test_length_is_never_absurd(lines, length):
    wanted = [line for line in lines if line != "DTEND:"]
    raw = calendar(event(*wanted))
    if "DTEND:" in lines:
        raw = raw.replace(b"DTEND:20260310T153000Z\r\n", b"")
    (found,) = parse(raw)
    assert found.ends - found.starts == length


def test_rooms_are_no_guests():
    found = one(
        f"ATTENDEE;CUTYPE=ROOM:mailto:room@harlow.example\r\nATTENDEE:MAILTO:{TOM}\r\nATTENDEE:tel:+15550100"
    )
    assert found.guests == (Guest(TOM),)


@pytest.mark.parametrize(
    "raw",
    [b"", b"nothing", b"BEGIN:VCALENDAR", b"\xff\xfe" * 50, b"BEGIN:VCALENDAR\r\n" * 3000, b"x" * 3_000_000],
)
def test_what_is_no_calendar_is_refused_or_empty(raw):
    try:
        assert parse(raw) == ()
    except CannotReadError as error:
        assert str(error)


def test_broken_event_costs_its_neighbours_nothing():
    broken = event("DTSTART:the third", uid="broken@x").replace("SUMMARY:", "SUMMARY;X=\x00:")
    assert [found.uid for found in parse(calendar(broken, event()))] == ["e1@harlow.example"]


@pytest.mark.parametrize("is_alone", [False, True])
def test_mail_gives_what_it_carries_once(is_alone):
    raw = mail(calendar(event()), sent=MONDAY, is_alone=is_alone)
    assert [found.uid for found in events_in(raw)] == ["e1@harlow.example"]
    twice = raw.replace(
        b"--b1--", b"--b1\r\nContent-Type: application/ics\r\n\r\n" + calendar(event()) + b"\r\n--b1--"
    )
    assert len(events_in(twice)) == 1


def repeated(
    starts: datetime, rule: str, *, zone: ZoneInfo = LONDON, weeks: int = 8, **more
) -> list[datetime]:
    until = starts + timedelta(weeks=weeks)
    return repetitions(starts, rule=rule, zone=zone, since=starts, until=until, **more)


def test_weekly_call_stays_at_its_hour_when_the_clocks_change():
    found = repeated(datetime(2026, 3, 16, 9), "FREQ=WEEKLY", weeks=3)
    assert [moment(one, LONDON).hour for one in found] == [9, 9, 8]
    assert [moment(one, NEW_YORK).hour for one in found] == [13, 13, 13]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", [2, 4, 9, 11]),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20260330T080000Z", [2, 16, 30]),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20260330T075959Z", [2, 16]),
        ("FREQ=WEEKLY;UNTIL=20260309", [2, 9]),
        ("FREQ=DAILY;BYDAY=FR;UNTIL=20260320T235959Z", [2, 6, 13, 20]),
        ("FREQ=DAILY;COUNT=3", [2, 3, 4]),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1;COUNT=1", [2]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=1", [2, 31]),
    ],
)
def test_rule_gives_its_days(rule, days):
    found = [one for one in repeated(datetime(2026, 3, 2, 9), rule) if one.month == 3]
    assert [one.day for one in found] == days


def test_days_left_out_and_added_count():
    starts = datetime(2026, 3, 2, 9)
    found = repeated(
        starts, "FREQ=WEEKLY;COUNT=3", but=[datetime(2026, 3, 9, 9)], also=[datetime(2026, 3, 12, 14)]
    )
    assert [one.day for one in found] == [2, 12, 16]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300",
        "FREQ=YEARLY;BYYEARDAY=-366",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;UNTIL=19000101T000000Z",
        "FREQ=DAILY;COUNT=x;INTERVAL=99999999999",
        "nonsense",
        "",
    ],
)
def test_rule_that_is_not_followed_leaves_the_first_time(rule):
    assert repeated(datetime(2026, 3, 2, 9), rule) == [datetime(2026, 3, 2, 9)]


def test_what_repeats_daily_since_ever_is_there_today():
    old = datetime(2000, 1, 1, 9)
    since, until = datetime(2029, 12, 29), datetime(2030, 1, 1)
    found = repetitions(
        old, rule="FREQ=DAILY", zone=LONDON, since=since, until=until, but=[datetime(2029, 12, 30, 9)]
    )
    assert found == [datetime(2029, 12, 29, 9), datetime(2029, 12, 31, 9)]


@pytest.mark.parametrize(
    ("shown", "zone"),
    [(datetime.max, NEW_YORK), (datetime.min, ZoneInfo("Asia/Tokyo")), (datetime.max, LONDON)],
)
def test_moment_at_the_end_of_all_time_is_one(shown, zone):
    assert moment(shown, zone) == shown.replace(tzinfo=UTC)


@pytest.mark.corpora
def test_files_of_others_are_read_or_refused_within_limits():
    raws = [path.read_bytes() for path in sorted((corpora_path() / "formats").rglob("*.ics"))]
    bombs = cases("ics_bomb")
    mails = [mail(raw, sent=MONDAY) for raw in (*raws, *(one.raw for one in bombs))]
    with LimitedPool(events_in, workers=2, cpu_seconds=1) as pool:
        results = [found for batch in pool.map([one] for one in mails) for found in batch]
    events = [one for found in results if not isinstance(found, Refused) for one in found]
    assert len(results) == len(mails)
    assert sum(isinstance(found, Refused) for found in results) <= len(bombs)
    assert len({one.uid for one in events}) > 100
    since, until = datetime(2026, 3, 1), datetime(2026, 6, 1)
    for one in events:
        found = repetitions(
            one.starts, rule=one.rule, zone=LONDON, since=since, until=until, also=one.also_on
        )
        assert len(found) <= (until - since).days + 1 + len(one.also_on)
