"""Two browsers in one lounge: hers at the desk, and a peer's from outside who came by a link."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.callers import Caller, launch
from tests.browser.conftest import DESKTOP, PHONE, Complaints, open_context
from tests.program import environment, migrated, origin, serving

pytestmark = pytest.mark.own_database
# Far more than it takes, for a machine that others use too.
SOON = 30_000
# Small windows are drawn sooner.
SMALL = {"viewport": {"width": 480, "height": 600}}


@pytest.fixture(scope="module")
def heard() -> Complaints:
    return Complaints()


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(environment(migrated(tmp_path_factory.mktemp("lounge")))) as link:
        yield link


@pytest.fixture(scope="module")
def desk(browser: Browser, printed: str, heard: Complaints) -> Iterator[Page]:
    """Hers, with a lounge that was just opened."""
    context = open_context(browser, heard, **DESKTOP)
    page = context.new_page()
    page.goto(printed)
    page.get_by_role("button", name="Open Alongside").click()
    page.goto(f"{origin(printed)}/lounge/")
    page.get_by_label("What it is called").fill("Kitchen")
    page.get_by_role("button", name="Open it").click()
    yield page
    context.close()


@pytest.fixture(scope="module")
def outside(browser: Browser, heard: Complaints) -> Iterator[BrowserContext]:
    context = open_context(browser, heard, **PHONE)
    yield context
    context.close()


def words(page: Page) -> list[str]:
    return page.locator(".remark-text").all_inner_texts()


def say(page: Page, text: str) -> None:
    field = page.get_by_label("Say something to everybody in it")
    field.fill(text)
    field.press("Enter")
    expect(page.locator(".remark-text").last).to_have_text(text, timeout=SOON)
    expect(field).to_have_value("")


def test_peer_comes_by_a_link_both_speak_and_who_goes_is_gone(desk, outside, heard):
    desk.get_by_role("button", name="Make a link").click()
    link = desk.get_by_label("The link").input_value()
    bea = outside.new_page()
    bea.goto(link)
    bea.get_by_label("What the others call you").fill("Bea")
    bea.get_by_role("button", name="Ask to come in").click()
    expect(bea.get_by_text("You are at the door")).to_be_visible()

    desk.get_by_role("link", name="Into the lounge").click()
    desk.get_by_role("button", name="Let in").click()
    # She did not load it again: the page at the door learns of it.
    expect(bea.get_by_role("heading", name="Kitchen")).to_be_visible(timeout=SOON)
    expect(desk.get_by_text("Here now: Bea.")).to_be_visible(timeout=SOON)
    expect(desk.locator("[data-lounge-door]")).to_be_empty()

    say(desk, "Kettle is on.")
    expect(bea.get_by_text("Kettle is on.")).to_be_visible(timeout=SOON)
    say(bea, "Milk, please.")
    expect(desk.get_by_text("Milk, please.")).to_be_visible(timeout=SOON)
    assert words(desk) == words(bea) == ["Kettle is on.", "Milk, please."]

    bea.get_by_role("button", name=re.compile("Take back")).click()
    expect(desk.get_by_text("Milk, please.")).to_have_count(0, timeout=SOON)

    bea.close()
    expect(desk.get_by_text("Nobody else has this page open.")).to_be_visible(timeout=SOON)
    assert heard == []


def test_shift_enter_begins_a_line_and_what_is_typed_is_safe_without_a_server(desk, heard):
    field = desk.get_by_label("Say something to everybody in it")
    field.fill("one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    heard.expected = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED", "WebSocket connection")
    desk.context.set_offline(True)
    field.press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("Your words are still here", timeout=SOON)
    assert field.input_value() == "one\ntwo"
    desk.context.set_offline(False)
    field.press("Enter")
    expect(desk.locator(".remark-text").last).to_have_text("one\ntwo", timeout=SOON)
    assert words(desk).count("one\ntwo") == 1
    assert heard == []


@pytest.fixture
def two(playwright, tmp_path) -> Iterator[tuple[Browser, Browser]]:
    """Each with a pitch of its own, because a fake microphone is a process's."""
    low, high = (launch(playwright, tmp_path, pitch, frames_per_second=10) for pitch in (440, 880))
    yield low, high
    low.close()
    high.close()


def test_both_talk_each_hears_the_other_and_the_lounge_says_so(desk, outside, printed, heard, two):
    hers, theirs = two
    olive = talking(hers, desk.context, heard, f"{origin(printed)}/lounge/1/", 440)
    expect(desk.get_by_text("Talking: ")).to_be_visible(timeout=SOON)
    bea = talking(theirs, outside, heard, f"{origin(printed)}/lounge/1/guest/", 880)
    # Nobody knocks here, and nobody is let in.
    olive.meets({"Bea": 880})
    bea.meets({"Somebody here": 440})
    bea.page.get_by_role("button", name="Hang up").click()
    expect(olive.tile("Bea")).to_have_count(0, timeout=SOON)
    assert heard == []


def talking(browser: Browser, known: BrowserContext, heard: Complaints, lounge: str, pitch: int) -> Caller:
    """From the page of the lounge, with the cookies of a browser that may go there, into the talk."""
    context = open_context(browser, heard, **SMALL, storage_state=known.storage_state())
    page = context.new_page()
    page.goto(lounge)
    with context.expect_page() as opened:
        page.get_by_role("button", name="Talk, by voice or with a picture").click()
    caller = Caller(opened.value, pitch)
    caller.get_ready()
    caller.enter()
    caller.is_in()
    return caller


def test_dot_shows_on_another_page_and_goes_when_the_lounge_is_looked_at(desk, outside, printed, heard):
    desk.goto(f"{origin(printed)}/settings/")
    bea = outside.new_page()
    bea.goto(f"{origin(printed)}/lounge/1/guest/")
    say(bea, "Anybody?")
    expect(desk.locator("#rail-lounge .news")).to_be_visible(timeout=SOON)
    desk.locator("#rail-lounge a").click()
    expect(desk.get_by_text("Anybody?")).to_be_visible()
    expect(desk.get_by_text("Here now: Bea.")).to_be_visible(timeout=SOON)
    expect(desk.locator("#rail-lounge .news")).to_have_count(0)

    # Put out: their page knows within a moment, and shows nothing any more.
    desk.get_by_role("link", name="Ask somebody in").click()
    desk.get_by_role("button", name="Put out").click()
    expect(bea.get_by_text("You are not in this lounge any more.")).to_be_visible(timeout=SOON)
    assert words(bea) == []
    bea.close()
    assert heard == []
