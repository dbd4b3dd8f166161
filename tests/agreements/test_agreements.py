"""Hours, holidays, days away and what was agreed: by which clock somebody waits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from alongside.accounts.models import Practice
from alongside.agreements.actions import Hours, be_away, keep_agreement, keep_own_hours
from alongside.agreements.holidays import holidays_of, places
from alongside.agreements.queries import agreement_of, clock_for, clocks_of
from alongside.agreements.rules import Clock, better_time, nobody_works
from alongside.clients.actions import add_client
from alongside.intake.joining import join_clients, part_clients
from tests.making import assistant, owner

pytestmark = pytest.mark.django_db
# A Monday; on 4 May 2026 England rests, and Berlin did on 1 May.
NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)


def clock(client) -> Clock:
    return clocks_of([client.pk], now=NOW)[client.pk]


@pytest.fixture
def harlow():
    Practice.objects.create(name="Desk", timezone="Europe/London", region="GB")
    return add_client("Harlow & Sons", by=owner())


def agreed(
    client, *, holidays: str = "", answer_hours: int | None = None, days: str = "", begins=None, ends=None
):
    return keep_agreement(
        client,
        Hours(begins, ends, days, holidays),
        answer_hours=answer_hours,
        channels="",
        urgent="",
        notes="",
    )


def waited(client, *, since: datetime) -> float:
    return clock(client).waited(since, NOW) / timedelta(hours=1)


def test_without_any_agreement_it_is_nine_to_five_here(harlow):
    assert waited(harlow, since=NOW - timedelta(hours=2)) == 2
    assert waited(harlow, since=datetime(2026, 5, 1, 15, tzinfo=UTC)) == 1 + 8 + 8 + 4


def test_holidays_of_this_desk_are_not_counted(harlow):
    keep_own_hours(Hours(time(9), time(17), "01234", "GB-ENG"))
    assert waited(harlow, since=datetime(2026, 5, 1, 15, tzinfo=UTC)) == 1 + 8 + 4


def test_holidays_there_are_not_counted_either(harlow):
    agreed(harlow, holidays="DE")
    assert waited(harlow, since=datetime(2026, 4, 30, 15, tzinfo=UTC)) == 1 + 8 + 8 + 4


def test_clock_of_the_client_decides_when_the_day_begins(harlow):
    harlow.timezone = "America/New_York"
    harlow.save()
    agreed(harlow)
    assert clock(harlow).zone == ZoneInfo("America/New_York")
    # At noon in London it is 8 in the morning there.
    assert waited(harlow, since=datetime(2026, 5, 6, 9, tzinfo=UTC)) == 0


def test_hours_and_days_agreed_are_counted(harlow):
    agreed(harlow, begins=time(10), ends=time(12), days="0")
    assert waited(harlow, since=datetime(2026, 5, 1, 9, tzinfo=UTC)) == 2


def test_answer_time_passes_in_working_hours(harlow):
    agreed(harlow, answer_hours=4)
    found = clock(harlow)
    assert [found.is_over(timedelta(hours=hours)) for hours in (4, 4.1)] == [False, True]


def test_without_an_answer_time_nothing_is_late(harlow):
    assert not clock(harlow).is_over(timedelta(days=90))


def test_days_away_are_not_counted_while_nobody_is_here(harlow):
    be_away(owner(), starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 5))
    assert waited(harlow, since=datetime(2026, 5, 1, 15, tzinfo=UTC)) == 1 + 4


def test_days_count_while_a_colleague_is_here(harlow):
    assistant()
    be_away(owner(), starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 5))
    assert waited(harlow, since=datetime(2026, 5, 1, 15, tzinfo=UTC)) == 1 + 8 + 8 + 4


def test_two_who_are_away_close_only_the_days_they_share():
    first, second = date(2026, 5, 4), date(2026, 5, 5)
    absences = [(1, first, second), (2, second, second)]
    assert nobody_works(absences, [1, 2]) == {second}


@pytest.mark.parametrize(
    ("place", "day", "is_off"),
    [
        ("GB-ENG", date(2026, 4, 6), True),
        ("GB-SCT", date(2026, 4, 6), False),
        ("GB-SCT", date(2026, 11, 30), True),
        ("DE", date(2026, 10, 3), True),
        ("", date(2026, 12, 25), False),
        ("XX", date(2026, 12, 25), False),
    ],
)
def test_public_holidays_of_a_place(place, day, is_off):
    assert (day in holidays_of(place, [2026])) is is_off


def test_places_are_named_and_the_kingdom_stands_in_its_parts():
    codes = dict(places())
    assert codes["GB-SCT"] == "Scotland"
    assert "GB" not in codes
    assert len(codes) > 100


LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("now", "theirs", "expected"),
    [
        (datetime(2026, 5, 6, 12, tzinfo=LONDON), None, None),
        (datetime(2026, 5, 6, 22, tzinfo=LONDON), None, datetime(2026, 5, 7, 9, tzinfo=LONDON)),
        # While she works and they do not, at theirs.
        (datetime(2026, 5, 6, 10, tzinfo=LONDON), NEW_YORK, datetime(2026, 5, 6, 9, tzinfo=NEW_YORK)),
        (datetime(2026, 5, 6, 15, tzinfo=LONDON), NEW_YORK, None),
        # Her own evening comes first, although they work.
        (datetime(2026, 5, 6, 19, tzinfo=LONDON), NEW_YORK, datetime(2026, 5, 7, 9, tzinfo=LONDON)),
        # Over the night in which the clocks go back.
        (datetime(2026, 10, 23, 19, tzinfo=LONDON), None, datetime(2026, 10, 26, 9, tzinfo=UTC)),
    ],
)
def test_a_letter_had_better_go_when_work_is_done(now, theirs, expected):
    assert better_time(now, hers=Clock(LONDON), theirs=Clock(theirs) if theirs else None) == expected


def test_nobody_knows_a_better_time_where_nobody_works():
    assert better_time(NOW, hers=Clock(LONDON, days=frozenset())) is None


def test_days_away_are_hers_alone(harlow):
    ann = assistant()
    be_away(owner(), starts_on=date(2026, 5, 6), ends_on=date(2026, 5, 8))
    opens = [clock_for(member, now=NOW).next_opening(NOW) for member in (owner(), ann)]
    assert [(at.date(), at.hour) for at in opens if at is not None] == [
        (date(2026, 5, 11), 9),
        (date(2026, 5, 7), 9),
    ]


def test_what_was_agreed_with_one_of_two_that_are_one_is_kept(harlow):
    joinery = add_client("Harlow Joinery", by=owner())
    agreed(joinery, answer_hours=4, days="0")
    joined = join_clients(harlow, joinery, by=owner())
    assert (clock(harlow).answer_within, clock(harlow).days) == (timedelta(hours=4), frozenset({0}))
    assert (agreement_of(harlow).answer_hours, agreement_of(harlow).client) == (4, harlow)

    agreed(harlow, answer_hours=6)
    assert clock(harlow).answer_within == timedelta(hours=6)
    part_clients(joined)
    assert clock(joinery).answer_within == timedelta(hours=4)
