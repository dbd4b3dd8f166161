"""A browser under watch: what runs in it, whom it asks, and what it finds in frames of foreign letters."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Playwright, Request

from tests.pages.mail.hostile import Vector

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
OPEN_FRAMES = """async ([addresses, sandbox, patience]) => {
  const frames = addresses.map((address) => {
    const frame = document.createElement("iframe");
    if (sandbox) frame.setAttribute("sandbox", sandbox);
    frame.src = address;
    return frame;
  });
  await Promise.all(frames.map((frame) => new Promise((done) => {
    const timer = setTimeout(() => done(), patience);
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


@contextmanager
def browsing(
    playwright: Playwright, netlog: Path, cookies: list[dict] | None = None
) -> Iterator[tuple[Page, Seen]]:
    """A page under watch; `netlog` gets all that the browser did on the net, name look-ups too."""
    flags = [*FLAGS, f"--log-net-log={netlog}"]
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


def open_all(
    page: Page, seen: Seen, addresses: list[str], *, sandbox: str = SANDBOX, patience: int = 15_000
) -> None:
    """`patience`: for how many milliseconds a frame may load; one that was not cleaned may never end to."""
    for start in range(0, len(addresses), AT_ONCE):
        seen.frames += page.evaluate(OPEN_FRAMES, [addresses[start : start + AT_ONCE], sandbox, patience])


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
