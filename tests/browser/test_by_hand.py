"""Writing down by hand in a real browser: one key from Today into a client's story; nothing typed is lost."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests import program
from tests.browser.conftest import DESKTOP, PHONE, Complaints, come_in, open_context
from tests.browser.test_writing import Hand, browser_of_its_own, kill_browser
from tests.examples import times
from tests.intake.corpus import ME, mails, write_mbox
from tests.program import PROGRAM, origin, serving

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
KILLS = times("ALONGSIDE_TYPING_KILLS", 2)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return program.environment(program.migrated(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def link(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The program on a practice with one client; gives the link that it prints."""
    mbox = tmp_path_factory.mktemp("mail") / "Work.mbox"
    write_mbox(mbox, mails(20))
    for words in (["import", str(mbox), "--own", ME], ["file", "mara@harlow.example", "Harlow & Sons"]):
        subprocess.run([*PROGRAM, *words], env=environment, check=True, capture_output=True)
    with serving(environment) as printed:
        yield printed


@pytest.fixture(scope="module")
def signed_in(browser: Browser, link: str, heard: Complaints) -> Iterator[BrowserContext]:
    context = come_in(browser, link, heard)
    yield context
    context.close()


@pytest.fixture
def desk(signed_in: BrowserContext, link: str, heard: Complaints) -> Iterator[Page]:
    page = signed_in.pages[0]
    page.goto(origin(link))
    yield page
    assert heard == []


def test_call_from_today_by_keys_stands_in_the_story_and_is_taken_back(desk: Page):
    desk.keyboard.press("l")
    expect(desk.get_by_label("Client", exact=True)).to_be_focused()
    desk.keyboard.type("Harlow")
    expect(desk.locator("#by-hand-people [name=person]").first).to_be_visible()
    desk.locator("textarea[name=text]").fill("The oak is late, says Mara.")
    desk.get_by_label("15 min").check()
    desk.keyboard.press("Control+Enter")

    expect(desk.locator(".toast p")).to_have_text("The call with Harlow & Sons is kept.")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Today")
    desk.keyboard.press("z")
    expect(desk.locator(".toast p")).to_have_text("Undone.")
    open_client(desk)
    expect(desk.locator(".call-line")).to_have_count(0)


def open_client(page: Page) -> None:
    page.locator(".rail-clients").get_by_role("link", name="Harlow & Sons").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harlow & Sons")


def test_kept_on_the_clients_page_it_is_there_and_the_next_form_is_empty(desk: Page):
    open_client(desk)
    desk.keyboard.press("l")
    expect(desk.locator("textarea[name=text]")).to_be_focused()
    desk.keyboard.type("We agreed on birch.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".call-line")).to_contain_text("We agreed on birch.")

    desk.keyboard.press("n")
    expect(desk.locator("textarea[name=text]")).to_have_value("")
    expect(desk.locator("[data-by-hand-back]")).to_be_hidden()
    expect(desk.get_by_label("How long")).to_be_hidden()
    desk.get_by_label("Only for me").check()
    desk.locator("textarea[name=text]").fill("Prefers to be rung before nine.")
    desk.get_by_role("button", name="Keep").click()
    expect(desk.locator(".note-line")).to_contain_text("only you")


def test_what_is_kept_by_a_key_waits_for_nothing_that_the_browser_has(desk: Page):
    page = desk.context.new_page()
    # A browser that is slow to say what was left in it.
    page.add_init_script("IDBFactory.prototype.open = () => new EventTarget()")
    page.goto(desk.url)
    open_client(page)
    page.keyboard.press("l")
    expect(page.locator("textarea[name=text]")).to_be_focused()
    page.keyboard.type("The fence comes on Friday.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".call-line", has_text="The fence comes on Friday.")).to_be_visible()
    page.close()


def test_works_without_script(browser: Browser, signed_in: BrowserContext, link: str, heard: Complaints):
    state = signed_in.storage_state()
    context = open_context(browser, heard, storage_state=state, java_script_enabled=False, **DESKTOP)
    page = context.new_page()
    page.goto(f"{origin(link)}/write-down/?kind=visit")
    page.get_by_label("Client", exact=True).select_option(label="Harlow & Sons")
    page.get_by_label("Where").fill("Mill Lane")
    page.get_by_label("Where").press("Enter")
    expect(page.locator(".toast p")).to_have_text("The visit with Harlow & Sons is kept.")
    context.close()


def test_fits_a_phone(browser: Browser, signed_in: BrowserContext, link: str, heard: Complaints):
    context = open_context(browser, heard, storage_state=signed_in.storage_state(), **PHONE)
    page = context.new_page()
    page.goto(f"{origin(link)}/write-down/")
    for kind in ("Call", "Meeting", "Visit", "Message", "Note"):
        page.get_by_role("radio", name=kind).check()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    context.close()


def test_killed_browser_has_the_words_again_but_for_the_last_second(
    playwright: Playwright, signed_in: BrowserContext, link: str, tmp_path: Path
):
    random, folder = Random(7), tmp_path / "profile"
    with browser_of_its_own(playwright, folder) as context:
        # Closed in peace once, so that the profile knows who is signed in.
        context.add_cookies([{**one, "expires": time.time() + 86_400} for one in signed_in.cookies()])
    for _ in range(KILLS):
        with browser_of_its_own(playwright, folder) as context:
            page = context.pages[0] if context.pages else context.new_page()
            page.goto(f"{origin(link)}/write-down/?kind=call")
            page.locator("textarea[name=text]").fill("")
            page.locator("textarea[name=text]").focus()
            hand = Hand(page, "")
            hand.type_until(time.monotonic() + random.uniform(1.5, 2.5), random)
            killed_at = time.monotonic()
            kill_browser(folder)
        with browser_of_its_own(playwright, folder) as context:
            page = context.pages[0] if context.pages else context.new_page()
            page.goto(f"{origin(link)}/write-down/")
            expect(page.locator("[data-by-hand-back]")).to_be_visible()
            text = page.locator("textarea[name=text]").input_value()
            must = hand.must_be_kept(killed_at)
            assert hand.typed.startswith(text) and len(text) >= len(must) > 0
            page.get_by_role("button", name="Start empty").click()
            expect(page.locator("textarea[name=text]")).to_have_value("")
            expect(page.locator("[data-by-hand-back]")).to_be_hidden()
