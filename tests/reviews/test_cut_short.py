"""A review whose keeping was cut short: what is missing is made afterwards, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.promises.models import Promise
from alongside.reviews import actions, agenda, outcome
from alongside.reviews.agenda import Seen, Writer, items_of
from alongside.reviews.models import Review, State
from alongside.reviews.outcome import finish_all, hold, reopen
from alongside.reviews.preparing import prepare
from alongside.timeline.models import Interaction
from tests.making import owner
from tests.reviews.making import harlow

pytestmark = pytest.mark.django_db


def die(*_args, **_kwargs):
    raise KeyboardInterrupt


def later(**more):
    return timezone.now() + timedelta(**(more or {"minutes": 1}))


@pytest.fixture
def review() -> Review:
    now, client = timezone.now(), harlow()
    made = prepare(owner(), client, now=now)
    row = plan(owner(), client, Facts(now - timedelta(hours=1), now), now=now)
    actions.hold_at(owner(), made.pk, row.pk)
    writer = Writer("ours", owner().name, owner())
    line = agenda.add(made, writer, "The fair", Seen(0), now=now)
    agenda.note(made, writer, line, "> I send the list", Seen(1), now=now)
    assert len(items_of(made)) == 1
    return made


def cut_short(monkeypatch, review: Review, at: str) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(outcome, at, die)
        with pytest.raises(KeyboardInterrupt):
            hold(owner(), review.pk, kind="call", minutes=45, now=timezone.now())
    review.refresh_from_db()
    assert (review.state, review.entry) == (State.HELD, None)


@pytest.mark.parametrize("at", ["write_down", "find_promises", "mark_promises", "tell_diary"])
def test_review_cut_short_is_finished_once(review, monkeypatch, at):
    cut_short(monkeypatch, review, at)
    assert finish_all(now=timezone.now()) == 0
    assert (finish_all(now=later()), finish_all(now=later(hours=1))) == (1, 0)
    review.refresh_from_db()
    entry = Interaction.objects.get()
    assert (review.entry, entry.ended_at - entry.happened_at) == (entry.pk, timedelta(minutes=45))
    assert Promise.objects.get().interaction_id == entry.pk
    review.appointment.refresh_from_db()
    assert review.appointment.state == "held"


@pytest.mark.broad
def test_review_that_cannot_be_finished_is_not_tried_all_the_time(review, monkeypatch):
    cut_short(monkeypatch, review, "write_down")
    owner_row = owner()
    owner_row.is_active = False
    owner_row.save()
    assert [finish_all(now=later(minutes=number)) for number in (1, 2)] == [0, 0]
    owner_row.is_active = True
    owner_row.save()
    assert [finish_all(now=later(minutes=number)) for number in (3, 20)] == [0, 1]


@pytest.mark.broad
def test_review_opened_again_after_it_was_cut_short_leaves_nothing(review, monkeypatch):
    cut_short(monkeypatch, review, "write_down")
    reopen(owner(), review.pk, now=timezone.now())
    assert finish_all(now=later()) == 0
    assert not Interaction.objects.exists()
    hold(owner(), review.pk, kind="meeting", minutes=None, now=timezone.now())
    assert Interaction.objects.get().kind == "meeting"
