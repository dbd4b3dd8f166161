"""The long call from a year of mail to the next agenda, in two browsers: hers, and the client's without an account."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pypdf
import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Complaints, open_context
from tests.program import ROOT, environment, migrated, origin, serving

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
# What one side writes is with the other within some seconds; the rest is a busy machine's.
SEEN_MS = 60_000


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
    context.set_default_timeout(SEEN_MS)
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Open Alongside").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today", timeout=SEEN_MS)
    yield page
    context.close()


@pytest.fixture(scope="module")
def guest(browser: Browser, heard: Complaints) -> Iterator[Page]:
    context = open_context(browser, heard, **PHONE)
    context.set_default_timeout(SEEN_MS)
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


def plan_and_open_the_call(desk: Page, at: str) -> None:
    """Planned from the review's own page, chosen as its date, and opened from the diary."""
    desk.goto(f"{at}outcome/")
    desk.get_by_role("link", name="Plan it in the diary").click()
    soon = datetime.now(ZoneInfo("Europe/London")) + timedelta(minutes=5)
    desk.locator("#field-on").fill(f"{soon:%Y-%m-%d}")
    desk.locator("#field-at").fill(f"{soon:%H:%M}")
    desk.get_by_role("button", name="Plan it").click()
    desk.get_by_role("button", name="It is then").click()
    expect(desk.get_by_text("The review takes place then.")).to_be_visible()
    desk.get_by_role("navigation", name="Desk").get_by_role("link", name="Diary").click()
    desk.locator(".appointment-row").first.hover()
    desk.get_by_role("button", name="Brief and notes").click()
    desk.wait_for_url(re.compile(r"/calls/\d+/$"))


def look_back_writes_itself(desk: Page, link: str) -> str:
    """Of a year of mail; a quoted line leads to its sentence. Returns the address of the review."""
    desk.goto(f"{origin(link)}/reviews/")
    desk.get_by_role("button", name="Prepare a review with Harlow & Sons").click()
    expect(desk.locator("#part-spoken")).to_have_text("How we spoke", timeout=SEEN_MS)
    at = desk.url
    desk.locator(".look-words a", has_text="I will send you the plan by Friday.").first.click()
    said = desk.locator("mark.said:target")
    expect(said).to_have_text("I will send you the plan by Friday.", timeout=SEEN_MS)
    return at


def paper_says_what_the_page_says(desk: Page, at: str) -> None:
    desk.goto(f"{at}paper/")
    on_page = desk.locator(".look-lines li").all_inner_texts()
    content = desk.context.request.get(f"{at}look-back.pdf").body()
    on_paper = plain("".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages))
    assert len(on_page) > 10
    assert [line for line in on_page if plain(line) not in on_paper] == []
    assert [share_of_ink(one) for one in drawn(content) if not 0.005 < share_of_ink(one) < 0.3] == []


def drawn(content: bytes) -> list[Image.Image]:
    """Each page as a picture."""
    return [one.render(scale=1).to_pil().convert("L") for one in pypdfium2.PdfDocument(content)]


def share_of_ink(page: Image.Image) -> float:
    """A page of words has some; a blank one, or one with a black box on it, has not."""
    dark = sum(count for grey, count in enumerate(page.histogram()) if grey < 128)
    return dark / (page.width * page.height)


def both_write_the_agenda_at_once(desk: Page, guest: Page, at: str) -> None:
    """Each sees the other's lines by itself."""
    desk.goto(f"{at}agenda/")
    desk.get_by_role("button", name="Share by a link").click()
    guest.goto(desk.get_by_label("The address").input_value())
    desk.goto(f"{at}agenda/")
    write_line(desk, "The fair in May")
    write_line(guest, "Invoices on the first")
    for page in (desk, guest):
        expect(page.locator(".agenda-words textarea")).to_have_count(2, timeout=SEEN_MS)
        assert sorted(lines(page)) == ["Invoices on the first", "The fair in May"]


def both_write_one_line_at_once(desk: Page, guest: Page) -> None:
    """Both wordings stay, until one of them makes one of the two."""
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


