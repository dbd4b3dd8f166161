"""The long call from beginning to end, in two browsers: hers, and the client's without an account."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Complaints, open_context
from tests.program import ROOT, environment, migrated, origin, serving

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
# What one side writes is with the other within some seconds; the rest is a busy machine's.
SEEN_MS = 40_000


@pytest.fixture(scope="module")
def heard() -> Complaints:
    return Complaints()


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    env = environment(migrated(tmp_path_factory.mktemp("home")))
    command = [sys.executable, "-m", "tests.browser.reviews_practice"]
    subprocess.run(command, env=env, cwd=ROOT, check=True)
    with serving(env) as printed:
        yield printed


@pytest.fixture(scope="module")
def desk(browser: Browser, link: str, heard: Complaints) -> Iterator[Page]:
    context = open_context(browser, heard, **DESKTOP)
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Open Alongside").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    yield page
    context.close()


@pytest.fixture(scope="module")
def guest(browser: Browser, heard: Complaints) -> Iterator[Page]:
    context = open_context(browser, heard, **PHONE)
    yield context.new_page()
    context.close()


def lines(page: Page) -> list[str]:
    """What stands on the agenda, without the blank lines below."""
    return [one.input_value() for one in page.locator(".agenda-words textarea").all()]


def plain(text: str) -> str:
    return re.sub(r"[\s\u00ad-]+", "", text)


def write_line(page: Page, text: str) -> None:
    """In the first blank line; then on to the next field, as one does."""
    page.get_by_label("One more line").first.fill(text)
    page.keyboard.press("Tab")


def test_a_review_from_look_back_to_the_next_agenda(desk: Page, guest: Page, link: str, heard: Complaints):
    # The look-back of a year of mail writes itself, and a quoted line leads to its sentence.
    desk.goto(f"{origin(link)}/reviews/")
    desk.get_by_role("button", name="Prepare a review with Harlow & Sons").click()
    expect(desk.locator("#part-spoken")).to_have_text("How we spoke")
    number = re.search(r"/reviews/(\d+)/", desk.url)[1]
    desk.locator(".look-words a", has_text="I will send you the plan by Friday.").first.click()
    expect(desk.locator("mark.said:target")).to_have_text("I will send you the plan by Friday.")

    # The paper says what the page says.
    desk.goto(f"{origin(link)}/reviews/{number}/paper/")
    paper_lines = desk.locator(".look-lines li").all_inner_texts()
    answer = desk.context.request.get(f"{origin(link)}/reviews/{number}/look-back.pdf")
    text = plain("".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(answer.body())).pages))
    assert len(paper_lines) > 10
    assert [line for line in paper_lines if plain(line) not in text] == []

    # Both write the agenda at once, and each sees the other's lines by itself.
    desk.goto(f"{origin(link)}/reviews/{number}/")
    desk.get_by_role("navigation", name="This review").get_by_role("link", name="Agenda").click()
    desk.get_by_role("button", name="Share by a link").click()
    address = desk.get_by_label("The address").input_value()
    guest.goto(address)
    desk.goto(f"{origin(link)}/reviews/{number}/agenda/")
    write_line(desk, "The fair in May")
    write_line(guest, "Invoices on the first")
    for page in (desk, guest):
        expect(page.locator(".agenda-words textarea")).to_have_count(2, timeout=SEEN_MS)
        assert sorted(lines(page)) == ["Invoices on the first", "The fair in May"]

    # The same line in both at once: both wordings stay, until one of them makes one of the two.
    for page, words in ((desk, "The fair in May: who comes"), (guest, "The fair in May: what it costs")):
        page.locator(".agenda-words textarea").nth(lines(page).index("The fair in May")).fill(words)
    for page in (desk, guest):
        page.keyboard.press("Tab")
    both = re.compile(r"The fair in May: \w+ \w+( \w+)? / The fair in May: \w+ \w+( \w+)?")
    for page in (desk, guest):
        expect(page.get_by_text("written by two at once")).to_have_count(1, timeout=SEEN_MS)
        assert [one for one in lines(page) if both.fullmatch(one)] != []
    at = next(number for number, one in enumerate(lines(guest)) if both.fullmatch(one))
    guest.locator(".agenda-words textarea").nth(at).fill("The fair in May: who comes, what it costs")
    guest.keyboard.press("Tab")
    expect(desk.get_by_text("written by two at once")).to_have_count(0, timeout=SEEN_MS)

    # The call: a line is ticked, and what was said of it noted down.
    desk.get_by_role("button", name="The call begins").click()
    desk.get_by_label("Reached: The fair in May").check()
    item = desk.locator(".agenda-item.reached")
    expect(item).to_have_count(1, timeout=SEEN_MS)
    item.locator("summary").click()
    item.locator("details textarea").fill("> I ask the hall about power by Friday\n= Forty badges")
    desk.get_by_role("button", name="Save the agenda").click()
    expect(guest.get_by_text("talked about")).to_have_count(1, timeout=SEEN_MS)

    # They leave a reply below.
    guest.get_by_label("Your reply").fill("Thank you, that was a good hour.")
    guest.locator("#field-name").fill("Mara Quill")
    guest.locator("#field-address").fill("mara@harlow.example")
    guest.wait_for_timeout(2_100)
    guest.get_by_role("button", name=re.compile("Send")).click()
    expect(guest.get_by_role("status").first).to_contain_text("it has arrived")

    # The outcome: the promise is kept in mind, and what was not reached goes on.
    desk.goto(f"{origin(link)}/reviews/{number}/agenda/")
    expect(desk.get_by_text("that was a good hour")).to_be_visible()
    desk.get_by_role("navigation", name="This review").get_by_role("link", name="Outcome").click()
    desk.get_by_label("Minutes").fill("50")
    desk.get_by_role("button", name="Keep the review").click()
    promised = desk.locator(".lines", has_text="I ask the hall about power by Friday")
    expect(promised).to_be_visible()
    desk.goto(f"{origin(link)}/reviews/")
    desk.get_by_role("button", name="Prepare a review with Harlow & Sons").click()
    desk.get_by_role("navigation", name="This review").get_by_role("link", name="Agenda").click()
    assert lines(desk) == ["Invoices on the first"]
    assert heard == []
