"""Statements and the account of agreed hours from what is noted; who learns of it, and when she is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from alongside.agreements.models import Away
from alongside.clients.actions import add_client
from alongside.clients.joining import join
from alongside.clients.models import Client
from alongside.hours import agreeing
from alongside.hours.account import accounts_of, heed, hours_left, outlook_for, report_of, running_out_for
from alongside.hours.agreeing import agree, retainers_of, state
from alongside.hours.errors import HoursError, NotThere
from alongside.hours.models import Entry, Retainer, Statement
from alongside.support.models import Aspect
from tests.hours.making import DAY, spent, worked
from tests.making import assistant

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
IN_MAY = date(2026, 5, 4)


@pytest.fixture
def agreed(me, harlow):
    return agree(me, harlow.pk, from_on=date(2026, 3, 15), minutes=600, carry="months", limit=1)


def test_report_has_what_is_charged_by_aspect(me, harlow):
    inbox = Aspect.objects.create(client=harlow, name="Inbox", order=2)
    diary = Aspect.objects.create(client=harlow, name="Diary", order=1)
    worked(me, harlow, 30, aspect=inbox)
    worked(me, harlow, 10)
    worked(me, harlow, 20, aspect=diary)
    worked(me, harlow, 99, is_billable=False)
    worked(me, harlow, 99, ahead=31)
    report = report_of(harlow.pk, MARCH, today=IN_MAY)
    assert report.aspects == (("Diary", 20), ("Inbox", 30), ("", 10))
    assert report.total == 60
    assert report.account is None


def test_report_rounds_and_what_is_stored_does_not(me, harlow):
    state(me, harlow.pk, step=15, way="up", per="entry")
    worked(me, harlow, 31)
    report = report_of(harlow.pk, MARCH, today=IN_MAY)
    assert [(one.worked, one.minutes) for one in report.lines] == [(31, 45)]
    assert Entry.objects.get().minutes == 31


def test_entry_over_the_end_of_a_month_is_rounded_once(me, harlow):
    state(me, harlow.pk, step=15, way="up", per="entry")
    # On 31 March by the clock of London, which is an hour ahead by then: 23:50 to 00:12.
    begins = (
        datetime(2026, 3, 31, 22, 50, tzinfo=UTC) - datetime(2026, 3, 2, 9, tzinfo=UTC)
    ).total_seconds() / 3600
    spent(me, harlow, begins, 22)
    assert [report_of(harlow.pk, month, today=IN_MAY).total for month in (MARCH, APRIL)] == [10, 20]


def test_account_is_of_rounded_hours(me, harlow, agreed):
    state(me, harlow.pk, step=30, way="up", per="entry")
    worked(me, harlow, 31)
    march, april, may = accounts_of(harlow.pk, until=IN_MAY, today=IN_MAY)
    assert (march.used, march.left, april.carried, april.lapsed) == (60, 540, 540, 540)
    assert (may.carried, may.given, may.left) == (600, 600, 1200)


def test_account_follows_every_change(me, harlow, agreed):
    """It is kept in memory between two changes."""

    def used() -> int:
        return accounts_of(harlow.pk, until=DAY, today=DAY)[0].used

    entry = worked(me, harlow, 30)
    assert used() == 30
    Entry.objects.filter(pk=entry.pk).get().delete()
    assert used() == 0
    entry = worked(me, harlow, 45)
    assert used() == 45
    entry.minutes = 50
    entry.save()
    assert used() == 50
    entry.is_billable = False
    entry.save()
    assert used() == 0
    worked(me, harlow, 1)
    assert used() == 1
    state(me, harlow.pk, step=15, way="up", per="entry")
    assert used() == 15


@pytest.mark.parametrize("is_theirs", [True, False])
def test_account_follows_what_was_begun_before_another_change_and_kept_after_it(
    me, harlow, agreed, is_theirs
):
    """As two windows do, or two machines whose clocks differ."""
    mine = worked(me, harlow, 30)
    other = worked(me, harlow if is_theirs else add_client("Birch", by=me), 10)
    before = accounts_of(harlow.pk, until=DAY, today=DAY)[0].used
    Entry.objects.filter(pk=mine.pk).update(
        minutes=50, changed_at=other.changed_at - timedelta(milliseconds=1)
    )
    assert accounts_of(harlow.pk, until=DAY, today=DAY)[0].used == before + 20


def test_left_hours_and_what_was_worked_beyond(me, harlow, agreed):
    worked(me, harlow, 100)
    assert hours_left(me, harlow.pk, DAY) == 500
    worked(me, harlow, 560, ahead=1)
    assert hours_left(me, harlow.pk, DAY) == -60
    assert hours_left(me, harlow.pk, DAY - timedelta(days=7)) is None
    assert hours_left(assistant(), harlow.pk, DAY) is None


def test_other_terms_of_the_same_month_take_their_place(me, harlow, agreed):
    agree(me, harlow.pk, from_on=MARCH, minutes=300, carry="none", limit=9)
    assert Retainer.objects.get().minutes == 300
    assert Retainer.objects.get().limit == 0


def test_client_that_another_was_joined_to_keeps_its_terms(me, harlow, agreed):
    elm = add_client("Elm", by=me)
    agree(me, elm.pk, from_on=MARCH, minutes=60, carry="none", limit=0)
    worked(me, elm, 30)
    join(harlow, elm, by=me)
    assert hours_left(me, harlow.pk, DAY) == 570


def test_client_without_terms_takes_over_those_of_the_one_that_was_joined(me, harlow):
    elm = add_client("Elm", by=me)
    agree(me, elm.pk, from_on=MARCH, minutes=60, carry="none", limit=0)
    worked(me, elm, 30)
    join(harlow, elm, by=me)
    assert hours_left(me, harlow.pk, DAY) == 30


def test_client_without_a_way_to_round_takes_over_that_of_the_one_that_was_joined(me, harlow, agreed):
    """What its reports said of past months, they say still."""
    elm = add_client("Elm", by=me)
    state(me, elm.pk, step=30, way="up", per="entry")
    worked(me, elm, 10)
    join(harlow, elm, by=me)
    assert report_of(harlow.pk, MARCH, today=DAY).total == 30
    assert hours_left(me, harlow.pk, DAY) == 570
    state(me, harlow.pk, step=15, way="up", per="entry")
    assert report_of(harlow.pk, MARCH, today=DAY).total == 15
    assert hours_left(me, harlow.pk, DAY) == 585


def test_terms_that_were_taken_over_hold_until_other_terms_begin(me, harlow):
    """Months before stay as they were, as the page says."""
    elm = add_client("Elm", by=me)
    agree(me, elm.pk, from_on=MARCH, minutes=60, carry="months", limit=6)
    join(harlow, elm, by=me)
    worked(me, harlow, 30)
    april = date(2026, 4, 1)
    agree(me, harlow.pk, from_on=april, minutes=600, carry="none", limit=0)
    march, month = accounts_of(harlow.pk, until=april, today=april)
    assert (march.given, march.used, march.left) == (60, 30, 30)
    assert (month.carried, month.given) == (30, 600)
    assert [one.from_on for one in retainers_of(harlow.pk)] == [april, MARCH]


@pytest.mark.parametrize(
    "wrong",
    [{"minutes": -1}, {"minutes": 400 * 60 + 1}, {"carry": "ever"}, {"carry": "cap", "limit": 0},
     {"carry": "months", "limit": 25}, {"carry": "months", "limit": 0}],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused(me, harlow, wrong):
    with pytest.raises(HoursError):
        agree(me, harlow.pk, **{"from_on": MARCH, "minutes": 60, "carry": "none", "limit": 0, **wrong})
    assert not Retainer.objects.exists()


def test_nobody_agrees_for_a_client_of_others(me, harlow, agreed):
    ann = assistant()
    with pytest.raises(NotThere):
        agree(ann, harlow.pk, from_on=MARCH, minutes=60, carry="none", limit=0)
    with pytest.raises(NotThere):
        agreeing.drop(ann, harlow.pk, agreed.pk)
    with pytest.raises(NotThere):
        state(ann, harlow.pk, step=15, way="up", per="day")
    assert (Retainer.objects.count(), Statement.objects.count()) == (1, 0)


def busy(me, client, *, minutes: int, until: date, weeks: int) -> None:
    """So many minutes on each working day of the weeks before."""
    for back in range(1, weeks * 7 + 1):
        on = until - timedelta(days=back)
        if on.weekday() < 5:
            worked(me, client, minutes, ahead=(on - DAY).days)


# Monday, 14 days of work before the month's end, today's and the last one included.
TENTH = date(2026, 11, 10)
NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)


def test_it_is_foreseen_when_the_hours_run_out(me, harlow):
    agree(me, harlow.pk, from_on=date(2026, 9, 1), minutes=600, carry="none", limit=0)
    busy(me, harlow, minutes=60, until=TENTH, weeks=6)
    found = outlook_for(me, harlow.pk, now=NOW)
    # Six days of work in November were an hour each: four more are left, the 10th to the 13th.
    assert found.account.left == 240
    assert (found.forecast.pace.minutes, found.forecast.pace.weeks) == (30 * 60, 6)
    assert found.forecast.runs_out_on == date(2026, 11, 13)
    assert found.warns


def test_absence_of_everybody_puts_it_off(me, harlow):
    agree(me, harlow.pk, from_on=date(2026, 9, 1), minutes=600, carry="none", limit=0)
    busy(me, harlow, minutes=60, until=TENTH, weeks=6)
    Away.objects.create(member=me, starts_on=date(2026, 11, 12), ends_on=date(2026, 11, 13))
    assert outlook_for(me, harlow.pk, now=NOW).forecast.runs_out_on == date(2026, 11, 17)


def test_hours_that_last_are_no_warning(me, harlow):
    agree(me, harlow.pk, from_on=date(2026, 9, 1), minutes=30 * 60, carry="none", limit=0)
    busy(me, harlow, minutes=60, until=TENTH, weeks=6)
    assert not outlook_for(me, harlow.pk, now=NOW).warns
    assert running_out_for(me, now=NOW) == []


def test_what_runs_out_on_the_last_working_day_is_no_warning(me, harlow):
    # 21 days of work in November 2026.
    agree(me, harlow.pk, from_on=date(2026, 9, 1), minutes=21 * 60, carry="none", limit=0)
    busy(me, harlow, minutes=60, until=TENTH, weeks=6)
    found = outlook_for(me, harlow.pk, now=NOW)
    assert (found.forecast.runs_out_on, found.warns) == (date(2026, 11, 30), False)


def test_too_few_weeks_foresee_nothing(me, harlow):
    agree(me, harlow.pk, from_on=date(2026, 9, 1), minutes=600, carry="none", limit=0)
    busy(me, harlow, minutes=60, until=TENTH, weeks=3)
    found = outlook_for(me, harlow.pk, now=NOW)
    assert (found.forecast, found.warns) == (None, False)


def test_she_is_told_until_she_takes_note_and_then_not_again_this_month(me, harlow):
    agree(me, harlow.pk, from_on=date(2026, 9, 1), minutes=600, carry="none", limit=0)
    busy(me, harlow, minutes=60, until=TENTH, weeks=6)
    assert [one.client for one in running_out_for(me, now=NOW)] == ["Harlow & Sons"]
    heed(me, harlow.pk, month=date(2026, 11, 1))
    heed(me, harlow.pk, month=date(2026, 11, 1))
    assert running_out_for(me, now=NOW) == []
    assert outlook_for(me, harlow.pk, now=NOW).warns


def test_nobody_is_told_that_the_hours_of_a_client_run_out_whose_work_has_ended(me, harlow):
    agree(me, harlow.pk, from_on=date(2026, 9, 1), minutes=600, carry="none", limit=0)
    busy(me, harlow, minutes=60, until=TENTH, weeks=6)
    Client.objects.filter(pk=harlow.pk).update(ended_on=DAY)
    assert running_out_for(me, now=NOW) == []
    assert outlook_for(me, harlow.pk, now=NOW).warns


def test_hours_that_are_used_up_are_told_of(me, harlow):
    agree(me, harlow.pk, from_on=date(2026, 11, 1), minutes=60, carry="none", limit=0)
    worked(me, harlow, 90, ahead=(TENTH - DAY).days)
    found = outlook_for(me, harlow.pk, now=NOW)
    assert (found.warns, found.account.over) == (True, 30)


def test_colleague_is_told_of_her_clients_alone(me, harlow):
    agree(me, harlow.pk, from_on=date(2026, 11, 1), minutes=60, carry="none", limit=0)
    worked(me, harlow, 90, ahead=(TENTH - DAY).days)
    ann = assistant()
    assert running_out_for(ann, now=NOW) == []
    assert outlook_for(ann, harlow.pk, now=NOW) is None
