"""What was said in a call or on a visit, copied or shared by a link: her words as she left them, no private one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from alongside.calls import actions
from alongside.calls.actions import How
from alongside.calls.keeping import Outcome, keep
from alongside.calls.models import Call
from alongside.clients.actions import add_client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.intake.erasing import erase, preview_person
from alongside.sharing.actions import revoke
from alongside.sharing.models import Share
from alongside.visits import keeping, notes
from alongside.visits.actions import prepare
from alongside.visits.keeping import Outcome as VisitOutcome
from alongside.visits.models import Visit
from tests.making import owner
from tests.pages.reading import shown

pytestmark = pytest.mark.django_db
CANARY = "Zirkelmooswald"
TOM = ("Tom Harlow", "tom@harlow.example")


@pytest.fixture
def call() -> Call:
    harlow = add_client("Harlow & Sons", by=owner(), addresses=[(TOM[1], TOM[0])])
    made = actions.start(owner(), harlow, How(people=[TOM]), now=timezone.now())
    Call.objects.filter(pk=made.pk).update(said=f"= Oak it is\n# {CANARY}\nThe van comes on Monday.")
    return made


@pytest.fixture
def visit() -> Visit:
    harlow, now = add_client("Harlow & Sons", by=owner(), addresses=[(TOM[1], TOM[0])]), timezone.now()
    began = now - timedelta(hours=6)
    row = plan(owner(), harlow, Facts(began, began + timedelta(hours=5), way="visit", people=(TOM,)), now=now)
    made = prepare(owner(), row.pk, now=now)
    typed = {"environment": f"Two desks, {CANARY}", "said": f"= Oak it is\n# {CANARY}"}
    return notes.journal(owner(), made.pk, revision=0, fields=typed, now=now)


def words_of(browser, call: Call | Visit) -> str:
    return shown(browser, f"{place_of(call)}/recap/words/").css_first("[name=words]").text()


def place_of(one: Call | Visit) -> str:
    return f"/calls/{one.pk}" if isinstance(one, Call) else f"/visits/{one.pk}"


def shared(browser, call: Call | Visit, words: str) -> str:
    """The address of the link, as its one answer shows it."""
    page = browser.post(f"{place_of(call)}/recap/words/", {"words": words}).content.decode()
    return page.partition('id="made-link"')[2].partition('value="http://localhost:8000')[2].partition('"')[0]


@pytest.mark.broad
def test_recap_needs_no_mailbox(call, browser):
    link = shown(browser, f"/calls/{call.pk}/after/").css_first(f"a[href='/calls/{call.pk}/recap/words/']")
    assert link.text() == "Write a recap"
    words = words_of(browser, call)
    assert "Hello Tom," in words
    assert "Decided:\n- Oak it is" in words
    assert CANARY not in words


@pytest.mark.broad
def test_link_shows_the_words_as_she_left_them_and_takes_replies(call, browser):
    address = shared(browser, call, f"{words_of(browser, call)}\n<b>Until Monday.</b>")
    Call.objects.filter(pk=call.pk).update(said=f"Changed since, {CANARY}")
    page = Browser().get(address).content.decode()
    assert "&lt;b&gt;Until Monday.&lt;/b&gt;" in page
    assert "Leave a reply" in page
    assert CANARY not in page


def test_link_that_is_taken_back_opens_nothing(call, browser):
    address = shared(browser, call, "We said yes.")
    revoke(owner(), Share.objects.get().pk, now=timezone.now())
    assert Browser().get(address).status_code == 404


def test_nothing_is_shared_without_a_word(call, browser):
    answer = browser.post(f"/calls/{call.pk}/recap/words/", {"words": " \n"})
    assert answer.status_code == 422
    assert "There is nothing in it yet." in answer.content.decode()
    assert not Share.objects.exists()


def test_call_that_did_not_come_about_has_no_recap(call, browser):
    keep(owner(), call.pk, Outcome(state="missed"), now=timezone.now())
    assert shown(browser, f"/calls/{call.pk}/after/").css_first("a[href$='/recap/words/']") is None


def test_recap_of_a_visit_needs_no_mailbox(visit, browser):
    link = shown(browser, f"/visits/{visit.pk}/after/").css_first(
        f"a[href='/visits/{visit.pk}/recap/words/']"
    )
    assert link.text() == "Write a recap"
    page = shown(browser, f"/visits/{visit.pk}/recap/words/")
    words = page.css_first("[name=words]").text()
    assert "Thank you for the visit on" in words
    assert "Decided:\n- Oak it is" in words
    assert CANARY not in page.html
    # Kept in her browser as it is typed.
    assert page.css_first("main form").attributes["data-typed"] == str(owner().pk)
    assert page.css_first("[href^='mailto:']").attributes["href"].startswith("mailto:tom@harlow.example?")


def test_link_shows_the_words_of_a_visit_as_she_left_them(visit, browser):
    address = shared(browser, visit, f"{words_of(browser, visit)}\n<b>Until Monday.</b>")
    Visit.objects.filter(pk=visit.pk).update(said=f"Changed since, {CANARY}")
    page = Browser().get(address).content.decode()
    assert "My visit on" in page
    assert "&lt;b&gt;Until Monday.&lt;/b&gt;" in page
    assert "Leave a reply" in page
    assert CANARY not in page


def test_visit_that_did_not_take_place_has_no_recap(visit, browser):
    keeping.keep(owner(), visit.pk, VisitOutcome(state="not_held"), now=timezone.now())
    assert shown(browser, f"/visits/{visit.pk}/after/").css_first("a[href$='/recap/words/']") is None


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_link_of_a_visit_opens_nothing_once_whoever_it_was_with_is_erased(visit, browser):
    address = shared(browser, visit, "Tom said yes.")
    erase(preview_person(visit.client.people.get()))
    assert Browser().get(address).status_code == 404
    assert "Tom" not in str(Share.objects.get().choices)
