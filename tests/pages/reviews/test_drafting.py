"""Drafted paragraphs on the page of a look-back: the button that says where to, the draft, what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client as Browser
from django_tasks_db.models import DBTaskResult

from alongside.channels.model.drafting import WORDS
from alongside.connections.model_servers import keep_model_server, switch
from alongside.reviews.jobs import draft_paragraphs
from alongside.reviews.models import Paragraph
from tests.modelling import Model, drafted, running_model
from tests.pages.reviews.reading import as_seen, shared_with_look_back, shown, text_of

pytestmark = pytest.mark.django_db
SAID = "There were <4 letters>."
GOOD = "There were 4 letters."


@pytest.fixture(scope="module")
def server() -> Iterator[Model]:
    with running_model() as running:
        yield running


@pytest.fixture
def model(server: Model, settings, tmp_path) -> Model:
    settings.HOME = tmp_path
    server.heard.clear()
    server.say = lambda asked: drafted((GOOD, [line_of(asked)]), (SAID, [line_of(asked)]))
    keep_model_server(base_url=server.url, model="small", key="")
    switch(is_on=True)
    return server


def line_of(asked: dict) -> int:
    return next((one["number"] for one in asked["lines"] if "4 letters" in one["text"]), 1)


def drafts(browser, review, section: str = "spoken"):
    """The page once the model has answered."""
    browser.post(f"/reviews/{review.pk}/draft/", {"section": section})
    numbers = Paragraph.objects.filter(state="asked").order_by("id").values_list("pk", flat=True)
    draft_paragraphs.func(list(numbers))
    return shown(browser, f"/reviews/{review.pk}/")


def decided(browser, review, what: str, **more):
    row = Paragraph.objects.exclude(state="kept").get()
    return browser.post(f"/reviews/{review.pk}/draft/{row.pk}/", {"do": what, **more}, follow=True)


@pytest.mark.broad
def test_without_a_model_there_is_no_button(browser, review):
    assert "Draft" not in " ".join(text_of(shown(browser, f"/reviews/{review.pk}/"), "main button"))
    browser.post(f"/reviews/{review.pk}/draft/", {"section": "spoken"})
    assert Paragraph.objects.count() == 0


@pytest.mark.broad
def test_page_says_where_to_the_lines_go_and_looking_sends_nothing(browser, review, model):
    page = shown(browser, f"/reviews/{review.pk}/")
    assert "at 127.0.0.1. That is this machine: nothing leaves it." in text_of(page, "#draft-where")[0]
    keep_model_server(base_url="https://models.example/v1", model="small", key="sk-secret")
    switch(is_on=True)
    page = shown(browser, f"/reviews/{review.pk}/")
    assert "at models.example. Its lines, with the names and sentences" in text_of(page, "#draft-where")[0]
    assert "sk-secret" not in page.html
    assert (model.heard, DBTaskResult.objects.count()) == ([], 0)


@pytest.mark.broad
def test_while_it_is_drafted_the_page_says_so_and_looks_again_by_itself(browser, review, model):
    browser.post(f"/reviews/{review.pk}/draft/", {"section": "every"})
    page = shown(browser, f"/reviews/{review.pk}/")
    assert "are being drafted" in text_of(page, ".look-drafting [role=status]")[0]
    assert "http-equiv" in page.css_first("head noscript").html
    DBTaskResult.objects.update(status="FAILED")
    page = shown(browser, f"/reviews/{review.pk}/")
    assert "The drafting was cut short." in text_of(page, ".look-draft")[0]


@pytest.mark.broad
def test_draft_stands_above_its_lines_and_each_sentence_leads_to_them(browser, review, model):
    page = drafts(browser, review)
    assert text_of(page, ".look-draft-words > span") == [GOOD]
    assert "Drafted from the lines below; check it." in text_of(page, ".look-draft-mark")[0]
    assert "1 sentence was dropped" in text_of(page, ".look-draft-mark")[0]
    place = page.css_first(".look-draft-words sup a").attributes["href"]
    assert "4 letters" in text_of(page, place)[0]
    assert GOOD not in browser.get(f"/reviews/{review.pk}/paper/").content.decode()


@pytest.mark.broad
def test_changed_and_kept_it_goes_out_as_text_whatever_is_in_it(browser, review, model):
    drafts(browser, review)
    row = Paragraph.objects.get()
    page = shown(browser, f"/reviews/{review.pk}/?draft={row.pk}")
    assert page.css_first("#draft-text").text().strip() == GOOD
    assert f"review:{review.pk}" not in page.html
    decided(browser, review, "keep", text="We wrote <b>often</b>.")
    assert (
        "We wrote <b>often</b>." in text_of(shown(browser, f"/reviews/{review.pk}/"), ".look-line.drafted")[0]
    )
    for path in ("paper/", "look-back.md"):
        assert "often" in browser.get(f"/reviews/{review.pk}/{path}").content.decode()
    assert "&lt;b&gt;often&lt;/b&gt;" in as_seen(shared_with_look_back(browser, review))


@pytest.mark.broad
def test_draft_that_nobody_kept_is_on_no_shared_page(browser, review, model):
    drafts(browser, review)
    token = shared_with_look_back(browser, review)
    assert GOOD not in as_seen(token)
    assert "4 letters" in as_seen(token)


@pytest.mark.broad
@pytest.mark.parametrize("what", ["keep", "throw"])
def test_what_was_done_with_it_is_undone(browser, review, model, what):
    drafts(browser, review)
    page = decided(browser, review, what, text=GOOD).content.decode()
    assert ".look-draft" not in page
    undo = page.partition('action="/undo/')[2].partition('"')[0]
    browser.post(f"/undo/{undo}")
    page = shown(browser, f"/reviews/{review.pk}/")
    assert text_of(page, ".look-draft-words > span") == [GOOD]
    assert page.css(".look-line.drafted") == []


@pytest.mark.broad
@pytest.mark.parametrize(("said", "trouble"), [((500, ""), "failed"), (drafted(), "unfounded")])
def test_trouble_is_said_with_what_to_do(browser, review, model, said, trouble):
    model.say = lambda asked: said
    page = drafts(browser, review)
    words = text_of(page, ".look-draft")[0]
    assert "No paragraph was drafted." in words and WORDS[trouble] in words
    assert "Ask again" in words and "The lines below are as they were." in words
    decided(browser, review, "throw")
    assert shown(browser, f"/reviews/{review.pk}/").css(".look-draft") == []


@pytest.mark.broad
def test_kept_without_words_nothing_is_changed(browser, review, model):
    drafts(browser, review)
    assert "Write what is to stand there" in decided(browser, review, "keep", text="  ").content.decode()
    assert Paragraph.objects.get().state == "ready"


@pytest.mark.broad
def test_draft_of_another_review_is_not_there(browser, review, model):
    drafts(browser, review)
    row = Paragraph.objects.get()
    assert browser.post(f"/reviews/{review.pk + 1}/draft/{row.pk}/", {"do": "keep"}).status_code == 404
    assert Browser().post(f"/reviews/{review.pk}/draft/{row.pk}/", {"do": "keep"}).status_code == 302
    assert Paragraph.objects.get().state == "ready"
