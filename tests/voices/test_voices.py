"""Whom a member has spoken with: from the timeline and by hand, and hers alone."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from alongside.agreements.actions import Hours, be_away, keep_own_hours
from alongside.clients.actions import add_client
from alongside.connections.models import Connection, Grant
from alongside.intake.erasing import erase, preview_client
from alongside.intake.rebuilding import rebuild
from alongside.processes.follow_ups import follow_all
from alongside.voices import actions
from alongside.voices.actions import VoicesError
from alongside.voices.models import Company, Spoken, Talk
from alongside.voices.queries import companies_for, days_for, due_for, is_on_for, today_line_for
from alongside.voices.rules import DayHeard, Heard, by_day, last_quiet_day, longest_gap, quiet_spell
from tests.making import ParsingHere, arrive, assistant, mailbox, owner, rewritten
from tests.rhythm.making import TODAY, bring_level, call, every, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", addresses=[("mara@harlow.example", "Mara Quill")], by=owner())


@pytest.fixture
def colleague(harlow):
    """Works for the same client, and logs her calls by her own hand."""
    member = assistant()
    harlow.assignments.create(member=member)
    return member


def own_source(member) -> Connection:
    source = Connection.objects.create(kind="files", label=f"calls of {member.pk}", owner_member=member)
    Grant.objects.create(connection=source, member=member)
    return source


def names(member, on: date = TODAY) -> tuple[str, ...]:
    return days_for(member, today=on)[0].names


@pytest.mark.broad
def test_a_call_she_logged_is_hers_with_the_persons_name(harlow):
    arrive(own_source(owner()), call(TODAY, minutes=25))
    follow_all()
    day = days_for(owner(), today=TODAY)[0]
    assert (day.names, day.minutes) == (("Mara Quill",), 25)


@pytest.mark.broad
def test_a_clients_call_that_a_colleague_logged_is_not_hers(harlow, colleague):
    logged = call(TODAY)
    arrive(own_source(colleague), rewritten(logged, parties=logged.parties[:1]))
    follow_all()
    assert (names(owner()), names(colleague)) == ((), ("Mara Quill",))


@pytest.mark.broad
def test_a_meeting_that_names_her_is_hers_whoever_kept_it(harlow, colleague):
    arrive(mailbox(colleague, label="Calendar", own=[]), call(TODAY, kind="meeting"))
    follow_all()
    assert names(owner()) == ("Mara Quill",)


@pytest.mark.broad
def test_letters_and_missed_calls_are_no_talk(harlow):
    arrive(own_source(owner()), letter(TODAY), call(TODAY, minutes=0))
    follow_all()
    assert Talk.objects.count() == 0


@pytest.mark.broad
def test_a_talk_of_a_client_handed_back_keeps_its_time_and_loses_its_name(harlow, colleague):
    arrive(own_source(colleague), call(TODAY, minutes=30))
    follow_all()
    harlow.assignments.all().delete()
    day = days_for(colleague, today=TODAY)[0]
    assert (day.names, day.minutes) == (("somebody",), 30)


@pytest.mark.broad
def test_a_talk_is_made_again_by_a_rebuild_and_notes_stay(harlow):
    note(owner(), "Bea")
    arrive(own_source(owner()), call(TODAY))
    follow_all()
    rebuild(ParsingHere())
    # What the made-up bytes of tests are, no parser knows: the talk is gone with its entry, and nothing hangs.
    follow_all()
    assert (Talk.objects.count(), Spoken.objects.count()) == (0, 1)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_with_an_erased_client_its_talks_go():
    harlow = add_client("Harlow & Sons", domains=["harlow.example"], by=owner())
    arrive(own_source(owner()), call(TODAY))
    follow_all()
    assert Talk.objects.count() == 1
    erase(preview_client(harlow))
    assert Talk.objects.count() == 0


# By hand


def note(member, name: str = "Bea", *, on: date = TODAY, **more) -> Spoken:
    values = {"kind": "peer", "by": "voice", "minutes": 40, "today": TODAY, **more}
    return actions.note_spoken(member, name=name, on=on, **values)


def test_a_peer_noted_by_hand_counts_like_any_other(db):
    note(owner())
    assert (names(owner()), days_for(owner(), today=TODAY)[0].minutes) == (("Bea",), 40)


def test_a_name_is_kept_once(db):
    note(owner(), "Bea")
    note(owner(), "  Bea ")
    assert [(one.name, last_on) for one, last_on in companies_for(owner())] == [("Bea", TODAY)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "  "},
        {"name": "x" * 101},
        {"on": TODAY + timedelta(days=1)},
        {"minutes": 0},
        {"by": "telepathy"},
        {"kind": "enemy"},
    ],
)
def test_what_cannot_be_is_not_noted(db, wrong):
    with pytest.raises(VoicesError):
        note(owner(), **{"name": "Bea", **wrong})
    assert Company.objects.count() == 0


def test_what_was_noted_by_mistake_goes_with_its_name(db):
    actions.take_back(owner(), note(owner()).pk)
    assert (Spoken.objects.count(), Company.objects.count()) == (0, 0)


def test_taking_back_one_of_two_keeps_the_name(db):
    note(owner())
    actions.take_back(owner(), note(owner(), minutes=7).pk)
    assert (Spoken.objects.count(), Company.objects.count()) == (1, 1)


def test_nobody_takes_back_or_forgets_what_is_another_ones(db):
    hers = note(assistant())
    actions.take_back(owner(), hers.pk)
    assert not actions.forget(owner(), hers.company_id)
    assert Spoken.objects.count() == 1


def test_switched_off_says_nothing_and_keeps_what_was_noted(db):
    note(owner())
    actions.switch(owner(), is_on=False)
    assert (is_on_for(owner()), today_line_for(owner(), today=TODAY)) == (False, None)
    actions.switch(owner(), is_on=True)
    assert today_line_for(owner(), today=TODAY).names == ("Bea",)


# A quiet spell


@pytest.mark.broad
def test_a_quiet_spell_suggests_the_call_that_is_due(harlow):
    arrive(own_source(owner()), *(call(on) for on in every(9, times=9, until=TODAY - timedelta(days=31))))
    bring_level()
    note(owner(), "Bea", on=TODAY - timedelta(days=40))
    assert due_for(owner(), today=TODAY).client.client.name == "Harlow & Sons"


def test_without_a_due_call_somebody_of_her_own_is_suggested(db):
    note(owner(), "Bea", on=TODAY - timedelta(days=40))
    note(owner(), "Cy", on=TODAY - timedelta(days=3))
    due = due_for(owner(), today=TODAY)
    assert (due.company, due.last_on) == ("Bea", TODAY - timedelta(days=40))


def test_somebody_elses_people_are_never_suggested(db):
    note(assistant(), "Bea")
    assert due_for(owner(), today=TODAY) is None


# Pure

WEDNESDAY = date(2026, 9, 30)


def heard(*days_ago: int, span: int = 14) -> list[DayHeard]:
    talks = [Heard(WEDNESDAY - timedelta(days=back), "Bea", "voice", 10) for back in days_ago]
    return by_day(talks, since=WEDNESDAY - timedelta(days=span), until=WEDNESDAY)


@pytest.mark.parametrize(("days_ago", "spell"), [((0,), 0), ((1,), 0), ((2,), 1), ((5,), 2), ((6,), 3)])
def test_a_quiet_spell_counts_working_days_before_today(days_ago, spell):
    # The fifth day before is a Friday: Monday and Tuesday are quiet, the weekend counts for nothing.
    assert quiet_spell(heard(*days_ago), today=WEDNESDAY) == spell


def test_the_last_quiet_day_is_a_working_day_of_this_week():
    assert last_quiet_day(heard(0, 1), today=WEDNESDAY) == WEDNESDAY - timedelta(days=2)


def test_the_longest_time_with_nobody_is_between_two_talks_or_until_now():
    assert longest_gap(heard(12, 9, 1)) == (
        WEDNESDAY - timedelta(days=8),
        WEDNESDAY - timedelta(days=2),
    )
    assert longest_gap(heard(12, 9)) == (WEDNESDAY - timedelta(days=8), WEDNESDAY)
    assert longest_gap(heard()) is None


def test_time_with_nobody_at_the_beginning_of_what_is_shown_counts():
    """What stands in the list as nobody, day for day, is no shorter than two days of this week."""
    assert longest_gap(heard(3, 2, span=27)) == (
        WEDNESDAY - timedelta(days=27),
        WEDNESDAY - timedelta(days=4),
    )


def test_a_day_names_everybody_once():
    talks = [Heard(WEDNESDAY, who, "voice", None) for who in ("Bea", "Cy", "Bea")]
    assert by_day(talks, since=WEDNESDAY, until=WEDNESDAY)[0].names == ("Bea", "Cy")


@pytest.mark.broad
def test_the_line_of_today_counts_by_her_own_clock(harlow):
    member = owner()
    arrive(own_source(member), call(TODAY, hour=23.5))
    follow_all()
    with timezone.override("Asia/Tokyo"):
        assert names(member, TODAY + timedelta(days=1)) == ("Mara Quill",)


def test_days_on_which_she_does_not_work_make_no_quiet_spell():
    away = {WEDNESDAY - timedelta(days=1), WEDNESDAY - timedelta(days=2)}
    works = lambda on: on not in away and on.weekday() < 5  # noqa: E731
    assert quiet_spell(heard(6), today=WEDNESDAY, works=works) == 1
    assert last_quiet_day(heard(6), today=WEDNESDAY, works=works) == WEDNESDAY - timedelta(days=5)


def test_coming_back_from_days_away_she_is_told_of_no_quiet_spell(db):
    today = timezone.localdate()
    keep_own_hours(Hours(time(9), time(17), "0123456", ""))
    note(owner(), on=today - timedelta(days=9), today=today)
    assert today_line_for(owner(), today=today).quiet_days == 8
    be_away(owner(), starts_on=today - timedelta(days=8), ends_on=today - timedelta(days=1))
    line = today_line_for(owner(), today=today)
    assert (line.quiet_days, line.nobody_on) == (0, None)


@pytest.mark.parametrize(("days_ago", "told_of_yesterday"), [((0,), False), ((0, 5), True), ((0, 60), True)])
def test_of_days_before_the_first_talk_nothing_is_said(days_ago, told_of_yesterday):
    """Whoever begins today spoke yesterday as she may; whoever noted something before then noted nothing yesterday."""
    keep_own_hours(Hours(time(9), time(17), "0123456", ""))
    for ago in days_ago:
        note(owner(), on=TODAY - timedelta(days=ago))
    line = today_line_for(owner(), today=TODAY)
    assert line is not None
    assert (line.nobody_on is not None) == told_of_yesterday
    shown = days_for(owner(), today=TODAY)
    assert len(shown) == {1: 1, 2: 6 if days_ago[-1] == 5 else 28}[len(days_ago)]
