"""A call cut short, pressed twice or changed by another window: nothing is lost of it, and nothing is made twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from alongside.calls import actions, keeping, making, notes
from alongside.calls.actions import How
from alongside.calls.errors import CallsError, NotThere
from alongside.calls.keeping import finish_all
from alongside.calls.models import AgendaLine, Call
from alongside.calls.queries import agenda_for, find_call
from alongside.calls.recap import write_recap
from alongside.clients.models import Assignment
from alongside.outbox.models import Draft
from alongside.promises.models import Promise
from alongside.timeline.models import Interaction
from tests.calls.test_calls import called, harlow, held
from tests.making import assistant, owner

__all__ = ["harlow"]
pytestmark = pytest.mark.django_db


def die(*_args, **_kwargs):
    raise KeyboardInterrupt


def cut_short(monkeypatch, call: Call, *, at: str = "finish", **outcome) -> None:
    """Keep pressed, and the process killed where it comes to `at`."""
    with monkeypatch.context() as patch:
        patch.setattr(keeping, at, die)
        with pytest.raises(KeyboardInterrupt):
            held(call, **outcome)


def later(**more):
    return timezone.now() + timedelta(**(more or {"minutes": 1}))


def lines() -> list[str]:
    return [one.text for one in AgendaLine.objects.filter(dropped_at=None)]


@pytest.mark.parametrize("at", ["finish", "_write_private", "_follow"])
def test_what_did_not_take_place_keeps_private_words_and_questions(harlow, monkeypatch, at):
    call = called(harlow)
    cut_short(monkeypatch, call, at=at, state="not_held")
    assert lines() == []
    assert (finish_all(now=later()), finish_all(now=later(hours=1))) == (1, 0)
    call = find_call(owner(), call.pk)
    assert call.entry is None
    assert Interaction.objects.get().pk == call.private_entry
    assert Interaction.objects.get().private_to == owner()
    assert lines() == ["Who opens"]


def test_pressed_again_a_question_that_was_dropped_stays_dropped(harlow):
    call = held(called(harlow), state="not_held")
    (question,) = agenda_for(owner(), harlow.pk)
    actions.drop(owner(), call.pk, question.pk, now=timezone.now())
    held(call, state="not_held")
    assert finish_all(now=later()) == 0
    assert AgendaLine.objects.get().dropped_at is not None


def test_finished_by_another_window_meanwhile_a_dropped_question_stays_dropped(harlow, monkeypatch):
    call = called(harlow)
    cut_short(monkeypatch, call, state="not_held")
    behind = find_call(owner(), call.pk)
    held(call)
    AgendaLine.objects.update(dropped_at=timezone.now())
    keeping.finish(behind)
    assert lines() == []


@pytest.mark.parametrize("state", ["held", "not_held"])
def test_of_a_call_that_is_made_nothing_is_written_again(harlow, monkeypatch, state):
    call = held(called(harlow), state=state)
    monkeypatch.setattr(keeping, "write_down", lambda *_args: pytest.fail("written again"))
    assert held(call, state=state).private_entry == call.private_entry


@pytest.mark.broad
def test_calls_of_before_the_mark_are_made_but_for_those_cut_short(harlow, monkeypatch):
    kept, dropped = held(called(harlow)), held(called(harlow), state="not_held")
    cut, under_way = called(harlow), called(harlow)
    cut_short(monkeypatch, cut)
    Call.objects.update(is_made=False)
    migration = import_module("alongside.calls.migrations.0003_is_made")
    migration.mark_made(apps, connection.schema_editor())
    assert set(Call.objects.filter(is_made=True)) == {kept, dropped}
    assert not under_way.is_made
    assert finish_all(now=later()) == 1


@pytest.mark.broad
def test_calls_that_cannot_be_finished_leave_their_turn_to_the_others(harlow, monkeypatch):
    ann = assistant()
    assigned = Assignment.objects.create(member=ann, client=harlow)
    for said, state in (("? Who pays", "not_held"), ("Oak.", "held"), ("# ill", "not_held")):
        cut_short(monkeypatch, called(harlow, member=ann, said=said), state=state)
    mine = called(harlow)
    cut_short(monkeypatch, mine)
    assigned.delete()
    monkeypatch.setattr(making, "MOST_AT_ONCE", 3)
    assert [finish_all(now=later(seconds=30 + ahead)) for ahead in range(3)] == [0, 1, 0]
    assert find_call(owner(), mine.pk).is_made
    assert not Call.objects.filter(member=ann, is_made=True).exists()
    assert lines() == ["Who opens"]


def test_what_could_not_be_finished_is_tried_again_once_the_client_is_hers_again(harlow, monkeypatch):
    ann = assistant()
    assigned = Assignment.objects.create(member=ann, client=harlow)
    cut_short(monkeypatch, called(harlow, member=ann))
    assigned.delete()
    assert finish_all(now=later()) == 0
    Assignment.objects.create(member=ann, client=harlow)
    assert finish_all(now=later(hours=1)) == 1
    assert Promise.objects.count() == 2


def test_a_fault_in_one_call_leaves_their_turn_to_the_others(harlow, monkeypatch):
    faulty, other = called(harlow), called(harlow)
    cut_short(monkeypatch, faulty)
    cut_short(monkeypatch, other)
    write_down = keeping.write_down

    def at_fault(member, client, wanted):
        if wanted.id == faulty.identity:
            raise ValueError(wanted.id)
        return write_down(member, client, wanted)

    monkeypatch.setattr(keeping, "write_down", at_fault)
    with pytest.raises(ValueError, match=faulty.identity):
        finish_all(now=later())
    assert finish_all(now=later()) == 1


def test_an_entry_that_was_made_private_meanwhile_is_finished_without_promises(harlow, monkeypatch):
    call = called(harlow)
    cut_short(monkeypatch, call, at="_write_private")
    Interaction.objects.filter(kind="call").update(private_to=owner())
    assert finish_all(now=later()) == 1
    assert find_call(owner(), call.pk).entry == Interaction.objects.get(kind="call").pk
    assert not Promise.objects.exists()


def test_words_that_another_window_typed_meanwhile_are_not_forgotten(harlow, monkeypatch):
    call = actions.start(owner(), harlow, How(), now=timezone.now(), is_new=True)

    def find_and_let_type(member, number):
        found = find_call(member, number)
        notes.journal(member, number, revision=0, fields={"said": "Oak."}, now=timezone.now())
        return found

    monkeypatch.setattr(actions, "find_call", find_and_let_type)
    with pytest.raises(CallsError, match="has notes"):
        actions.forget(owner(), call.pk)
    assert Call.objects.get(pk=call.pk).said == "Oak."


@pytest.mark.broad
def test_taking_back_that_is_cut_short_leaves_all_as_it_was(harlow, monkeypatch):
    call = held(called(harlow))
    take_back = making.take_back

    def then_die(member, entry):
        if entry == call.private_entry:
            raise KeyboardInterrupt
        return take_back(member, entry)

    with monkeypatch.context() as patch:
        patch.setattr(making, "take_back", then_die)
        with pytest.raises(KeyboardInterrupt):
            keeping.reopen(owner(), call.pk, now=timezone.now())
    entries = set(Interaction.objects.values_list("pk", flat=True))
    assert entries == {call.entry, call.private_entry}
    assert find_call(owner(), call.pk).kept_at is not None
    keeping.reopen(owner(), call.pk, now=timezone.now())
    assert not Interaction.objects.exists()


@pytest.mark.broad
def test_taken_back_while_it_is_being_made_nothing_stays_and_it_can_be_kept_anew(harlow, monkeypatch):
    call = called(harlow)
    write_private = keeping._write_private

    def taken_back_meanwhile(*args):
        made = write_private(*args)
        keeping.reopen(owner(), call.pk, now=timezone.now())
        return made

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "_write_private", taken_back_meanwhile)
        held(call)
    assert not Interaction.objects.exists()
    assert lines() == []
    fresh = held(find_call(owner(), call.pk))
    assert {fresh.entry, fresh.private_entry} == set(Interaction.objects.values_list("pk", flat=True))


@pytest.mark.broad
def test_taken_back_twice_a_call_that_goes_on_is_not_hung_up(harlow):
    call = held(called(harlow))
    keeping.reopen(owner(), call.pk, now=timezone.now())
    actions.begin(owner(), call.pk, now=timezone.now())
    assert keeping.reopen(owner(), call.pk, now=timezone.now()).state == "live"


def both(press: Callable[[], int]) -> set[int]:
    """What two windows get that press at the same moment."""

    def one() -> int:
        try:
            return press()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return {made.result() for made in [pool.submit(one), pool.submit(one)]}


@pytest.mark.django_db(transaction=True)
def test_letter_of_what_was_said_is_one_though_two_windows_ask_for_it(harlow, monkeypatch):
    call, start, asked = called(harlow), threading.Barrier(2), threading.local()
    find = find_call

    def find_both_first(member, number):
        found = find(member, number)
        if not hasattr(asked, "already"):
            asked.already = start.wait(10)
        return found

    monkeypatch.setattr("alongside.calls.recap.find_call", find_both_first)
    now = timezone.now()
    letters = both(lambda: write_recap(owner(), call.pk, on="12 November", now=now).pk)
    assert letters == {Draft.objects.get().pk}


def test_letter_that_was_thrown_away_may_be_begun_anew(harlow):
    call, now = called(harlow), timezone.now()
    first = write_recap(owner(), call.pk, on="12 November", now=now)
    Draft.objects.update(discarded_at=now)
    assert write_recap(owner(), call.pk, on="12 November", now=now).pk != first.pk


def test_letter_of_a_call_of_somebody_else_is_not_there(harlow):
    call = called(harlow)
    with pytest.raises(NotThere):
        write_recap(assistant(), call.pk, on="12 November", now=timezone.now())
