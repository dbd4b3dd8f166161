"""Two browsers: the client's phone answers questions without an account or script; she takes them over by key.

One program serves all of these; they run in the order in which they stand.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PHONE, Complaints, come_in, open_context
from tests.program import environment, migrated, origin, serving

pytestmark = pytest.mark.own_database


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(environment(migrated(tmp_path_factory.mktemp("home")))) as printed:
        yield printed


@pytest.fixture(scope="module")
def signed_in(browser: Browser, link: str, heard: Complaints) -> Iterator[BrowserContext]:
    context = come_in(browser, link, heard, lands_on="Bring your mail together")
    page = context.pages[0]
    page.goto(f"{origin(link)}/clients/")
    page.locator("main input[name=name]").fill("Harlow & Sons")
    page.locator("main input[name=name]").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harlow & Sons")
    yield context
    context.close()


@pytest.fixture
def desk(signed_in: BrowserContext, heard: Complaints) -> Iterator[Page]:
    yield signed_in.pages[0]
    assert heard == []


def test_a_line_is_kept_changed_and_undone_by_key(desk: Page):
    desk.keyboard.press("g")
    desk.keyboard.press("u")
    expect(desk.locator("h1")).to_have_text("Harlow & Sons")
    desk.locator("#place + * + .line-new summary, #place ~ .line-new summary").first.click()
    desk.get_by_label("Which place").fill("The mill")
    desk.get_by_label("Parking").fill("Behind")
    desk.get_by_label("Parking").press("Enter")
    expect(desk.locator(".known-line h3")).to_have_text("The mill")
    desk.locator(".known-line summary").focus()
    desk.keyboard.press("e")
    name = desk.locator(".known-line").get_by_label("Which place")
    name.fill("The barn")
    name.press("Enter")
    expect(desk.locator(".known-line h3")).to_have_text("The barn")
    desk.locator("h1").click()
    desk.keyboard.press("z")
    expect(desk.locator(".known-line h3")).to_have_text("The mill")


def test_a_password_is_refused_where_it_was_typed(desk: Page, heard: Complaints):
    heard.expected = ("422",)
    desk.locator("#tool ~ .line-new summary").first.click()
    desk.get_by_label("Which tool").fill("Xero")
    desk.get_by_label("Who has the account").fill("Mara, Tr0ub4dor&3")
    desk.get_by_label("Who has the account").press("Enter")
    expect(desk.locator(".field.wrong .error")).to_contain_text("put it into a password manager")
    expect(desk.get_by_label("Who has the account").locator("visible=true")).to_have_value("Mara, …")


def test_answers_from_a_phone_without_script_are_taken_over_by_key(
    browser: Browser, desk: Page, link: str, heard: Complaints
):
    desk.goto(f"{origin(link)}/clients/1/starting/")
    desk.get_by_role("button", name="Make a link with questions").click()
    address = desk.get_by_label("The address").input_value()
    context = open_context(browser, heard, **PHONE, java_script_enabled=False)
    phone = context.new_page()
    phone.goto(address)
    phone.locator("[name=place-0-name]").fill("The mill")
    phone.locator("[name=place-0-parking]").fill("In the street")
    phone.get_by_role("button", name="Keep, and go on later").click()
    expect(phone.locator(".notice.kept")).to_contain_text("Kept.")
    phone.get_by_label("Your name").fill("Mara Quill")
    phone.get_by_label("Your e-mail").fill("mara@harlow.example")
    phone.wait_for_timeout(2_100)  # Nobody reads a page and sends it within two seconds.
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator(".notice.kept")).to_contain_text("your answers have arrived")
    context.close()
    desk.goto(f"{origin(link)}/clients/1/answers/")
    expect(desk.locator(".answer")).to_have_count(1)
    expect(desk.locator(".answer td").first).to_have_text("Behind")
    desk.keyboard.press("j")
    desk.keyboard.press("e")
    expect(desk.locator(".answer")).to_have_count(0)
    desk.goto(f"{origin(link)}/clients/1/picture/")
    expect(desk.locator(".known-line dd")).to_have_text("In the street")
