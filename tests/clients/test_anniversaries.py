"""Days that come every year: which come soon, at the turn of the year, on 29 February, after joins and merges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.clients.actions import ClientsError, add_client, add_person, merge
from alongside.clients.anniversaries import all_at, find_for, keep_day, see_to, soon_for
from alongside.clients.models import Anniversary, Assignment, Person
from alongside.clients.rules import in_year, is_day_of_year, next_on, occasion, years_on
from alongside.intake.erasing import erase, preview_client
from alongside.intake.joining import join_clients, part_clients
from tests.making import assistant, owner

TODAY = date(2026, 12, 29)


@pytest.fixture
def harlow(db):
    client = add_client("Harlow & Sons", by=owner())
    add_person(client, "Mara Quill", ["mara@harlow.example"])
    return client


def kept(client, *, person: Person | None = None, kind: str = "birthday", month: int, day: int, **more):
    values = {"label": "", "year": None, **more}
    return keep_day(client, person, kind=kind, month=month, day=day, **values)


def names(member, today: date = TODAY) -> list[tuple[str, date]]:
    return [(one.name, one.on) for one in soon_for(member, today=today)]


@pytest.mark.parametrize(
    ("day", "today", "expected"),
    [
        ((12, 29), TODAY, date(2026, 12, 29)),
        ((12, 28), TODAY, date(2027, 12, 28)),
        ((1, 2), TODAY, date(2027, 1, 2)),
        ((2, 29), date(2026, 2, 1), date(2026, 2, 28)),
        ((2, 29), date(2027, 2, 28), date(2027, 2, 28)),
        ((2, 29), date(2027, 3, 1), date(2028, 2, 29)),
        ((2, 29), date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_it_comes_next(day, today, expected):
    assert next_on(*day, today=today) == expected


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_it_comes_once_a_year_and_never_lies_behind(today, day):
    on = next_on(day.month, day.day, today=today)
    assert timedelta() <= on - today <= timedelta(days=366)
    assert on == in_year(day.month, day.day, on.year)


def test_no_year_has_the_31st_of_june():
    assert [is_day_of_year(*day) for day in ((6, 31), (2, 29), (13, 1), (0, 1))] == [
        False,
        True,
        False,
        False,
    ]


def test_years_are_counted_where_the_year_is_known():
    assert [years_on(date(2026, 3, 1), year) for year in (1986, 2026, None)] == [40, None, None]


def test_it_is_said_as_people_say_it():
    assert occasion("Mara Quill", "birthday", "", 40) == "Mara Quill’s birthday, 40"
    assert occasion("Harlow & Sons", "since", "", 1) == "Harlow & Sons, 1 year together"
    assert occasion("Mara Quill", "other", "wedding day", 12) == "Mara Quill: wedding day, 12 years"


def test_what_comes_within_a_week_is_told_over_the_turn_of_the_year(harlow):
    mara = Person.objects.get()
    kept(harlow, person=mara, month=1, day=2)
    kept(harlow, kind="since", month=12, day=29, year=2020)
    kept(harlow, kind="other", label="Fair", month=1, day=6)
    found = soon_for(owner(), today=TODAY)
    assert [(one.name, one.on, one.years) for one in found] == [
        ("Harlow & Sons", TODAY, 6),
        ("Mara Quill", date(2027, 1, 2), None),
    ]


def test_what_is_done_comes_again_next_year(harlow):
    see_to(kept(harlow, person=Person.objects.get(), month=1, day=2), date(2027, 1, 2))
    assert names(owner()) == []
    assert names(owner(), date(2027, 12, 30)) == [("Mara Quill", date(2028, 1, 2))]


def test_only_those_who_work_for_the_client_are_told(harlow):
    ann, mara = assistant(), Person.objects.get()
    day = kept(harlow, person=mara, month=1, day=2)
    assert (names(ann), all_at(ann, harlow.pk, today=TODAY), find_for(ann, day.pk)) == ([], [], None)
    Assignment.objects.create(member=ann, client=harlow)
    assert names(ann) == [("Mara Quill", date(2027, 1, 2))]


@pytest.mark.parametrize(
    "wrong",
    [
        {"month": 2, "day": 30},
        {"month": 1, "day": 1, "year": 26},
        {"month": 1, "day": 1, "kind": "other"},
        {"month": 1, "day": 1, "kind": "wake"},
    ],
)
def test_what_cannot_be_is_not_kept(harlow, wrong):
    with pytest.raises(ClientsError):
        kept(harlow, **wrong)
    assert not Anniversary.objects.exists()


def test_nobody_has_a_day_at_another_client(harlow):
    with pytest.raises(ClientsError):
        kept(add_client("Penrose", by=owner()), person=Person.objects.get(), month=1, day=2)


def test_a_person_who_turns_out_to_be_another_keeps_the_day(harlow):
    add_person(harlow, "M. Quill", ["m@harlow.example"])
    mara, other = Person.objects.order_by("id")
    kept(harlow, person=other, month=1, day=2)
    merge(mara, other, by=owner())
    assert names(owner()) == [("Mara Quill", date(2027, 1, 2))]


def test_days_follow_a_client_that_is_joined_and_come_back_when_it_is_parted(harlow):
    mara, penrose = Person.objects.get(), add_client("Penrose", by=owner())
    kept(harlow, person=mara, month=1, day=2)
    kept(harlow, kind="since", month=1, day=3)
    joined = join_clients(penrose, harlow, by=owner())
    assert names(owner()) == [("Mara Quill", date(2027, 1, 2)), ("Penrose", date(2027, 1, 3))]
    assert len(all_at(owner(), penrose.pk, today=TODAY)) == 2
    part_clients(joined)
    assert {one.client for one in soon_for(owner(), today=TODAY)} == {"Harlow & Sons"}


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_days_go_with_whom_they_belong_to(harlow):
    kept(harlow, person=Person.objects.get(), month=1, day=2)
    kept(harlow, kind="since", month=1, day=3)
    erase(preview_client(harlow))
    assert not Anniversary.objects.exists()
