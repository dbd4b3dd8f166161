"""A visit's card in Chromium: without a network nothing of it is lost, and with one again all is there once."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client as Session
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from alongside.calls.actions import put_lines
from alongside.clients.actions import add_client, add_person
from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.pages.visits import card, worker
from alongside.picture.actions import keep_face
from alongside.reviews.agenda import Seen, Writer, add, items_of
from alongside.reviews.models import Review, Side
from alongside.reviews.preparing import prepare as prepare_review
from alongside.visits.actions import prepare
from alongside.visits.keeping import Outcome, keep
from alongside.visits.models import CardLine, Cost, Reached, Visit
from tests.browser.conftest import PHONE, Complaints, open_context
from tests.browser.killable import wait_for
from tests.making import PIXEL, owner

FORMS_KEPT = """() => new Promise((resolve, reject) => {
    const opened = indexedDB.open("alongside-letters", 1);
    opened.onerror = () => reject(opened.error);
    opened.onsuccess = () => {
        const keys = opened.result.transaction("typed").objectStore("typed").getAllKeys();
        keys.onsuccess = () => resolve(keys.result.filter((key) => String(key).startsWith("form:")).length);
    };
})"""
KEPT_HERE = (
    "async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"
)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit() -> Visit:
    client, now = add_client("Harlow & Sons", by=owner()), timezone.now()
    add_person(client, "Tom Harlow", ["tom@harlow.example"])
    facts = Facts(
        now - timedelta(hours=1), now + timedelta(hours=3), way="visit", place="14 Mill Lane, Leeds"
    )
    keep_face(owner(), client.pk, client.people.get().pk, PIXEL, now=now)
    put_lines(owner(), client.pk, ["The gate", "The rota"], now=now)
    return prepare(owner(), plan(owner(), client, facts, now=now).pk, now=now)


@pytest.fixture
def hand(browser: Browser, complaints: Complaints, live_server) -> BrowserContext:
    """A phone that is signed in."""
    # What a phone says without a network, and of the stream of events, which is the front's.
    complaints.expected = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    session = Session()
    session.force_login(owner(), backend="alongside.accounts.backend.MemberBackend")
    context = open_context(browser, complaints, **PHONE)
    # On a busy machine a first page takes long.
    context.set_default_timeout(60_000)
    context.add_cookies(
        [{"name": "session", "value": session.cookies["session"].value, "url": live_server.url}]
    )
    yield context
    context.close()


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    expect(page.locator("body[data-ready]")).to_be_visible()
    return page


def kept_version(page: Page) -> str:
    """Of the worker that is in charge of the page: which version of the card the phone keeps."""
    return page.evaluate(
        "async () => { const found = (await caches.keys()).filter((name) => name.startsWith('card:'));"
        " return navigator.serviceWorker.controller && found.length === 1 ? found[0].split(':').at(-1) : ''; }"
    )


def note(page: Page, words: str, sign: str = "Note") -> None:
    page.locator("[data-card-text]").fill(words)
    page.locator(".card-signs label", has_text=re.compile(f"^{sign}$")).click()
    page.get_by_role("button", name="Note it").click()
    expect(
        page.locator("[data-card-noted] li").filter(has_text=re.compile(rf"^{re.escape(words)}\s"))
    ).to_be_visible()


def spend(page: Page, amount: str) -> None:
    page.locator("#card-amount").fill(amount)
    page.get_by_role("button", name="Spent").click()
    expect(page.locator("#card-amount")).to_have_value("")


def type_all(page: Page, begin: int, end: int) -> None:
    for number in range(begin, end):
        if number % 5 == 4:
            spend(page, f"{number}.50")
        else:
            note(page, f"Note {number}", "Only for me" if number % 5 == 3 else "Note")


@pytest.fixture
def review(visit: Visit) -> Review:
    made = prepare_review(owner(), visit.client, now=timezone.now())
    add(made, Writer(Side.OURS), "The fair", Seen(0), now=timezone.now())
    return made


def test_thirty_lines_without_a_network_and_a_new_worker_meanwhile_are_there_once(
    hand: BrowserContext, live_server, visit: Visit, review: Review, monkeypatch
):
    address = f"{live_server.url}/visits/{visit.pk}/card/"
    page = opened(hand, address)
    first = worker.version()
    wait_for(lambda: kept_version(page) == first, seconds=20)
    note(page, "With a network")
    wait_for(lambda: CardLine.objects.count() == 1, seconds=20)

    type_and_load_anew(hand, page)
    renew_the_desk(hand, page, monkeypatch)
    other = another_page(hand, address)
    type_in_both(page, other)
    assert CardLine.objects.count() == 1

    hand.unroute("**/card/lines/")
    hand.set_offline(False)
    for one in (page, other):
        one.evaluate("window.dispatchEvent(new Event('online'))")
    wait_for(lambda: CardLine.objects.count() == 33, seconds=40)
    expect(other.locator("[data-card-state]")).to_have_text("Everything is kept.")
    all_was_taken_once(visit, review)
    other.reload()
    expect(other.locator("body[data-ready]")).to_be_visible()
    expect(other.locator("[data-card-noted] li")).to_have_count(30)
    expect(other.locator("[data-card-said] li")).to_have_text(["= Forty badges"])


def type_and_load_anew(hand: BrowserContext, page: Page) -> None:
    hand.set_offline(True)
    type_all(page, 0, 14)
    page.reload()
    expect(page.locator("body[data-ready]")).to_be_visible()
    face = page.locator("img.face").get_attribute("src")
    assert (
        page.evaluate("async (face) => (await fetch(face)).headers.get('content-type')", face) == "image/jpeg"
    )
    # The copy of the page is of before, and what the desk has by now stands there all the same.
    expect(page.locator("[data-card-noted] li")).to_have_count(15)
    expect(page.locator("[data-card-state]")).to_contain_text("14 lines are kept on this phone")


def renew_the_desk(hand: BrowserContext, page: Page, monkeypatch) -> None:
    """The phone hears of it at a moment when nothing that was typed gets through."""
    monkeypatch.setattr(worker, "version", lambda: "f" * 16)
    monkeypatch.setattr(card, "version", worker.version)
    hand.route("**/card/lines/", lambda route: route.abort())
    hand.set_offline(False)
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    wait_for(lambda: kept_version(page) == "f" * 16, seconds=20)
    hand.set_offline(True)


def another_page(hand: BrowserContext, address: str) -> Page:
    other = hand.new_page()
    other.goto(address)
    expect(other.locator("body[data-ready]")).to_be_visible()
    expect(other.locator("[data-card-noted] li")).to_have_count(15)
    return other


def type_in_both(page: Page, other: Page) -> None:
    # A page behind another is let to draw only now and then.
    page.bring_to_front()
    type_all(page, 14, 22)
    other.bring_to_front()
    type_all(other, 22, 29)
    other.locator(".card-agenda button", has_text="The gate").click()
    expect(other.locator("[aria-pressed=true]")).to_have_count(1)
    # Of the agenda of both sides a line is ticked, and what was said of it noted.
    other.locator(".card-item button", has_text="The fair").click()
    other.get_by_label("What was said of “The fair”").fill("= Forty badges")
    other.keyboard.press("Enter")
    expect(other.locator("[data-card-said] li.is-waiting")).to_contain_text("= Forty badges")


def all_was_taken_once(visit: Visit, review: Review) -> None:
    visit.refresh_from_db()
    wanted = [("# " if number % 5 == 3 else "") + f"Note {number}" for number in range(29) if number % 5 != 4]
    assert Counter(visit.said.split("\n")) == Counter(["With a network", *wanted])
    assert Cost.objects.count() == 5
    assert Reached.objects.get().line.text == "The gate"
    (item,) = items_of(review)
    assert (item.is_ticked, [one.text for one in item.notes]) == (True, ["= Forty badges"])


def test_signing_out_clears_the_phone_after_what_it_kept_was_sent(
    hand: BrowserContext, live_server, visit: Visit
):
    page = opened(hand, f"{live_server.url}/visits/{visit.pk}/card/")
    wait_for(lambda: kept_version(page) != "", seconds=20)
    hand.set_offline(True)
    note(page, "Before the way home", "Only for me")
    page.goto("about:blank")
    hand.set_offline(False)
    page.goto(f"{live_server.url}/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/**")
    assert page.evaluate(KEPT_HERE) == [0, 0]
    visit.refresh_from_db()
    assert visit.said == "# Before the way home"


def test_words_of_a_recap_are_kept_until_they_are_shared_or_she_signs_out(
    hand: BrowserContext, live_server, visit: Visit
):
    page, address = hand.new_page(), f"{live_server.url}/visits/{visit.pk}/recap/words/"
    page.goto(address)
    words, form = page.locator("[name=words]"), page.locator("form[data-typed]")

    def change(text: str) -> None:
        words.fill(text)
        expect(form).to_have_attribute("data-typed-state", "kept")

    change("Forty badges.")
    page.goto("about:blank")
    page.goto(address)
    expect(words).to_have_value("Forty badges.")
    page.get_by_role("button", name="Share it by a link").click()
    expect(page.locator("#made-link")).to_be_visible()
    page.goto(address)
    expect(form).to_have_attribute("data-typed-state", "ready")
    expect(words).not_to_have_value("Forty badges.")
    change("Fifty badges.")
    page.goto(f"{live_server.url}/account/logout/")
    assert page.evaluate(FORMS_KEPT) == 1
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/**")
    assert page.evaluate(FORMS_KEPT) == 0


def test_once_it_is_said_how_it_was_the_phone_keeps_the_card_no_longer(
    hand: BrowserContext, live_server, visit: Visit
):
    page = opened(hand, f"{live_server.url}/visits/{visit.pk}/card/")
    wait_for(lambda: kept_version(page) != "", seconds=20)
    keep(owner(), visit.pk, Outcome("held"), now=timezone.now())
    page.reload()
    expect(page.locator("[data-card-state]")).to_have_text(
        "The visit is kept. What you note now is shown there."
    )
    assert page.evaluate(KEPT_HERE) == [0, 0]
    note(page, "Late")
    wait_for(lambda: Visit.objects.get().later == "Late", seconds=20)


def test_a_signed_out_phone_keeps_what_was_typed_and_says_so(hand: BrowserContext, live_server, visit: Visit):
    page = opened(hand, f"{live_server.url}/visits/{visit.pk}/card/")
    hand.clear_cookies()
    note(page, "Kept until I sign in")
    expect(page.locator("[data-card-state]")).to_contain_text(
        "You are signed out. 1 line is kept on this phone"
    )
    assert CardLine.objects.count() == 0


def test_the_pages_of_a_visit_fit_a_phone_and_a_receipt_is_sent_as_it_is_chosen(
    hand: BrowserContext, live_server, visit: Visit, tmp_path
):
    page = hand.new_page()
    for path in ("", "card/", "after/"):
        page.goto(f"{live_server.url}/visits/{visit.pk}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    page.goto(f"{live_server.url}/visits/{visit.pk}/")
    page.locator("#cost-amount").fill("12.50")
    page.get_by_role("button", name="Add the cost").click()
    (tmp_path / "ticket.pdf").write_bytes(b"%PDF-1.7")
    page.locator(".receipt-add [type=file]").set_input_files(tmp_path / "ticket.pdf")
    expect(page.locator(".cost-files")).to_contain_text("ticket.pdf")
