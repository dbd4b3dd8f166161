"""Two browsers: hers, and the client's phone without an account. A question asked by mail is answered on the client's
own page, seen on Today at once, and waits no longer; her answer stands below it.

One program, one Dovecot and one sending server serve all of these; they run in the order in which they stand.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, Complaints, come_in, open_context
from tests.dovecot import PASSWORD, Account, Dovecot
from tests.post import running_post
from tests.program import ROOT, environment, migrated, origin, serving

pytestmark = [pytest.mark.slow, pytest.mark.mailserver, pytest.mark.own_database]
# A letter waits ten seconds before it goes; the rest is a busy machine's.
SENT_MS = 60_000
QUESTION, OTHER = "Which hall shall I book for the fair?", "How many guests come?"


@pytest.fixture(scope="module")
def accounts(dovecot: Dovecot) -> tuple[Account, Account]:
    return dovecot.account(), dovecot.account()


@pytest.fixture(scope="module")
def link(accounts: tuple[Account, Account], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    me, mara = accounts

    def hand_over(sender: str, address: str, raw: bytes) -> None:
        {one.address: one for one in accounts}[address].receive(sender, raw)

    env = environment(migrated(tmp_path_factory.mktemp("home")))
    with running_post(tmp_path_factory.mktemp("post"), deliver=hand_over) as post:
        imap = me.server
        told = {
            "address": me.address,
            "password": PASSWORD,
            "imap": [imap.host, imap.port, imap.security, imap.user, imap.certificate],
            "smtp": ["127.0.0.1", post.port, post.security, me.address, post.fingerprint],
            "mara": mara.address,
        }
        command = [sys.executable, "-m", "tests.browser.sharing_practice", json.dumps(told)]
        subprocess.run(command, env=env, cwd=ROOT, check=True)
        with serving(env) as printed:
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


@pytest.fixture(scope="module")
def phone(browser: Browser, heard: Complaints) -> Iterator[Page]:
    """Nobody is signed in there. That a program drives it is hidden, else the page would not count as opened."""
    context = open_context(browser, heard, **PHONE)
    context.add_init_script("Object.defineProperty(navigator, 'webdriver', { get: () => false })")
    yield context.new_page()
    context.close()


def links_page(desk: Page) -> None:
    desk.get_by_role("link", name="Harlow & Sons").first.click()
    desk.get_by_role("link", name="Links and replies").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Links")


def test_question_is_asked_by_mail(desk: Page, accounts: tuple[Account, Account]):
    desk.get_by_role("link", name="Harlow & Sons").first.click()
    desk.get_by_role("button", name="Write to Harlow & Sons").click()
    expect(desk.locator("form[data-ready]")).to_have_count(1)
    desk.locator("#write-to").fill(accounts[1].address)
    desk.locator("#write-subject").fill("The fair")
    desk.locator("textarea[name=text]").fill(f"Hello Mara,\n\n{QUESTION}\n\n{OTHER}\n\nNell")
    # "Send", or outside of her hours "Send now".
    desk.locator("[data-send]").click()
    expect(desk.locator(".toast p")).to_have_text("On its way.")


def test_what_is_shared_is_printed_without_the_form_below_it(desk: Page):
    links_page(desk)
    desk.get_by_role("button", name="Share: what was agreed").click()
    desk.goto(desk.get_by_label("The address").input_value())
    expect(desk.get_by_role("button", name="Send")).to_be_visible()
    desk.emulate_media(media="print")
    expect(desk.get_by_role("button", name="Send")).to_be_hidden()
    expect(desk.get_by_text("Leave a reply")).to_be_hidden()
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    desk.emulate_media(media="screen")


def test_reply_is_left_without_script_and_by_keyboard(desk: Page, browser: Browser, heard: Complaints):
    links_page(desk)
    desk.get_by_role("button", name="Share: what was agreed").click()
    address = desk.get_by_label("The address").input_value()
    heard.expected = ("422",)
    context = open_context(browser, heard, java_script_enabled=False, **DESKTOP)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Send").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("What you wrote is still here.")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Write your reply here.").press("Enter")
    expect(page.get_by_label("Your reply")).to_be_focused()
    # As long as a person takes; a program that is quicker is asked to send once more.
    page.wait_for_timeout(2_100)
    page.keyboard.type("All is well like this.")
    page.keyboard.press("Tab")
    page.keyboard.type("Tom Harlow")
    page.keyboard.press("Tab")
    page.keyboard.type("tom@harlow.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("it has arrived")
    expect(page.locator(".reply-said")).to_contain_text("All is well like this.")
    assert context.cookies() == []
    context.close()


def back_without_the_question(phone: Page, address: str) -> str:
    """What stands in the reply where nobody asks any longer what she answered."""

    def take_out(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer, body=re.sub(r"(?s)<textarea[^>]*name=.answer-.*?</textarea>", "", answer.text())
        )

    page = phone.context.new_page()
    page.route(address, take_out)
    page.goto(address)
    expect(page.get_by_text("What you typed here last is back.")).to_be_visible()
    said = page.get_by_label("Anything else").input_value()
    page.close()
    return said


def test_client_answers_on_the_phone_and_she_sees_it_at_once(
    desk: Page, phone: Page, accounts: tuple[Account, Account]
):
    links_page(desk)
    expect(desk.get_by_text("Your clients cannot open links yet.")).to_be_visible()
    desk.get_by_role("button", name="Share: their own page").click()
    address = desk.get_by_label("The address").input_value()
    desk.get_by_role("link", name="Today").click()
    expect(desk.get_by_role("list", name="You wait for")).to_contain_text(QUESTION, timeout=SENT_MS)

    phone.goto(address)
    phone.get_by_label(f"Your answer to: {QUESTION}").fill("The small one, please.")
    phone.get_by_label("Your name").fill("Mara Quill")
    expect(phone.locator("form[data-typed-state=kept]")).to_have_count(1)
    # She is called away, and comes back by the same address.
    phone.goto("about:blank")
    phone.goto(address)
    expect(phone.get_by_text("What you typed here last is back.")).to_be_visible()
    expect(phone.get_by_label(f"Your answer to: {QUESTION}")).to_have_value("The small one, please.")
    expect(phone.get_by_label("Your name")).to_have_value("Mara Quill")
    assert back_without_the_question(phone, address) == "The small one, please."
    phone.get_by_label("Your e-mail").fill(accounts[1].address)
    phone.wait_for_timeout(2_100)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("status")).to_contain_text("it has arrived")
    expect(phone.get_by_text("The small one, please.")).to_be_visible()
    expect(phone.get_by_label(f"Your answer to: {QUESTION}")).to_have_count(0)
    expect(phone.get_by_label(f"Your answer to: {OTHER}")).to_be_visible()
    phone.reload()
    expect(phone.locator("form[data-typed-state=ready]")).to_have_count(1)
    expect(phone.get_by_label("Your name")).to_have_value("")

    # Nobody touches her browser: the page hears of it.
    expect(desk.get_by_text("The small one, please.").first).to_be_visible(timeout=15_000)
    expect(desk.get_by_role("list", name="You wait for")).to_have_count(0)


def test_she_reads_when_it_was_opened_and_answers(desk: Page):
    links_page(desk)
    expect(desk.locator(".share", has_text="Where we stand")).to_contain_text(re.compile("Opened .* time"))
    written = desk.locator(".reply-row", has_text="The small one, please.")
    written.get_by_role("link", name="Open and answer").click()
    desk.get_by_role("button", name="Answer", exact=True).last.click()
    expect(desk.get_by_text("stands on their page too")).to_be_visible()
    expect(desk.locator("form[data-ready]")).to_have_count(1)
    desk.locator("textarea[name=text]").press("Control+Home")
    desk.keyboard.type("It is booked.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".toast p")).to_have_text("On its way.")


def test_link_that_was_taken_back_opens_nothing(desk: Page, phone: Page, heard: Complaints):
    # Without the place within the page, which would be gone to without asking the server.
    address = phone.url.partition("?")[0].partition("#")[0]
    links_page(desk)
    row = desk.locator(".share", has_text="Where we stand")
    row.get_by_role("button", name="Take back").click()
    expect(desk.locator(".toast p")).to_contain_text("opens nothing any more")
    heard.expected = ("404",)
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text("This link opens nothing")
    desk.keyboard.press("z")
    expect(row.get_by_role("button", name="Take back")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Where we stand")


def test_her_answer_stands_below_once_it_is_sent(phone: Page):
    deadline = time.monotonic() + SENT_MS / 1000
    while phone.get_by_text("It is booked.").count() == 0:
        assert time.monotonic() < deadline
        phone.wait_for_timeout(1_000)
        phone.reload()
    expect(phone.locator(".reply-answer")).to_contain_text("Nell Avery")
