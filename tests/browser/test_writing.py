"""Writing from end to end in a real browser: through a sending server into another mailbox, and nothing typed is lost.

One program, one Dovecot and one sending server serve all of these; they run in the order in which they stand.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.browser.conftest import DESKTOP, PHONE, Complaints, come_in, open_context
from tests.browser.killable import (
    Hand,
    Program,
    browser_of_its_own,
    kill_browser,
    opened,
    slowest_answer,
    wait_for,
)
from tests.dovecot import PASSWORD, Account, Dovecot, free_port
from tests.examples import times
from tests.post import Post, running_post
from tests.program import ROOT, migrated

pytestmark = [pytest.mark.slow, pytest.mark.mailserver, pytest.mark.own_database]
KILLS = times("ALONGSIDE_TYPING_KILLS", 6)
# A letter waits ten seconds before it goes; the rest is a busy machine's.
SENT_MS = 60_000


@pytest.fixture(scope="module")
def me(dovecot: Dovecot) -> Account:
    return dovecot.account()


@pytest.fixture(scope="module")
def mara(dovecot: Dovecot) -> Account:
    account = dovecot.account()
    account.deliver()
    return account


@pytest.fixture(scope="module")
def post(
    me: Account, mara: Account, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Post, tuple]]:
    def hand_over(sender: str, address: str, raw: bytes) -> None:
        {one.address: one for one in (me, mara)}[address].receive(sender, raw)

    with running_post(tmp_path_factory.mktemp("post"), deliver=hand_over) as running:
        server = ("127.0.0.1", running.port, running.security, me.address, running.fingerprint)
        yield running.post, server


def letter_from_mara(me: Account, mara: Account, subject: str, words: str) -> bytes:
    at = datetime.now(UTC) - timedelta(minutes=20)
    return (
        f"From: Mara Quill <{mara.address}>\r\nTo: {me.address}\r\nSubject: {subject}\r\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S +0000}\r\nMessage-ID: <{subject.replace(' ', '-')}@harlow.example>\r\n"
        f"\r\n{words}\r\n"
    ).encode()


@pytest.fixture(scope="module")
def program(
    me: Account, mara: Account, post: tuple[Post, tuple], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    me.deliver(letter_from_mara(me, mara, "The stand", "When does the oak for the stand come?"))
    made = Program(migrated(tmp_path_factory.mktemp("home")), free_port())
    server = me.server
    told = {
        "address": me.address,
        "password": PASSWORD,
        "mara": mara.address,
        "imap": (server.host, server.port, server.security, server.user, server.certificate),
        "smtp": post[1],
    }
    command = [sys.executable, "-m", "tests.browser.writing_practice", json.dumps(told)]
    subprocess.run(command, env=made.environment, cwd=ROOT, capture_output=True, check=True)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, program: Program, heard: Complaints) -> Iterator[BrowserContext]:
    context = come_in(browser, program.link, heard)
    yield context
    context.close()


@pytest.fixture
def desk(signed_in: BrowserContext, program: Program, heard: Complaints) -> Iterator[Page]:
    page = signed_in.pages[0]
    page.goto(f"{program.origin}/")
    yield page
    assert heard == []


def mail(account: Account, subject: str, folder: str = "INBOX") -> list[Message]:
    found = [message_from_bytes(raw) for raw in account.letters(folder)]
    return [one for one in found if one["Subject"] == subject]


def begin(page: Page, origin: str) -> int:
    """A new letter to the client; its number."""
    page.goto(f"{origin}/clients/")
    page.locator("main").get_by_role("link", name="Harlow & Sons").first.click()
    page.get_by_role("button", name="Write to Harlow & Sons").click()
    page.wait_for_url("**/write/*/")
    expect(page.locator("[data-draft]")).to_be_visible()
    return int(page.url.rstrip("/").rpartition("/")[2])


def test_an_answer_arrives_and_the_waiting_line_closes_in_an_open_page(
    desk: Page, signed_in: BrowserContext, program: Program, me: Account, mara: Account
):
    today = signed_in.new_page()
    today.goto(f"{program.origin}/")
    expect(today.locator(".waiting-row")).to_have_count(1, timeout=30_000)
    desk.reload()
    desk.keyboard.press("j")
    desk.keyboard.press("r")
    desk.wait_for_url("**/write/*/")
    expect(desk.locator(".beside-letter")).to_contain_text("When does the oak for the stand come?")
    expect(desk.locator("#write-subject")).to_have_value("Re: The stand")
    # Nobody types before what the browser may have kept is there.
    expect(desk.locator("form[data-ready]")).to_have_count(1)
    desk.keyboard.type("On Tuesday, Mara.")
    expect(desk.locator("[data-kept]")).to_contain_text("Kept")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/conversations/**")
    expect(desk.locator(".toast p")).to_have_text("On its way.")
    expect(desk.locator(".begun")).to_contain_text("On Tuesday, Mara.")
    # Long before the letter has gone, and without a reload.
    expect(today.locator(".waiting-row")).to_have_count(0, timeout=8_000)
    wait_for(lambda: len(mail(mara, "Re: The stand")) == 1)
    (arrived,) = mail(mara, "Re: The stand")
    assert arrived["In-Reply-To"] == "<The-stand@harlow.example>"
    assert "On Tuesday, Mara." in arrived.as_string()
    # The page that was left open shows it in the conversation by itself, once.
    expect(desk.locator(".letter.mine")).to_have_count(1, timeout=SENT_MS)
    expect(desk.locator(".begun")).to_have_count(0)
    wait_for(lambda: len(mail(me, "Re: The stand", "Sent")) == 1)
    expect(today.locator(".waiting-row")).to_have_count(0)
    today.close()


def test_undo_opens_the_letter_again_and_nothing_goes(desk: Page, program: Program, post: tuple[Post, tuple]):
    begin(desk, program.origin)
    desk.locator("#write-to").press_sequentially("mar", delay=20)
    expect(desk.locator(".option .who").first).to_have_text("Mara Quill")
    desk.keyboard.press("Enter")
    desk.locator("#write-subject").fill("Too early")
    desk.locator("textarea[name=text]").fill("Not yet.")
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.locator(".toast p")).to_have_text("On its way.")
    desk.keyboard.press("z")
    desk.wait_for_url("**/write/*/")
    expect(desk.locator("textarea[name=text]")).to_have_value(re.compile(r"Not yet\."))
    assert all(b"Too early" not in one.raw for one in post[0].taken)


def test_a_formatted_letter_arrives_as_it_was_written(desk: Page, program: Program, mara: Account):
    begin(desk, program.origin)
    desk.locator("#write-to").fill(mara.address)
    desk.locator("#write-subject").fill("Two things")
    desk.get_by_role("button", name="Formatting").click()
    editor = desk.locator(".letter-editor")
    editor.press("Control+Home")
    desk.keyboard.type("Dear ")
    desk.keyboard.press("Control+b")
    desk.keyboard.type("Mara")
    desk.keyboard.press("Control+b")
    desk.keyboard.press("Enter")
    desk.keyboard.type("- oak")
    desk.keyboard.press("Enter")
    desk.keyboard.type("ash")
    expect(desk.locator("[data-kept]")).to_contain_text("Kept")
    desk.reload()
    expect(editor.locator("li")).to_have_text(["oak", "ash"])
    expect(editor.locator("strong")).to_have_text("Mara")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/clients/*/")
    # The next letter would be a formatted one as well.
    desk.evaluate("localStorage.clear()")
    wait_for(lambda: len(mail(mara, "Two things")) == 1)
    (arrived,) = mail(mara, "Two things")
    parts = {part.get_content_type(): str(part.get_payload(decode=True), "utf-8") for part in arrived.walk()
             if not part.is_multipart()}  # fmt: skip
    assert "<strong>Mara</strong>" in parts["text/html"]
    assert re.search(r"<ul>\s*<li>\s*<p>oak</p>", parts["text/html"])
    assert "Dear Mara" in parts["text/plain"]
    assert "oak" in parts["text/plain"]


def test_another_window_is_told_and_nothing_is_overwritten(
    desk: Page, signed_in: BrowserContext, program: Program, heard: Complaints
):
    heard.expected = ("409 (Conflict)",)
    number = begin(desk, program.origin)
    second = signed_in.new_page()
    second.goto(desk.url)
    desk.locator("textarea[name=text]").fill("From the first window.")
    expect(desk.locator("[data-kept]")).to_contain_text("Kept")
    second.locator("textarea[name=text]").fill("From the second window.")
    expect(second.locator("[data-other]")).to_contain_text("changed in another window")
    assert "From the first window." in kept_text(program, number)
    second.get_by_role("button", name="Keep mine").click()
    expect(second.locator("[data-kept]")).to_contain_text("Kept")
    assert "From the second window." in kept_text(program, number)
    second.close()


def test_the_wall_shows_whose_words_they_are(desk: Page, program: Program, mara: Account):
    begin(desk, program.origin)
    desk.locator("#write-to").fill(mara.address)
    desk.locator("#write-subject").fill("Colours")
    desk.locator("textarea[name=text]").fill("Jolyon Birchwood likes green.")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/check/")
    expect(desk.locator("mark")).to_have_text("Jolyon Birchwood")
    desk.get_by_role("link", name="Change it").click()
    expect(desk.locator("textarea[name=text]")).to_have_value(re.compile("likes green"))


def test_without_script_a_letter_is_written_sent_and_taken_back(
    browser: Browser, signed_in: BrowserContext, program: Program, heard: Complaints, mara: Account
):
    state = signed_in.storage_state()
    plain = open_context(browser, heard, storage_state=state, java_script_enabled=False, **DESKTOP).new_page()
    begin(plain, program.origin)
    plain.locator("#write-to").fill(mara.address)
    plain.locator("#write-subject").fill("Plainly")
    plain.locator("textarea[name=text]").fill("No script here.")
    plain.get_by_role("button", name="Send", exact=True).click()
    expect(plain.locator(".toast p")).to_have_text("On its way.")
    plain.get_by_role("button", name="Undo").first.click()
    expect(plain.locator("textarea[name=text]")).to_have_value(re.compile("No script here"))
    plain.context.close()


def test_the_writing_page_fits_a_phone(
    browser: Browser, signed_in: BrowserContext, program: Program, heard: Complaints, desk: Page
):
    begin(desk, program.origin)
    state = signed_in.storage_state()
    phone = open_context(browser, heard, storage_state=state, **PHONE).new_page()
    for path in (desk.url, f"{program.origin}/letters/", f"{program.origin}/settings/writing/"):
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    phone.context.close()


# Nothing typed is lost: the browser or the program is killed at a random moment while somebody types.


def kept_text(program: Program, draft_id: int) -> str:
    return program.asked("SELECT text FROM outbox_draft WHERE id = ?", draft_id)


def text_on(page: Page) -> str:
    return str(page.locator("textarea[name=text]").input_value()).strip("\n")


def test_killed_while_typing_at_most_the_last_second_is_lost(
    playwright: Playwright,
    desk: Page,
    signed_in: BrowserContext,
    program: Program,
    heard: Complaints,
    tmp_path: Path,
):
    random = Random(7)
    number = begin(desk, program.origin)
    address, folder, typed = desk.url, tmp_path / "profile", ""
    desk.goto("about:blank")
    with browser_of_its_own(playwright, folder) as context:
        # Closed in peace once, so that the profile knows who is signed in.
        context.add_cookies([{**one, "expires": time.time() + 86_400} for one in signed_in.cookies()])
    for turn in range(KILLS):
        lost_browser = turn % 2 == 0
        with browser_of_its_own(playwright, folder) as context:
            page = opened(context, address)
            wait_for(lambda: text_on(page) == typed, seconds=20)  # noqa: B023
            hand, slow = Hand(page, text_on(page)), slowest_answer(page)
            page.locator("textarea[name=text]").focus()
            page.keyboard.press("Control+End")
            hand.type_until(time.monotonic() + random.uniform(1.1, 2.5), random)
            killed_at = time.monotonic()
            if lost_browser:
                kill_browser(folder)
            else:
                program.kill()
                hand.type_until(time.monotonic() + 0.3, random)
            # On a busy machine an answer takes its time; the browser has what the server has not.
            at_server = hand.must_be_kept(killed_at, slow=2 * slow())
            assert kept_text(program, number).strip("\n").startswith(at_server)
            if not lost_browser:
                program.start()
                wait_for(lambda: kept_text(program, number).strip("\n") == hand.typed, seconds=40)  # noqa: B023
            typed = hand.typed
        if lost_browser:
            with browser_of_its_own(playwright, folder) as context:
                page = opened(context, address)
                wait_for(lambda: text_on(page).startswith(hand.must_be_kept(killed_at)), seconds=20)  # noqa: B023
                typed = text_on(page)
                wait_for(lambda: kept_text(program, number).strip("\n") == typed, seconds=20)  # noqa: B023
    # A page that is left open hears of news from the program, and of its ends.
    heard[:] = [one for one in heard if "/live/" not in one]
