"""Hostile letters in a real browser, through the real program: nothing runs, and nobody else is asked."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, sync_playwright

from alongside.pages.mail.letter import POLICY
from tests.pages.mail.hostile import ASKS, RUNS, Vector, corpora_vectors, mail_around, own_vectors

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
IS_FULL = os.environ.get("ALONGSIDE_FULL") == "1"
SAMPLE = 120
AT_ONCE = 40
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A browser with nothing to do goes here, whatever the flags.
BROWSERS_OWN = {"accounts.google.com", "update.googleapis.com", "content-autofill.googleapis.com"}
# As the conversation page writes it; a test compares them.
SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
# Frames one after another in one page: made, waited for, touched as a reader would, looked into, taken away.
OPEN_FRAMES = """async ([addresses, sandbox]) => {
  const frames = addresses.map((address) => {
    const frame = document.createElement("iframe");
    if (sandbox) frame.setAttribute("sandbox", sandbox);
    frame.src = address;
    return frame;
  });
  await Promise.all(frames.map((frame) => new Promise((done) => {
    const timer = setTimeout(() => done(), 15000);
    frame.onload = () => { clearTimeout(timer); done(); };
    document.body.append(frame);
  })));
  const look = (element) => {
    for (const kind of ["mouseover", "focus", "load", "error", "animationstart", "toggle", "keydown"]) {
      element.dispatchEvent(new Event(kind));
    }
    const name = element.localName;
    const never = /^(script|form|input|button|iframe|object|embed|svg|math|link|base|video|audio)$/;
    const live = never.test(name) ? [name] : [];
    for (const attribute of element.attributes) {
      if (/^(on.*|srcset|background|id|name)$/i.test(attribute.name)) live.push(`${name} ${attribute.name}`);
    }
    if (name === "a" && element.href && !/^(https?|mailto|tel):/.test(element.href)) live.push(element.href);
    if (name === "img" && element.src && !element.src.startsWith(`${location.origin}/mail/`)) live.push(element.src);
    return live;
  };
  const found = frames.map((frame, at) => {
    const inside = frame.contentDocument;
    if (!inside || !inside.body) return { address: addresses[at], letters: -1, live: ["unreadable"] };
    const live = [];
    for (const element of inside.querySelectorAll("*")) {
      try { live.push(...look(element)); } catch { live.push("hides what it is"); }
    }
    return { address: addresses[at], letters: inside.body.innerText.length, live };
  });
  await new Promise((done) => setTimeout(done, 150));
  for (const frame of frames) frame.remove();
  return found;
}"""


@dataclass
class Seen:
    """What the instruments told: scripts run in frames, dialogs, windows opened, requests, and what was found.

    `unheld` are those requests which failed otherwise than by a policy: there is no net here, they were under way.
    """

    scripts: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    windows: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    unheld: list[str] = field(default_factory=list)
    frames: list[dict] = field(default_factory=list)

    def hosts(self) -> set[str]:
        return {
            urlsplit(url).netloc for url in self.requests if not url.startswith(("data:", "blob:", "about:"))
        }


@dataclass(frozen=True)
class Program:
    address: str
    link: str
    letters: dict[str, int]


@pytest.fixture(scope="module")
def vectors() -> list[Vector]:
    found = own_vectors()
    if (Path(os.environ.get("ALONGSIDE_CORPORA", ROOT.parent / "shared" / "corpora"))).is_dir():
        found += corpora_vectors(most=None if IS_FULL else SAMPLE)
    return found


@pytest.fixture(scope="module")
def program(vectors, tmp_path_factory) -> Iterator[Program]:
    """A practice of its own into which every vector came by mail, served as it is at home."""
    folder = tmp_path_factory.mktemp("foreign")
    mails = folder / "mails"
    mails.mkdir()
    for number, vector in enumerate(vectors):
        (mails / f"{number}.eml").write_bytes(mail_around(vector, number))
    port = _free_port()
    address = f"http://localhost:{port}"
    environment = {**os.environ, "ALONGSIDE_HOME": str(folder / "home"), "BASE_URL": address}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    environment.pop("DATABASE_URL", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "alongside"]
    told = subprocess.run(
        [*command, "import", str(mails), "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(told.stdout)["new"] == len(vectors), told.stderr
    letters = _letters(folder / "home")
    with subprocess.Popen(
        [*command, "serve", "--port", str(port), "--sign-in-link"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as served:
        try:
            yield Program(address, _link_of(served), letters)
        finally:
            served.send_signal(signal.SIGTERM)
            served.wait(30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _letters(home: Path) -> dict[str, int]:
    """Subject to id of every letter that has a layout."""
    database = next(path for path in home.glob("*.sqlite3"))
    link = sqlite3.connect(database)
    rows = link.execute("SELECT subject, id FROM timeline_interaction WHERE has_html").fetchall()
    link.close()
    return dict(rows)


def _link_of(served: subprocess.Popen[str]) -> str:
    assert served.stdout is not None
    for line in served.stdout:
        if found := re.search(r"http://\S+/\S{16,}", line):
            return found[0]
    raise AssertionError("The program gave no link to sign in with.")


@contextmanager
def browsing(netlog: Path, cookies: list[dict] | None = None) -> Iterator[tuple[Page, Seen]]:
    """A page under watch; `netlog` gets all that the browser did on the net, name look-ups too."""
    flags = [*FLAGS, f"--log-net-log={netlog}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        try:
            context = browser.new_context()
            context.add_cookies(cookies or [])
            page, seen = context.new_page(), Seen()
            context.on("request", lambda request: seen.requests.append(request.url))
            context.on("requestfailed", lambda request: _note_failure(request, seen))
            context.on("page", lambda opened: seen.windows.append(opened.url))
            page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
            _watch_scripts(page, seen)
            yield page, seen
        finally:
            browser.close()


def _note_failure(request: Request, seen: Seen) -> None:
    if request.failure not in (
        "csp",
        "net::ERR_BLOCKED_BY_CSP",
        "net::ERR_BLOCKED_BY_RESPONSE",
        "net::ERR_ABORTED",
    ):
        seen.unheld.append(f"{request.url} {request.failure}")


def _watch_scripts(page: Page, seen: Seen) -> None:
    """Whatever the engine compiles within a frame's own world: files, handlers, `javascript:` addresses."""
    frames: dict[int, str] = {}
    session = page.context.new_cdp_session(page)
    main = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def on_context(event: dict) -> None:
        details = event["context"].get("auxData", {})
        if details.get("isDefault"):
            frames[event["context"]["id"]] = details["frameId"]

    def on_script(event: dict) -> None:
        frame = frames.get(event["executionContextId"], main)
        # Where a frame was not let go, the browser shows a page of its own, with scripts of its own.
        if frame != main and not event["url"].startswith("chrome-error:"):
            seen.scripts.append(f"{event['url']} {event.get('length')}")

    session.on("Runtime.executionContextCreated", on_context)
    session.on("Debugger.scriptParsed", on_script)
    session.send("Runtime.enable")
    session.send("Debugger.enable")


