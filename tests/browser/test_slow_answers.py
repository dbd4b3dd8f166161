"""Pressed while an answer is on its way, in Chromium: all of it is done, once, and to the line that was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import APIResponse, Page, Route, expect

from alongside.accounts.actions import make_sign_in_link
from alongside.clients.models import Client
from alongside.diary.models import Appointment
from alongside.promises.actions import cleaned, write_down
from tests.browser.conftest import Complaints
from tests.browser.test_in_hand import desk, due, harlow, held
from tests.making import owner

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
    asked: list[str] = []

    def count(route: Route) -> None:
        asked.append(route.request.method)
        route.fallback()

    with held(lines, "/tick/", "POST"):
        lines.route("**/tick/**", count)
        press(lines, "e", "e")
    expect(lines.locator(".duty-row")).to_have_count(3)
    expect(lines.locator(".toast p")).to_have_text(f"“{DUTIES[0]}” is done.")
    assert asked == ["POST"]


def test_line_in_focus_stays_so_when_an_earlier_one_leaves(lines: Page):
    with held(lines, "/tick/", "POST"):
        press(lines, "e", "j")
    expect(lines.locator(".duty-row")).to_have_count(3)
    expect(lines.locator(".duty-row .row-open").first).to_be_focused()
    assert left(lines)[0] == DUTIES[1]


def test_list_of_commands_is_true_when_the_page_has_come_anew_below_it(lines: Page):
    with held(lines, "/tick/", "POST"):
        press(lines, "e", "j", "Control+k")
        lines.keyboard.type("leave out")
    expect(lines.locator(".duty-row")).to_have_count(3)
    press(lines, "Enter")
    expect(lines.locator(".toast p")).to_have_text(f"“{DUTIES[1]}” is left out this time.")
    expect(lines.locator(".duty-row")).to_have_count(2)


def test_second_of_two_lines_that_read_alike_is_the_second(desk: Page, live_server, harlow: Client):
    for due_on in ("2031-03-03", "2032-03-03"):
        facts = cleaned(wording="Book the hall", due_on=due_on)
        write_down(owner(), harlow.pk, kind="todo", side="ours", changes=facts, now=timezone.now())
    desk.goto(f"{live_server.url}/promises/")
    press(desk, "Control+k")
    desk.keyboard.type("book the")
    expect(desk.get_by_role("option", name="Book the hall")).to_have_count(2)
    press(desk, "ArrowDown", "Enter")
    desk.keyboard.type("1 march 2040")
    press(desk, "Enter")
    expect(desk.locator(".toast p")).to_have_text("Moved to Thursday 1 March 2040.")
    expect(desk.locator(".promise-row .due")).to_have_text(["3 Mar 2031", "1 Mar 2040"])


def test_day_that_is_being_typed_for_one_line_outlives_the_answer_about_another(
    desk: Page, live_server, harlow: Client
):
    for words in ("Book the hall", "Count the till", "Draw the rota"):
        facts = cleaned(wording=words, due_on="2031-03-03")
        write_down(owner(), harlow.pk, kind="todo", side="ours", changes=facts, now=timezone.now())
    desk.goto(f"{live_server.url}/promises/")
    rows = desk.locator(".promise-row")
    rows.first.locator(".row-open").focus()
    with held(desk, "/promises/", "POST"):
        press(desk, "e", "j", "m")
        desk.keyboard.type("1 mar")
    expect(desk.locator(".toast p")).to_be_visible()
    desk.keyboard.type("ch 2040")
    press(desk, "Enter")
    expect(desk.locator(".toast p")).to_have_text("Moved to Thursday 1 March 2040.")
    expect(desk.locator(".day-asked")).to_have_count(0)


def test_enter_opens_a_line_that_begins_with_its_tick(lines: Page):
    lines.keyboard.press("j")
    lines.keyboard.press("Enter")
    expect(lines).to_have_url(re.compile(r"/support/\d+/$"))
    expect(lines.locator(".toast")).to_have_count(0)


@contextmanager
def slow(page: Page, address: str) -> Iterator[list[str]]:
    """What is sent to this address has arrived; its answer comes when the block is left. Gives what was sent."""
    sent: list[str] = []
    answers: list[tuple[Route, APIResponse]] = []

    def take(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        sent.append(route.request.url)
        answers.append((route, route.fetch(max_redirects=0)))
        return None

    page.route(re.compile(address), take)
    yield sent
    for route, answer in answers:
        route.fulfill(response=answer)


def click_twice(page: Page, name: str, sent: list[str]) -> None:
    """A second click once the first has arrived; without waiting for the page that follows."""
    box = page.get_by_role("button", name=name, exact=True).bounding_box()
    assert box is not None
    for _ in range(2):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(600)
    assert sent


def test_second_click_plans_no_second_call(desk: Page, live_server, harlow: Client):
    desk.goto(f"{live_server.url}/diary/plan/?client={harlow.pk}")
    desk.get_by_label("Day").fill((timezone.localdate() + timedelta(days=3)).isoformat())
    desk.get_by_label("Time", exact=True).fill("10:00")
    with slow(desk, "/diary/plan/") as sent:
        click_twice(desk, "Plan it", sent)
    expect(desk.locator(".toast p")).to_contain_text("planned")
    assert Appointment.objects.count() == 1


def test_second_click_on_a_link_that_signs_in_finds_it_not_spent(
    page: Page, live_server, complaints: Complaints
):
    complaints.expected = ("Failed to load resource",)
    page.goto(f"{live_server.url}{urlsplit(make_sign_in_link(owner())).path}")
    with slow(page, "/come-in/") as sent:
        click_twice(page, "Open Alongside", sent)
    expect(page).to_have_url(f"{live_server.url}/")
    expect(page.locator(".rail")).to_be_visible()
