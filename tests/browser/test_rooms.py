"""Video calls between real browsers: who is heard by the pitch of a tone, who is seen by frames that were decoded."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, WebSocket, expect

from tests import program
from tests.browser import coturn
from tests.browser.callers import REMEMBER_CONNECTIONS, SECONDS, Caller, launch
from tests.browser.conftest import DESKTOP, PHONE, Complaints, open_context
from tests.browser.killable import wait_for
from tests.examples import times
from tests.program import ROOT, serving

pytestmark = pytest.mark.own_database
# Small windows are drawn sooner.
SMALL = {"viewport": {"width": 480, "height": 600}}
KILLS = times("ALONGSIDE_KILLS", 1)
PITCHES = {"Olive": 440, "Ada": 880, "Ben": 1320, "Cleo": 1760}


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("calls")


@pytest.fixture(scope="module")
def browsers(playwright: Playwright, home: Path) -> Iterator[Callable[[str], Browser]]:
    """One of each person's own: the fake microphone is a process's."""
    launched: dict[str, Browser] = {}

    def of(name: str) -> Browser:
        if name not in launched:
            launched[name] = launch(playwright, home, PITCHES[name], frames_per_second=10)
        return launched[name]

    yield of
    for one in launched.values():
        one.close()


@pytest.fixture(scope="module")
def environment(home: Path) -> dict[str, str]:
    made = program.environment(program.migrated(home / "data"))
    within = {**made, "DJANGO_SETTINGS_MODULE": "alongside.config.settings"}
    subprocess.run([sys.executable, "-m", "tests.browser.rooms_practice"], env=within, cwd=ROOT, check=True)
    return made


@pytest.fixture(scope="module")
def heard() -> Complaints:
    complaints = Complaints()
    # What a browser says of a server that was killed on purpose.
    complaints.expected = ("WebSocket connection to", "Failed to load resource", "ERR_CONNECTION")
    return complaints


@pytest.fixture(scope="module")
def desk(browsers, environment, heard) -> Iterator[Page]:
    with serving(environment) as address:
        page = open_context(browsers("Olive"), heard, **DESKTOP).new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(address)
        page.get_by_role("button", name="Open Alongside").click()
        page.get_by_role("link", name="Harlow & Sons").first.click()
        yield page
        page.context.close()


@pytest.fixture
def olive(desk: Page, heard: Complaints) -> Iterator[Caller]:
    """She is in a room of her own; afterwards the call is over for everybody."""
    here = desk.url
    # On the page of the call, the picture beside the notes.
    desk.get_by_role("button", name="Video call").click()
    caller = Caller(desk, PITCHES["Olive"])
    caller.get_ready()
    caller.enter()
    caller.is_in()
    yield caller
    desk.get_by_role("button", name="End for everybody").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("After the call", timeout=SECONDS)
    desk.goto(here)
    assert heard == []


@pytest.fixture
def invite(olive: Caller, browsers: Callable[[str], Browser], heard: Complaints) -> Iterator:
    """Somebody comes by a link of their own, knocks and is let in."""
    contexts = []

    def come(
        name: str, *, relay_only: bool = False, options: dict | None = None, listens: list[str] | None = None
    ) -> Caller:
        context = open_context(browsers(name), heard, **(options or DESKTOP))
        context.add_init_script(REMEMBER_CONNECTIONS)
        contexts.append(context)
        page = context.new_page()
        if listens is not None:
            page.on("websocket", lambda line: note_offers(line, listens))
        page.goto(new_link(olive))
        page.get_by_role("button", name="Go to the door").click()
        guest = Caller(page, PITCHES[name])
        guest.get_ready(name=name, relay_only=relay_only)
        guest.enter()
        olive.let_in(name)
        guest.is_in()
        return guest

    yield come
    for context in contexts:
        context.close()


def note_offers(line: WebSocket, said: list[str]) -> None:
    """Those that a page sends."""
    line.on("framesent", lambda text: said.append(text) if '"type":"offer"' in text else None)


def new_link(olive: Caller) -> str:
    before = olive.page.locator("#room-link")
    old = before.input_value() if before.count() else ""
    olive.page.get_by_role("button", name=re.compile("^(Make a|Another) link$")).click()
    expect(olive.page.locator("#room-link")).not_to_have_value(old)
    return olive.page.locator("#room-link").input_value()


def knocking(page: Page, address: str) -> Caller:
    """Ada, on a page of hers, at the door."""
    page.goto(address)
    page.get_by_role("button", name="Go to the door").click()
    ada = Caller(page, PITCHES["Ada"])
    ada.get_ready(name="Ada")
    ada.enter()
    return ada


def meet(one: Caller, other: Caller, names: tuple[str, str]) -> None:
    """Each hears the other's pitch and sees a picture that moves; the names are those that each is shown under."""
    one.hears(names[1], other.pitch)
    other.hears(names[0], one.pitch)
    one.sees(names[1])
    other.sees(names[0])


