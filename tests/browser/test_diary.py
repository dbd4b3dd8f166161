"""The diary in Chromium: planned by a key with both clocks in sight; booked on a phone without script."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Session
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.diary.actions import plan
from alongside.diary.models import Appointment
from alongside.diary.rules import Facts
from alongside.sharing.actions import make
from tests.browser.conftest import PHONE, Complaints, open_context
from tests.making import mailbox, owner

pytestmark = pytest.mark.django_db(transaction=True)
ZOOM = "https://us02web.zoom.us/j/86412345678"


@pytest.fixture
def harlow() -> Client:
    mailbox()
    made = add_client("Harlow", addresses=[("ada@harlow.example", "Ada Harlow")], by=owner())
    made.timezone = "America/New_York"
    made.save()
    return made


@pytest.fixture
def desk(page: Page, live_server, harlow: Client, complaints: Complaints) -> Page:
    # The stream of events is the front's; this server has pages alone.
    complaints.expected = ("Failed to load resource",)
    session = Session()
    session.force_login(owner(), backend="alongside.accounts.backend.MemberBackend")
    cookie = session.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
    page.goto(live_server.url)
    return page


def sideways(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_call_is_planned_by_one_key_with_both_clocks_in_sight_and_taken_back_by_another(desk: Page):
    desk.keyboard.press("d")
    desk.get_by_label("With", exact=True).select_option(label="Harlow")
    desk.get_by_label("by theirs, New York").check()
    tomorrow = timezone.localdate() + timedelta(days=1)
    desk.get_by_label("Day").fill(tomorrow.isoformat())
    desk.get_by_label("Time", exact=True).fill("10:00")
    expect(desk.locator("#plan-both")).to_contain_text("10:00 for Harlow")
    desk.get_by_label("Another video link").check()
    desk.get_by_label("Link to join").fill(ZOOM)
    desk.get_by_label("Ada Harlow").check()
    desk.get_by_role("button", name="Plan it").click()
    expect(desk.locator(".toast p")).to_contain_text("Video call planned")
    row = desk.locator(".appointment-row")
    expect(row).to_contain_text("Ada Harlow")
    expect(row.get_by_role("link", name="Join")).to_have_attribute("href", ZOOM)
    expect(row.locator(".there")).to_have_text("10:00")
    desk.keyboard.press("z")
    expect(row).to_have_count(0)
    assert not Appointment.objects.exists()


WAYS = {"zoom": {"join_url": ZOOM}, "room": {}, "mobile": {"place": "+44 20 7946 0018"}}


@pytest.mark.parametrize("width", [820, 1280])
def test_hand_that_aims_at_join_meets_join_and_nothing_beside_it(desk: Page, harlow: Client, width: int):
    at = timezone.now() + timedelta(minutes=20)
    for way, more in WAYS.items():
        facts = Facts(at, at + timedelta(minutes=30), way=way, title="A long story " * 9, **more)
        plan(owner(), harlow, facts, now=timezone.now())
    desk.set_viewport_size({"width": width, "height": 800})
    desk.reload()
    rows = desk.locator(".appointment-row")
    expect(rows).to_have_count(len(WAYS))
    for row in rows.all():
        join = row.locator(".join").bounding_box()
        assert join is not None
        desk.mouse.move(join["x"] + join["width"] / 2, join["y"] + join["height"] / 2)
        cancel = row.get_by_role("button", name="You cancelled").bounding_box()
        assert cancel is not None
        assert cancel["x"] + cancel["width"] <= join["x"]
        # Playwright presses nothing that lies under something else.
        row.locator(".join").click(trial=True)


def tells_the_clock_of_a_device_elsewhere(browser: Browser, complaints: Complaints, address: str) -> None:
    """Half an hour beside all of the others."""
    context = open_context(browser, complaints, **PHONE, timezone_id="Australia/Adelaide")
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".lead")).to_contain_text("This device goes by the clock of Adelaide")
    label = page.locator(".free-day label").first
    given = datetime.fromisoformat(label.locator("input").input_value())
    shown = given.astimezone(ZoneInfo("Australia/Adelaide"))
    expect(label).to_contain_text(f"{shown:%H:%M} Adelaide")
    assert sideways(page) == 0
    context.close()


def test_client_books_moves_and_cancels_on_a_phone_without_script(
    browser: Browser, complaints: Complaints, live_server, harlow: Client
):
    made = make(owner(), kind="booking", client_id=harlow.pk, now=timezone.now())
    tells_the_clock_of_a_device_elsewhere(browser, complaints, f"{live_server.url}/book/{made.token}/")
    complaints.expected = ("Failed to load resource",)
    context = open_context(browser, complaints, **PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/book/{made.token}/")
    assert sideways(page) == 0
    page.locator(".free-day label").nth(2).click()
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator("#error-name")).to_have_text("Say who you are.")
    page.get_by_label("Your name").fill("Ada Harlow")
    page.get_by_label("Your e-mail address").fill("ada@harlow.example")
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status")).to_contain_text("It is booked.")
    assert sideways(page) == 0
    page.get_by_text("Move it to another time").click()
    page.locator(".free-day label").nth(5).click()
    page.get_by_role("button", name="Move it there").click()
    expect(page.get_by_role("status")).to_have_text("It has moved.")
    page.get_by_role("button", name="Cancel this call").click()
    expect(page.get_by_role("status")).to_contain_text("It is cancelled.")
    assert Appointment.objects.get().times_moved == 1
    context.close()


def test_what_was_typed_goes_along_to_other_days(
    browser: Browser, complaints: Complaints, live_server, harlow: Client
):
    made = make(owner(), kind="booking", client_id=harlow.pk, now=timezone.now())
    context = open_context(browser, complaints, **PHONE)
    page = context.new_page()
    page.goto(f"{live_server.url}/book/{made.token}/")
    page.get_by_label("Your name").fill("Ada Harlow")
    page.get_by_label("What it is about").fill("The oak")
    page.get_by_role("link", name="Later days").click()
    page.get_by_role("link", name="From the first day").wait_for()
    expect(page.get_by_label("Your name")).to_have_value("Ada Harlow")
    expect(page.get_by_label("What it is about")).to_have_value("The oak")
    assert page.evaluate("sessionStorage.length") == 0
    context.close()
