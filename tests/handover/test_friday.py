"""Weekly notes on Friday and after: ready once, kept waiting, told of whom it is now, gone with what was erased."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from alongside.accounts.models import Practice
from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.handover import actions
from alongside.handover.models import WeeklyNote, WeeklyWish
from alongside.handover.queries import listed_for, next_weekly_at, ready_for, still_to_prepare, weekly_for
from alongside.handover.rules import Edits
from alongside.intake.erasing import erase, preview_address, preview_client
from alongside.intake.joining import join_clients
from alongside.outbox.models import Draft
from alongside.processes.follow_ups import follow_all
from tests.handover.making import (
    CANARY,
    HER,
    MARA,
    NOW,
    ago,
    brought_in,
    letter,
    to_do,
)
from tests.handover.weekly import edit, parts_now, told_about

__all__ = ["told_about"]


# Friday


@pytest.mark.django_db
def test_on_friday_a_note_is_ready_for_each_client_who_wants_one(owner, harlow):
    add_client("Birch", by=owner)
    actions.want_weekly(owner, harlow.pk, is_on=True, now=NOW)
    assert actions.prepare_due(now=ago(days=1)) == 0
    assert (actions.prepare_due(now=NOW), actions.prepare_due(now=NOW)) == (1, 0)
    assert WeeklyNote.objects.get().client == harlow
    assert ready_for(owner, now=NOW) == 1
    assert [one.is_ready for one in listed_for(owner, now=NOW)] == [True]


@pytest.mark.django_db
def test_friday_is_friday_by_the_clock_of_the_desk(owner, harlow):
    Practice.objects.update_or_create(defaults={"name": "Desk", "timezone": "Pacific/Auckland"})
    actions.want_weekly(owner, harlow.pk, is_on=True, now=NOW)
    friday_there = datetime(2026, 11, 26, 20, tzinfo=UTC)
    assert actions.prepare_due(now=friday_there - timedelta(minutes=1)) == 0
    assert actions.prepare_due(now=friday_there) == 1


@pytest.mark.broad
@pytest.mark.django_db
def test_what_was_changed_before_friday_is_ready_on_friday_too(owner, harlow, told_about):
    actions.want_weekly(owner, harlow.pk, is_on=True, now=NOW)
    edit(owner, harlow, top="Before Friday.")
    assert ready_for(owner, now=NOW) == 0
    actions.prepare_due(now=NOW)
    assert ready_for(owner, now=NOW) == 1
    assert weekly_for(owner, harlow.pk, now=NOW).top == "Before Friday."
    actions.begin_letter(owner, harlow.pk, now=NOW)
    assert ready_for(owner, now=NOW) == 0


@pytest.fixture
def of_friday(owner, harlow, told_about) -> date:
    """The week of a note that was made ready and changed, and not told."""
    actions.want_weekly(owner, harlow.pk, is_on=True, now=NOW)
    actions.prepare_due(now=NOW)
    edit(owner, harlow, top="A good week.")
    return weekly_for(owner, harlow.pk, now=NOW).week_on


MONDAY = NOW + timedelta(days=3)


@pytest.mark.django_db
def test_what_was_not_told_on_friday_is_there_on_monday(owner, harlow, of_friday):
    found = weekly_for(owner, harlow.pk, now=MONDAY)
    assert (found.week_on, found.top, found.is_late) == (of_friday, "A good week.", True)
    assert ready_for(owner, now=MONDAY) == 1
    assert [one.is_ready for one in listed_for(owner, now=MONDAY)] == [True]
    actions.mark_told(owner, harlow.pk, now=MONDAY)
    assert WeeklyNote.objects.get().week_on == of_friday
    assert ready_for(owner, now=MONDAY) == 0
    fresh = weekly_for(owner, harlow.pk, now=MONDAY + timedelta(hours=1))
    assert (fresh.top, fresh.is_late, fresh.since) == ("", False, MONDAY)


@pytest.mark.django_db
def test_a_letter_of_monday_is_of_the_note_that_waited(owner, harlow, of_friday):
    draft = actions.begin_letter(owner, harlow.pk, now=MONDAY)
    assert "A good week." in draft.text and "23 November" in draft.subject
    assert weekly_for(owner, harlow.pk, now=MONDAY).draft_id == draft.pk
    assert ready_for(owner, now=MONDAY) == 0


@pytest.mark.broad
@pytest.mark.django_db
def test_a_note_that_waits_is_dropped_when_the_next_is_begun(owner, harlow, of_friday):
    week_on = of_friday + timedelta(days=7)
    begun = weekly_for(owner, harlow.pk, now=MONDAY, week_on=week_on)
    assert (begun.week_on, begun.top) == (week_on, "")
    actions.keep_edits(owner, harlow.pk, Edits("Anew."), now=MONDAY, week_on=week_on)
    assert weekly_for(owner, harlow.pk, now=MONDAY).top == "Anew."
    assert ready_for(owner, now=MONDAY) == 0
    assert ready_for(owner, now=MONDAY + timedelta(days=14)) == 0


@pytest.mark.django_db
def test_on_the_next_friday_the_next_note_takes_its_place(owner, harlow, of_friday):
    friday = NOW + timedelta(days=7)
    actions.prepare_due(now=friday)
    assert not weekly_for(owner, harlow.pk, now=friday).is_late
    assert ready_for(owner, now=friday) == 1


@pytest.mark.broad
@pytest.mark.django_db
def test_a_page_of_sunday_keeps_its_week_on_monday(owner, harlow, of_friday):
    """Also where this week's note was begun in another window meanwhile; a week that is none counts for nothing."""
    actions.keep_edits(owner, harlow.pk, Edits("Anew."), now=MONDAY, week_on=of_friday + timedelta(days=7))
    actions.keep_edits(owner, harlow.pk, Edits("Of Sunday."), now=MONDAY, week_on=of_friday)
    assert WeeklyNote.objects.get(week_on=of_friday).top == "Of Sunday."
    assert weekly_for(owner, harlow.pk, now=MONDAY, week_on=date(26, 1, 1)).top == "Anew."


