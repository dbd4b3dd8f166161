"""The agenda of a review on a visit: ticked and noted on by the card, part by part of the support."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.reviews import agenda
from alongside.reviews.agenda import Seen, Writer, items_of
from alongside.reviews.errors import ReviewsError
from alongside.reviews.models import Review, Side
from alongside.reviews.outcome import hold
from alongside.reviews.preparing import prepare as prepare_review
from alongside.support.actions import Facts as AspectFacts
from alongside.support.actions import add_own
from alongside.visits.actions import prepare
from alongside.visits.card import Typed, take
from alongside.visits.models import CardLine, Visit
from tests.making import owner
from tests.reviews.making import harlow

pytestmark = pytest.mark.django_db
HERS = Writer(Side.OURS, "Me")


@pytest.fixture
def review() -> Review:
    made = prepare_review(owner(), harlow(), now=timezone.now())
    for words in ("The fair", "The invoices"):
        agenda.add(made, HERS, words, Seen(agenda.turn_of(made)), now=timezone.now())
    return made


@pytest.fixture
def visit(review) -> Visit:
    now = timezone.now()
    facts = Facts(now - timedelta(hours=2), now + timedelta(hours=1), way="visit")
    return prepare(owner(), plan(owner(), review.client, facts, now=now).pk, now=now)


def line(kind: str, of: Review, *, minutes: int = 0, **facts: object) -> Typed:
    """About the first line of the agenda, typed an hour and less ago."""
    at = timezone.now() + timedelta(minutes=minutes - 60)
    return Typed(str(uuid4()), kind, at, {"review": of.pk, "item": items_of(of)[0].line, **facts})


def taken(visit: Visit, *lines: Typed) -> list[str]:
    return [one.wrong for one in take(owner(), visit.pk, lines, now=timezone.now())]


def test_what_a_card_ticks_and_notes_stands_on_the_agenda_once(review, visit):
    lines = [line("item", review, on=True), line("said", review, text="= Forty badges")]
    assert taken(visit, *lines) == taken(visit, *lines) == ["", ""]
    first, second = items_of(review)
    assert (first.is_ticked, [one.text for one in first.notes]) == (True, ["= Forty badges"])
    assert (second.is_ticked, second.notes) == (False, ())


def test_two_notes_of_two_phones_stand_beside_each_other(review, visit):
    taken(visit, line("said", review, text="Forty badges"), line("said", review, text="They are blue"))
    assert {one.text for one in items_of(review)[0].notes} == {"Forty badges", "They are blue"}


def test_last_tick_by_the_clock_holds_in_whatever_order_they_come(review, visit):
    taken(visit, line("item", review, minutes=2, on=False))
    taken(visit, line("item", review, minutes=1, on=True))
    assert not items_of(review)[0].is_ticked


def test_what_is_only_for_her_never_comes_onto_an_agenda_that_they_read(review, visit):
    (wrong,) = taken(visit, line("said", review, text="Fine\n# they argue"))
    assert "only for you" in wrong
    assert items_of(review)[0].notes == ()
    assert not CardLine.objects.exists()


def test_line_of_another_client_is_not_there(review, visit):
    other = prepare_review(owner(), add_client("Elm", by=owner()), now=timezone.now())
    agenda.add(other, HERS, "Elsewhere", Seen(0), now=timezone.now())
    assert taken(visit, line("item", other, on=True)) == ["What this was about is not here any more."]
    assert not items_of(other)[0].is_ticked


@pytest.mark.parametrize("facts", [{"review": True}, {"review": "1"}, {"item": 7}, {"item": "0" * 32}])
def test_what_cannot_be_read_is_refused(review, visit, facts):
    (wrong,) = taken(visit, line("item", review, **{"on": True, **facts}))
    assert wrong


def test_line_that_comes_after_the_review_was_held_says_so(review, visit):
    said = line("said", review, text="Too late")
    hold(owner(), review.pk, kind="call", minutes=None, now=timezone.now())
    assert "held meanwhile" in taken(visit, said)[0]


def test_lines_are_about_parts_of_the_support_and_go_on_so_to_the_next(review):
    add_own(owner(), review.client_id, AspectFacts("The diary"))
    second = items_of(review)[1].line
    agenda.set_about(review, HERS, second, "The diary", Seen(agenda.turn_of(review)), now=timezone.now())
    with pytest.raises(ReviewsError):
        agenda.set_about(review, HERS, second, "Of somebody else", Seen(9), now=timezone.now())
    hold(owner(), review.pk, kind="call", minutes=None, now=timezone.now())
    following = prepare_review(owner(), review.client, now=timezone.now())
    assert [(one.text, one.about) for one in items_of(following)] == [
        ("The fair", ""),
        ("The invoices", "The diary"),
    ]
