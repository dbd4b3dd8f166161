"""A call in a real browser: notes that cannot get lost, two windows at once, one entry whatever is killed.

One program serves all of these; they run in the order in which they stand.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, Complaints, open_context
from tests.browser.killable import (
    Hand,
    Program,
    browser_of_its_own,
    kill_browser,
    opened,
    slowest_answer,
    wait_for,
)
from tests.dovecot import free_port
from tests.examples import times
from tests.program import ROOT, migrated

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
KILLS = times("ALONGSIDE_NOTES_KILLS", 2)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    made = Program(migrated(tmp_path_factory.mktemp("home")), free_port())
    command = [sys.executable, "-m", "tests.browser.calls_practice"]
    subprocess.run(command, env=made.environment, cwd=ROOT, capture_output=True, check=True)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def heard() -> Complaints:
    return Complaints()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, program: Program, heard: Complaints) -> Iterator[BrowserContext]:
    context = open_context(browser, heard, **DESKTOP)
    page = context.new_page()
    page.goto(program.link)
    page.get_by_role("button", name="Open Alongside").click()
    page.wait_for_url(f"{program.origin}/")
    yield context
    context.close()


@pytest.fixture
def desk(signed_in: BrowserContext, heard: Complaints) -> Iterator[Page]:
    yield signed_in.pages[0]
    # A page that is left open hears of news from the program, and of its ends; two windows are told apart by a 409;
    # what a test loses on its way has failed.
    told = ("/live/", "409", "ERR_FAILED")
    heard[:] = [one for one in heard if not any(words in one for words in told)]
    assert heard == []


def begin(page: Page, origin: str) -> int:
    """A new call with the client; its number."""
    page.goto(f"{origin}/calls/new/")
    page.locator("main select[name=client]").select_option(label="Harlow & Sons")
    page.locator("main input[name=join_url]").fill(f"{origin}/calls/")
    page.get_by_label("A call of its own").check()
    page.get_by_role("button", name="Open the call").click()
    page.wait_for_url(re.compile(r"/calls/\d+/$"))
    expect(page.locator("form[data-ready]")).to_be_visible()
    return int(page.url.rstrip("/").rpartition("/")[2])


def said(page: Page):
    return page.locator("textarea[name=said]")


def kept_text(program: Program, number: int) -> str:
    return program.asked("SELECT said FROM calls_call WHERE id = ?", number)


def entries(program: Program) -> int:
    return int(program.asked("SELECT count(*) FROM timeline_interaction WHERE kind IN ('call', 'meeting')"))


def test_from_join_to_kept_with_lines_marked_by_key(desk: Page, program: Program, signed_in: BrowserContext):
    number = begin(desk, program.origin)
    with signed_in.expect_page() as joined:
        desk.get_by_role("link", name="Join by").click()
    joined.value.close()
    # Joining began it, and the page stayed as it was.
    expect(desk.locator(".call-clock.live")).to_be_visible()
    said(desk).focus()
    desk.keyboard.type("Oak is in")
    desk.keyboard.press("Enter")
    desk.keyboard.type("I send the list by Friday")
    desk.keyboard.press("Alt+p")
    desk.keyboard.press("Enter")
    desk.keyboard.type("# sounds tired")
    expect(desk.locator(".note-row.is-ours")).to_have_text("> I send the list by Friday")
    expect(desk.locator(".note-row.is-private")).to_have_text("# sounds tired")
    # The agenda is changed in place; what is typed stands there, and so does the caret.
    desk.locator("#agenda-line").fill("The gate")
    desk.locator("#agenda-line").press("Enter")
    expect(desk.locator(".agenda li")).to_have_text(re.compile("The gate"))
    desk.locator(".agenda-tick").click()
    expect(desk.locator(".agenda li.reached")).to_have_count(1)
    expect(said(desk)).to_have_value(re.compile("# sounds tired$"))
    desk.get_by_role("button", name="Hang up").click()
    desk.wait_for_url("**/after/")
    expect(desk.locator("[name=minutes]")).to_have_value("1")
    desk.locator("label", has_text="Tom Harlow").locator("input").check()
    desk.keyboard.press("K")
    expect(desk.locator(".after-kept")).to_contain_text("You spoke for 1 min, with Tom Harlow")
    expect(desk.locator(".promise-row")).to_contain_text("I send the list by Friday")
    assert entries(program) == 1
    assert "sounds tired" in kept_text(program, number)


def test_two_windows_at_once_lose_nothing(desk: Page, program: Program, signed_in: BrowserContext):
    number = begin(desk, program.origin)
    other = opened(signed_in, desk.url) if len(signed_in.pages) > 1 else signed_in.new_page()
    other.goto(desk.url)
    expect(other.locator("form[data-ready]")).to_be_visible()
    random, mine, theirs = Random(3), "", ""
    said(desk).focus()
    said(other).focus()
    for turn in range(24):
        page, letter = (desk, random.choice("abcdef")) if turn % 2 else (other, random.choice("uvwxyz"))
        page.keyboard.type(letter)
        mine, theirs = (mine + letter, theirs) if turn % 2 else (mine, theirs + letter)
        page.wait_for_timeout(random.choice([0, 40, 300]))
    for page in (desk, other):
        expect(page.locator("form[data-state=kept]")).to_be_visible(timeout=20_000)

    def has_both() -> bool:
        text = kept_text(program, number)
        return sorted(c for c in text if c in "abcdef") == sorted(mine) and sorted(
            c for c in text if c in "uvwxyz"
        ) == sorted(theirs)

    wait_for(has_both, seconds=20)
    other.close()


def test_what_was_kept_unheard_and_what_never_arrived_cost_no_word(desk: Page, program: Program):
    """The first answer is lost, the second question as well; then the window closes."""
    number, asked = begin(desk, program.origin), []
    address = desk.url

    def lose(route: Route) -> None:
        asked.append(route.request.post_data)
        if len(asked) == 1:
            route.fetch()
        route.abort()

    desk.context.route("**/notes/", lose)
    said(desk).focus()
    desk.keyboard.insert_text("one two")
    expect(desk.locator("form[data-state=away]")).to_be_visible(timeout=20_000)
    assert kept_text(program, number) == "one two"
    desk.keyboard.insert_text(" three")
    while len(asked) < 2:
        desk.wait_for_timeout(50)
    desk.keyboard.insert_text(" four")
    # What is typed reaches the browser's own store within a tenth of a second.
    desk.wait_for_timeout(300)
    desk.goto("about:blank")
    desk.context.unroute("**/notes/", lose)
    desk.goto(address)
    expect(said(desk)).to_have_value("one two three four")
    wait_for(lambda: kept_text(program, number) == "one two three four")


def test_the_page_fits_a_phone(
    browser: Browser, signed_in: BrowserContext, program: Program, heard: Complaints, desk: Page
):
    begin(desk, program.origin)
    state = signed_in.storage_state()
    phone = open_context(browser, heard, storage_state=state, **PHONE).new_page()
    for path in (desk.url, f"{desk.url}after/", f"{program.origin}/calls/", f"{program.origin}/calls/new/"):
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    phone.context.close()


def test_killed_while_noting_at_most_the_last_second_is_lost_and_it_is_one_entry(
    playwright: Playwright, desk: Page, signed_in: BrowserContext, program: Program, tmp_path: Path
):
    before, noting = entries(program), Noting(program, begin(desk, program.origin), Random(11))
    address, folder = desk.url, tmp_path / "profile"
    desk.goto("about:blank")
    with browser_of_its_own(playwright, folder) as context:
        # Closed in peace once, so that the profile knows who is signed in.
        context.add_cookies([{**one, "expires": time.time() + 86_400} for one in signed_in.cookies()])
    for _ in range((KILLS + 1) // 2):
        with browser_of_its_own(playwright, folder) as context:
            noting.take_up(opened(context, address))
            noting.kill_program()
            noting.kill_browser(folder)
    with browser_of_its_own(playwright, folder) as context:
        noting.take_up(opened(context, address))
    keep_and_kill(playwright, folder, f"{address}after/", program, noting.random.uniform(0, 0.4))
    wait_for(lambda: entries(program) == before + 1, seconds=60)
    assert kept_text(program, noting.number) == noting.typed
    noting.report()


@dataclass
class Noting:
    """Somebody who notes during a call; after each kill, how old the oldest letter was that it cost, in seconds."""

    program: Program
    number: int
    random: Random
    page: Page = field(init=False)
    typed: str = ""
    must_be_there: str = ""
    hand: Hand | None = None
    killed_at: float = 0.0
    slow: Callable[[], float] = field(default=lambda: 0.0)
    # On the program's disk at the moment of a kill, and in the end.
    unsaved: list[float] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)

    def take_up(self, page: Page) -> None:
        """A page opened anew shows what was typed but for the last second, and the program has the same soon."""
        wait_for(lambda: said(page).input_value().startswith(self.must_be_there))
        text = str(said(page).input_value())
        wait_for(lambda: kept_text(self.program, self.number) == text)
        if self.hand is not None:
            assert self.hand.typed.startswith(text)
            self.lost.append(self.hand.lost_seconds(text, self.killed_at))
        self.page, self.typed, self.slow = page, text, slowest_answer(page)

    def _type(self) -> Hand:
        self.hand = Hand(self.page, self.typed)
        said(self.page).focus()
        self.page.keyboard.press("Control+End")
        self.hand.type_until(time.monotonic() + self.random.uniform(1.1, 2.0), self.random)
        self.killed_at = time.monotonic()
        return self.hand

    def _look(self, hand: Hand) -> None:
        kept = kept_text(self.program, self.number)
        # On a busy machine an answer takes its time; the browser has what the server has not.
        assert kept.startswith(hand.must_be_kept(self.killed_at, slow=2 * self.slow()))
        self.unsaved.append(hand.lost_seconds(kept, self.killed_at))

    def kill_program(self) -> None:
        """Control returns by itself: nobody reloads the page."""
        hand = self._type()
        self.program.kill()
        hand.type_until(time.monotonic() + 0.3, self.random)
        self._look(hand)
        self.program.start()
        wait_for(lambda: kept_text(self.program, self.number) == hand.typed, seconds=120)
        self.lost.append(0.0)
        self.typed = hand.typed

    def kill_browser(self, folder: Path) -> None:
        hand = self._type()
        kill_browser(folder)
        self._look(hand)
        self.must_be_there, self.typed = hand.must_be_kept(self.killed_at), hand.typed

    def report(self) -> None:
        for what, seconds in (("unsaved at the kill", self.unsaved), ("lost in the end", self.lost)):
            print(f"{len(seconds)} kills, {what}: p50 {median(seconds):.2f} s, at most {max(seconds):.2f} s")


def keep_and_kill(
    playwright: Playwright, folder: Path, address: str, program: Program, after_seconds: float
) -> None:
    """The call is kept, the program killed within that, and the call kept again where it is still asked for."""
    with browser_of_its_own(playwright, folder) as context:
        page = opened(context, address)
        page.get_by_role("button", name="Keep the call").click()
        page.wait_for_timeout(after_seconds * 1_000)
        program.kill()
        program.start()
        wait_for(lambda: _came(page, address))
        if page.get_by_role("button", name="Keep the call").is_visible():
            page.get_by_role("button", name="Keep the call").click()
        expect(page.locator(".after-kept")).to_be_visible()


def _came(page: Page, address: str) -> bool:
    """A connection of before may still break once."""
    with suppress(Error):
        page.goto(address)
        return True
    return False
