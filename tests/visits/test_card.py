"""What a phone brings from a card: each line once, whatever is sent how often, and nothing is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from alongside.calls.actions import put_lines
from alongside.timeline.models import Interaction
from alongside.visits import keeping, notes
from alongside.visits.card import Typed, forget_words, take
from alongside.visits.errors import NotThere
from alongside.visits.models import CardLine, Cost, NoteChange, Visit
from alongside.visits.queries import agenda_for, find_visit
from tests.making import assistant, owner
from tests.visits.test_visits import harlow, held, said_in, visited

__all__ = ["harlow"]
pytestmark = pytest.mark.django_db


def line(kind: str = "note", *, minutes: float = 0, key: str = "", **facts) -> Typed:
    return Typed(key or str(uuid4()), kind, timezone.now() + timedelta(minutes=minutes), facts)


def brought(visit: Visit, *lines: Typed) -> list[str]:
    """What is wrong with each."""
    return [one.wrong for one in take(visit.member, visit.pk, lines, now=timezone.now())]


def test_lines_stand_in_the_notes_once_however_often_they_are_sent(harlow):
    visit = visited(harlow, typed={"said": "From the desk"})
    some = [line(text=f"Note {number}") for number in range(4)]
    for sent in (some[:2], some, some):
        assert brought(visit, *sent) == [""] * len(sent)
    assert find_visit(owner(), visit.pk).said == "From the desk\nNote 0\nNote 1\nNote 2\nNote 3"


def test_a_sign_is_put_before_every_line_of_a_note(harlow):
    visit = visited(harlow, typed=None)
    brought(visit, line(text="canary\nand more", sign="private"), line(text="I send it", sign="ours"))
    visit = find_visit(owner(), visit.pk)
    assert visit.said == "# canary\n# and more\n> I send it"
    assert "canary" not in said_in(held(visit).entry)


def test_a_cost_is_there_once_and_a_wrong_one_keeps_nothing_back(harlow):
    visit = visited(harlow, typed=None)
    taxi = line("cost", what="travel", amount="12,50", currency="gbp", label="Taxi")
    wrong = line("cost", what="travel", amount="lots", currency="GBP")
    answers = brought(visit, wrong, taxi, taxi, line(text="After it"))
    assert [bool(one) for one in answers] == [True, False, False, False]
    assert (Cost.objects.get().amount, Cost.objects.get().label) == (Decimal("12.50"), "Taxi")
    assert find_visit(owner(), visit.pk).said == "After it"
    # Put right on the phone it comes under the same name.
    assert brought(visit, line("cost", key=wrong.key, what="food", amount="3", currency="GBP")) == [""]


def test_the_last_tick_by_the_clock_holds_in_whatever_order_they_come(harlow):
    visit = visited(harlow, typed=None)
    put_lines(owner(), harlow.pk, ["The gate"], now=timezone.now())
    (gate,) = agenda_for(owner(), visit)
    assert brought(
        visit, line("tick", line=gate.id, on=False), line("tick", minutes=-5, line=gate.id, on=True)
    ) == ["", ""]
    assert not agenda_for(owner(), visit)[0].is_reached
    brought(visit, line("tick", minutes=1, line=gate.id, on=True))
    assert agenda_for(owner(), visit)[0].is_reached


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("note", {"text": "  "}),
        ("note", {"text": "x" * 10_001}),
        ("note", {"text": "x", "sign": "loud"}),
        ("tick", {"line": 10**30, "on": True}),
        ("tick", {"line": True, "on": True}),
        ("tick", {"line": 7, "on": True}),
        ("cost", {"what": "travel", "amount": "1", "currency": "\ud800"}),
        ("cost", {"what": "mileage", "distance": "1e5", "rate": "1", "currency": "GBP"}),
        ("back", {"of": "nothing"}),
        ("back", {"of": "a\0\ud800"}),
        ("dance", {}),
    ],
)
def test_what_cannot_be_taken_says_why_and_is_not_counted_as_taken(harlow, kind, facts):
    visit = visited(harlow, typed=None)
    (wrong,) = brought(visit, line(kind, **facts))
    assert wrong
    assert not CardLine.objects.exists()
    assert not Cost.objects.exists()


def test_letters_that_no_database_takes_are_no_trouble(harlow):
    visit = visited(harlow, typed=None)
    assert brought(visit, line(text="a\0b\ud800\r\nc")) == [""]
    assert find_visit(owner(), visit.pk).said == "ab?\nc"


def test_a_line_that_is_taken_back_is_gone_unless_it_was_changed_since(harlow):
    visit = visited(harlow, typed=None)
    note, other = line(text="Wrong"), line(text="Right")
    taxi = line("cost", what="travel", amount="5", currency="GBP")
    brought(visit, note, other, taxi)
    back = [line("back", of=one.key) for one in (note, taxi)]
    brought(visit, *back, *back)
    assert find_visit(owner(), visit.pk).said == "Right"
    assert Cost.objects.get().removed_at is not None
    said = {"said": "Right, and better"}
    notes.journal(
        owner(), visit.pk, revision=find_visit(owner(), visit.pk).revision, fields=said, now=timezone.now()
    )
    brought(visit, line("back", of=other.key))
    assert find_visit(owner(), visit.pk).said == "Right, and better"


def test_what_comes_after_the_visit_was_kept_is_shown_and_is_among_the_notes_once_that_is_taken_back(harlow):
    visit = held(visited(harlow, typed={"said": "Oak"}))
    assert brought(visit, line(text="Late")) == [""]
    visit = find_visit(owner(), visit.pk)
    assert (visit.said, visit.later) == ("Oak", "Late")
    keeping.finish(visit)
    assert Interaction.objects.filter(kind="visit").count() == 1
    visit = keeping.reopen(owner(), visit.pk, now=timezone.now())
    assert (visit.said, visit.later) == ("Oak\nLate", "")
    assert "Late" in said_in(held(visit).entry)


@pytest.mark.broad
def test_what_came_after_the_visit_was_kept_can_be_taken_back_and_what_is_in_the_entry_says_so(harlow):
    visit, early, late = visited(harlow, typed=None), line(text="Oak"), line(text="Late")
    brought(visit, early)
    visit = held(visit)
    brought(visit, late)
    assert [brought(visit, line("back", of=late.key)) for _ in range(2)] == [[""], [""]]
    assert find_visit(owner(), visit.pk).later == ""
    (answer,) = take(owner(), visit.pk, [line("back", of=early.key)], now=timezone.now())
    assert answer.stands
    assert "story already" in answer.wrong
    # The visit taken back, the same line goes.
    keeping.reopen(owner(), visit.pk, now=timezone.now())
    assert brought(visit, line("back", of=early.key)) == [""]
    assert find_visit(owner(), visit.pk).said == ""


def test_of_words_that_were_erased_nothing_is_left_to_take_back(harlow):
    visit, note = visited(harlow, typed=None), line(text="Oak")
    taxi = line("cost", what="travel", amount="5", currency="GBP")
    brought(visit, note, taxi)
    forget_words(visit)
    wrong = brought(visit, line("back", of=note.key), line("back", of=taxi.key))
    assert [bool(one) for one in wrong] == [False, True]


def test_a_tick_by_a_clock_that_is_ahead_does_not_hold_for_ever(harlow):
    visit = visited(harlow, typed=None)
    put_lines(owner(), harlow.pk, ["The gate"], now=timezone.now())
    (gate,) = agenda_for(owner(), visit)
    brought(visit, line("tick", minutes=60 * 24 * 400, line=gate.id, on=True))
    brought(visit, line("tick", line=gate.id, on=False))
    assert not agenda_for(owner(), visit)[0].is_reached


def test_a_card_of_another_member_is_not_there(harlow):
    visit = visited(harlow, typed=None)
    with pytest.raises(NotThere):
        take(assistant(), visit.pk, [line(text="x")], now=timezone.now())


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_two_phones_and_a_desk_at_once_lose_nothing_and_double_nothing(harlow):
    visit = visited(harlow, typed=None)
    some = [line(text=f"Note {number}") for number in range(12)]
    together = threading.Barrier(3)

    def phone(lines):
        together.wait(20)
        try:
            return [one.wrong for one in take(owner(), visit.pk, lines, now=timezone.now())]
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(phone, (some[:8], some[4:], some)))
    assert not any(wrong for one in told for wrong in one)
    visit.refresh_from_db()
    assert sorted(visit.said.split("\n")) == sorted(one.facts["text"] for one in some)
    assert visit.revision == NoteChange.objects.filter(visit=visit).count() == 12
