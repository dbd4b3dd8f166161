"""How well it goes, from both sides, and what is tried: with their history, once for each source."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.clients.actions import add_client, add_person
from alongside.clients.joining import join
from alongside.clients.models import Client, Person
from alongside.intake.erasing import erase, preview_client, preview_person
from alongside.support import actions
from alongside.support.errors import Refused
from alongside.support.models import Aspect, Duty, HowToVersion, Improvement, ImprovementStep, Rating
from alongside.support.queries import improvements_for, ratings_for, standing_of
from tests.making import assistant, owner

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def inbox():
    client = add_client("Harlow & Sons", by=owner())
    return actions.add_own(owner(), client.pk, actions.Facts("Inbox"))


def idea(text="One list at noon", **more):
    return actions.Idea(text, **more)


def test_both_sides_rate_and_the_newest_of_each_stands_on_the_list(inbox):
    add_person(inbox.client, "Mara", ["mara@harlow.example"])
    for stars in (2, 4):
        actions.rate(owner(), inbox.pk, stars, "Better", now=NOW)
    actions.rate(owner(), inbox.pk, 5, now=NOW, by_client=True, person=Person.objects.get())
    rows = ratings_for(owner(), inbox.client_id)
    assert [(one.is_clients, one.stars) for one in rows] == [(True, 5), (False, 4), (False, 2)]
    standing = standing_of([inbox])[inbox.pk]
    assert (standing.ours.stars, standing.theirs.person.name) == (4, "Mara")
    assert ratings_for(assistant(), inbox.client_id) == []


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars_that_are_none_are_refused(inbox, stars):
    with pytest.raises(Refused):
        actions.rate(owner(), inbox.pk, stars, now=NOW)
    assert not Rating.objects.exists()


def test_same_source_rates_an_aspect_once_and_its_last_word_holds(inbox):
    for stars in (3, 4):
        actions.rate(owner(), inbox.pk, stars, now=NOW, by_client=True, source="review:7")
    actions.rate(owner(), inbox.pk, 2, now=NOW, source="review:7")
    assert sorted(Rating.objects.values_list("is_clients", "stars")) == [(False, 2), (True, 4)]


def test_ratings_of_days_are_those_of_these_days(inbox):
    actions.rate(owner(), inbox.pk, 3, now=NOW - timedelta(days=40))
    actions.rate(owner(), inbox.pk, 4, now=NOW)
    found = ratings_for(owner(), inbox.client_id, TODAY - timedelta(days=7), TODAY)
    assert [one.stars for one in found] == [4]
    assert [one.stars for one in ratings_for(owner(), inbox.client_id, None, TODAY - timedelta(days=7))] == [
        3
    ]


def test_own_rating_can_be_taken_back_and_nobody_elses(inbox):
    kept = actions.rate(owner(), inbox.pk, 3, now=NOW)
    actions.take_rating_back(assistant(), kept.pk)
    assert Rating.objects.count() == 1
    actions.take_rating_back(owner(), kept.pk)
    assert Rating.objects.count() == 0


def test_every_state_of_an_improvement_stays_in_its_history(inbox):
    made = actions.add_improvement(owner(), inbox.client_id, idea(aspect=inbox.pk), now=NOW)
    actions.say(owner(), made.pk, "trying", "Begun.", now=NOW)
    actions.say(owner(), made.pk, "trying", "Begun.", now=NOW)
    actions.say(owner(), made.pk, "kept", "Works.", now=NOW)
    steps = ImprovementStep.objects.order_by("id").values_list("state", "outcome")
    assert list(steps) == [("to_try", ""), ("trying", "Begun."), ("kept", "Works.")]
    with pytest.raises(Refused):
        actions.say(owner(), made.pk, "won", "", now=NOW)


def test_what_is_being_tried_stands_first_and_what_was_taken_off_nowhere(inbox):
    states = ("given_up", "to_try", "kept", "trying")
    made = [actions.add_improvement(owner(), inbox.client_id, idea(state), now=NOW) for state in states]
    for one, state in zip(made, states, strict=True):
        actions.say(owner(), one.pk, state, "", now=NOW)
    actions.drop(owner(), made[0].pk, now=NOW)
    assert [one.text for one in improvements_for(owner(), inbox.client_id)] == ["trying", "to_try", "kept"]
    actions.pick_up(owner(), made[0].pk)
    assert len(improvements_for(owner(), inbox.client_id)) == 4
    assert improvements_for(assistant(), inbox.client_id) == []


def test_improvements_of_a_period_are_those_begun_or_changed_in_it(inbox):
    old, month = NOW - timedelta(days=90), TODAY - timedelta(days=30)
    kept = actions.add_improvement(owner(), inbox.client_id, idea("old"), now=old)
    actions.add_improvement(owner(), inbox.client_id, idea("older and still"), now=old)
    actions.say(owner(), kept.pk, "kept", "Yes.", now=NOW)
    assert [one.text for one in improvements_for(owner(), inbox.client_id, month, TODAY)] == ["old"]
    assert len(improvements_for(owner(), inbox.client_id, None, month)) == 2


def test_same_source_adds_an_improvement_once(inbox):
    for _ in range(2):
        actions.add_improvement(owner(), inbox.client_id, idea(), now=NOW, source="review:7:1")
    assert Improvement.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"text": " "}, {"aspect": 10**6}, {"owner": "nobody"}, {"member": 10**6}])
def test_improvement_that_cannot_be_is_refused(inbox, wrong):
    with pytest.raises(Refused):
        actions.add_improvement(owner(), inbox.client_id, idea(**{"text": "x", **wrong}), now=NOW)
    assert not Improvement.objects.exists()


def test_what_of_a_joined_client_is_tried_stands_with_the_survivor(inbox):
    survivor = add_client("Harlow Group", by=owner())
    made = actions.add_improvement(owner(), inbox.client_id, idea(), now=NOW)
    actions.rate(owner(), inbox.pk, 4, now=NOW)
    join(survivor, inbox.client, by=owner())
    assert [one.pk for one in improvements_for(owner(), survivor.pk)] == [made.pk]
    assert len(ratings_for(owner(), survivor.pk)) == 1
    actions.change_improvement(owner(), made.pk, idea("Both", aspect=inbox.pk), now=NOW)


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_a_client_takes_all_that_was_kept_of_its_support():
    client = add_client("Harlow & Sons", by=owner())
    other = actions.add_own(owner(), add_client("Other", by=owner()).pk, actions.Facts("Diary"))
    inbox = actions.add_own(owner(), client.pk, actions.Facts("Inbox"))
    actions.add_duty(owner(), inbox.pk, "Report", actions.When("weeks", TODAY, 1, 0))
    actions.write_new(owner(), inbox.pk, "Sorting", "One.", now=NOW)
    actions.rate(owner(), inbox.pk, 4, now=NOW)
    actions.add_improvement(owner(), client.pk, idea(), now=NOW)
    erase(preview_client(client))
    assert [one.pk for one in Aspect.objects.all()] == [other.pk]
    left = (Duty, HowToVersion, Rating, Improvement, ImprovementStep)
    assert not any(model.objects.exists() for model in left)
    assert Client.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_somebody_said_of_it_goes_with_them(inbox):
    add_person(inbox.client, "Mara", ["mara@harlow.example"])
    mara = Person.objects.get()
    actions.rate(owner(), inbox.pk, 4, "Too slow for us", now=NOW, by_client=True, person=mara)
    actions.rate(owner(), inbox.pk, 5, "Better", now=NOW)

    erase(preview_person(mara))

    assert sorted(Rating.objects.values_list("stars", "words")) == [(4, ""), (5, "Better")]
