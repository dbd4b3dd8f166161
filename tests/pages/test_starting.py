"""The list that is ticked when a client begins: on its page until it is done, edited once for everybody."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from alongside.clients import joining
from alongside.clients.actions import add_client
from alongside.picture.models import Step
from alongside.picture.starting import AT_FIRST, begin, keep_list, open_steps_for, steps_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow(owner):
    return add_client("Harlow & Sons", by=owner)


@pytest.fixture
def desk(signed_in, owner):
    return signed_in(owner)


def beside(desk, harlow) -> list[str]:
    page = LexborHTMLParser(desk.get(reverse("client", args=[harlow.pk])).content.decode())
    return [one.text(strip=True) for one in page.css(".checklist.beginning bdi")]


def undo(desk, page):
    tree = LexborHTMLParser(page.content.decode())
    return desk.post(tree.css_first("#toasts button[formaction]").attributes["formaction"])


@pytest.mark.broad
def test_what_is_left_stands_beside_the_story_until_it_is_done(desk, owner, harlow):
    keep_list(owner, "Hours\nInvoices", now=timezone.now())
    assert beside(desk, harlow) == []
    desk.post(reverse("starting-begin", args=[harlow.pk]))
    assert beside(desk, harlow) == ["Hours", "Invoices"]
    for step in steps_for(owner, harlow.pk):
        desk.post(reverse("step-tick", args=[step.pk]))
    assert beside(desk, harlow) == []


def test_a_tick_is_taken_back(desk, owner, harlow):
    (first, *_) = begin(owner, harlow.pk, now=timezone.now())
    page = desk.post(reverse("step-tick", args=[first]), follow=True)
    assert Step.objects.get(pk=first).done_by == owner
    undo(desk, page)
    assert Step.objects.get(pk=first).done_at is None


def test_a_double_click_ticks_once_and_the_one_who_did_it_stays(desk, owner, assistant, signed_in, harlow):
    harlow.assignments.create(member=assistant)
    (first, *_) = begin(owner, harlow.pk, now=timezone.now())
    page = LexborHTMLParser(desk.get(reverse("client-starting", args=[harlow.pk])).content.decode())
    path = reverse("step-tick", args=[first])
    sent = {
        one.attributes["name"]: one.attributes["value"]
        for one in page.css(f'form[action="{path}"] input[name]')
    }
    for browser in (desk, desk, signed_in(assistant)):
        browser.post(path, sent)
    assert Step.objects.get(pk=first).done_by == owner


def test_a_tick_is_taken_away_by_pressing_it_on_the_page(desk, owner, harlow):
    (first, *_) = begin(owner, harlow.pk, now=timezone.now())
    path = reverse("step-tick", args=[first])
    desk.post(path)
    page = LexborHTMLParser(desk.get(reverse("client-starting", args=[harlow.pk])).content.decode())
    assert page.css_first(f'form[action="{path}"] [name=do]').attributes["value"] == "open"
    desk.post(path, {"do": "open"})
    assert Step.objects.get(pk=first).done_at is None


def test_beginning_is_taken_back_and_twice_adds_nothing(desk, owner, harlow):
    page = desk.post(reverse("starting-begin", args=[harlow.pk]), follow=True)
    assert len(open_steps_for(owner, harlow.pk)) == len(AT_FIRST.splitlines())
    assert begin(owner, harlow.pk, now=timezone.now()) == []
    undo(desk, page)
    assert steps_for(owner, harlow.pk) == []


def test_one_more_and_one_off(desk, owner, harlow):
    path = reverse("client-starting", args=[harlow.pk])
    desk.post(path, {"words": "A key to the <mill>"})
    assert "A key to the &lt;mill&gt;" in desk.get(path).content.decode()
    page = desk.post(reverse("step-drop", args=[Step.objects.get().pk]), follow=True)
    assert steps_for(owner, harlow.pk) == []
    undo(desk, page)
    assert len(steps_for(owner, harlow.pk)) == 1
    assert desk.post(path, {"words": "  "}).status_code == 422


def test_the_list_for_everybody_changes_what_begins_from_then_on(desk, owner, harlow):
    begin(owner, harlow.pk, now=timezone.now())
    desk.post(reverse("settings-starting"), {"text": " Hours \n\nHours\nTea"})
    assert len(steps_for(owner, harlow.pk)) == len(AT_FIRST.splitlines())
    birch = add_client("Birch", by=owner)
    begin(owner, birch.pk, now=timezone.now())
    assert [one.words for one in steps_for(owner, birch.pk)] == ["Hours", "Tea"]


def test_a_list_that_nobody_would_read_is_refused_in_words(desk):
    answer = desk.post(reverse("settings-starting"), {"text": "\n".join(map(str, range(100)))})
    assert answer.status_code == 422
    assert "is read by nobody" in answer.content.decode()


def test_clients_that_are_one_have_one_list(owner, harlow):
    old = add_client("Harlow Ltd", by=owner)
    begin(owner, old.pk, now=timezone.now())
    joining.join(harlow, old, by=owner)
    assert len(steps_for(owner, harlow.pk)) == len(AT_FIRST.splitlines())
    assert begin(owner, harlow.pk, now=timezone.now()) == []
