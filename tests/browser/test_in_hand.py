"""What she typed, chose or opened stays hers in Chromium, whatever comes anew around it and however late."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.test import Client as Session
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from alongside.calls.actions import How, put_lines, start
from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.support import actions as support
from alongside.visits.actions import prepare
from tests.browser.conftest import Complaints
from tests.browser.killable import wait_for
from tests.making import arrive, mailbox, message, owner

pytestmark = pytest.mark.django_db(transaction=True)
KEPT_HERE = """() => new Promise((done) => {
    const opened = indexedDB.open("alongside-letters", 1);
    opened.onsuccess = () => {
        const kept = opened.result.transaction("typed").objectStore("typed").getAll();
        kept.onsuccess = () => done(JSON.stringify(kept.result));
    };
})"""
WEEK = "/hours/?day=2026-03-02"


@pytest.fixture
def harlow() -> Client:
    mailbox()
    return add_client("Harlow & Sons", addresses=[("mara@harlow.example", "Mara Quill")], by=owner())


def come_in(page: Page, address: str, complaints: Complaints) -> Page:
    # The stream of events is the front's; this server has pages alone.
    complaints.expected = ("Failed to load resource",)
    session = Session()
    session.force_login(owner(), backend="alongside.accounts.backend.MemberBackend")
    page.context.add_cookies([{"name": "session", "value": session.cookies["session"].value, "url": address}])
    page.goto(f"{address}/settings/")
    return page


@pytest.fixture
def desk(page: Page, live_server, harlow: Client, complaints: Complaints) -> Page:
    return come_in(page, live_server.url, complaints)


def due(client: Client, *names: str) -> None:
    today = timezone.localdate()
    inbox = support.add_own(owner(), client.pk, support.Facts("Inbox", ""))
    for name in names:
        when = support.When("weeks", today, 1, today.weekday())
        support.add_duty(owner(), inbox.pk, name, when)


@contextmanager
def held(page: Page, address: str, method: str = "GET") -> Iterator[list[Route]]:
    """What is asked for at this address is answered when the block is left."""
    waiting: list[Route] = []

    def wait(route: Route) -> None:
        waiting.append(route) if route.request.method == method else route.continue_()

    page.route(re.compile(address), wait)
    yield waiting
    for route in waiting:
        route.continue_()
    page.unroute(re.compile(address))


def stream(page: Page) -> Callable[[str], None]:
    """The stream of events of the page that is opened next; what is returned tells it of one change."""
    streams: list[Route] = []

    def hold(route: Route) -> None:
        streams.append(route)

    def tell(part: str) -> None:
        body = f'retry: 600000\n\nid: 2\nevent: changed\ndata: ["{part}"]\n\n'
        streams[0].fulfill(status=200, content_type="text/event-stream", body=body)

    page.route("**/live/**", hold)
    return tell


def test_choice_for_a_line_of_the_tray_stays_with_that_line(desk: Page, live_server, harlow: Client):
    senders = ("ann", "ben", "cid", "dora")
    arrive(mailbox(label="Tray"), *[message(f"{one}@{one}.example", "me@desk.example") for one in senders])
    add_client("Birch", by=owner())
    desk.goto(f"{live_server.url}/tray/")
    rows = desk.locator(".tray-row")
    for number, name in ((2, "Birch"), (0, "Harlow & Sons")):
        rows.nth(number).hover()
        rows.nth(number).get_by_label("File under").select_option(label=name)
    chosen = rows.nth(2).locator(".row-open .who").inner_text()
    rows.first.get_by_role("button", name="File", exact=True).click()
    expect(rows).to_have_count(3)
    for row in rows.all():
        words = row.locator("select").evaluate("(one) => one.selectedOptions[0].textContent")
        is_chosen = row.locator(".row-open .who").inner_text() == chosen
        assert words == ("Birch" if is_chosen else "File under")


def test_hours_that_are_typed_stay_when_a_line_below_is_taken_away(desk: Page, live_server, harlow: Client):
    desk.goto(f"{live_server.url}{WEEK}&for={harlow.pk}.")
    desk.get_by_label("Harlow & Sons, Mon 2").fill("1:00")
    desk.keyboard.press("Enter")
    expect(desk.locator(".noted")).to_have_count(1)
    desk.get_by_label("Harlow & Sons, Tue 3").fill("2:00")
    desk.keyboard.press("Enter")
    expect(desk.locator(".noted")).to_have_count(2)
    desk.get_by_label("Harlow & Sons, Wed 4").fill("0:45")
    desk.locator(".noted .row-open").first.focus()
    desk.keyboard.press("x")
    expect(desk.locator(".noted")).to_have_count(1)
    expect(desk.get_by_label("Harlow & Sons, Wed 4")).to_have_value("0:45")


def test_hours_that_are_typed_stay_when_a_line_is_added_or_has_its_last_taken_away(
    desk: Page, live_server, harlow: Client
):
    add_client("Birch", by=owner())
    desk.goto(f"{live_server.url}{WEEK}&for={harlow.pk}.")
    desk.get_by_label("Harlow & Sons, Mon 2").fill("1:00")
    desk.keyboard.press("Enter")
    expect(desk.locator(".noted")).to_have_count(1)
    desk.get_by_label("Harlow & Sons, Tue 3").fill("2:00")
    desk.get_by_label("Add a line for").select_option(label="Birch")
    desk.get_by_role("button", name="Add the line").click()
    desk.get_by_label("Birch, Mon 2").fill("0:30")
    expect(desk.get_by_label("Harlow & Sons, Tue 3")).to_have_value("2:00")
    desk.locator(".noted .row-open").focus()
    desk.keyboard.press("x")
    expect(desk.locator(".noted")).to_have_count(0)
    expect(desk.get_by_label("Harlow & Sons, Tue 3")).to_have_value("2:00")
    expect(desk.get_by_label("Birch, Mon 2")).to_have_value("0:30")


def test_what_is_half_written_stays_when_a_line_is_changed_and_another_done(
    desk: Page, live_server, harlow: Client
):
    due(harlow, "Send the report")
    desk.goto(f"{live_server.url}/clients/{harlow.pk}/support/")
    desk.get_by_label("Something else").fill("Errands")
    desk.get_by_role("link", name="Change", exact=True).click()
    hours = desk.get_by_label("Agreed hours a month")
    hours.fill("7")
    expect(desk.get_by_label("Something else")).to_have_value("Errands")
    desk.locator(".duty-tick").click()
    expect(desk.locator(".toast p")).to_contain_text("is done")
    expect(hours).to_have_value("7")
    desk.get_by_role("button", name="Add", exact=True).click()
    expect(desk.get_by_role("link", name="Errands")).to_be_visible()
    expect(hours).to_have_value("7")


def test_what_is_typed_after_a_form_was_sent_outlives_its_answer(desk: Page, live_server, harlow: Client):
    desk.goto(f"{live_server.url}/clients/{harlow.pk}/support/")
    own = desk.get_by_label("Something else")
    with held(desk, "/support/add/", "POST") as waiting:
        own.fill("Errands")
        own.press("Enter")
        own.fill("Post")
        assert len(waiting) == 1
    expect(desk.locator(".aspect h2 a")).to_have_text(["Errands"])
    expect(own).to_have_value("Post")
    expect(own).to_be_focused()


def test_chosen_file_stays_when_something_else_on_the_page_is_done(desk: Page, live_server, harlow: Client):
    now = timezone.now()
    put_lines(owner(), harlow.pk, ["The gate"], now=now)
    facts = Facts(
        now - timedelta(hours=1), now + timedelta(hours=3), way="visit", place="14 Mill Lane, Leeds"
    )
    visit = prepare(owner(), plan(owner(), harlow, facts, now=now).pk, now=now)
    desk.goto(f"{live_server.url}/visits/{visit.pk}/")
    receipts = desk.locator("#receipt-any")
    receipts.set_input_files({"name": "taxi.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    desk.get_by_label("Why you go").evaluate("(one) => { one.value = 'The oak'; }")
    desk.locator(".agenda-tick").click()
    expect(desk.locator(".agenda .reached")).to_have_count(1)
    assert receipts.evaluate("(one) => [...one.files].map((file) => file.name)") == ["taxi.pdf"]
    expect(desk.get_by_label("Why you go")).to_have_value("The oak")


def test_half_written_line_of_an_agenda_stays_when_another_is_ticked(desk: Page, live_server, harlow: Client):
    call = start(owner(), harlow, How(), now=timezone.now())
    desk.goto(f"{live_server.url}/calls/{call.pk}/")
    line = desk.get_by_label("One more thing to talk about")
    line.fill("The oak")
    line.press("Enter")
    expect(desk.locator(".agenda-tick")).to_have_count(1)
    line.fill("The ash")
    desk.locator(".agenda-tick").click()
    expect(desk.locator(".agenda .reached")).to_have_count(1)
    expect(line).to_have_value("The ash")


def test_what_is_typed_on_after_it_came_back_outlives_a_slow_answer(desk: Page, live_server, harlow: Client):
    address = f"{live_server.url}/write-down/?client={harlow.pk}"
    desk.goto(address)
    text = desk.locator("textarea[name=text]")
    text.fill("The oak is late.")
    wait_for(lambda: "The oak is late." in desk.evaluate(KEPT_HERE))
    desk.goto(f"{live_server.url}/settings/")
    with held(desk, "/write-down/people/"):
        desk.goto(address)
        expect(text).to_have_value("The oak is late.")
        text.press("End")
        text.press_sequentially(" And the ash.")
        desk.get_by_label("Mara Quill").check()
    expect(desk.locator("#by-hand-people.htmx-settling")).to_have_count(0)
    expect(desk.get_by_label("Mara Quill")).to_be_checked()
    expect(text).to_have_value("The oak is late. And the ash.")


def ended(client: Client, *names: str) -> None:
    for name in names:
        made = support.add_own(owner(), client.pk, support.Facts(name, ""))
        support.end(owner(), made.pk, timezone.localdate())


def test_list_that_was_opened_stays_open_when_one_of_it_leaves(desk: Page, live_server, harlow: Client):
    ended(harlow, "Errands", "Post", "Travel")
    desk.goto(f"{live_server.url}/clients/{harlow.pk}/support/")
    desk.get_by_text("3 things that have ended").click()
    desk.get_by_role("button", name="Goes on").first.click()
    expect(desk.get_by_text("2 things that have ended")).to_be_visible()
    expect(desk.get_by_role("button", name="Goes on").first).to_be_visible()


def test_list_that_was_opened_stays_open_when_the_page_renews_itself(desk: Page, live_server, harlow: Client):
    ended(harlow, "Errands")
    tell = stream(desk)
    desk.goto(f"{live_server.url}/clients/{harlow.pk}/support/")
    desk.get_by_text("1 thing that has ended").click()
    ended(harlow, "Post")
    tell(f"support:{harlow.pk}")
    expect(desk.get_by_text("2 things that have ended")).to_be_visible()
    expect(desk.get_by_role("button", name="Goes on").first).to_be_visible()


def test_what_was_done_is_said_in_the_place_that_is_listened_to(desk: Page, live_server, harlow: Client):
    due(harlow, "Send the report")
    desk.goto(f"{live_server.url}/clients/{harlow.pk}/support/")
    region = desk.locator("#toasts").element_handle()
    desk.locator(".duty-tick").click()
    expect(desk.locator(".toast p")).to_contain_text("is done")
    # A screen reader that heard nothing of a new place has nothing to read out.
    assert region is not None
    assert region.evaluate("(one) => one.isConnected && one.textContent.includes('is done')")


def test_search_in_the_rail_leaves_what_is_half_written_until_enter(desk: Page, live_server, harlow: Client):
    address = f"{live_server.url}/clients/{harlow.pk}/support/"
    desk.goto(address)
    own = desk.get_by_label("Something else")
    own.fill("Errands")
    words = desk.locator("#rail-words")
    asked = []
    desk.on("request", lambda one: asked.append(one.url))
    words.press_sequentially("hall")
    # Longer than it waits for the next letter.
    desk.wait_for_timeout(500)
    assert (asked, desk.url) == ([], address)
    expect(own).to_have_value("Errands")
    words.press("Enter")
    expect(desk).to_have_url(f"{live_server.url}/search/?q=hall")


def test_hours_that_are_typed_over_while_they_are_kept_stand(desk: Page, live_server, harlow: Client):
    desk.goto(f"{live_server.url}{WEEK}&for={harlow.pk}.")
    cell = desk.get_by_label("Harlow & Sons, Mon 2")
    with held(desk, "/hours/keep/", "POST") as waiting:
        cell.fill("1:00")
        cell.press("Enter")
        cell.fill("2:00")
        assert len(waiting) == 1
    expect(desk.locator(".week tfoot .total")).to_have_text("1:00")
    expect(cell).to_have_value("2:00")


def test_link_in_focus_stays_so_when_the_rail_comes_anew(desk: Page, live_server, harlow: Client):
    tell = stream(desk)
    desk.goto(f"{live_server.url}/clients/{harlow.pk}/support/")
    link = desk.locator("#rail-clients a")
    before = link.element_handle()
    link.focus()
    with desk.expect_response(lambda one: "x-renewal" in one.request.headers):
        tell("tray")
    desk.wait_for_function("(one) => !one.isConnected", arg=before)
    expect(link).to_be_focused()


def test_button_pressed_by_keyboard_keeps_the_focus(desk: Page, live_server, harlow: Client):
    desk.goto(f"{live_server.url}/clients/{harlow.pk}/support/")
    desk.get_by_label("Something else").fill("Errands")
    add = desk.get_by_role("button", name="Add", exact=True)
    add.press("Enter")
    expect(desk.get_by_role("link", name="Errands")).to_be_visible()
    expect(add).to_be_focused()
