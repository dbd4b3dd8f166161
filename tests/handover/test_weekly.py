"""The weekly note: what stands in it, what she changes, how it is told; and that nothing of hers alone is in it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from alongside.clients.models import Assignment
from alongside.handover import actions
from alongside.handover.errors import HandoverError, NotThere
from alongside.handover.queries import weekly_for
from alongside.handover.rules import Edits, as_letter, as_message, edits_of, laid_over, looks_back_to, week_of
from alongside.handover.shapes import Line, Part
from alongside.outbox.actions import discard
from alongside.outbox.models import Draft
from alongside.promises import actions as promises
from tests.handover.making import (
    CANARY,
    HER,
    MARA,
    NOW,
    ago,
    brought_in,
    call,
    letter,
    note,
    planned,
    to_do,
    words_of,
)
from tests.handover.weekly import edit, parts_now, told_about

__all__ = ["told_about"]


LONDON, AUCKLAND = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Auckland")


PARTS = [
    Part("done", "Done", (Line("p:1", "The list went out."), Line("e:7", "Call on Tuesday", entry=7))),
    Part("needed", "What I need from you", (Line("q:2", "Which hall?"),)),
]


# The rules


def test_a_week_begins_on_monday_by_the_clock_of_the_desk():
    late = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    assert week_of(late, zone=LONDON) == date(2026, 11, 23)
    assert week_of(late, zone=AUCKLAND) == date(2026, 11, 30)


def test_a_note_goes_on_where_the_one_before_it_ended():
    week, friday = date(2026, 11, 23), datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert looks_back_to(week, friday, zone=LONDON) == friday
    monday = datetime(2026, 11, 23, tzinfo=LONDON)
    assert looks_back_to(week, None, zone=LONDON) == monday
    assert looks_back_to(week, friday - timedelta(days=30), zone=LONDON) == monday


def test_a_letter_has_titles_and_a_message_has_stars():
    assert as_letter("All well.", PARTS) == (
        "All well.\n\nDone\n- The list went out.\n- Call on Tuesday\n\nWhat I need from you\n- Which hall?\n"
    )
    assert as_message("", PARTS).startswith("*Done*\n• The list went out.\n")


def test_what_is_taken_out_leaves_no_title_behind():
    edits = Edits(hidden=frozenset({"q:2", "p:1"}), edited={"e:7": ("We spoke.", 7)})
    assert as_letter("", laid_over(PARTS, edits)) == "Done\n- We spoke.\n"


def typed(**changes: str) -> dict[str, tuple[str, str]]:
    lines = [line for part in PARTS for line in part.lines]
    return {one.key: (one.words, changes.get(one.key.replace(":", "_"), one.words)) for one in lines}


def test_only_what_was_changed_is_kept_of_a_form():
    edits = edits_of(PARTS, top="Hi\r\nyou", shown=["p:1", "e:7"], typed=typed(e_7="We\nspoke."))
    assert edits == Edits("Hi\nyou", frozenset({"q:2"}), {"e:7": ("We spoke.", 7)})


def test_words_that_came_up_since_the_page_was_made_are_no_change_of_hers():
    older = {"p:1": ("The list will go out.", "The list will go out.")}
    assert edits_of(PARTS, top="", shown=["p:1"], typed=older) == Edits()


def test_an_emptied_line_is_left_out_though_its_box_is_ticked():
    edits = edits_of(PARTS, top="", shown=["p:1", "e:7", "q:2"], typed=typed(e_7=" \n"))
    assert (edits.hidden, edits.edited) == (frozenset({"e:7"}), {})
    assert "Call on Tuesday" not in as_letter("", laid_over(PARTS, edits))


def test_an_emptied_line_that_was_changed_before_is_not_told_in_its_first_words():
    changed = laid_over(PARTS, Edits(edited={"p:1": ("Gone.", None)}))
    form = {"p:1": ("Gone.", "")}
    emptied = edits_of(changed, top="", shown=["p:1"], typed=form)
    assert (emptied.hidden, emptied.edited) == (frozenset({"p:1"}), {})
    kept = edits_of(changed, top="", shown=["p:1"], typed={"p:1": ("Gone.", "Gone.")})
    assert kept.edited == {"p:1": ("Gone.", None)}


@pytest.mark.django_db
def test_done_are_todos_and_promises_of_the_week(owner, harlow):
    done, older, slipped = (
        to_do(owner, harlow, words, at=ago(days=20)) for words in ("Book the hall.", "Old one.", "Not this.")
    )
    promises.say(owner, done, "kept", now=ago(days=1))
    promises.say(owner, older, "kept", now=ago(days=9))
    promises.say(owner, slipped, "dropped", now=ago(days=1))
    assert words_of(parts_now(owner, harlow), "done") == ["Book the hall."]
    assert words_of(parts_now(owner, harlow), "in_hand") == []


@pytest.mark.django_db
def test_what_comes_again_is_done_and_in_hand(owner, harlow):
    key = to_do(owner, harlow, "Chase invoices", at=ago(days=30), due_on="2026-11-24", repeat="week")
    assert words_of(parts_now(owner, harlow), "done") == []
    promises.say(owner, key, "kept", now=ago(days=2))
    assert words_of(parts_now(owner, harlow), "done") == ["Chase invoices"]
    assert words_of(parts_now(owner, harlow), "in_hand") == ["Chase invoices (by Tuesday 1 December)"]
    promises.undo(owner, key, now=ago(days=1))
    assert words_of(parts_now(owner, harlow), "done") == []


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_calls_that_took_place_are_done_and_missed_ones_are_not(owner, harlow, box):
    call(owner, harlow, at=ago(days=1), minutes=35)
    call(owner, harlow, at=ago(days=2), minutes=0, number=2)
    assert words_of(parts_now(owner, harlow), "done") == [
        "Call with Mara Quill on Thursday 26 November, 35 min"
    ]


@pytest.mark.django_db(transaction=True)
def test_call_that_was_noted_after_a_note_was_told_stands_in_the_next_and_once(owner, harlow, monkeypatch):
    """Told on Friday at noon; a call of that morning is written down in the afternoon."""
    call(owner, harlow, at=ago(hours=20), minutes=10, number=1)
    noon = NOW + timedelta(minutes=1)
    actions.mark_told(owner, harlow.pk, now=noon)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(hours=3))
    call(owner, harlow, at=ago(hours=1), minutes=35, number=2)
    next_friday = NOW + timedelta(days=7)
    parts = weekly_for(owner, harlow.pk, now=next_friday).parts
    assert words_of(parts, "done") == ["Call with Mara Quill on Friday 27 November, 35 min"]


@pytest.mark.broad
@pytest.mark.django_db
def test_answered_letters_are_counted(owner, harlow, box):
    brought_in(
        box,
        letter(MARA, HER, "Can you book the hall?", name="Hall", at=ago(days=2)),
        letter(HER, MARA, "Yes, it is booked.", name="Yes", at=ago(days=1), answers="Hall"),
        letter(MARA, HER, "Is the oak here?", name="Oak", at=ago(hours=3)),
    )
    (line,) = [line for part in parts_now(owner, harlow) if part.name == "done" for line in part.lines]
    assert line.words == "1 letter answered"


@pytest.mark.broad
@pytest.mark.django_db
def test_what_is_needed_is_what_was_asked_of_them(owner, harlow, box):
    asked = "Which hall shall I book?\n\nHow many guests come?"
    brought_in(box, letter(HER, MARA, asked, name="Hall", at=ago(days=1)))
    (part,) = [part for part in parts_now(owner, harlow) if part.name == "needed"]
    assert [line.words for line in part.lines] == ["Which hall shall I book?", "How many guests come?"]
    assert {line.url for line in part.lines} == {f"/conversations/{part.lines[0].entry}/?client={harlow.pk}"}


@pytest.mark.django_db
def test_the_next_call_stands_there_by_their_clock_without_what_she_calls_it(owner, harlow):
    harlow.timezone = "America/New_York"
    harlow.save()
    planned(owner, harlow, at=datetime(2026, 12, 1, 15, tzinfo=UTC))
    (line,) = words_of(parts_now(owner, harlow), "next")
    assert line == "Call on Tuesday 1 December, 10:00 (New York time)"


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_nothing_that_is_hers_alone_is_in_it(owner, harlow, box):
    note(owner, harlow, f"I'll send {CANARY} by Friday. Is {CANARY} free?", at=ago(days=1))
    assert parts_now(owner, harlow) == ()


@pytest.mark.django_db
def test_two_presses_make_one_draft(owner, harlow, told_about):
    edit(owner, harlow, top="A good week.", edited={f"p:{told_about}": ("I am booking the hall.", None)})
    first = actions.begin_letter(owner, harlow.pk, now=NOW)
    second = actions.begin_letter(owner, harlow.pk, now=NOW)
    assert first.pk == second.pk
    draft = Draft.objects.get()
    assert (draft.to, draft.client) == ("Mara Quill <mara@harlow.example>", harlow)
    assert draft.text.startswith("Hello Mara,\n\nA good week.\n\nIn hand\n- I am booking the hall.\n"), (
        draft.text
    )
    assert draft.sent_at is None


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_make_one_draft(owner, harlow, told_about, monkeypatch):
    both_have_read = threading.Barrier(2)

    def read_first(*args, **kwargs):
        found = weekly_for(*args, **kwargs)
        both_have_read.wait(10)
        return found

    def press() -> int:
        try:
            return actions.begin_letter(owner, harlow.pk, now=NOW).pk
        finally:
            connection.close()

    monkeypatch.setattr(actions, "weekly_for", read_first)
    with ThreadPoolExecutor(2) as pool:
        made = [one.result() for one in [pool.submit(press), pool.submit(press)]]
    assert made == [Draft.objects.get().pk] * 2


@pytest.mark.django_db
def test_a_draft_that_was_thrown_away_can_be_begun_anew(owner, harlow, told_about):
    first = actions.begin_letter(owner, harlow.pk, now=NOW)
    discard(owner, first.pk, now=NOW)
    assert weekly_for(owner, harlow.pk, now=NOW).state == ""
    assert actions.begin_letter(owner, harlow.pk, now=NOW).pk != first.pk


@pytest.mark.django_db
def test_an_empty_note_becomes_no_letter(owner, harlow):
    with pytest.raises(HandoverError):
        actions.begin_letter(owner, harlow.pk, now=NOW)
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_the_next_note_begins_where_a_told_one_ended(owner, harlow, told_about):
    made = actions.mark_told(owner, harlow.pk, now=NOW)
    promises.say(owner, told_about, "kept", now=NOW + timedelta(hours=2))
    later = NOW + timedelta(days=7)
    assert words_of(parts_now(owner, harlow, later), "done") == ["Book the hall."]
    assert weekly_for(owner, harlow.pk, now=NOW).state == "told"
    actions.not_told(owner, harlow.pk, made.pk)
    assert weekly_for(owner, harlow.pk, now=NOW).state == ""
    assert words_of(parts_now(owner, harlow, later), "done") == []


@pytest.mark.django_db
def test_it_is_looked_at_by_those_who_work_for_the_client_alone(harlow, assistant):
    with pytest.raises(NotThere):
        weekly_for(assistant, harlow.pk, now=NOW)
    with pytest.raises(NotThere):
        actions.want_weekly(assistant, harlow.pk, is_on=True, now=NOW)
    Assignment.objects.create(member=assistant, client=harlow)
    assert weekly_for(assistant, harlow.pk, now=NOW).client == harlow
