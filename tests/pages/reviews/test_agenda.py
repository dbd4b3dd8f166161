"""The agenda of two hands: nothing lost, nothing private told."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.utils import timezone

from alongside.calls.models import AgendaLine
from alongside.calls.queries import agenda_for
from alongside.promises.models import Promise
from alongside.reviews.agenda import items_of
from alongside.reviews.models import Review
from alongside.reviews.outcome import write_recap
from alongside.sharing.actions import make
from alongside.timeline.models import Body, Interaction
from alongside.timeline.text import decompress
from tests.making import owner
from tests.pages.reviews.reading import (
    agenda,
    fields,
    ours,
    put_by,
    shown,
    text_of,
    theirs,
)
from tests.reviews.making import CANARY

pytestmark = pytest.mark.django_db


@pytest.mark.broad
def test_both_write_the_agenda_and_nothing_is_lost(browser, review, link):
    ours(browser, review, **{"new-0": "The fair", "new-minutes-0": "15"})
    path = f"/reviews/{review.pk}/agenda/"
    mine, yours = fields(shown(browser, path)), fields(shown(Browser(), f"/shared/{link.token}/"))
    line = items_of(review)[0].line
    browser.post(path, {**mine, f"text-{line}": "The fair in May", "new-0": "Invoices"})
    Browser().post(
        f"/shared/{link.token}/agenda/",
        {**yours, f"text-{line}": "The fair, and its cost", "new-1": "A new logo"},
    )
    items = items_of(review)
    assert {one.text for one in (items[0].words, *items[0].others)} == {
        "The fair in May",
        "The fair, and its cost",
    }
    assert [one.text for one in items[1:]] == ["Invoices", "A new logo"]
    assert items[0].minutes == 15


def test_review_that_somebody_wrote_in_is_thrown_away_after_a_question_alone(browser, review):
    ours(browser, review, **{"new-0": "The fair"})
    path = f"/reviews/{review.pk}/drop/"
    asked = browser.post(path, follow=True).content.decode()
    assert "Throw this review away?" in asked and agenda(review) == ["The fair"]
    browser.post(path, {"sure": "yes"})
    assert not Review.objects.exists()


def test_review_that_nobody_wrote_in_is_thrown_away_at_once(browser, review):
    browser.post(f"/reviews/{review.pk}/drop/")
    assert not Review.objects.exists()


@pytest.mark.broad
def test_form_sent_twice_adds_once(browser, review):
    path = f"/reviews/{review.pk}/agenda/"
    sent = {**fields(shown(browser, path)), "new-0": "The fair"}
    for _ in range(2):
        browser.post(path, sent)
    assert agenda(review) == ["The fair"]


@pytest.mark.broad
def test_what_was_not_touched_changes_nothing(browser, review):
    ours(browser, review, **{"new-0": "The fair", "new-1": "Invoices"})
    before = review.steps.count()
    ours(browser, review)
    assert review.steps.count() == before


@pytest.mark.broad
def test_line_moves_up_and_goes_away(browser, review):
    ours(browser, review, **{"new-0": "First", "new-1": "Second"})
    first, second = (one.line for one in items_of(review))
    ours(browser, review, do=f"up:{second}")
    assert agenda(review) == ["Second", "First"]
    ours(browser, review, do=f"away:{first}")
    assert agenda(review) == ["Second"]


@pytest.mark.broad
def test_guest_ticks_nothing(browser, review, link):
    ours(browser, review, **{"new-0": "The fair"})
    line = items_of(review)[0].line
    theirs(link, **{f"tick-{line}": "on", f"was-{line}": ""})
    assert not items_of(review)[0].is_ticked


@pytest.mark.broad
def test_guest_without_the_stamp_writes_nothing(review, link):
    answer = Browser().post(f"/shared/{link.token}/agenda/", {"new-0": "Spam", "once": "x", "turn": "0"})
    assert answer.status_code == 403
    assert agenda(review) == []


def test_link_of_another_kind_opens_no_agenda(review, client_):
    other = make(owner(), kind="agreement", client_id=client_.pk, now=timezone.now())
    assert Browser().get(f"/shared/{other.token}/agenda/").status_code == 404


@pytest.mark.broad
def test_what_begins_as_a_private_line_stays_hers(browser, review, link):
    ours(browser, review, **{"new-0": "The fair", "new-1": f"# {CANARY} one"})
    line = items_of(review)[0].line
    ours(browser, review, **{f"note-{line}": f"Oak.\n#{CANARY} two\n> I send the list"})
    page = Browser().get(f"/shared/{link.token}/").content.decode()
    assert "I send the list" in page
    assert CANARY not in page
    assert Interaction.objects.filter(kind="note", private_to=owner()).count() == 2


@pytest.mark.broad
def test_private_line_within_a_line_of_the_agenda_stays_hers(browser, review):
    ours(browser, review, **{"new-0": f"The fair\n# {CANARY}"})
    assert agenda(review) == ["The fair"]


def test_sign_behind_what_is_dropped_is_plain_too(review, link):
    theirs(link, **{"new-0": "\0# The fair", "new-1": "> Invoices"})
    assert agenda(review) == ["– # The fair", "– > Invoices"]


@pytest.mark.broad
def test_her_own_lines_come_onto_the_agenda(browser, review):
    AgendaLine.objects.create(
        client=review.client, member=owner(), text="Ask about May", made_at=timezone.now()
    )
    for _ in range(2):
        browser.post(f"/reviews/{review.pk}/agenda/", {"bring-in": "yes"})
    assert agenda(review) == ["Ask about May"]


@pytest.mark.broad
def test_turn_that_nobody_has_seen_counts_as_the_last_one(browser, review, link):
    ours(browser, review, **{"new-0": "The fair", "new-minutes-0": "10"})
    line = items_of(review)[0].line
    theirs(link, turn="99999", **{f"minutes-{line}": "60"})
    ours(browser, review, **{f"minutes-{line}": "15"})
    assert items_of(review)[0].minutes == 15


@pytest.mark.django_db(transaction=True)
def test_private_line_that_she_put_by_stays_where_it_is(browser, review):
    put_by(review, "Ask about May", f"# {CANARY}")
    browser.post(f"/reviews/{review.pk}/agenda/", {"bring-in": "yes"})
    assert agenda(review) == ["Ask about May"]
    assert [one.text for one in agenda_for(owner(), review.client_id)] == [f"# {CANARY}"]


def test_full_agenda_says_so_and_her_own_lines_stay(browser, review, monkeypatch):
    monkeypatch.setattr("alongside.reviews.agenda.MOST_LINES", 1)
    put_by(review, "Ask about May", "And about June")
    path = f"/reviews/{review.pk}/agenda/"
    browser.post(path, {"bring-in": "yes"})
    assert "This agenda is full." in shown(browser, path).css_first("body").text()
    assert agenda(review) == []
    assert len(agenda_for(owner(), review.client_id)) == 2


@pytest.mark.broad
def test_signs_that_the_client_types_are_plain_words(browser, review, link):
    theirs(link, **{"new-0": "> The fair"})
    line = items_of(review)[0].line
    typed = "> I pay you double\n= We settle on red\n# To be read\n? And why\nDecided: all of it"
    theirs(link, **{f"note-{line}": typed})
    assert [one.text for one in items_of(review)[0].notes] == [
        "– > I pay you double\n– = We settle on red\n– # To be read\n– ? And why\n– Decided: all of it"
    ]
    assert "Marked in the notes" not in " ".join(
        text_of(shown(browser, f"/reviews/{review.pk}/outcome/"), "h2")
    )
    browser.post(f"/reviews/{review.pk}/outcome/", {"kind": "call"})
    review.refresh_from_db()
    assert not Promise.objects.exists()
    text = decompress(bytes(Body.objects.get(interaction_id=review.entry).text))
    assert "\nDecided" not in text
    for words in ("I pay you double", "We settle on red", "To be read", "And why"):
        assert words in text
    recap = write_recap(owner(), review.pk, on="1 April", now=timezone.now()).text
    assert "I will see to" not in recap
    assert "To be read" in recap


@pytest.mark.broad
def test_signs_of_hers_hold_though_the_client_wrote_beside_her(browser, review, link):
    ours(browser, review, **{"new-0": "The fair"})
    line = items_of(review)[0].line
    ours(browser, review, **{f"note-{line}": "> I send the list"})
    theirs(link, **{f"note-{line}": "> I send the list\n> You send all"})
    marked = text_of(shown(browser, f"/reviews/{review.pk}/outcome/"), ".look-lines li")
    assert "You will see to: I send the list" in marked
    assert "You will see to: You send all" not in marked


@pytest.mark.broad
def test_note_of_both_keeps_the_signs_of_hers_alone(browser, review, link):
    ours(browser, review, **{"new-0": "The fair"})
    line = items_of(review)[0].line
    theirs(link, **{f"note-{line}": "# You pay"})
    stands = items_of(review)[0].notes[0].text
    ours(browser, review, **{f"note-{line}": f"{stands}\n> I send the list"})
    assert items_of(review)[0].notes[0].text == "– # You pay\n> I send the list"
    marked = text_of(shown(browser, f"/reviews/{review.pk}/outcome/"), ".look-lines li")
    assert "You will see to: I send the list" in marked