def a_line_is_reached_in_the_call(desk: Page, guest: Page) -> None:
    """On the call's page, while her notes stand beside it; the client sees it at once."""
    desk.get_by_role("button", name="It has begun").click()
    expect(desk.locator(".call-clock.live")).to_be_visible()
    desk.get_by_label("Reached: The fair in May").check()
    item = desk.locator("#call-review .agenda-item.reached")
    expect(item).to_have_count(1, timeout=SEEN_MS)
    item.locator("summary").click()
    notes = "> I ask the hall about power by Friday\n= Forty badges\nThe badges should come earlier than last year"
    item.locator("details textarea").fill(notes)
    desk.locator("textarea[name=said]").fill("They sounded glad.")
    expect(guest.get_by_text("talked about")).to_have_count(1, timeout=SEEN_MS)
    expect(guest.locator(".agenda-note textarea").first).to_have_value(re.compile("badges"), timeout=SEEN_MS)


def the_call_is_kept(desk: Page) -> None:
    desk.get_by_role("button", name="Hang up").click()
    desk.wait_for_url("**/after/")
    desk.get_by_role("button", name="Keep the call").click()
    expect(desk.locator(".after-kept")).to_contain_text("You spoke for")
    desk.get_by_role("link", name="The outcome of the review").click()


def the_outcome_holds(desk: Page) -> None:
    """It was in the call that was kept; the promise is kept in mind."""
    expect(desk.get_by_label("In a call or visit that you have kept already")).to_be_checked()
    desk.get_by_role("button", name="Keep the review").click()
    promised = desk.locator(".lines", has_text="I ask the hall about power by Friday")
    expect(promised).to_be_visible(timeout=SEEN_MS)


def what_could_be_better_is_taken_up(desk: Page) -> None:
    """Of what was said of the badges, with one click."""
    found = desk.locator(".look-line", has_text="The badges should come earlier than last year")
    found.get_by_role("button", name="Try it").click()
    expect(found).to_contain_text("to be tried")


def they_reply(desk: Page, guest: Page, at: str) -> None:
    guest.get_by_label("Your reply").fill("Thank you, that was a good hour.")
    guest.locator("#field-name").fill("Mara Quill")
    guest.locator("#field-address").fill("mara@harlow.example")
    guest.wait_for_timeout(2_100)
    guest.get_by_role("button", name=re.compile("^Send")).click()
    expect(guest.get_by_role("status").first).to_contain_text("it has arrived", timeout=SEEN_MS)
    desk.goto(f"{at}agenda/")
    expect(desk.get_by_text("that was a good hour")).to_be_visible(timeout=SEEN_MS)


def next_agenda_has_what_was_not_reached(desk: Page, link: str) -> None:
    desk.goto(f"{origin(link)}/reviews/")
    desk.get_by_role("button", name="Prepare a review with Harlow & Sons").click()
    desk.get_by_role("navigation", name="This review").get_by_role("link", name="Agenda").click()
    assert lines(desk) == ["Invoices on the first"]


def what_stands_under_the_caret_is_kept_when_the_page_is_left(desk: Page) -> None:
    desk.get_by_label("One more line").first.fill("Before we forget")
    parts = desk.get_by_role("navigation", name="This review")
    parts.get_by_role("link", name="Outcome").click()
    desk.wait_for_url("**/outcome/")
    parts.get_by_role("link", name="Agenda").click()
    expect(desk.locator(".agenda-words textarea").nth(1)).to_have_value("Before we forget", timeout=SEEN_MS)


def test_a_review_from_a_year_of_mail_to_the_next_agenda(
    desk: Page, guest: Page, link: str, heard: Complaints
):
    at = look_back_writes_itself(desk, link)
    paper_says_what_the_page_says(desk, at)
    both_write_the_agenda_at_once(desk, guest, at)
    both_write_one_line_at_once(desk, guest)
    plan_and_open_the_call(desk, at)
    a_line_is_reached_in_the_call(desk, guest)
    the_call_is_kept(desk)
    the_outcome_holds(desk)
    what_could_be_better_is_taken_up(desk)
    they_reply(desk, guest, at)
    next_agenda_has_what_was_not_reached(desk, link)
    what_stands_under_the_caret_is_kept_when_the_page_is_left(desk)
    assert heard == []
