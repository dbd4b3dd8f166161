"""The look-back: lines that lead to their sources, hers beside them, papers."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from django.test import Client as Browser
from django.utils import timezone

from alongside.accounts.models import Member, Practice
from alongside.hours.models import Entry
from alongside.reviews import actions
from alongside.reviews.models import LineVerdict, Review
from alongside.reviews.queries import pack_of
from tests.making import MONDAY, owner
from tests.pages.reviews.reading import (
    once_in,
    plain,
    shown,
    text_of,
)
from tests.reviews.making import SINCE, UNTIL

pytestmark = pytest.mark.django_db


@pytest.mark.broad
def test_list_leads_to_what_is_in_preparation(browser, review):
    page = shown(browser, "/reviews/")
    assert f"/reviews/{review.pk}/" in [one.attributes.get("href") for one in page.css("a.row-open")]


@pytest.mark.broad
def test_client_without_a_review_is_due(browser, client_):
    page = shown(browser, "/reviews/")
    assert "Due 1" in text_of(page, "h2.section")
    answer = browser.post(f"/clients/{client_.pk}/review/")
    assert answer["Location"] == f"/reviews/{Review.objects.get().pk}/"


@pytest.mark.broad
def test_quoted_line_leads_to_its_sentence_marked(browser, review):
    page = shown(browser, f"/reviews/{review.pk}/")
    address = next(
        one.attributes["href"] for one in page.css(".look-words a") if "smaller hall" in one.text()
    )
    path, _, place = address.partition("#")
    mark = shown(browser, path).css_first(f"mark#{place}")
    assert mark.text() == "We take the smaller hall"


@pytest.mark.broad
def test_counted_line_leads_to_all_it_was_counted_from(browser, review):
    page = shown(browser, f"/reviews/{review.pk}/")
    address = next(one.attributes["href"] for one in page.css(".look-words a") if "4 letters" in one.text())
    assert len(shown(browser, address).css(".lines li")) == 4


@pytest.mark.broad
def test_line_is_left_out_and_said_otherwise(browser, review):
    first, second = [line for section in pack_of(review) for line in section.lines][:2]
    path = f"/reviews/{review.pk}/"
    browser.post(f"{path}line/", {"key": first.key, "word": "hidden"})
    browser.post(f"{path}line/", {"key": second.key, "word": "worded", "text": "We wrote often."})
    page = shown(browser, path)
    assert first.text in " ".join(text_of(page, ".look-hidden .look-words"))
    assert "We wrote often." in " ".join(text_of(page, ".look-line.hers"))


def test_line_of_hers_stands_in_its_section(browser, review):
    browser.post(f"/reviews/{review.pk}/line/", {"section": "about", "text": "A logo, by phone."})
    assert LineVerdict.objects.get().section == "about"
    assert "A logo, by phone." in " ".join(text_of(shown(browser, f"/reviews/{review.pk}/"), ".look-words"))


@pytest.mark.broad
def test_pdf_says_what_the_page_says(browser, review):
    Member.objects.filter(pk=owner().pk).update(name="Nell Avery")
    actions.put_ahead(owner(), review.client_id, actions.Wanted("goal", "A second shop"), now=timezone.now())
    answer = browser.get(f"/reviews/{review.pk}/look-back.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = plain("".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(answer.content)).pages))
    page = shown(browser, f"/reviews/{review.pk}/paper/")
    lines = text_of(page, ".look-lines li") + text_of(page, ".look-section h2")
    assert len(lines) > 10
    lines += text_of(page, ".look-paper > .detail")
    assert lines[-1] == "“We” and “us” is Nell Avery, “they” and “them” is Harlow & Sons."
    for line in lines:
        assert plain(line) in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ['#panic("x")', "$x$ *b* _i_ `c` @ref <label>", '"); #read("/etc/passwd")', "\\ // /* ="]
)
def test_words_are_never_read_as_typst(browser, review, words):
    actions.add_line(owner(), review.pk, section="about", text=words, now=timezone.now())
    answer = browser.get(f"/reviews/{review.pk}/look-back.pdf")
    text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert plain(words) in plain(text)


@pytest.mark.broad
def test_markdown_has_every_line(browser, review):
    Practice.objects.update_or_create(pk=1, defaults={"name": "Avery at your side"})
    text = browser.get(f"/reviews/{review.pk}/look-back.md").content.decode()
    assert text.startswith("# Harlow & Sons\n")
    assert "\n\n“We” and “us” is Avery at your side, “they” and “them” is Harlow & Sons.\n\n## " in text
    assert "- “We take the smaller hall” (2 Mar)" in text


@pytest.mark.broad
def test_look_back_is_shared_only_where_she_chose_so(browser, review, link):
    assert "smaller hall" not in Browser().get(f"/shared/{link.token}/").content.decode()
    Member.objects.filter(pk=owner().pk).update(name="")
    hidden = next(line for section in pack_of(review) for line in section.lines if "4 letters" in line.text)
    actions.judge(owner(), review.pk, key=hidden.key, word="hidden", now=timezone.now())
    page = browser.post(f"/reviews/{review.pk}/agenda/share/", {"look-back": "on"}).content.decode()
    token = re.search(r"/shared/([\w-]{43})/", page)
    shared = Browser().get(f"/shared/{token[1]}/").content.decode()
    assert "smaller hall" in shared
    assert "“We” and “us” is <bdi>your assistant</bdi>" in shared
    assert "4 letters" not in shared
    assert "/conversations/" not in shared


def test_counted_hours_lead_to_the_hours_of_the_client(browser, review, diary):
    Entry.objects.create(member=owner(), client=review.client, aspect=diary, on=MONDAY.date(), minutes=90)
    page = shown(browser, f"/reviews/{review.pk}/")
    address = next(
        one.attributes["href"] for one in page.css(".look-words a") if "Diary: 1 h 30." in one.text()
    )
    assert address == f"/clients/{review.client_id}/hours/"
    assert browser.get(address).status_code == 200


@pytest.mark.broad
@pytest.mark.parametrize(("since", "until"), [("9998-01-01", "9999-12-31"), ("0001-01-01", "0001-02-01")])
def test_days_far_away_are_refused_and_the_page_still_opens(browser, review, since, until):
    browser.post(f"/reviews/{review.pk}/period/", {"since": since, "until": until})
    review.refresh_from_db()
    assert (review.since_on, review.until_on) == (SINCE, UNTIL)
    assert browser.get(f"/reviews/{review.pk}/").status_code == 200


@pytest.mark.broad
def test_line_of_hers_sent_twice_is_there_once(browser, review):
    path = f"/reviews/{review.pk}/"
    sent = {"section": "about", "text": "A logo, by phone.", "once": once_in(browser, path)}
    for _ in range(2):
        browser.post(f"{path}line/", sent)
    assert LineVerdict.objects.count() == 1


@pytest.mark.broad
def test_line_of_hers_that_she_left_out_does_not_come_back(browser, review):
    path = f"/reviews/{review.pk}/"
    sent = {"section": "about", "text": "A logo, by phone.", "once": once_in(browser, path)}
    browser.post(f"{path}line/", sent)
    browser.post(f"{path}line/", {"key": LineVerdict.objects.get().key, "word": "hidden"})
    browser.post(f"{path}line/", sent)
    assert "A logo, by phone." in " ".join(text_of(shown(browser, path), ".look-hidden .look-words"))