def test_two_hear_and_see_each_other_and_a_parting_shows_within_two_seconds(olive, invite):
    ada = invite("Ada", options=PHONE)
    meet(olive, ada, ("Olive", "Ada"))
    # Nothing was loaded anew: the address that was given is still there.
    expect(olive.page.locator("#room-links")).to_contain_text("by Ada")
    expect(olive.page.locator("#room-link")).to_have_count(1)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not ada.page.evaluate(wide)
    start = time.monotonic()
    ada.page.get_by_role("button", name="Hang up").click()
    expect(olive.tile("Ada")).to_have_count(0, timeout=2_000)
    assert time.monotonic() - start < 2
    expect(ada.page.get_by_text("You have hung up.")).to_be_visible()


def test_knock_on_another_page_is_a_line_there_and_leads_into_the_call(olive, browsers, heard):
    address, call = new_link(olive), olive.page.url
    olive.page.goto(call.partition("/calls/")[0] + "/settings/")
    line = olive.page.locator("#knocks")
    expect(line).to_be_empty()
    context = open_context(browsers("Ada"), heard, **PHONE)
    ada = knocking(context.new_page(), address)
    expect(line).to_contain_text("Ada is at the door of your call with Harlow & Sons.", timeout=SECONDS)
    line.get_by_role("button", name="Let them in").click()
    expect(olive.page).to_have_url(call)
    ada.is_in()
    # She was in before, and is in again without a button.
    olive.is_in()
    olive.sees("Ada")
    context.close()


def test_whoever_lets_in_from_the_door_goes_in_as_well(olive, browsers, heard):
    address = new_link(olive)
    olive.page.get_by_role("button", name="Hang up").click()
    olive.page.get_by_role("button", name="Back into the call").click()
    expect(olive.page.locator("[data-enter]:enabled")).to_be_visible()
    context = open_context(browsers("Ada"), heard, **PHONE)
    ada = knocking(context.new_page(), address)
    olive.let_in("Ada")
    ada.is_in()
    olive.is_in()
    olive.sees("Ada")
    context.close()


def test_closed_window_shows_within_two_seconds(olive, invite):
    ada = invite("Ada")
    olive.sees("Ada")
    ada.page.close()
    expect(olive.tile("Ada")).to_have_count(0, timeout=2_000)


def test_page_that_is_loaded_anew_is_in_the_call_again(olive, invite):
    ada = invite("Ada")
    meet(olive, ada, ("Olive", "Ada"))
    ada.page.on("dialog", lambda dialog: dialog.accept())
    ada.page.reload()
    ada.is_in()
    ada.sees("Olive")
    olive.sees("Ada")
    olive.hears("Ada", ada.pitch)


def test_what_is_switched_off_and_shared_reaches_the_other(olive, invite):
    ada = invite("Ada")
    olive.hears("Ada", ada.pitch)
    ada.page.keyboard.press("m")
    expect(olive.tile("Ada")).to_contain_text("microphone off", timeout=SECONDS)
    olive.hears("Ada", 0)
    ada.page.keyboard.press("m")
    olive.hears("Ada", ada.pitch)
    ada.page.keyboard.press("v")
    expect(olive.tile("Ada")).to_contain_text("no picture", timeout=SECONDS)
    ada.page.get_by_role("button", name="Camera off").click()
    olive.sees("Ada")
    ada.page.get_by_role("button", name="Share screen").click()
    expect(olive.tile("Ada")).to_have_class(re.compile("screen"), timeout=SECONDS)
    ada.page.get_by_role("button", name="Write").click()
    ada.page.get_by_label("Write to everybody here").fill("<i>see</i> the plan")
    ada.page.keyboard.press("Enter")
    olive.page.get_by_role("button", name="Write").click()
    expect(olive.page.locator("[data-lines] p")).to_have_text("<i>see</i> the plan")


def test_another_camera_and_microphone_in_the_middle_of_a_call_are_seen_and_heard(olive, invite):
    ada = invite("Ada")
    meet(olive, ada, ("Olive", "Ada"))
    camera = ada.changes("camera")
    wait_for(lambda: ada.sends("video") == [camera])
    olive.sees("Ada")
    ada.page.keyboard.press("m")
    expect(olive.tile("Ada")).to_contain_text("microphone off", timeout=SECONDS)
    microphone = ada.changes("mic")
    wait_for(lambda: ada.sends("audio") == [microphone])
    # Who was not to be heard is not heard by another microphone.
    olive.hears("Ada", 0)
    ada.page.keyboard.press("m")
    olive.hears("Ada", ada.pitch)
    # Nor is who does not want to be seen.
    ada.page.keyboard.press("v")
    expect(olive.tile("Ada")).to_contain_text("no picture", timeout=SECONDS)
    other = ada.changes("camera")
    assert ada.sends("video") == []
    ada.page.get_by_role("button", name="Camera off").click()
    wait_for(lambda: ada.sends("video") == [other])


