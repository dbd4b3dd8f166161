"""The journal in Chromium: kept and shown as it is typed, two windows brought together, published, replied to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from alongside.journal import actions
from alongside.journal.actions import Typed
from alongside.journal.models import Post, Reply
from tests.browser.conftest import Complaints
from tests.browser.test_hours import enter
from tests.making import owner

pytestmark = pytest.mark.django_db(transaction=True)
# In milliseconds: beside other tests a page takes its time.
PATIENT = 15_000


@pytest.fixture
def post() -> Post:
    now = timezone.now() - timedelta(minutes=1)
    actions.set_up(owner(), title="From my desk", byline="Nell", is_on=True, now=now)
    made = actions.begin(owner(), now=now)
    return actions.keep(owner(), made.pk, Typed("A year of lists", "First.\n\nLast."), revision=0, now=now)


def test_post_is_kept_as_it_is_typed_brought_together_published_and_taken_back(
    page: Page, live_server, complaints: Complaints, post: Post
):
    page = enter(page, live_server, complaints)
    there = f"{live_server.url}/settings/journal/{post.pk}/"
    page.goto(there, timeout=4 * PATIENT)
    text = page.get_by_label("Text")
    expect(page.locator("form[data-post][data-ready]")).to_be_visible(timeout=PATIENT)
    text.fill("First, *now*.\n\nLast.")
    expect(page.locator("[data-shown] em")).to_have_text("now", timeout=PATIENT)
    # Another window was quicker: both are kept.
    actions.keep(
        owner(),
        post.pk,
        Typed("A year of lists", "First, *now*.\n\nLast of all."),
        revision=2,
        now=timezone.now(),
    )
    text.press("Home")
    text.press("Control+Home")
    text.type("Well. ")
    expect(text).to_have_value("Well. First, *now*.\n\nLast of all.", timeout=PATIENT)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".toast")).to_contain_text("Everybody can read it now.", timeout=PATIENT)
    assert Post.objects.get().is_public
    page.keyboard.press("z")
    expect(page.locator(".toast")).to_contain_text("Undone.", timeout=PATIENT)
    kept = Post.objects.get()
    assert (kept.is_public, kept.text) == (False, "Well. First, *now*.\n\nLast of all.")


def test_stranger_replies_from_a_phone_and_without_script(
    phone: Page, plain_page: Page, live_server, complaints: Complaints, post: Post, monkeypatch
):
    # What is missing is said with a 422.
    complaints.expected = ("Failed to load resource",)
    monkeypatch.setattr("alongside.replies.rules.QUICKEST", timedelta(0))
    slug = actions.publish(owner(), post.pk, now=timezone.now()).slug
    for number, page in enumerate((phone, plain_page)):
        page.goto(f"{live_server.url}/journal/{slug}/", timeout=4 * PATIENT)
        page.get_by_label("Your reply").fill(f"I do the same, {number}.")
        page.get_by_label("Your name").fill("Ida")
        page.get_by_role("button", name="Send to Nell").click()
        expect(page.get_by_role("alert")).to_contain_text("Give an e-mail address", timeout=PATIENT)
        page.get_by_label("Your e-mail").fill("ida@far.example")
        page.get_by_role("button", name="Send to Nell").click()
        expect(page.get_by_role("status")).to_contain_text("it has arrived", timeout=PATIENT)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Reply.objects.filter(state=Reply.State.HELD).count() == 2
