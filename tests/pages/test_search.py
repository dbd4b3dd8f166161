"""The search page: snippets, order, and the way into the letter."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client
from alongside.message import Fold
from alongside.processes.follow_ups import follow_all
from alongside.timeline.finding import find_for
from tests.making import ME, arrive, assistant, mailbox, message, owner, rewritten

MARA = "mara@harlow.example"
FRESH, QUOTED = "The lorry comes on Friday.\n", "> Which day does the van come?\n"


@pytest.fixture
def harlow(db):
    return add_client("Harlow & Sons", domains=["harlow.example"], by=owner())


def answer(**more: object):
    """A letter with something new and something quoted."""
    folds = (Fold(len(FRESH), len(FRESH + QUOTED), "quote"),)
    return rewritten(message(MARA, ME, **more, text=FRESH + QUOTED), folds=folds)


def snippet(words: str) -> str:
    return "".join(piece.text for piece in find_for(owner(), words).hits[0].snippet)


def shown(browser, query: str) -> LexborHTMLParser:
    return LexborHTMLParser(browser.get(f"/search/?{query}").content.decode())


@pytest.mark.broad
def test_snippet_comes_from_what_is_new(harlow):
    arrive(mailbox(), answer(subject="Hall"))
    follow_all()
    assert snippet("lorry") == "The lorry comes on Friday."


@pytest.mark.broad
def test_letter_of_nothing_new_shows_what_it_passes_on(harlow):
    passed_on = (Fold(0, len(QUOTED), "quote"),)
    arrive(mailbox(), rewritten(message(MARA, ME, subject="The van", text=QUOTED), folds=passed_on))
    follow_all()
    assert "Which day does the van come" in snippet("van")


@pytest.mark.broad
def test_word_of_the_subject_needs_no_quotation(harlow):
    arrive(mailbox(), answer(subject="The van"))
    follow_all()
    assert snippet("van") == "The lorry comes on Friday."


@pytest.mark.broad
def test_hit_leads_to_its_letter_with_the_words(harlow, browser):
    arrive(mailbox(), answer(subject="Hall"))
    follow_all()
    href = shown(browser, "q=lorry").css_first(".hit a").attributes["href"]
    number = find_for(owner(), "lorry").hits[0].line.id
    assert href == f"/conversations/{number}/?client={harlow.pk}&q=lorry#e{number}"


@pytest.mark.broad
def test_letters_of_one_minute_stand_newest_first(harlow):
    second = 1 / 3600
    letters = [
        message(MARA, ME, subject=f"Number {n}", hours=n * second, text="The lorry.\n")
        for n in (40, 10, 30, 20)
    ]
    arrive(mailbox(), *letters)
    follow_all()
    assert [hit.line.subject[-2:] for hit in find_for(owner(), "lorry").hits] == ["40", "30", "20", "10"]


def test_hit_carries_the_hue_of_its_client(harlow, browser):
    arrive(mailbox(), answer(subject="Hall"))
    follow_all()
    assert f"hue-{harlow.hue}" in shown(browser, "q=lorry").css_first(".hit .mark").attributes["class"]


@pytest.mark.broad
@pytest.mark.parametrize(
    ("query", "chosen"), [("q=lorry", "Newest first"), ("q=lorry&order=best", "Best first")]
)
def test_order_is_a_choice(harlow, browser, query, chosen):
    arrive(mailbox(), answer(subject="Hall"))
    follow_all()
    assert shown(browser, query).css_first(".either [aria-current]").text() == chosen


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("client:nobody x", "There is no client called “nobody”."),
        ("kind:banana x", "There is no kind “banana”. There are: email, call,"),
        ("has:banana x", "“has:banana” is not known."),
        ("after:2024-02-30 x", "“after:2024-02-30” is no date that can be read."),
        ("after:xyz", "“after:xyz” is no date that can be read."),
        ("before:", "“before:” is no date that can be read."),
        ("from:", "Behind “from:” something is missing. Write it without a space: from:mara"),
        ('from:"', "Behind “from:” something is missing."),
        ('client:"', "Behind “client:” something is missing."),
    ],
)
def test_what_is_not_known_is_said(browser, query, sentence):
    assert sentence in shown(browser, urlencode({"q": query})).css_first(".notice").text()


@pytest.mark.parametrize(
    ("query", "found"), [("kind:mail", 1), ("kind:Letters", 1), ("kind:em", 1), ("kind:calls", 0)]
)
def test_kind_is_found_by_the_words_that_pages_have_for_it(harlow, browser, query, found):
    arrive(mailbox(), answer(subject="Hall"))
    follow_all()
    assert len(shown(browser, urlencode({"q": f"{query} lorry"})).css(".hit")) == found


@pytest.mark.broad
def test_strangers_find_nothing(harlow, signed_in):
    arrive(mailbox(), answer(subject="Hall"))
    follow_all()
    assert shown(signed_in(assistant()), "q=lorry").css(".hit") == []


def test_search_is_not_posted(browser):
    assert browser.post("/search/", {"q": "x"}).status_code == 405


@pytest.mark.parametrize(
    ("zone", "query", "found"),
    [
        ("Pacific/Kiritimati", "lorry after:2024-03-06", 1),
        ("Pacific/Kiritimati", "lorry before:2024-03-06", 0),
        ("UTC", "lorry after:2024-03-06", 0),
        ("UTC", "lorry -after:2024-03-06", 1),
    ],
)
def test_days_are_those_of_her_own_clock_wherever_she_asks(harlow, browser, zone, query, found):
    arrive(mailbox(), rewritten(answer(subject="Hall"), happened_at=datetime(2024, 3, 5, 20, tzinfo=UTC)))
    follow_all()
    ann = owner()
    ann.timezone = zone
    ann.save()
    on_the_page = len(shown(browser, urlencode({"q": query})).css(".hit"))
    assert (on_the_page, len(find_for(ann, query).hits)) == (found, found)