@pytest.mark.django_db
def test_the_timetable_asks_while_a_note_is_still_to_be_made(owner, harlow):
    assert next_weekly_at() is None
    actions.want_weekly(owner, harlow.pk, is_on=True, now=NOW)
    due = next_weekly_at()
    assert due is not None
    assert (due.weekday(), due.hour) == (4, 9)


@pytest.mark.django_db
def test_nobody_is_told_of_a_client_who_was_ended(owner, harlow):
    actions.want_weekly(owner, harlow.pk, is_on=True, now=NOW)
    Client.objects.filter(pk=harlow.pk).update(ended_on=date(2026, 11, 1))
    assert still_to_prepare(now=NOW)[1] == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Harlow", "Birch"])
def test_what_was_wished_for_a_client_that_was_joined_ends_with_the_one_that_it_is(owner, harlow, name):
    birch = add_client("Birch", by=owner)
    actions.want_weekly(owner, birch.pk, is_on=True, now=NOW)
    join_clients(harlow, birch, by=owner)
    Client.objects.filter(name__startswith=name).update(ended_on=date(2026, 11, 1))
    assert still_to_prepare(now=NOW)[1] == (set() if name == "Harlow" else {harlow.pk})


@pytest.mark.django_db(transaction=True)
def test_a_client_that_was_joined_is_told_as_the_one_it_is_now(owner, harlow):
    birch = add_client("Birch", by=owner)
    actions.want_weekly(owner, birch.pk, is_on=True, now=NOW)
    join_clients(harlow, birch, by=owner)
    assert still_to_prepare(now=NOW)[1] == {harlow.pk}
    assert weekly_for(owner, harlow.pk, now=NOW).is_wanted
    actions.want_weekly(owner, harlow.pk, is_on=False, now=NOW)
    assert not WeeklyWish.objects.exists()


# Erasing


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_words_for_an_erased_letter_go_with_it(owner, harlow, box):
    asked = "Which hall shall I book?"
    brought_in(box, letter(HER, MARA, asked, name="Hall", at=ago(days=1)))
    (line,) = [line for part in parts_now(owner, harlow) if part.name == "needed" for line in part.lines]
    kept = to_do(owner, harlow, "Chairs.", at=ago(days=1))
    edit(owner, harlow, edited={line.key: (CANARY, line.entry), f"p:{kept}": ("Forty chairs.", None)})
    erase(preview_address(MARA))
    assert WeeklyNote.objects.get().edited == {f"p:{kept}": ["Forty chairs.", None]}


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_notes_of_an_erased_client_are_gone(owner, harlow, told_about):
    actions.want_weekly(owner, harlow.pk, is_on=True, now=NOW)
    edit(owner, harlow, top=CANARY)
    actions.begin_letter(owner, harlow.pk, now=NOW)
    erase(preview_client(harlow))
    follow_all()
    assert not WeeklyNote.objects.exists() and not WeeklyWish.objects.exists() and not Draft.objects.exists()
