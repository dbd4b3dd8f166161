"""What is done for a client in Chromium: ticked by a key or a thumb, changed in its place, without script as well."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import PHONE, Complaints, come_in, open_context
from tests.browser.test_journey import environment, link
from tests.program import ROOT, origin

pytestmark = pytest.mark.own_database
# In milliseconds: beside other tests a page takes its time.
PATIENT = 15_000
__all__ = ["environment", "link"]


@pytest.fixture(scope="module")
def signed_in(
    browser: Browser, environment: dict[str, str], heard: Complaints, request: pytest.FixtureRequest
) -> Iterator[tuple[BrowserContext, str]]:
    env = {**environment, "DJANGO_SETTINGS_MODULE": "alongside.config.settings"}
    subprocess.run([sys.executable, "-m", "tests.browser.support_practice"], env=env, cwd=ROOT, check=True)
    address = request.getfixturevalue("link")
    context = come_in(browser, address, heard)
    yield context, origin(address)
    context.close()


@pytest.fixture
def desk(signed_in: tuple[BrowserContext, str], heard: Complaints) -> Iterator[Page]:
    context, address = signed_in
    page = context.pages[0]
    page.goto(f"{address}/")
    yield page
    assert heard == []


def test_what_comes_again_is_ticked_left_out_and_taken_back_by_a_key_each(desk: Page):
    rows = desk.locator(".duty-row")
    expect(rows).to_have_count(4, timeout=PATIENT)
    rows.first.locator(".row-open").focus()
    desk.keyboard.press("e")
    expect(desk.locator(".toast p")).to_contain_text("is done.", timeout=PATIENT)
    expect(rows).to_have_count(3, timeout=PATIENT)
    desk.keyboard.press("z")
    expect(rows).to_have_count(4, timeout=PATIENT)
    rows.first.locator(".row-open").focus()
    desk.keyboard.press("x")
    expect(desk.locator(".toast p")).to_contain_text("is left out this time.", timeout=PATIENT)
    expect(rows).to_have_count(3, timeout=PATIENT)
    expect(desk).to_have_url(re.compile(r":\d+/$"), timeout=PATIENT)


def test_tick_in_one_window_is_seen_in_the_other(desk: Page, signed_in: tuple[BrowserContext, str]):
    context, address = signed_in
    other = context.new_page()
    other.goto(f"{address}/clients/1/support/")
    before = desk.locator(".duty-row").count()
    expect(other.locator(".duty-row")).to_have_count(before, timeout=PATIENT)
    other.locator(".duty-tick").first.click()
    expect(other.locator(".duty-row")).to_have_count(before - 1, timeout=PATIENT)
    other.close()
    desk.bring_to_front()
    expect(desk.locator(".duty-row")).to_have_count(before - 1, timeout=PATIENT)


def test_aspect_is_added_by_one_press_changed_in_its_place_and_nothing_else_moves(desk: Page):
    desk.get_by_role("link", name="Clients").click()
    desk.get_by_role("main").get_by_role("link", name="Harlow & Sons").first.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Harlow & Sons", timeout=PATIENT)
    desk.wait_for_load_state()
    desk.keyboard.press("g")
    desk.keyboard.press("o")
    expect(desk.get_by_role("heading", level=1)).to_have_text("What you do", timeout=PATIENT)
    desk.get_by_role("button", name="Travel", exact=True).click()
    expect(desk.locator(".aspect h2 a")).to_have_text(["Inbox", "Travel"], timeout=PATIENT)
    travel = desk.locator(".aspect").nth(1)
    travel.get_by_role("link", name="Change").click()
    travel.get_by_label("Agreed hours a month").fill("2.5")
    travel.get_by_role("button", name="Keep").click()
    expect(desk.locator(".aspect").nth(1).locator(".figure")).to_have_text("2 h 30 a month", timeout=PATIENT)
    words = "Put down for a month: Travel 2 h 30. Nothing is agreed with them for all of it."
    expect(desk.locator(".hours-split p").first).to_have_text(words, timeout=PATIENT)


@contextmanager
def renewal_on_its_way(page: Page, context: BrowserContext, added: str) -> Iterator[None]:
    """What is done within happens between a renewal of the page and its answer."""
    address, held = page.url, list[Route]()
    page.route(
        address,
        lambda route: held.append(route) if "x-renewal" in route.request.headers else route.continue_(),
    )
    other = context.new_page()
    other.goto(address)
    page.bring_to_front()
    with page.expect_request(lambda one: "x-renewal" in one.headers):
        other.get_by_role("button", name=added, exact=True).click()
    other.close()
    yield
    with page.expect_response(lambda one: "x-renewal" in one.request.headers):
        held[0].continue_()
    page.unroute(address)
    # One more has time to come, and may not.
    page.wait_for_timeout(1_500)


def test_what_is_typed_while_the_page_renews_itself_is_not_lost(
    desk: Page, signed_in: tuple[BrowserContext, str]
):
    context, address = signed_in
    desk.goto(f"{address}/clients/1/support/")
    before = desk.locator(".aspect").count()
    own = desk.get_by_label("Something else")
    with renewal_on_its_way(desk, context, "Events"):
        own.fill("Errands")
        own.blur()
    expect(own).to_have_value("Errands")
    desk.get_by_role("button", name="Add", exact=True).click()
    expect(desk.locator(".aspect")).to_have_count(before + 2, timeout=PATIENT)
    expect(own).to_have_value("")


def test_line_in_focus_stays_so_while_the_page_renews_itself(
    desk: Page, signed_in: tuple[BrowserContext, str]
):
    context, address = signed_in
    desk.goto(f"{address}/clients/1/support/")
    before = desk.locator(".aspect").count()
    line = desk.locator(".duty-row .row-open").first
    with renewal_on_its_way(desk, context, "Documents"):
        line.focus()
    expect(line).to_be_focused()
    line.blur()
    expect(desk.locator(".aspect")).to_have_count(before + 1, timeout=PATIENT)


def test_what_is_half_written_stays_when_something_else_on_the_page_is_done(
    desk: Page, signed_in: tuple[BrowserContext, str]
):
    _, address = signed_in
    desk.goto(f"{address}/clients/1/support/")
    before = desk.locator(".aspect").count()
    own = desk.get_by_label("Something else")
    own.fill("Post")
    desk.get_by_role("button", name="Research", exact=True).click()
    expect(desk.locator(".aspect")).to_have_count(before + 1, timeout=PATIENT)
    expect(own).to_have_value("Post")
    desk.get_by_role("button", name="Add", exact=True).click()
    expect(desk.locator(".aspect")).to_have_count(before + 2, timeout=PATIENT)
    expect(own).to_have_value("")


def test_two_windows_of_a_how_to_page_lose_nothing(desk: Page, signed_in: tuple[BrowserContext, str], heard):
    context, address = signed_in
    heard.expected = ("409",)
    other = context.new_page()
    for page in (desk, other):
        page.goto(f"{address}/how-to/1/write/")
    other.get_by_label("How it is done").fill("Open it last.")
    other.get_by_role("button", name="Save").click()
    expect(other.locator(".how-to")).to_have_text("Open it last.", timeout=PATIENT)
    desk.get_by_label("How it is done").fill("Open it at noon.")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator(".notice.error")).to_contain_text("saved this page meanwhile", timeout=PATIENT)
    expect(desk.locator(".change-new")).to_contain_text("Open it last.", timeout=PATIENT)
    expect(desk.get_by_label("How it is done")).to_have_value("Open it at noon.", timeout=PATIENT)
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator(".how-to")).to_have_text("Open it at noon.", timeout=PATIENT)
    other.close()


def test_all_of_it_works_without_script_on_a_phone(
    browser: Browser, signed_in: tuple[BrowserContext, str], heard: Complaints
):
    context, address = signed_in
    options = {**PHONE, "java_script_enabled": False}
    page = open_context(browser, heard, storage_state=context.storage_state(), **options).new_page()
    page.goto(f"{address}/support/1/")
    page.get_by_text("Put down what comes again").click()
    page.get_by_label("What is to be done").fill("Water the plants")
    page.get_by_label("Weeks, months or years").select_option("month_day")
    page.get_by_label("Day", exact=True).fill("31")
    page.get_by_role("button", name="Keep").last.click()
    row = page.locator(".support-list li", has_text="Water the plants")
    expect(row).to_contain_text("every month on the last day", timeout=PATIENT)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for path in ("/", "/clients/1/support/", "/support/1/", "/how-to/1/versions/", "/support/catalogue/"):
        page.goto(f"{address}{path}")
        assert not page.evaluate(wide), path
    page.context.close()
