"""The main job from end to end in a real browser: a mailbox goes in, each client's story comes out.

One program on a fresh data folder serves all of these; they run in the order in which she would do it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import program
from tests.browser.conftest import DESKTOP, PHONE, Complaints, come_in, open_context
from tests.intake.corpus import ME, mails, write_mbox
from tests.program import origin, serving

MAILS = 120


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A fresh data folder, and nothing else said."""
    return program.environment(program.migrated(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def link(environment: dict[str, str]) -> Iterator[str]:
    """The program, started as a person starts it; gives the link that it prints."""
    with serving(environment) as printed:
        yield printed


@pytest.fixture(scope="module")
def signed_in(browser: Browser, link: str, heard: Complaints) -> Iterator[BrowserContext]:
    context = come_in(browser, link, heard, lands_on="Bring your mail together")
    yield context
    context.close()


@pytest.fixture
def desk(signed_in: BrowserContext, link: str, heard: Complaints) -> Iterator[Page]:
    """A page of hers, with script; the console must have nothing to say."""
    page = signed_in.pages[0]
    page.goto(origin(link))
    yield page
    assert heard == []


def another(browser: Browser, signed_in: BrowserContext, heard: Complaints, **options: object) -> Page:
    state = signed_in.storage_state()
    return open_context(browser, heard, storage_state=state, **options).new_page()


@pytest.fixture
def plain(browser: Browser, signed_in: BrowserContext, link: str, heard: Complaints) -> Iterator[Page]:
    page = another(browser, signed_in, heard, java_script_enabled=False, **DESKTOP)
    page.goto(origin(link))
    yield page
    page.context.close()


@pytest.fixture
def phone(browser: Browser, signed_in: BrowserContext, link: str, heard: Complaints) -> Iterator[Page]:
    page = another(browser, signed_in, heard, **PHONE)
    page.goto(origin(link))
    yield page
    page.context.close()
    assert heard == []


def file_first_group(page: Page, *, under: str) -> None:
    row = page.locator(".tray-row").first
    row.hover()
    row.get_by_label("File under").select_option(label=under)
    row.get_by_role("button", name="File", exact=True).click()


def test_mailbox_goes_in_and_clients_come_out(desk: Page, tmp_path: Path):
    write_mbox(tmp_path / "Work.mbox", mails(MAILS))
    desk.set_input_files("input[type=file]", tmp_path / "Work.mbox")
    desk.get_by_role("button", name="Bring it in").click()
    expect(desk.get_by_text(f"{MAILS} messages came from here.")).to_be_visible(timeout=30_000)
    expect(desk.get_by_text("It looks like the mailbox of")).to_contain_text(ME)
    desk.get_by_role("button", name="Yes, that is right").click()
    desk.get_by_role("checkbox", name="Elsewhere is a client").uncheck()
    desk.get_by_role("button", name="Add the ticked ones as clients").click()
    expect(desk.locator("main .client-row .who")).to_have_text(["Birch", "Harlow"])


def test_conversation_in_the_wrong_story_is_moved_and_put_back(desk: Page):
    desk.get_by_role("link", name="Harlow").first.click()
    desk.locator(".letter-line .row-open").first.click()
    desk.get_by_label("This conversation belongs to").select_option(label="Birch")
    desk.get_by_role("button", name="Move").click()
    expect(desk.locator(".toast p")).to_have_text("Filed under Birch.")
    desk.keyboard.press("z")
    expect(desk.locator(".toast p")).to_have_text("Undone.")
    expect(desk.locator("#margin")).to_contain_text("Under Harlow. Filed here by hand.")


def test_tray_is_filed_by_keys_and_taken_back(desk: Page):
    desk.keyboard.press("g")
    desk.keyboard.press("f")
    desk.wait_for_url("**/tray/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Tray")
    desk.keyboard.press("j")
    desk.keyboard.press("f")
    desk.keyboard.type("A new")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Elsewhere Fairs")
    desk.keyboard.press("Enter")
    expect(desk.locator(".toast p")).to_have_text(
        "stranger@elsewhere.example is now filed under Elsewhere Fairs."
    )
    expect(desk.locator("#tray-count")).to_have_text("")
    desk.keyboard.press("z")
    expect(desk.locator(".tray-row")).to_have_count(1)


def test_personal_mail_leaves_the_tray_by_key_and_comes_back(desk: Page):
    desk.get_by_role("link", name="Tray").click()
    desk.wait_for_url("**/tray/")
    desk.keyboard.press("j")
    desk.keyboard.press("p")
    expect(desk.locator(".toast p")).to_have_text(
        "Personal: only you see mail with stranger@elsewhere.example."
    )
    desk.keyboard.press("z")
    expect(desk.locator(".tray-row")).to_have_count(1)


def test_sentence_is_found_as_one_types_and_opened_at_its_place(desk: Page):
    desk.keyboard.press("/")
    desk.keyboard.type('"number 42"', delay=30)
    expect(desk.locator(".hit")).to_have_count(1)
    expect(desk.locator(".hit mark")).to_have_text("number 42")
    desk.locator(".hit .row-open").click()
    expect(desk.locator(".letter:target .letter-text").first).to_contain_text("number 42")


def test_main_steps_need_no_script(plain: Page):
    plain.locator(".rail-clients").get_by_role("link", name="Harlow").click()
    plain.locator(".letter-line .row-open").first.click()
    plain.get_by_label("This conversation belongs to").select_option(label="Birch")
    plain.get_by_role("button", name="Move").click()
    plain.get_by_role("button", name="Undo").click()
    expect(plain.locator("#margin")).to_contain_text("Under Harlow.")
    plain.get_by_role("link", name="Tray").click()
    file_first_group(plain, under="Birch")
    expect(plain.locator(".toast p")).to_have_text("stranger@elsewhere.example is now filed under Birch.")
    plain.get_by_role("button", name="Undo").click()
    expect(plain.locator(".tray-row")).to_have_count(1)
    plain.locator("#rail-words").fill('"number 42"')
    plain.locator("#rail-words").press("Enter")
    expect(plain.locator(".hit mark")).to_have_text("number 42")


def test_nothing_stands_out_sideways_on_a_phone(phone: Page, link: str):
    harlow = phone.locator(".rail-clients a").first.get_attribute("href")
    paths = [
        "/",
        "/clients/",
        harlow,
        f"{harlow}people/",
        "/tray/",
        "/search/?q=number",
        "/imports/",
        "/imports/1/",
    ]
    wide = []
    for path in [*paths, "/imports/1/erase/", "/settings/", "/conversations/42/", "/clients/?nothing"]:
        phone.goto(origin(link) + path)
        if phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    assert wide == []


def test_tray_is_filed_from_a_sheet_on_a_phone(phone: Page, link: str):
    phone.goto(f"{origin(link)}/tray/")
    phone.get_by_role("button", name="What can be done").first.tap()
    phone.get_by_label("File under").select_option(label="Birch")
    phone.get_by_role("button", name="File", exact=True).tap()
    expect(phone.locator(".toast p")).to_have_text("stranger@elsewhere.example is now filed under Birch.")


def test_what_was_brought_in_is_erased(desk: Page):
    desk.goto(f"{desk.url}imports/1/erase/")
    desk.get_by_role("button", name=f"Erase {MAILS} messages for good").click()
    expect(desk.locator(".toast p")).to_have_text("Work.mbox is being erased.")
    expect(desk.locator("main").get_by_text("Work.mbox")).to_have_count(0, timeout=30_000)


def test_mail_that_comes_in_is_seen_without_a_reload(desk: Page, environment: dict[str, str], tmp_path: Path):
    desk.get_by_role("link", name="Tray").click()
    desk.wait_for_url("**/tray/")
    before = desk.locator(".tray-row").count()
    (tmp_path / "new.eml").write_bytes(
        f"From: New <new@late.example>\nTo: {ME}\nSubject: Late\nMessage-ID: <late@late.example>\n\nHello".encode()
    )
    arriving = [sys.executable, "-m", "alongside", "import", str(tmp_path / "new.eml"), "--own", ME]
    subprocess.run(arriving, env=environment, check=True, capture_output=True)
    expect(desk.locator(".tray-row")).to_have_count(before + 1)