def test_another_network_is_met_by_another_way(olive, invite):
    sent: list[str] = []
    ada = invite("Ada", listens=sent)
    olive.hears("Ada", ada.pitch)
    agreed = len(sent)
    ada.page.evaluate("window.dispatchEvent(new Event('online'))")
    until = time.monotonic() + 20
    while len(sent) == agreed and time.monotonic() < until:
        ada.page.wait_for_timeout(100)
    assert len(sent) > agreed
    meet(olive, ada, ("Olive", "Ada"))


def test_line_that_is_too_weak_carries_the_voice_alone(olive, invite):
    ada = invite("Ada")
    meet(olive, ada, ("Olive", "Ada"))
    worse = ada.page.context.new_cdp_session(ada.page)
    loss = {
        "offline": False,
        # Without it Chromium takes all of this for no condition at all, and loses nothing.
        "latency": 1000,
        "downloadThroughput": -1,
        "uploadThroughput": -1,
        "packetLoss": 40,
    }
    worse.send("Network.enable")
    worse.send("Network.emulateNetworkConditions", loss)
    # What was lost is heard of in reports that may be lost as well, and on a busy machine come late.
    expect(ada.tile("Olive")).to_contain_text("line too weak for your picture", timeout=2 * SECONDS)
    worse.send("Network.emulateNetworkConditions", {**loss, "latency": 0, "packetLoss": 0})
    olive.hears("Ada", ada.pitch)


def test_four_hear_and_see_each_other(olive, invite):
    people = {"Olive": olive, **{name: invite(name, options=SMALL) for name in ("Ada", "Ben", "Cleo")}}
    for name, one in people.items():
        one.meets({other: PITCHES[other] for other in people if other != name})


@pytest.mark.skipif(coturn.PROGRAM is None, reason="coturn is not installed")
def test_relay_alone_carries_a_call(olive, invite, desk, home):
    with coturn.running_coturn(home) as port:
        keep_relay(desk, port)
        desk.reload()
        olive.is_in()
        ada = invite("Ada", relay_only=True)
        meet(olive, ada, ("Olive", "Ada"))
        mark = ada.tile("Olive").locator("[data-quality]")
        expect(mark).to_have_attribute("data-way", "relay", timeout=SECONDS)


def keep_relay(desk: Page, port: int) -> None:
    page = desk.context.new_page()
    page.goto(f"{desk.url.partition('/calls/')[0]}/settings/calls/")
    page.get_by_label("Name of the server").fill(coturn.HOST)
    page.get_by_label("Port", exact=True).fill(str(port))
    page.get_by_label("Secret").fill(coturn.SECRET)
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".toast p")).to_contain_text("go by this server")
    page.close()


def test_killed_web_process_leaves_the_call_and_comes_back(olive, invite, environment):
    ada = invite("Ada")
    meet(olive, ada, ("Olive", "Ada"))
    for _ in range(KILLS):
        os.kill(web_process(environment), signal.SIGKILL)
        olive.hears("Ada", ada.pitch)
        olive.sees("Ada")
    ada.page.get_by_role("button", name="Write").click()
    words = ada.page.get_by_label("Write to everybody here")
    for _ in range(100):
        words.fill("still here")
        ada.page.keyboard.press("Enter")
        if words.input_value() == "":
            break
        time.sleep(0.2)
    olive.page.get_by_role("button", name="Write").click()
    expect(olive.page.locator("[data-lines] p")).to_have_text("still here", timeout=SECONDS)
    meet(olive, ada, ("Olive", "Ada"))
    expect(olive.page.locator(".room-tile:not(.own)")).to_have_count(1)


def web_process(environment: dict[str, str]) -> int:
    """The child of the supervisor that holds the sockets: the one that most of the connections lead to."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
            command = (folder / "cmdline").read_bytes()
            sockets = sum("socket:" in str(one.readlink()) for one in (folder / "fd").iterdir())
        except OSError:
            continue
        if f"ALONGSIDE_HOME={environment['ALONGSIDE_HOME']}".encode() in variables and b"serve" in command:
            found.append((sockets, int(folder.name)))
    return max(found)[1]
