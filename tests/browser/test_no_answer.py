"""An answer that is not what was asked for, in Chromium: refused, none, signed out. It takes nothing that she holds."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from alongside.clients.models import Client
from alongside.reviews.preparing import prepare
from alongside.support.models import Duty
from tests.browser.conftest import Complaints
from tests.browser.test_in_hand import desk, due, harlow
from tests.making import owner

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["desk", "harlow"]
WORDS = "The letter is half-written"


def tell(page: Page, *parts: str) -> None:
    """As the front tells open pages of what is new; the page has to be opened after this."""
    words = ", ".join(f'"{one}"' for one in parts)
    body = f"retry: 600000\n\nid: 2\nevent: changed\ndata: [{words}]\n\n"
    page.route(
        "**/live/**", lambda route: route.fulfill(status=200, content_type="text/event-stream", body=body)
    )


def renewals(page: Page, address: str, *answers: int) -> list[str]:
    """Those of this address are answered by these, one after another, then as they would be; gives what was asked."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        if "x-renewal" not in route.request.headers:
            return route.continue_()
        asked.append(route.request.url)
        status = answers[len(asked) - 1] if len(asked) <= len(answers) else 0
        if status:
            return route.fulfill(status=status, content_type="text/html", body="<h1>Bad gateway</h1>")
        return route.continue_()

    page.route(re.compile(address), answer)
    return asked


def test_renewal_of_the_rail_that_is_refused_leaves_a_form_alone(
    desk: Page, live_server, harlow: Client, complaints: Complaints
):
    complaints.expected += ("Response Status",)
    asked = renewals(desk, "/people/$", 502)
    tell(desk, "tray")
    with desk.expect_response(lambda one: one.status == 502):
        desk.goto(f"{live_server.url}/clients/{harlow.pk}/people/")
        field = desk.locator("main form.in-line input:not([type=hidden])").first
        field.fill(WORDS)
    desk.wait_for_timeout(500)
    assert asked
    expect(field).to_have_value(WORDS)


def test_renewal_without_an_answer_says_nothing_and_is_asked_for_again(
    desk: Page, live_server, harlow: Client, complaints: Complaints
):
    complaints.expected += ("htmx:", "Response Status")
    tell(desk, f"support:{harlow.pk}")
    asked = renewals(desk, "/support/$", 502, 502)
    with desk.expect_response(lambda one: "x-renewal" in one.request.headers and one.status == 200):
        desk.goto(f"{live_server.url}/clients/{harlow.pk}/support/")
    assert len(asked) == 3
    expect(desk.locator(".toast")).to_have_count(0)
    expect(desk.get_by_role("heading", level=1)).to_have_text("What you do")


def test_refusal_is_told_beside_what_is_half_written(
    desk: Page, live_server, harlow: Client, complaints: Complaints
):
    complaints.expected += ("404", "htmx:", "Response Status")
    due(harlow, "Send the report")
    desk.goto(f"{live_server.url}/clients/{harlow.pk}/support/")
    desk.get_by_label("Something else").fill(WORDS)
    Duty.objects.all().delete()
    desk.locator(".duty-tick").click()
    expect(desk.locator(".toast p")).to_contain_text("Nothing here. There is no page at this address")
    expect(desk.get_by_label("Something else")).to_have_value(WORDS)


def test_whoever_is_signed_out_keeps_what_is_half_written(desk: Page, live_server, harlow: Client):
    due(harlow, "Send the report")
    address = f"{live_server.url}/clients/{harlow.pk}/support/"
    desk.goto(address)
    desk.get_by_label("Something else").fill(WORDS)
    desk.context.clear_cookies(name="session")
    desk.locator(".duty-tick").click()
    expect(desk.locator(".toast p")).to_contain_text("Not done: you are signed out.")
    expect(desk.get_by_label("Something else")).to_have_value(WORDS)
    assert desk.url == address


@pytest.mark.parametrize("way", ["pressed", "renewed"])
def test_whoever_is_signed_out_signs_in_and_is_where_she_was(
    desk: Page, live_server, harlow: Client, way: str
):
    due(harlow, "Send the report")
    if way == "renewed":
        tell(desk, f"support:{harlow.pk}")
    desk.route("**/live/**", lambda route: (desk.context.clear_cookies(name="session"), route.fallback()))
    desk.goto(f"{live_server.url}/clients/{harlow.pk}/support/")
    if way == "pressed":
        desk.context.clear_cookies(name="session")
        desk.locator(".duty-tick").click()
    expect(desk).to_have_url(f"{live_server.url}/account/login/?next=/clients/{harlow.pk}/support/")


def test_line_of_an_agenda_is_said_not_to_be_saved_where_no_answer_comes(
    desk: Page, live_server, harlow: Client
):
    review = prepare(owner(), harlow, now=timezone.now())
    desk.clock.install()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route) if route.request.method == "POST" else route.continue_()

    desk.route("**/agenda/", hold)
    desk.goto(f"{live_server.url}/reviews/{review.pk}/agenda/")
    line = desk.get_by_label("One more line")
    line.first.fill("The oak")
    line.first.blur()
    desk.clock.run_for(1_000)
    desk.clock.run_for(20_000)
    expect(desk.locator("[data-agenda-state]")).to_contain_text("Not saved yet: no answer.")
    assert len(held) == 1
    desk.unroute("**/agenda/")
    line.nth(1).fill("The ash")
    line.nth(1).blur()
    desk.clock.run_for(1_000)
    expect(desk.locator("[data-agenda-state]")).not_to_contain_text("Not saved")
