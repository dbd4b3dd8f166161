"""Pressed while an answer is on its way, in Chromium: all of it is done, once, and to the line that was meant."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from alongside.clients.models import Client
from tests.browser.test_in_hand import desk, due, harlow, held

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["desk", "harlow"]
DUTIES = ("Answer the door", "Book the hall", "Count the till", "Draw the rota")


@pytest.fixture
def lines(desk: Page, live_server, harlow: Client) -> Page:
    """The page of a client for whom four things are due, the first in focus."""
    due(harlow, *DUTIES)
    desk.goto(f"{live_server.url}/clients/{harlow.pk}/support/")
    desk.locator(".duty-row .row-open").first.focus()
    return desk


def left(page: Page) -> list[str]:
    return [row.inner_text().split(" Inbox")[0] for row in page.locator(".duty-row .row-open").all()]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_three_lines_done_by_quick_keys_are_all_done(lines: Page):
    with held(lines, "/tick/", "POST"):
        press(lines, "e", "j", "e", "j", "e")
    expect(lines.locator(".duty-row")).to_have_count(1)
    assert left(lines) == [DUTIES[3]]


def test_each_of_quick_keys_does_its_own(lines: Page):
    with held(lines, "/tick/", "POST"):
        press(lines, "e", "j", "x", "j", "e")
    expect(lines.locator(".duty-row")).to_have_count(1)
    said = lines.evaluate("fetch('/clients/').then(() => document.querySelector('.toast p').textContent)")
    assert said == f"“{DUTIES[2]}” is done."


def test_key_pressed_twice_for_one_line_does_it_once(lines: Page):
    asked = []
    lines.on("request", lambda one: asked.append(one.url) if one.method == "POST" else None)
    with held(lines, "/tick/", "POST"):
        press(lines, "e", "e")
    expect(lines.locator(".duty-row")).to_have_count(3)
    expect(lines.locator(".toast p")).to_have_text(f"“{DUTIES[0]}” is done.")
    assert len(asked) == 1


def test_line_in_focus_stays_so_when_an_earlier_one_leaves(lines: Page):
    with held(lines, "/tick/", "POST"):
        press(lines, "e", "j")
    expect(lines.locator(".duty-row")).to_have_count(3)
    expect(lines.locator(".duty-row .row-open").first).to_be_focused()
    assert left(lines)[0] == DUTIES[1]


def test_enter_opens_a_line_that_begins_with_its_tick(lines: Page):
    lines.keyboard.press("j")
    lines.keyboard.press("Enter")
    expect(lines).to_have_url(re.compile(r"/support/\d+/$"))
    expect(lines.locator(".toast")).to_have_count(0)
