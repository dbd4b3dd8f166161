"""What was held: its entry, the next agenda, stars, what could be better."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.intake.erasing import erase, preview_address
from alongside.pages.guests.forms import new_stamp
from alongside.promises.models import Promise
from alongside.reviews import actions
from alongside.reviews.agenda import items_of
from alongside.reviews.models import Ahead, State
from alongside.reviews.outcome import hold, words_for, write_recap
from alongside.reviews.preparing import prepare
from alongside.reviews.queries import open_of
from alongside.reviews.rating import keep_stars
from alongside.support.actions import Facts as SupportFacts
from alongside.support.actions import add_own
from alongside.support.models import Improvement, Rating
from alongside.timeline.models import Interaction
from tests.making import owner
from tests.pages.reviews.reading import (
    agenda,
    fields,
    held_with,
    once_in,
    ours,
    pack_of_today,
    shown,
    text_of,
    theirs,
)
from tests.reviews.making import UNTIL

pytestmark = pytest.mark.django_db


def test_recap_is_proposed_to_people_by_their_names(review):
    now = timezone.now()
    facts = Facts(now - timedelta(hours=2), now, people=(("Tom Harlow", "tom@harlow.example"),))
    actions.hold_at(owner(), review.pk, plan(owner(), review.client, facts, now=now).pk)
    assert write_recap(owner(), review.pk, on="1 April", now=now).to == "Tom Harlow <tom@harlow.example>"


@pytest.mark.parametrize(
    ("held_as", "words"), [("visit", "the visit"), ("meeting", "the meeting"), ("kept", "the talk")]
)
def test_recap_thanks_for_what_it_was(review, held_as, words):
    review.held_as = held_as
    assert words_for(review, on="1 April").startswith(f"Hello,\n\nThank you for {words} on 1 April.")


@pytest.mark.broad
def test_held_review_becomes_an_entry_with_its_promises(browser, review):
    ours(browser, review, **{"new-0": "The fair", "new-1": "Invoices", "new-minutes-1": "10"})
    line = items_of(review)[0].line
    ours(browser, review, **{f"tick-{line}": "on", f"note-{line}": "> I send the list\n= Blue it is"})
    browser.post(f"/reviews/{review.pk}/outcome/", {"kind": "call", "minutes": "45"})
    review.refresh_from_db()
    entry = Interaction.objects.get(pk=review.entry)
    assert (review.state, entry.kind, entry.ended_at - entry.happened_at) == (
        State.HELD,
        "call",
        timedelta(minutes=45),
    )
    assert [(one.side, one.interaction_id) for one in Promise.objects.all()] == [("ours", entry.pk)]
    assert "“Blue it is”" in " ".join(line.text for part in pack_of_today(review) for line in part.lines)


@pytest.mark.broad
def test_what_was_not_reached_goes_to_the_next_agenda(browser, review):
    ours(browser, review, **{"new-0": "The fair", "new-1": "Invoices", "new-minutes-1": "10"})
    ours(browser, review, **{f"tick-{items_of(review)[0].line}": "on"})
    browser.post(f"/reviews/{review.pk}/outcome/", {"kind": "call"})
    browser.post(f"/clients/{review.client_id}/review/")
    following = open_of(owner(), review.client_id)
    assert following.since_on == UNTIL + timedelta(days=1)
    assert [(one.text, one.minutes) for one in items_of(following)] == [("Invoices", 10)]


@pytest.mark.broad
def test_review_opened_again_takes_its_entry_back(browser, review):
    ours(browser, review, **{"new-0": "The fair"})
    line = items_of(review)[0].line
    ours(browser, review, **{f"tick-{line}": "on"})
    path = f"/reviews/{review.pk}/outcome/"
    browser.post(path, {"kind": "call"})
    browser.post(path, {"reopen": "yes"})
    review.refresh_from_db()
    assert (review.state, review.entry) == (State.UNDER_WAY, None)
    browser.post(path, {"kind": "call"})
    review.refresh_from_db()
    assert Interaction.objects.filter(pk=review.entry).exists()


@pytest.mark.broad
def test_next_date_is_given_as_a_calendar_file(browser, review):
    starts_at = timezone.now() + timedelta(days=90)
    row = plan(owner(), review.client, Facts(starts_at, starts_at + timedelta(hours=1)), now=timezone.now())
    browser.post(f"/reviews/{review.pk}/outcome/", {"next": row.pk})
    text = browser.get(f"/reviews/{review.pk}/next.ics").content.decode()
    assert f"DTSTART:{starts_at:%Y%m%dT%H%M}" in text
    assert "SUMMARY:Review with Harlow & Sons" in text


@pytest.mark.broad
def test_plans_stand_on_one_line(browser, review):
    path = f"/reviews/{review.pk}/ahead/"
    on = timezone.localdate() + timedelta(days=30)
    browser.post(path, {"kind": "plan", "text": "Book the fair", "side": "ours", "on": on.isoformat()})
    page = shown(browser, path)
    assert "Book the fair" in page.css_first("svg title").text()
    assert len(page.css("svg circle")) == 1


def test_goal_without_words_is_asked_for_again(browser, review):
    answer = browser.post(f"/reviews/{review.pk}/ahead/", {"kind": "goal", "text": " "})
    assert answer.status_code == 422


@pytest.mark.broad
def test_both_sides_say_how_well_it_goes(browser, review, link, diary):
    browser.post(f"/reviews/{review.pk}/outcome/", {"stars": "ours", f"stars-{diary.pk}": "3"})
    page = shown(Browser(), f"/shared/{link.token}/")
    stamp = page.css_first('form.guest-stars input[name="form"]').attributes["value"]
    Browser().post(f"/shared/{link.token}/stars/", {"form": stamp, f"stars-{diary.pk}": "5"})
    Browser().post(f"/shared/{link.token}/stars/", {"form": stamp, f"stars-{diary.pk}": "4"})
    assert sorted((one.is_clients, one.stars) for one in Rating.objects.all()) == [(False, 3), (True, 4)]


@pytest.mark.broad
def test_guest_rates_nothing_of_another_client(review, link, diary):
    other = add_own(owner(), add_client("Voss", by=owner()).pk, SupportFacts("Mail"))
    stamp = new_stamp(link.share, now=timezone.now())
    Browser().post(f"/shared/{link.token}/stars/", {"form": stamp, f"stars-{other.pk}": "1", "stars-x": "9"})
    assert not Rating.objects.exists()


@pytest.mark.broad
def test_agenda_of_a_held_review_is_read_and_written_no_more(browser, review, link):
    before = fields(shown(Browser(), f"/shared/{link.token}/"))
    held_with(browser, review, "The fair")
    page = shown(Browser(), f"/shared/{link.token}/")
    assert page.css_first("form#agenda") is None
    assert "This review has taken place" in page.css_first("main").text()
    assert "The fair" in page.css_first("main").text()
    answer = Browser().post(f"/shared/{link.token}/agenda/", {**before, "new-0": "Too late"})
    assert answer.status_code == 409
    assert agenda(review) == ["The fair"]


@pytest.mark.broad
def test_link_of_a_held_review_leads_to_the_agenda_of_the_next(browser, review, link):
    held_with(browser, review, "The fair")
    following = prepare(owner(), review.client, now=timezone.now())
    theirs(link, **{"new-0": "A new logo"})
    assert agenda(following) == ["The fair", "A new logo"]
    assert agenda(review) == ["The fair"]
    page = shown(browser, f"/reviews/{following.pk}/agenda/")
    assert "Shared by a link" in page.css_first("body").text()


@pytest.mark.broad
def test_what_was_written_on_a_page_of_the_review_before_is_not_lost(browser, review, link):
    ours(browser, review, **{"new-0": "The fair", "new-1": "Invoices", "new-2": "A logo"})
    sent = fields(shown(Browser(), f"/shared/{link.token}/"))
    lines = {one.text: one.line for one in items_of(review)}
    held_with(browser, review)
    following = prepare(owner(), review.client, now=timezone.now())
    sent |= {
        f"text-{lines['The fair']}": "The fair in May",
        f"note-{lines['A logo']}": "Green",
        "new-0": "Tea",
    }
    for _ in range(2):
        Browser().post(f"/shared/{link.token}/agenda/", sent)
    assert sorted(agenda(following)) == ["A logo", "A logo", "Invoices", "Tea", "The fair", "The fair in May"]
    assert [note.text for one in items_of(following) for note in one.notes] == ["Green"]


@pytest.mark.broad
def test_goal_or_plan_sent_twice_is_there_once(browser, review):
    path = f"/reviews/{review.pk}/ahead/"
    sent = {"kind": "goal", "text": "A second shop", "once": once_in(browser, path)}
    for more in ({}, {}, {"text": "A third shop"}, {"once": once_in(browser, path)}):
        browser.post(path, {**sent, **more})
    texts = sorted(Ahead.objects.values_list("text", flat=True))
    assert texts == ["A second shop", "A second shop", "A third shop"]


@pytest.mark.broad
def test_what_could_be_better_is_taken_up_with_one_click_and_once(browser, review):
    aspect = add_own(owner(), review.client_id, SupportFacts("The diary"))
    ours(browser, review, **{"new-0": "The fair"})
    line = items_of(review)[0].line
    noted = {f"note-{line}": "Invoices go out too late", f"about-{line}": "The diary"}
    ours(browser, review, **noted)
    path = f"/reviews/{review.pk}/outcome/"
    (button,) = shown(browser, path).css("button[name=try]")
    for _ in range(2):
        browser.post(path, {"try": button.attributes["value"]})
    made = Improvement.objects.get()
    assert (made.text, made.aspect, made.state) == ("Invoices go out too late", aspect, "to_try")
    page = shown(browser, path)
    assert page.css("button[name=try]") == []
    assert "to be tried" in text_of(page, "main")[0]


@pytest.mark.broad
def test_stars_and_improvements_stand_from_review_to_review(browser, review, client_):
    aspect = add_own(owner(), review.client_id, SupportFacts("The diary"))
    for stars in (2, 4):
        current = prepare(owner(), client_, now=timezone.now())
        keep_stars(owner(), current, {aspect.pk: stars}, by_client=True, now=timezone.now())
        keep_stars(owner(), current, {aspect.pk: 3}, by_client=False, now=timezone.now())
        hold(owner(), current.pk, kind="call", minutes=None, now=timezone.now())
    (row,) = shown(browser, f"/reviews/{current.pk}/outcome/").css(".trend tbody tr")
    cells = ["".join(one.text().split()) for one in row.css("th, td")]
    assert cells == ["Thediary", "23", "43", "better"]
    assert shown(browser, f"/reviews/{review.pk}/outcome/").css_first(".trend") is None


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_recap_of_a_held_review_is_shared_by_a_link_without_a_mailbox(browser, review):
    now = timezone.now()
    facts = Facts(now - timedelta(hours=2), now, people=(("Tom Harlow", "tom@harlow.example"),))
    actions.hold_at(owner(), review.pk, plan(owner(), review.client, facts, now=now).pk)
    ours(browser, review, **{"new-0": "The fair"})
    line = items_of(review)[0].line
    ours(browser, review, **{f"tick-{line}": "on", f"note-{line}": "= Blue it is\n# Zirkelmooswald"})
    browser.post(f"/reviews/{review.pk}/outcome/", {"kind": "call", "minutes": "45"})
    outcome = shown(browser, f"/reviews/{review.pk}/outcome/")
    assert outcome.css_first(f"a[href='/reviews/{review.pk}/recap/words/']").text() == "Write the recap"
    words = shown(browser, f"/reviews/{review.pk}/recap/words/").css_first("[name=words]").text()
    assert "Hello Tom," in words and "Decided:\n- Blue it is" in words
    assert "Zirkelmooswald" not in words
    made = browser.post(f"/reviews/{review.pk}/recap/words/", {"words": f"{words}\nUntil May."})
    link = re.search(r"/shared/[\w-]{43}/", made.content.decode())[0]
    assert "Until May." in Browser().get(link).content.decode()
    # Also where its entry was taken back, so that nothing of the review is among what goes.
    browser.post(f"/reviews/{review.pk}/outcome/", {"reopen": "1"})
    assert "Until May." in Browser().get(link).content.decode()
    erase(preview_address("tom@harlow.example"))
    assert Browser().get(link).status_code == 404
