"""A week as a table, a cell set to what was typed, an entry changed and taken away; each only what she may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from alongside.accounts.models import Practice
from alongside.clients.actions import add_client
from alongside.clients.joining import join
from alongside.hours.entries import Facts, bring_back, change, set_cell, take_away
from alongside.hours.errors import HoursError, NotThere
from alongside.hours.grid import week_for
from alongside.hours.models import Counted, Entry
from alongside.hours.queries import minutes_by_aspect
from alongside.support.models import Aspect
from tests.hours.making import DAY, NINE, spent, worked
from tests.making import assistant

pytestmark = pytest.mark.django_db
NOW = NINE + timedelta(days=30)


@pytest.fixture
def inbox(harlow):
    return Aspect.objects.create(client=harlow, name="Inbox")


def cell(me, client, minutes: int, was: int, *, aspect: Aspect | None = None, on=DAY) -> None:
    part = aspect.pk if aspect else None
    set_cell(me, client.pk, aspect_id=part, on=on, minutes=minutes, was=was, now=NOW)


def amounts(me) -> list[list[int]]:
    return [line.minutes for line in week_for(me, DAY).lines]


def test_what_is_typed_into_a_cell_is_noted(me, harlow):
    cell(me, harlow, 80, 0)
    entry = Entry.objects.get()
    assert (entry.on, entry.minutes, entry.source, entry.aspect) == (DAY, 80, "typed", None)


def test_cell_is_typed_anew_and_emptied(me, harlow):
    cell(me, harlow, 80, 0)
    cell(me, harlow, 95, 80)
    cell(me, harlow, 20, 95)
    assert Entry.objects.get().minutes == 20
    cell(me, harlow, 0, 20)
    assert not Entry.objects.exists()


def test_nothing_is_noted_in_a_cell_before_it_is_worked(me, harlow):
    later = NOW.date() + timedelta(days=2)
    with pytest.raises(HoursError, match="once they are worked"):
        cell(me, harlow, 80, 0, on=later)
    worked(me, harlow, 60, ahead=(later - DAY).days)
    cell(me, harlow, 0, 60, on=later)
    assert not Entry.objects.exists()


def test_what_is_typed_over_the_timer_is_noted_besides(me, harlow):
    spent(me, harlow, 0, 40)
    cell(me, harlow, 60, 40)
    assert Entry.objects.get(source="typed").minutes == 20
    assert Entry.objects.get(source="timer").ended_at == NINE + timedelta(minutes=40)


def test_cell_never_cuts_what_the_timer_counted(me, harlow):
    spent(me, harlow, 0, 40)
    with pytest.raises(HoursError, match="40 min of it come from the timer"):
        cell(me, harlow, 30, 40)
    assert amounts(me) == [[40, 0, 0, 0, 0, 0, 0]]


def test_of_several_that_were_typed_the_newest_gives_way_first(me, harlow):
    first, second = worked(me, harlow, 30), worked(me, harlow, 30)
    cell(me, harlow, 40, 60)
    assert list(Entry.objects.order_by("id").values_list("pk", "minutes")) == [
        (first.pk, 30),
        (second.pk, 10),
    ]
    cell(me, harlow, 10, 40)
    assert list(Entry.objects.values_list("pk", "minutes")) == [(first.pk, 10)]


def test_cell_that_was_changed_in_another_window_is_asked_for_again(me, harlow):
    cell(me, harlow, 80, 0)
    with pytest.raises(HoursError, match="is 1 h 20 now"):
        cell(me, harlow, 30, 0)
    assert Entry.objects.get().minutes == 80


@pytest.mark.parametrize("minutes", [-1, 25 * 60 + 1])
def test_no_day_has_more_hours_than_a_day(me, harlow, minutes):
    with pytest.raises(HoursError):
        cell(me, harlow, minutes, 0)


def test_aspects_have_lines_of_their_own(me, harlow, inbox):
    cell(me, harlow, 30, 0)
    cell(me, harlow, 45, 0, aspect=inbox)
    found = week_for(me, DAY)
    assert [(line.aspect, line.minutes[0], line.total) for line in found.lines] == [
        ("", 30, 30),
        ("Inbox", 45, 45),
    ]
    assert found.totals == [75, 0, 0, 0, 0, 0, 0]


def test_span_over_midnight_is_parted_in_the_week(me, harlow):
    spent(me, harlow, 14.5, 60)
    found = week_for(me, DAY)
    assert found.lines[0].minutes == [30, 30, 0, 0, 0, 0, 0]
    assert [(one.on, one.minutes) for one in found.noted] == [(DAY, 60)]


def test_day_is_of_this_desks_clock(me, harlow):
    Practice.objects.create(timezone="Pacific/Auckland")
    spent(me, harlow, 3, 30)
    assert amounts(me) == [[0, 30, 0, 0, 0, 0, 0]]


def test_lines_of_the_weeks_before_stand_ready(me, harlow):
    worked(me, harlow, 30, ahead=-20)
    assert amounts(me) == [[0] * 7]
    assert week_for(me, DAY).noted == []


def test_line_that_is_wanted_stands_there_and_one_of_strangers_does_not(me, harlow, inbox):
    other = Aspect.objects.create(client=add_client("Elm", by=me), name="Theirs")
    wanted = [(harlow.pk, None), (harlow.pk, inbox.pk), (harlow.pk, other.pk), (999, None), (harlow.pk, 999)]
    found = week_for(me, DAY, besides=wanted)
    assert [(line.client, line.aspect) for line in found.lines] == [
        ("Harlow & Sons", ""),
        ("Harlow & Sons", "Inbox"),
    ]


def test_spans_that_share_time_are_marked(me, harlow):
    for begins in (0, 0.5, 3):
        spent(me, harlow, begins, 60)
    assert [one.overlaps for one in week_for(me, DAY).noted] == [True, True, False]


def test_week_is_hers_alone_and_of_her_clients(me, harlow):
    ann = assistant()
    elm = add_client("Elm", by=ann)
    worked(ann, elm, 30)
    worked(ann, harlow, 45)
    assert amounts(me) == []
    assert [(line.client, line.total) for line in week_for(ann, DAY).lines] == [("Elm", 30)]


def test_nobody_types_for_a_client_of_others(me, harlow, inbox):
    ann = assistant()
    with pytest.raises(NotThere):
        cell(ann, harlow, 30, 0)
    with pytest.raises(NotThere):
        cell(me, add_client("Elm", by=me), 30, 0, aspect=inbox)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"on": DAY}, {"minutes": 5}, {"started_at": NINE}, {"started_at": NINE, "ended_at": NINE},
     {"on": DAY, "minutes": 0}, {"on": DAY, "minutes": 5, "started_at": NINE, "ended_at": NINE + timedelta(hours=1)}],
)  # fmt: skip
def test_database_knows_what_an_entry_is(me, harlow, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(member=me, client=harlow, **wrong)


def test_entry_is_changed(me, harlow, inbox):
    entry = spent(me, harlow, 0, 40)
    ends = NINE + timedelta(minutes=50)
    facts = Facts(harlow.pk, inbox.pk, "Sorted\nthe post", False, started_at=NINE, ended_at=ends)
    change(me, entry.pk, facts, now=NOW)
    entry.refresh_from_db()
    assert (entry.aspect, entry.note, entry.is_billable, entry.ended_at) == (
        inbox,
        "Sorted the post",
        False,
        ends,
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"started_at": NINE, "ended_at": NINE},
        {"started_at": NINE, "ended_at": NINE + timedelta(days=7)},
        {"started_at": NINE, "ended_at": NOW + timedelta(minutes=1)},
        {"on": DAY},
        {"on": DAY, "minutes": 0},
        {"on": DAY, "minutes": 1501},
        {"minutes": 5},
    ],
)
def test_entry_is_not_changed_to_what_cannot_be(me, harlow, facts):
    entry = spent(me, harlow, 0, 40)
    with pytest.raises(HoursError):
        change(me, entry.pk, Facts(harlow.pk, None, "", True, **facts), now=NOW)


def test_assistant_does_not_change_hours_of_others_and_an_owner_does(me):
    ann = assistant()
    elm = add_client("Elm", by=ann)
    hers, mine = worked(ann, elm, 30), worked(me, elm, 30)
    facts = Facts(elm.pk, None, "", True, on=DAY, minutes=10)
    with pytest.raises(NotThere):
        change(ann, mine.pk, facts, now=NOW)
    change(me, hers.pk, facts, now=NOW)
    hers.refresh_from_db()
    assert (hers.minutes, hers.member) == (10, ann)


def test_entry_that_was_taken_away_comes_back_with_what_it_counted(me, harlow, inbox):
    entry = spent(me, harlow, 0, 40, aspect=inbox, note="Post")
    Counted.objects.create(member=me, source_key=b"k" * 16, entry=entry)
    kept = take_away(me, entry.pk)
    assert (Entry.objects.count(), Counted.objects.count()) == (0, 0)
    bring_back(me, kept)
    back = Entry.objects.get()
    assert (back.started_at, back.note, back.aspect) == (NINE, "Post", inbox)
    assert Counted.objects.get().entry == back


def test_minutes_by_aspect_are_everybodys_and_of_these_days(me, harlow, inbox):
    worked(me, harlow, 30, aspect=inbox)
    worked(assistant(), harlow, 10, aspect=inbox)
    worked(me, harlow, 5, ahead=1)
    spent(me, harlow, 14.5, 60)
    worked(me, harlow, 99, ahead=2)
    assert minutes_by_aspect(me, harlow.pk, DAY, DAY) == {inbox.pk: 40, None: 30}
    assert minutes_by_aspect(me, harlow.pk, DAY, DAY + timedelta(days=1)) == {inbox.pk: 40, None: 65}


def test_stranger_learns_of_no_hours(me, harlow):
    worked(me, harlow, 30)
    assert minutes_by_aspect(assistant(), harlow.pk, DAY, DAY) == {}


def test_hours_of_a_client_that_was_joined_stand_with_the_other(me, harlow):
    elm = add_client("Elm", by=me)
    worked(me, elm, 30)
    worked(me, harlow, 10)
    join(harlow, elm, by=me)
    assert amounts(me) == [[40, 0, 0, 0, 0, 0, 0]]
    assert minutes_by_aspect(me, harlow.pk, DAY, DAY) == {None: 40}
    cell(me, harlow, 15, 40)
    assert amounts(me) == [[15, 0, 0, 0, 0, 0, 0]]