def open_all(page: Page, seen: Seen, addresses: list[str], *, sandbox: str = SANDBOX) -> None:
    for start in range(0, len(addresses), AT_ONCE):
        seen.frames += page.evaluate(OPEN_FRAMES, [addresses[start : start + AT_ONCE], sandbox])


@contextmanager
def bare_site(vectors: list[Vector], headers: dict[str, str], *, outside: str = "") -> Iterator[str]:
    """Serves the vectors as they are, not cleaned, at /mail/NUMBER/; elsewhere a plain page with a policy `outside`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            match = re.fullmatch(r"/mail/(\d+)/", self.path)
            content = vectors[int(match[1])].html if match else "<!doctype html><title>Bare</title><body>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in headers.items() if match else [("Content-Security-Policy", outside)]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content.encode("utf-8", "replace"))

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


def names_in(netlog: Path) -> set[str]:
    """Every other machine that the browser looked up or went to."""
    text = netlog.read_text("utf-8", "replace")
    hosts = set(re.findall(r'"host":"(?:[a-z]+://)?([^"/]+?)(?::\d+)?"', text))
    hosts |= {urlsplit(url).hostname or "" for url in re.findall(r'"url":"((?:https?|wss?)://[^"]+)"', text)}
    return hosts - BROWSERS_OWN - {"localhost", "127.0.0.1", "[::1]"}


@pytest.fixture(scope="module")
def cookies(program, tmp_path_factory) -> list[dict]:
    """Those of a member who has signed in."""
    with browsing(tmp_path_factory.mktemp("net") / "log.json") as (page, _):
        page.goto(program.link)
        _sign_in(page)
        return page.context.cookies()


@pytest.fixture(scope="module")
def opened(program, cookies, tmp_path_factory) -> tuple[Seen, set[str]]:
    """Every letter opened within a page of the program, signed in."""
    netlog = tmp_path_factory.mktemp("net") / "log.json"
    with browsing(netlog, cookies) as (page, seen):
        page.goto(f"{program.address}/search/")
        open_all(page, seen, [f"/mail/{number}/" for number in program.letters.values()])
    return seen, names_in(netlog)


def _sign_in(page: Page) -> None:
    """The link asks for one press of its button, so that no mail filter can use it up."""
    button = page.locator("main form button, form button[type=submit], form button").first
    if button.count():
        button.click()
        page.wait_for_load_state()


def test_every_letter_was_opened(program, vectors, opened):
    seen, _ = opened
    assert len(seen.frames) == len(vectors)
    assert [frame["address"] for frame in seen.frames if frame["letters"] < 0] == []


def test_no_script_runs_and_no_window_opens(opened):
    seen, _ = opened
    assert (seen.scripts, seen.dialogs, seen.windows) == ([], [], [])


def test_nobody_else_is_asked_nor_looked_up(program, opened):
    seen, names = opened
    assert seen.hosts() == {urlsplit(program.address).netloc}
    assert names == set()


def test_nothing_live_is_left_in_a_letter(opened):
    seen, _ = opened
    assert [(frame["address"], frame["live"]) for frame in seen.frames if frame["live"]] == []


def test_instruments_see_what_runs_and_who_is_asked(tmp_path):
    """The same watch over letters that nobody cleaned: without this, the silence above would prove nothing."""
    running = [Vector(name, html) for name, html in RUNS.items()]
    asking = [Vector(name, html) for name, html in ASKS.items()]
    blind, numbers = (
        [],
        {name: set(re.findall(r"elsewhere\.example/(\d+)", html)) for name, html in ASKS.items()},
    )
    with bare_site(running + asking, {}) as site, browsing(tmp_path / "log.json") as (page, seen):
        page.goto(site)
        for number, vector in enumerate(running):
            before = len(seen.scripts)
            page.evaluate(OPEN_FRAMES, [[f"/mail/{number}/"], ""])
            blind += [vector.name] if len(seen.scripts) == before else []
        for number in range(len(running), len(running + asking)):
            page.evaluate(OPEN_FRAMES, [[f"/mail/{number}/"], ""])
        asked = set(re.findall(r"elsewhere\.example/(\d+)", " ".join(seen.unheld)))
    assert blind == []
    assert [name for name, wanted in numbers.items() if not wanted & asked] == []
    assert names_in(tmp_path / "log.json") == {"elsewhere.example"}


def test_policy_alone_holds_letters_that_nobody_cleaned(vectors, tmp_path):
    headers = {"Content-Security-Policy": POLICY, "X-DNS-Prefetch-Control": "off"}
    with (
        bare_site(vectors, headers, outside="frame-src 'self'") as site,
        browsing(tmp_path / "log.json") as (page, seen),
    ):
        page.goto(site)
        open_all(page, seen, [f"/mail/{number}/" for number in range(len(vectors))])
    # Chromium opens a link to the host of a frame before it asks the policy: that is left to the cleaning.
    assert (seen.scripts, seen.dialogs, seen.windows, seen.unheld) == ([], [], [], [])


def test_frame_of_the_conversation_page_is_the_one_tried_here(program, cookies, tmp_path):
    first = program.letters["own script"]
    with browsing(tmp_path / "log.json", cookies) as (page, _):
        page.goto(f"{program.address}/conversations/{first}/")
        frame = page.locator("iframe[data-measure]").first
        assert frame.get_attribute("sandbox") == SANDBOX
        assert frame.get_attribute("src") == f"/mail/{first}/"
