"""Hours in Chromium: the timer by one key, what it asks after a while away, a week typed into, a phone, no script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client as Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.hours.models import Entry, Timer
from tests.browser.conftest import Complaints
from tests.making import mailbox, owner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def harlow() -> Client:
    mailbox()
    return add_client("Harlow", by=owner())


def enter(page: Page, live_server, complaints: Complaints) -> Page:
    # The stream of events is the front's; this server has pages alone.
    complaints.expected = ("Failed to load resource",)
    session = Session()
    session.force_login(owner(), backend="alongside.accounts.backend.MemberBackend")
    cookie = session.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
    return page


def test_one_key_starts_switches_and_stops_and_another_takes_back(
    page: Page, live_server, complaints: Complaints, harlow: Client
):
    birch = add_client("Birch", by=owner())
    enter(page, live_server, complaints).goto(f"{live_server.url}/clients/{harlow.pk}/")
    rail = page.locator("#rail-timer")
    page.keyboard.press("t")
    expect(rail).to_contain_text("Harlow")
    Timer.objects.update(started_at=timezone.now() - timedelta(minutes=42))
    page.goto(f"{live_server.url}/clients/{birch.pk}/")
    expect(rail).to_contain_text("0:42")
    page.keyboard.press("t")
    expect(rail).to_contain_text("Birch")
    expect(page.locator(".toast")).to_contain_text("42 min noted for Harlow")
    page.keyboard.press("z")
    expect(rail).to_contain_text("Harlow")
    assert not Entry.objects.exists()
    page.goto(live_server.url)
    page.keyboard.press("t")
    expect(rail.get_by_role("link", name="Start the timer")).to_be_visible()
    assert Entry.objects.get().client == harlow


def test_timer_is_stopped_on_a_phone_while_something_is_said(
    phone: Page, live_server, complaints: Complaints, harlow: Client
):
    enter(phone, live_server, complaints).goto(f"{live_server.url}/timer/")
    phone.locator("main").get_by_role("button", name="Harlow").tap()
    expect(phone.locator(".toast")).to_be_visible()
    phone.locator("#rail-timer").get_by_role("button", name="Stop").tap(timeout=2_000)
    expect(phone.locator("#rail-timer")).not_to_contain_text("Stop")


def test_after_a_while_away_it_asks_and_does_what_she_says(
    page: Page, live_server, complaints: Complaints, harlow: Client
):
    now = timezone.now()
    Timer.objects.create(member=owner(), client=harlow, started_at=now - timedelta(minutes=60))
    enter(page, live_server, complaints).goto(live_server.url)
    away = page.locator("[data-away]")
    key = f"alongside:{owner().pk}:active"
    page.evaluate(
        "([key, at]) => localStorage.setItem(key, at)", [key, str(now.timestamp() * 1000 - 40 * 60_000)]
    )
    page.reload()
    expect(away).to_be_hidden()
    page.mouse.move(300, 300)
    expect(away).to_contain_text("Nothing happened here for 40 min")
    # It stands until it is answered, on every page.
    page.goto(f"{live_server.url}/clients/")
    expect(away).to_be_visible()
    away.get_by_role("button", name="Take off").click()
    expect(page.locator(".toast")).to_contain_text("40 min taken off")
    expect(away).to_be_hidden()
    entry = Entry.objects.get()
    assert round((entry.ended_at - entry.started_at).total_seconds() / 60) == 20
    assert Timer.objects.get().started_at > now - timedelta(minutes=2)


def test_week_is_typed_into_by_keyboard(page: Page, live_server, complaints: Complaints, harlow: Client):
    birch = add_client("Birch", by=owner())
    enter(page, live_server, complaints)
    complaints.expected += ("422",)
    page.goto(f"{live_server.url}/hours/?day=2026-03-02&for={harlow.pk}.&for={birch.pk}.")
    page.get_by_label("Birch, Mon 2").focus()
    page.keyboard.type("1:20")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("45m")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("soon")
    page.keyboard.press("Enter")
    expect(page.locator(".week .error")).to_have_text("Write it like 1:20, 1.5, 80m or 1 h 20.")
    expect(page.get_by_label("Harlow, Tue 3")).to_have_value("soon")
    expect(page.locator(".week tfoot .total")).to_have_text("2:05")
    assert sorted(Entry.objects.values_list("client__name", "minutes")) == [("Birch", 80), ("Harlow", 45)]


def test_on_a_phone_the_timer_is_under_the_thumb_and_a_week_shows_one_day(
    phone: Page, live_server, complaints: Complaints, harlow: Client
):
    Timer.objects.create(member=owner(), client=harlow, started_at=timezone.now() - timedelta(minutes=5))
    enter(phone, live_server, complaints).goto(f"{live_server.url}/hours/?day=2026-03-03&for={harlow.pk}.")
    stop = phone.get_by_role("button", name="Stop")
    box = stop.bounding_box()
    assert box is not None
    assert box["y"] > 844 * 0.75
    assert box["height"] >= 36
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    expect(phone.get_by_label("Harlow, Tue 3")).to_be_visible()
    expect(phone.get_by_label("Harlow, Mon 2")).to_be_hidden()
    stop.tap()
    expect(phone.locator("#rail-timer.running")).to_have_count(0)
    assert Entry.objects.count() == 1


def test_week_before_opens_by_a_bracket_that_a_keyboard_makes_with_altgr(
    page: Page, live_server, complaints: Complaints, harlow: Client
):
    enter(page, live_server, complaints).goto(f"{live_server.url}/hours/?day=2026-03-03&for={harlow.pk}.")
    # As Chromium on Windows tells of AltGr and 8 on a German keyboard.
    pressed = {
        "key": "[",
        "code": "Digit8",
        "altKey": True,
        "ctrlKey": True,
        "bubbles": True,
        "cancelable": True,
    }
    page.evaluate("(pressed) => document.body.dispatchEvent(new KeyboardEvent('keydown', pressed))", pressed)
    expect(page).to_have_url(re.compile(r"/hours/\?day=2026-02-2\d"))


def test_timer_works_without_script(plain_page: Page, live_server, complaints: Complaints, harlow: Client):
    enter(plain_page, live_server, complaints).goto(f"{live_server.url}/clients/{harlow.pk}/")
    plain_page.get_by_role("button", name="Start the timer").click()
    assert plain_page.url.endswith(f"/clients/{harlow.pk}/")
    Timer.objects.update(started_at=timezone.now() - timedelta(minutes=42))
    plain_page.get_by_role("button", name="Stop").click()
    expect(plain_page.locator(".toast")).to_contain_text("42 min noted for Harlow.")
