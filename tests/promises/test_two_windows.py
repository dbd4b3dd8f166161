"""Two windows on one promise: what was said in one is neither lost nor done again by the other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.promises import actions
from alongside.promises.errors import PromisesError
from alongside.promises.models import Finding, Promise
from alongside.promises.queries import find_promise, open_for
from alongside.promises.suggesting import suggestions_for
from tests.making import owner
from tests.promises.making import MARA, PROMISE, arrived, letter, offered, place_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", addresses=[(MARA, "Mara Quill")], by=owner())


@pytest.mark.broad
def test_what_another_window_refused_is_kept_when_she_says_so(harlow):
    arrived(letter(PROMISE))
    place = place_of(Finding.objects.get())
    key = actions.refuse(owner(), place, now=timezone.now())

    actions.accept(owner(), place, now=timezone.now())
    assert [one.key for one in open_for(owner())] == [key]
    actions.undo(owner(), key, now=timezone.now())
    assert Promise.objects.get().state == "refused"


@pytest.mark.broad
def test_what_another_window_kept_is_not_refused_behind_its_back(harlow):
    arrived(letter(PROMISE))
    place = place_of(Finding.objects.get())
    key = actions.accept(owner(), place, now=timezone.now())
    with pytest.raises(PromisesError, match="kept in mind"):
        actions.refuse(owner(), place, now=timezone.now())
    assert [one.key for one in open_for(owner())] == [key]


def hand_made(harlow, **changes: str) -> str:
    made = actions.cleaned(wording="Chase invoices", **changes)
    return actions.write_down(owner(), harlow.pk, kind="todo", side="ours", changes=made, now=timezone.now())


def test_second_click_on_a_day_moves_once(harlow):
    key = hand_made(harlow, due_on="2031-03-03")
    for _ in range(2):
        actions.move(owner(), key, date(2031, 3, 4), now=timezone.now())
    assert find_promise(owner(), key).row.times_moved == 1
    actions.undo(owner(), key, now=timezone.now())
    assert find_promise(owner(), key).row.due_on == date(2031, 3, 3)


def test_undo_takes_back_what_it_stands_beside_and_nothing_that_was_said_since(harlow):
    key = hand_made(harlow, due_on="2031-03-03")
    now = timezone.now() + timedelta(minutes=1)
    actions.move(owner(), key, date(2031, 3, 4), now=now)
    said = actions.said_at(owner(), key, now=now)
    actions.edit(owner(), key, {"wording": "Chase two invoices"}, now=now + timedelta(seconds=1))

    with pytest.raises(PromisesError, match="since"):
        actions.undo(owner(), key, said=said, now=now + timedelta(seconds=2))
    row = find_promise(owner(), key).row
    assert (row.due_on, row.wording) == (date(2031, 3, 4), "Chase two invoices")


def test_second_click_on_undo_takes_back_no_more(harlow):
    key = hand_made(harlow, due_on="2031-03-03")
    now = timezone.now() + timedelta(minutes=1)
    actions.say(owner(), key, "kept", now=now)
    said = actions.said_at(owner(), key, now=now)
    for _ in range(2):
        actions.undo(owner(), key, said=said, now=now + timedelta(seconds=1))
    assert find_promise(owner(), key).row.state == "open"


@pytest.mark.broad
def test_work_that_has_ended_promises_and_offers_nothing_but_on_its_own_page(harlow):
    arrived(letter(PROMISE))
    hand_made(harlow)
    harlow.ended_on = timezone.localdate()
    harlow.save()
    assert (open_for(owner()), offered()) == ([], [])
    assert len(open_for(owner(), client_id=harlow.pk)) == 1
    assert len(suggestions_for(owner(), now=timezone.now(), client_id=harlow.pk)) == 1
