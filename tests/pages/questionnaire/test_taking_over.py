"""What was answered, proposed beside the picture: taken over, left out, undone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.anniversaries import keep_day
from alongside.clients.models import Anniversary
from alongside.intake.erasing import Erasure, erase
from alongside.picture import proposals
from alongside.picture.actions import keep_line, keep_person
from alongside.picture.models import Proposal
from alongside.picture.queries import picture_for
from alongside.timeline.models import Interaction
from tests.pages.questionnaire.asking import (
    everything,
    open_of,
    send,
)
from tests.pages.reading import words_apart as words

pytestmark = pytest.mark.django_db


def test_sent_again_only_what_is_new_is_proposed(made, owner, harlow):
    send(made)
    send(made, **{"place-0-parking": "In the street"})
    assert (Interaction.objects.count(), Proposal.objects.count()) == (2, 6)


def test_nothing_is_in_the_picture_until_it_is_taken_over(made, owner, harlow):
    send(made)
    picture = picture_for(owner, harlow.pk)
    assert (picture.places, picture.tools) == ((), ())
    assert [one.shown for one in picture.people] == ["Mara Quill"]


def test_what_is_there_stands_beside_what_they_say(made, owner, harlow, desk):
    keep_line(
        owner,
        harlow.pk,
        kind="place",
        name="the  Mill",
        fields={"parking": "In front", "hours": "All day"},
        is_private=False,
        now=timezone.now(),
    )
    send(made)
    one = open_of(owner, harlow)["The mill"]
    assert [(field.now, field.said) for field in one.fields] == [("In front", "Behind the yard")]
    assert "In front Behind the yard" in words(desk.get(reverse("client-answers", args=[harlow.pk])))
    proposals.take_over(owner, one.row.pk, now=timezone.now())
    (place,) = picture_for(owner, harlow.pk).places
    assert place.fields == {"parking": "Behind the yard", "hours": "All day"}


def test_a_members_own_line_is_neither_compared_nor_overwritten(made, owner, harlow):
    keep_line(
        owner,
        harlow.pk,
        kind="place",
        name="The mill",
        fields={"parking": "CANARY"},
        is_private=True,
        now=timezone.now(),
    )
    send(made)
    one = open_of(owner, harlow)["The mill"]
    assert not one.is_known and "CANARY" not in repr(one)
    proposals.take_over(owner, one.row.pk, now=timezone.now())
    assert [one.fields["parking"] for one in picture_for(owner, harlow.pk).places] == [
        "CANARY",
        "Behind the yard",
    ]


def test_people_taken_over_keep_what_was_known_and_stand_below_each_other(made, owner, harlow):
    (mara,) = picture_for(owner, harlow.pk).people
    keep_person(
        owner,
        harlow.pk,
        mara.id,
        name="",
        fields={"told": "By message"},
        answers_to=None,
        aside="Shy",
        now=timezone.now(),
    )
    send(made)
    for name in ("Tom Harlow", "Mara Quill"):
        proposals.take_over(owner, open_of(owner, harlow)[name].row.pk, now=timezone.now())
    tom, mara = picture_for(owner, harlow.pk).people
    assert (tom.name, mara.name, mara.depth) == ("Tom Harlow", "Mara Quill", 1)
    assert (mara.role, mara.told, mara.aside) == ("Office manager", "By message", "Shy")


def test_whom_nobody_knows_yet_is_not_lost(made, owner, harlow):
    send(made)
    proposals.take_over(owner, open_of(owner, harlow)["Mara Quill"].row.pk, now=timezone.now())
    assert picture_for(owner, harlow.pk).people[0].notes == "Answers to Tom Harlow"


@pytest.mark.broad
def test_taking_over_is_undone_whole(made, owner, harlow, desk):
    send(made)
    for name, one in open_of(owner, harlow).items():
        page = desk.post(reverse("answer-decide", args=[one.row.pk]), {"do": "take"}, follow=True)
        assert name not in open_of(owner, harlow)
        tree = LexborHTMLParser(page.content.decode())
        desk.post(tree.css_first("#toasts button[formaction]").attributes["formaction"])
        assert name in open_of(owner, harlow)
    picture = picture_for(owner, harlow.pk)
    assert (picture.places, picture.tools, Anniversary.objects.count()) == ((), (), 0)
    assert [(one.name, one.role, one.notes) for one in picture.people] == [("Mara Quill", "", "")]


def test_left_out_it_asks_no_more(made, owner, harlow, desk):
    send(made)
    one = open_of(owner, harlow)["Xero"]
    desk.post(reverse("answer-decide", args=[one.row.pk]), {"do": "leave"})
    send(made)
    assert "Xero" not in open_of(owner, harlow)
    assert picture_for(owner, harlow.pk).tools == ()


def test_two_who_decide_at_once_decide_once(made, owner, harlow):
    send(made)
    one = open_of(owner, harlow)["Xero"]
    proposals.take_over(owner, one.row.pk, now=timezone.now())
    with pytest.raises(proposals.PictureError, match="decided already"):
        proposals.leave_out(owner, one.row.pk, now=timezone.now())
    assert len(picture_for(owner, harlow.pk).tools) == 1


def test_a_day_taken_over_comes_every_year(made, owner, harlow):
    send(made)
    proposals.take_over(owner, open_of(owner, harlow)["End of the year"].row.pk, now=timezone.now())
    assert (Anniversary.objects.get().month, Anniversary.objects.get().label) == (4, "End of the year")


@pytest.mark.broad
def test_a_day_that_is_put_right_is_one_day_and_undo_puts_it_back(made, owner, harlow, desk):
    kept = keep_day(harlow, None, kind="other", label="end of the Year", month=3, day=31, year=1990)
    send(made)
    one = open_of(owner, harlow)["End of the year"]
    page = desk.post(reverse("answer-decide", args=[one.row.pk]), {"do": "take"}, follow=True)
    assert Anniversary.objects.values_list("pk", "month", "day", "year").get() == (kept.pk, 4, 5, 1990)
    tree = LexborHTMLParser(page.content.decode())
    desk.post(tree.css_first("#toasts button[formaction]").attributes["formaction"])
    assert Anniversary.objects.values_list("pk", "month", "day").get() == (kept.pk, 3, 31)
    assert "End of the year" in open_of(owner, harlow)


def test_answers_that_wait_are_told_beside_the_story(made, desk, harlow):
    send(made)
    assert "5 answers wait to be taken over" in desk.get(reverse("client", args=[harlow.pk])).content.decode()


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_erasing_the_entry_takes_the_answers(made, owner):
    send(made)
    erase(Erasure("it", frozenset(Interaction.objects.values_list("id", flat=True)), 0))
    assert Proposal.objects.count() == 0
    assert "mill" not in everything()
