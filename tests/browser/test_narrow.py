"""Where things lie: at 320 px lines beside each other do not meet and a table shows its last column; at any width
nothing leaves its column or lies over the page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from alongside.calls.actions import How, start
from alongside.clients.actions import add_client
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.hours.agreeing import agree
from alongside.hours.models import Entry
from alongside.lounge.actions import make_lounge
from alongside.processes.follow_ups import follow_all
from alongside.promises.actions import write_down
from alongside.timeline.models import Interaction
from tests.browser.conftest import Complaints
from tests.making import ME, arrive, mailbox, message, owner

pytestmark = pytest.mark.django_db(transaction=True)
# How far the end of the first lies beyond the beginning of the second: text as it is drawn, cut where it is cut.
OVERLAP = """([first, second]) => {
  const [one, two] = [first, second].map((selector) => document.querySelector(selector));
  const end = one.getBoundingClientRect().right - parseFloat(getComputedStyle(one).paddingRight);
  return end - two.getBoundingClientRect().left;
}"""


OUTSIDE = """() => {
  const column = document.querySelector("main").getBoundingClientRect();
  return [...document.querySelectorAll(".known *")]
    .filter((one) => one.checkVisibility())
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, at]) => at.width > 1 && (at.left < column.left - 1 || at.right > column.right + 1))
    .map(([one]) => one.outerHTML.slice(0, 80));
}"""


# What stands by itself, or is the words of others, and is lower than a thumb is wide; what opens a row or a part has
# all of it around itself.
LOW = """() => [...document.querySelectorAll("main a[href], .margin a[href], main button")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(".row-open, .skip, .section a"))
  .filter((one) => one.matches("button, q a, blockquote a")
    || one.parentElement.textContent.trim() === one.textContent.trim())
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 90))"""


def come_in(page: Page, address: str) -> None:
    session = Session()
    session.force_login(owner(), backend="alongside.accounts.backend.MemberBackend")
    cookie = session.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": cookie, "url": address}])


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_people_of_a_client_stand_within_the_column(page: Page, live_server, complaints: Complaints, width):
    complaints.expected = ("Failed to load resource",)
    mailbox()
    people = [("mara@penrose.example", "Mara Quill"), ("tom@penrose.example", "Tom Lyle")]
    client = add_client("Penrose Lyle Architects", addresses=people, by=owner())
    come_in(page, live_server.url)
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{live_server.url}/clients/{client.pk}/people/")
    assert page.evaluate(OUTSIDE) == []
    page.get_by_text("Same person?").first.click()
    assert page.evaluate(OUTSIDE) == []


def test_what_stands_alone_is_as_tall_as_a_thumb_is_wide(phone: Page, live_server, complaints: Complaints):
    complaints.expected = ("Failed to load resource",)
    mail = mailbox()
    client = add_client("Penrose Lyle", addresses=[("mara@penrose.example", "Mara Quill")], by=owner())
    asks = "Dear Nell,\n\nCould you send me the drawings for the school by Friday?\n\nMara"
    arrive(mail, message("mara@penrose.example", ME, subject="School", text=asks))
    follow_all()
    agree(
        owner(),
        client.pk,
        from_on=timezone.localdate().replace(day=1),
        minutes=20 * 60,
        carry="cap",
        limit=20 * 60,
    )
    Entry.objects.create(member=owner(), client=client, on=timezone.localdate(), minutes=90)
    come_in(phone, live_server.url)

    letter = f"/conversations/{Interaction.objects.get().pk}/"
    of_client = ("", "support/", "hours/", "rhythm/", "years/", "picture/", "weekly/")
    for path in (
        "/",
        "/promises/",
        "/mailboxes/",
        letter,
        *(f"/clients/{client.pk}/{part}" for part in of_client),
    ):
        phone.goto(live_server.url + path)
        assert phone.evaluate(LOW) == [], path
        if phone.locator(".margin-open").count():
            phone.locator(".margin-open").tap()
            assert phone.evaluate(LOW) == [], f"beside {path}"


def test_what_is_promised_is_told_whole_beside_a_call(page: Page, live_server, complaints: Complaints):
    complaints.expected = ("Failed to load resource",)
    mailbox()
    client = add_client("Penrose Lyle", by=owner())
    wording = "Certificate 4 for the school, with drawings of the second floor, of the stairs and of the roof"
    write_down(
        owner(), client.pk, kind="promise", side="ours", changes={"wording": wording}, now=timezone.now()
    )
    call = start(owner(), client, How(way="mobile"), now=timezone.now())
    come_in(page, live_server.url)
    page.set_viewport_size({"width": 1280, "height": 800})

    page.goto(f"{live_server.url}/calls/{call.pk}/")
    words, beside = (page.locator(part).bounding_box() for part in (".promised-beside .row-open", "#margin"))
    assert words and beside and words["x"] + words["width"] <= beside["x"] + beside["width"]


def test_list_without_anybody_says_so_across_the_column(page: Page, live_server, complaints: Complaints):
    complaints.expected = ("Failed to load resource",)
    mailbox()
    lounge = make_lounge(owner(), name="Kitchen", keeps_days=7, now=timezone.now())
    come_in(page, live_server.url)
    page.goto(f"{live_server.url}/lounge/{lounge.pk}/people/")
    nobody = page.locator(".known > .detail").bounding_box()
    assert nobody and nobody["height"] < 60


def test_what_opens_a_row_covers_that_row_alone(page: Page, live_server, complaints: Complaints):
    complaints.expected = ("Failed to load resource",)
    mailbox()
    client = add_client("Penrose Lyle", addresses=[("mara@penrose.example", "Mara Quill")], by=owner())
    come_in(page, live_server.url)
    picture = f"/clients/{client.pk}/picture/"
    for path, leads_to in (("/cover/", "/settings/hours/"), (picture, f"/clients/{client.pk}/")):
        page.goto(live_server.url + path)
        page.locator(".page-does a").first.click()
        page.wait_for_url(live_server.url + leads_to)
    page.goto(f"{live_server.url}/weekly/")
    page.get_by_role("button", name="Tell Penrose Lyle each week").click()
    expect(page.get_by_role("heading", name="This week")).to_be_visible()


def test_name_without_blanks_makes_no_page_wider(page: Page, live_server, complaints: Complaints):
    complaints.expected = ("Failed to load resource",)
    mailbox()
    client = add_client("D" * 80, addresses=[("mara@penrose.example", "M" * 80)], by=owner())
    come_in(page, live_server.url)
    page.set_viewport_size({"width": 375, "height": 800})

    of_client = ("people", "hours", "support", "links", "picture", "rhythm", "agreement", "years")
    paths = ("/clients/", "/hours/", f"/diary/plan/?client={client.pk}", f"/write-down/?client={client.pk}")
    for path in (*paths, *(f"/clients/{client.pk}/{part}/" for part in of_client)):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") == 375, path


def test_nothing_meets_and_nothing_is_cut_at_320_pixels(page: Page, live_server, complaints: Complaints):
    # The stream of events is the front's; this server has pages alone.
    complaints.expected = ("Failed to load resource",)
    mailbox()
    client = add_client("Penrose Lyle Architects", by=owner())
    now = timezone.now()
    today = timezone.localdate()
    # A day of this year, which is told without it.
    overdue = timedelta(days=8 if today.timetuple().tm_yday > 8 else 1)
    late = {"wording": "Certificate 4 for the school", "due_on": (today - overdue).isoformat()}
    write_down(owner(), client.pk, kind="promise", side="theirs", changes=late, now=now)
    begins = now + timedelta(days=1)
    plan(owner(), client, Facts(begins, begins + timedelta(hours=1), way="mobile", title="Post"), now=now)
    before = today.replace(day=1) - timedelta(days=1)
    agree(owner(), client.pk, from_on=before, minutes=20 * 60, carry="cap", limit=20 * 60)
    Entry.objects.create(member=owner(), client=client, on=before, minutes=630)
    come_in(page, live_server.url)
    page.set_viewport_size({"width": 320, "height": 640})

    page.goto(f"{live_server.url}/promises/")
    assert page.evaluate(OVERLAP, [".promise-row .who", ".promise-row .overdue"]) <= 0

    page.goto(f"{live_server.url}/diary/")
    rows = [page.locator(f".appointment-row {part}").bounding_box() for part in (".when-both", ".row-open")]
    assert rows[0] and rows[1] and rows[1]["x"] > rows[0]["x"] + rows[0]["width"]

    page.goto(f"{live_server.url}/clients/{client.pk}/hours/")
    table = page.locator(".figures:has(.hours-account)")
    assert table.evaluate("(one) => one.scrollWidth - one.clientWidth") == 0
    assert page.locator(".hours-account tbody th").first.evaluate("(one) => one.clientHeight") < 60
