"""How the desk behaves under the hands: keys, undo, search, theme, sheets, and all of it without script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from alongside.pages import jinja
from alongside.pages.base import addresses
from tests.browser.conftest import Complaints


@pytest.fixture(autouse=True)
def desk(settings, live_server) -> Iterator[str]:
    """Made before any page and unmade after it: a frame may still be loading when a test ends."""
    settings.ROOT_URLCONF = "tests.browser.desk_urls"
    # What they remember are the program's own addresses.
    forget = (addresses._with_numbers.cache_clear, jinja.made_once.cache_clear)
    for one in forget:
        one()
    yield live_server.url
    for one in forget:
        one()


def in_focus(page: Page) -> str:
    return page.evaluate("document.activeElement.closest('[data-row]')?.innerText ?? ''")


def sideways(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_keeps_to_the_policy(page, desk, scheme, complaints):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{desk}/today")
    page.wait_for_load_state("networkidle")
    assert complaints == []


def test_pages_load_nothing_from_elsewhere(page, desk):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{desk}/today", wait_until="networkidle")
    assert [url for url in asked if not url.startswith((desk, "data:"))] == []


def test_page_asks_for_what_was_told_since_it_was_made(page, desk):
    with page.expect_request("**/live/**") as asked:
        page.goto(f"{desk}/today?told=7")
    assert asked.value.url == f"{desk}/live/?since=7"


def test_page_asks_for_news_again_where_a_proxy_answered_for_the_program(page, desk, complaints):
    """As while it is started anew: a browser gives such a stream up for good."""
    complaints.expected = ("502",)
    asked = []

    def answer(route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(status=502, body="")
        else:
            route.continue_()

    page.route("**/live/**", answer)
    with page.expect_response(lambda found: "/live/" in found.url and found.status == 200):
        page.goto(f"{desk}/today")
    assert len(asked) == 2


def test_figures_stand_under_each_other(page, desk):
    page.goto(f"{desk}/today", wait_until="networkidle")
    widths = page.evaluate("""() => ["11:11", "14:20", "08:58"].map((text) => {
        const place = document.querySelector(".row-at");
        const made = place.cloneNode();
        made.textContent = text;
        Object.assign(made.style, { width: "auto", display: "inline-block" });
        place.after(made);
        return made.getBoundingClientRect().width;
    })""")
    assert len(set(widths)) == 1


def test_j_and_k_walk_over_the_lines(page, desk):
    page.goto(f"{desk}/today")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert "Ann Harlow" in in_focus(page)


def test_enter_opens_the_line(page, desk):
    page.goto(f"{desk}/today")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients?1")
    assert page.title() == "Clients · Alongside"


def test_two_keys_lead_to_another_page(page, desk):
    page.goto(f"{desk}/today")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/clients")
    assert page.locator("h1").inner_text() == "Clients"


def test_second_key_is_no_step_to_another_line(page, desk):
    page.goto(f"{desk}/today")
    page.keyboard.press("j")
    page.keyboard.press("g")
    page.keyboard.press("k")
    page.wait_for_url("**/calls")
    assert page.locator("h1").inner_text() == "Calls"


def test_keys_are_letters_while_one_types(page, desk):
    page.goto(f"{desk}/today")
    page.locator("#field-name").click()
    page.keyboard.type("jeg c?")
    assert (page.input_value("#field-name"), page.url) == ("jeg c?", f"{desk}/today")


def test_enter_that_ends_a_word_in_another_writing_does_nothing_else(page, desk):
    page.goto(f"{desk}/today")
    page.keyboard.press("Control+k")
    page.locator(".palette input").focus()
    # A word that is still being put together, as by a Japanese keyboard.
    keys = page.context.new_cdp_session(page)
    keys.send("Input.imeSetComposition", {"text": "diary", "selectionStart": 5, "selectionEnd": 5})
    expect(page.get_by_role("option").first).to_contain_text("Diary")
    page.keyboard.press("Enter")
    expect(page.locator(".palette")).to_be_visible()
    keys.send("Input.insertText", {"text": "diary"})
    page.keyboard.press("Enter")
    page.wait_for_url("**/diary")


def test_help_lists_the_keys_of_the_page(page, desk):
    page.goto(f"{desk}/today")
    page.keyboard.press("?")
    shown = page.locator("dialog").inner_text()
    assert {"Next line", "Clients", "Done", "Snooze"} <= set(shown.split("\n"))


def test_help_opens_at_its_beginning(page, desk):
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto(f"{desk}/today")
    page.keyboard.press("?")
    assert page.locator("dialog").evaluate("(one) => one.scrollTop") == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0)


def test_acting_on_a_line_keeps_its_place_and_the_history(page, desk):
    page.goto(f"{desk}/today")
    steps = page.evaluate("history.length")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.locator(".toast p")).to_have_text("POST: it is done.")
    page.wait_for_function("document.activeElement.closest('[data-row]')")
    assert ("Ben Harlow" in in_focus(page), page.evaluate("history.length")) == (True, steps)


def test_line_of_the_tray_is_filed_by_key(page, desk):
    page.goto(f"{desk}/today")
    page.locator(".tray-row .row-open").focus()
    page.keyboard.press("f")
    expect(page.locator(".toast p")).to_have_text("POST: it is done.")


def test_what_was_done_can_be_taken_back_by_key(page, desk):
    page.goto(f"{desk}/today")
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.locator(".toast p")).to_have_text("POST: it is done.")
    page.keyboard.press("z")
    expect(page.locator(".toast p")).to_have_text("Taken back.")


def test_undo_waits_ten_seconds_and_stands_still_under_the_pointer(page, desk, complaints: Complaints):
    complaints.expected = ("Blocked script execution",)  # the test's own clock, put in every frame
    page.clock.install()
    page.goto(f"{desk}/today")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.locator(".toast.counting").hover()
    page.clock.run_for(30_000)
    held = page.locator(".toast").count()
    page.mouse.move(5, 5)
    page.clock.run_for(9_000)
    nearly = page.locator(".toast").count()
    page.clock.run_for(2_000)
    assert (held, nearly, page.locator(".toast").count()) == (1, 1, 0)


def test_refusal_is_shown_in_words_at_the_same_address(page, desk, complaints: Complaints):
    complaints.expected = ("403",)
    page.goto(f"{desk}/today")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("h1")).to_have_text("Not done")
    assert page.url == f"{desk}/today"


def test_search_finds_as_one_types_and_back_leads_to_where_it_began(page, desk, complaints: Complaints):
    # On a busy machine a search is cut off by the next letter, and htmx says so.
    complaints.expected = ("htmx:sendAbort", "htmx:afterRequest")
    page.goto(f"{desk}/clients")
    page.keyboard.press("/")
    page.keyboard.type("hall", delay=60)
    expect(page.locator("#asked")).to_have_text("hall")
    page.keyboard.type(" free", delay=60)
    expect(page.locator("#asked")).to_have_text("hall free")
    assert page.url == f"{desk}/search?q=hall%20free"
    page.go_back()
    expect(page.locator("h1")).to_have_text("Clients")


def test_night_comes_at_once_and_stays(page, desk):
    page.goto(f"{desk}/today")
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Night").click()
    at_once = page.evaluate("document.documentElement.dataset.theme")
    page.goto(f"{desk}/clients")
    assert (at_once, page.evaluate("document.documentElement.dataset.theme")) == ("dark", "dark")


def test_line_that_is_meant_is_seen_in_colours_of_the_reader_s_own_too(page, desk):
    page.emulate_media(forced_colors="active")
    page.goto(f"{desk}/today")
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowDown")
    lined = "(one) => getComputedStyle(one).outlineStyle"
    meant, other = (page.locator(f".palette li[aria-selected={is_meant}]") for is_meant in ("true", "false"))
    assert (meant.evaluate(lined), other.first.evaluate(lined)) == ("solid", "none")


def test_paper_is_printed_in_ink_at_night_too(page, desk):
    page.goto(f"{desk}/today")
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Night").click()
    page.emulate_media(media="print", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.body).color") == "oklch(0.25 0.02 260)"


def test_mail_is_as_tall_as_its_text_and_runs_nothing(page, desk, complaints: Complaints):
    complaints.expected = ("Blocked script execution",)
    page.goto(f"{desk}/tray")
    page.locator("iframe.letter-frame").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('iframe.letter-frame').offsetHeight > 1000")
    rest = page.evaluate("""() => {
        const root = document.querySelector("iframe.letter-frame").contentDocument.documentElement;
        return root.scrollHeight - root.clientHeight;
    }""")
    assert (rest, page.title()) == (0, "Tray · Alongside")


def test_dropped_mail_goes_up(page, desk):
    page.goto(f"{desk}/imports")
    page.set_input_files(
        "input[type=file]", {"name": "a.mbox", "mimeType": "text/plain", "buffer": b"x" * 70_000}
    )
    page.get_by_role("button", name="Bring it in").click()
    expect(page.locator(".toast p")).to_have_text("70000 bytes came in.")


def test_nothing_of_a_page_is_kept_in_the_browser(page, desk):
    page.goto(f"{desk}/clients")
    page.keyboard.press("/")
    page.keyboard.type("hall")
    expect(page.locator("#asked")).to_have_text("hall")
    kept = page.evaluate("JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})")
    assert "Harlow" not in kept


@pytest.mark.parametrize("area", ["today", "search"])
def test_nothing_stands_out_sideways_on_a_phone(phone, desk, area):
    phone.goto(f"{desk}/{area}", wait_until="networkidle")
    assert sideways(phone) == 0


def test_margin_is_a_sheet_on_a_phone(phone, desk):
    phone.goto(f"{desk}/today")
    before = phone.locator("#margin").is_visible()
    phone.get_by_role("button", name="About Harlow & Sons").tap()
    assert (before, phone.locator("#margin").is_visible()) == (False, True)


def test_what_a_line_offers_is_in_its_menu_on_a_phone(phone, desk):
    phone.goto(f"{desk}/today")
    phone.get_by_role("button", name="What can be done").first.tap()
    phone.locator("#do-r1").get_by_role("button", name="Done").tap()
    expect(phone.locator(".toast p")).to_have_text("POST: it is done.")


def test_targets_under_the_thumb_are_tall_enough(phone, desk):
    phone.goto(f"{desk}/today")
    tall = phone.evaluate("[...document.querySelectorAll('[data-row]')].map((row) => row.offsetHeight)")
    assert min(tall) >= 44


def test_acting_and_undoing_work_without_script(plain_page, desk):
    plain_page.goto(f"{desk}/today")
    plain_page.locator("[data-row]").first.hover()
    plain_page.locator("#do-r1").get_by_role("button", name="Done").click()
    expect(plain_page.locator(".toast p")).to_have_text("POST: it is done.")
    plain_page.get_by_role("button", name="Undo").click()
    expect(plain_page.locator(".toast p")).to_have_text("Taken back.")


def test_search_and_theme_work_without_script(plain_page, desk):
    plain_page.goto(f"{desk}/clients")
    plain_page.locator("#rail-words").fill("hall")
    plain_page.locator("#rail-words").press("Enter")
    expect(plain_page.locator("#asked")).to_have_text("hall")
    plain_page.get_by_role("button", name="Night").click()
    expect(plain_page.locator("html")).to_have_attribute("data-theme", "dark")
    assert re.search(r"/search\?q=hall$", plain_page.url)
