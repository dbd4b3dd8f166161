"""Promises in Chromium: judged by a key each, taken back by one, dealt with on Today, without script as well."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PHONE, Complaints, come_in, open_context
from tests.browser.test_journey import environment, link
from tests.program import ROOT, origin

pytestmark = pytest.mark.own_database
__all__ = ["environment", "link"]


@pytest.fixture(scope="module")
def signed_in(
    browser: Browser, environment: dict[str, str], heard: Complaints, request: pytest.FixtureRequest
) -> Iterator[tuple[BrowserContext, str]]:
    env = {**environment, "DJANGO_SETTINGS_MODULE": "alongside.config.settings"}
    subprocess.run([sys.executable, "-m", "tests.browser.promises_practice"], env=env, cwd=ROOT, check=True)
    address = request.getfixturevalue("link")
    context = come_in(browser, address, heard)
    yield context, origin(address)
    context.close()


@pytest.fixture
def desk(signed_in: tuple[BrowserContext, str], heard: Complaints) -> Iterator[Page]:
    context, address = signed_in
    page = context.pages[0]
    page.goto(f"{address}/promises/")
    yield page
    assert heard == []


def test_offers_are_refused_taken_back_and_kept_by_one_key_each(desk: Page):
    expect(desk.locator(".offer")).to_have_count(3)
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(desk.locator(".toast p")).to_have_text("Not offered any more.")
    expect(desk.locator(".offer")).to_have_count(2)
    desk.keyboard.press("z")
    expect(desk.locator(".offer")).to_have_count(3)
    desk.locator(".offer a").first.focus()
    desk.keyboard.press("p")
    expect(desk.locator(".toast p")).to_have_text("Kept in mind.")
    expect(desk.locator(".promise-row")).to_have_count(1)


def test_key_that_the_page_has_for_itself_comes_before_the_one_of_every_page(desk: Page):
    desk.keyboard.press("?")
    keys = desk.locator("dialog dl").first.inner_text()
    assert ("Write one down" in keys, "Write a note" in keys) == (True, False)
    desk.keyboard.press("Escape")
    desk.keyboard.press("n")
    desk.wait_for_url("**/promises/new/")


def test_row_is_moved_in_place_in_words_and_by_the_palette(desk: Page):
    row = desk.locator(".promise-row")
    row.locator(".row-open").focus()
    desk.keyboard.press("m")
    desk.keyboard.type("1 March 2040")
    desk.keyboard.press("Enter")
    expect(desk.locator(".toast p")).to_have_text("Moved to Thursday 1 March 2040.")
    expect(row.locator(".due")).to_have_text("1 Mar 2040")
    row.locator(".row-open").focus()
    desk.keyboard.press("Control+k")
    desk.keyboard.type("2 march 2040")
    expect(desk.get_by_role("option").first).to_have_text("Move to “2 march 2040”")
    desk.keyboard.press("Enter")
    expect(desk.locator(".toast p")).to_have_text("Moved to Friday 2 March 2040.")
    desk.keyboard.press("z")
    expect(row.locator(".due")).to_have_text("1 Mar 2040")


def test_palette_finds_what_the_page_does_and_the_line_by_its_words(desk: Page):
    desk.keyboard.press("Control+k")
    desk.keyboard.type("key on mon")
    desk.keyboard.press("Enter")
    expect(desk.locator(".palette-line")).to_contain_text("the key on Monday")
    desk.keyboard.type("make it")
    desk.keyboard.press("Enter")
    expect(desk.locator(".toast p")).to_have_text("On your list.")
    desk.keyboard.press("z")
    expect(desk.locator(".toast p")).to_have_text("Undone.")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("write one")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Write one down")


def test_palette_leads_to_a_client_by_the_name(desk: Page):
    desk.keyboard.press("Control+k")
    desk.keyboard.type("harlow &")
    expect(desk.get_by_role("option").first).to_have_text("Harlow & Sonsthe client")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Harlow & Sons")


def test_line_on_today_leads_to_its_sentence_and_is_kept_by_key(desk: Page):
    desk.get_by_role("link", name="Today").click()
    row = desk.locator(".promise-row").first
    row.locator(".row-open").click()
    expect(desk.locator("mark.said.kept:target")).to_have_text("I'll bring the key on Monday.")
    desk.get_by_role("link", name="Today").click()
    expect(desk.locator(".promise-row")).to_have_count(1)
    desk.locator(".promise-row .row-open").focus()
    desk.keyboard.press("e")
    expect(desk.locator(".toast p")).to_have_text("Kept.")
    expect(desk.locator(".promise-row")).to_have_count(0)


def test_offer_in_the_letter_is_changed_by_key_and_kept_with_steps(desk: Page):
    desk.locator(".offer blockquote a", has_text="book the hall").click()
    expect(desk.locator("mark.said.offered:target")).to_have_text("Could you book the hall?")
    desk.locator(".offer a", has_text="book the hall").focus()
    desk.keyboard.press("e")
    desk.get_by_label("In your words").fill("Book the hall")
    desk.get_by_label("Steps, one a line").fill("Ring\nPay")
    desk.get_by_role("button", name="Keep").click()
    expect(desk.locator(".toast p")).to_have_text("On your list.")
    desk.get_by_role("link", name="Kept in mind").click()
    desk.get_by_role("button", name="Ring").click()
    expect(desk.get_by_role("button", name="Ring")).to_have_attribute("aria-pressed", "true")


def test_to_do_is_written_down_without_script_on_a_phone(
    browser: Browser, signed_in: tuple[BrowserContext, str], heard: Complaints
):
    context, address = signed_in
    state = context.storage_state()
    options = {**PHONE, "java_script_enabled": False}
    page = open_context(browser, heard, storage_state=state, **options).new_page()
    page.goto(f"{address}/promises/new/")
    page.get_by_label("For").select_option(label="Harlow & Sons")
    page.get_by_label("What", exact=True).fill("Chase invoices")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".promise-row .own-words", has_text="Chase invoices")).to_be_visible()
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    page.context.close()
