"""Video calls against their bars: joining with a hundred calls signalled in one process, and from click to first frame.

`script/bench calls [--calls 100] [--joins 9]`. The program runs on a data folder of its own, as a person starts it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table
from tests import program
from tests.browser.callers import Caller, launch
from tests.program import ROOT, origin, serving
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

# As large as what Chromium sends of a call with sound and picture.
SDP = "v=0\r\n" + "a=rtpmap:96 VP8/90000\r\n" * 260
SECONDS_BETWEEN_CALLS = 0.2
FIRST_FRAME = """() => {
  window.firstFrame = new Promise((done) => {
    document.querySelector("[data-enter]").addEventListener("click", () => {
      const clicked = performance.now();
      const look = () => {
        const video = document.querySelector(".room-tile:not(.own) video");
        if (video) video.requestVideoFrameCallback(() => done(performance.now() - clicked));
        else requestAnimationFrame(look);
      };
      look();
    });
  });
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--joins", type=int, default=9)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-calls-") as folder:
        home = program.migrated(Path(folder) / "home")
        environment = program.environment(home)
        people = _prepare(environment, calls=asked.calls)
        with serving(environment) as link:
            before = _cpu_seconds(environment)
            signalled = asyncio.run(_signal(origin(link), people))
            cpu = _cpu_seconds(environment) - before
            frames = _join(link, Path(folder), joins=asked.joins)
    _print(asked.calls, signalled, cpu, frames)


def _prepare(environment: dict[str, str], *, calls: int) -> dict[str, object]:
    within = {**environment, "DJANGO_SETTINGS_MODULE": "alongside.config.settings"}
    for module, more in (
        ("tests.browser.rooms_practice", []),
        ("tests.browser.rooms_practice", [str(calls)]),
    ):
        done = subprocess.run(
            [sys.executable, "-m", module, *more], env=within, cwd=ROOT, check=True, capture_output=True
        )
    return dict(json.loads(done.stdout))


async def _hear(link: ClientConnection, kind: str) -> dict[str, object]:
    while True:
        frame = dict(json.loads(await link.recv()))
        if frame["t"] == kind:
            return frame


async def _signal(address: str, people: dict[str, object]) -> list[float]:
    """One call after another, all of them kept open; for each how long joining took by the server alone, in ms."""
    rooms = people["rooms"]
    assert isinstance(rooms, list)
    took: list[float] = []
    links: list[ClientConnection] = []
    for room, secret in rooms:
        me = await _open(address, f"/live/rooms/{room}/", f"session={people['session']}")
        guest = await _open(address, f"/live/rooms/{room}/guest/", f"guest={secret}")
        links += [me, guest]
        took.append(await _call(me, guest) * 1000)
        await asyncio.sleep(SECONDS_BETWEEN_CALLS)
    for one in links:
        await one.close()
    return took


async def _open(address: str, path: str, cookie: str) -> ClientConnection:
    where = address.replace("http", "ws", 1) + path
    return await connect(where, origin=Origin(address), additional_headers={"Cookie": cookie}, proxy=None)


async def _call(me: ClientConnection, guest: ClientConnection) -> float:
    """From the guest's wish to come in until the answer to its offer is there, in seconds."""

    async def say(link: ClientConnection, **frame: object) -> None:
        await link.send(json.dumps(frame))

    await say(me, t="enter", name="", key="", fresh=True)
    first = await _hear(me, "welcome")
    await say(guest, t="enter", name="Ada", key="", fresh=True)
    knock = await _hear(me, "knock")
    await say(me, t="answer", guest=knock["guest"], welcome=True)
    await _hear(guest, "admitted")
    start = time.perf_counter()
    await say(guest, t="enter", name="Ada", key="", fresh=True)
    welcome = await _hear(guest, "welcome")
    await say(guest, t="description", to=first["seat"], type="offer", sdp=SDP)
    await _hear(me, "description")
    await say(me, t="description", to=welcome["seat"], type="answer", sdp=SDP)
    await _hear(guest, "description")
    return time.perf_counter() - start


def _join(link: str, folder: Path, *, joins: int) -> list[float]:
    """Two browsers; one joins again and again: from the click to the first frame of the other, in ms."""
    with sync_playwright() as playwright:
        mine, theirs = launch(playwright, folder, 440), launch(playwright, folder, 880)
        page = mine.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(link)
        page.get_by_role("button", name="Open Alongside").click()
        page.goto(f"{origin(link)}/clients/")
        page.get_by_role("link", name="Harlow & Sons").first.click()
        page.get_by_role("button", name="Video call").click()
        me = Caller(page, 440)
        me.enter()
        me.is_in()
        page.get_by_role("button", name=re.compile("link$")).click()
        other = theirs.new_page()
        other.goto(page.locator("#room-link").input_value())
        other.get_by_role("button", name="Go to the door").click()
        other.get_by_label("Your name").fill("Ada")
        Caller(other, 880).enter()
        me.let_in("Ada")
        me.sees("Ada")
        took = []
        for _ in range(joins):
            page.get_by_role("button", name="Hang up").click()
            page.get_by_role("button", name="Back into the call").click()
            page.locator("[data-enter]:enabled").wait_for()
            page.evaluate(FIRST_FRAME)
            me.enter()
            took.append(float(page.evaluate("window.firstFrame")))
            me.sees("Ada")
        mine.close()
        theirs.close()
    return took


def _cpu_seconds(environment: dict[str, str]) -> float:
    """Of all the program's processes together (proc(5), fields 14 and 15)."""
    spent = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes()
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if f"ALONGSIDE_HOME={environment['ALONGSIDE_HOME']}".encode() in variables:
            spent += int(fields[11]) + int(fields[12])
    return spent / os.sysconf("SC_CLK_TCK")


def _print(calls: int, signalled: list[float], cpu: float, frames: list[float]) -> None:
    table = Table("what", "p50", "p95", "bar")
    p95 = quantiles(signalled, n=20)[-1]
    table.add_row(
        f"joining, {calls} calls signalled in one process",
        f"{median(signalled):.0f} ms",
        f"{p95:.0f} ms",
        "p95 < 100 ms",
    )
    table.add_row(
        f"from click to first frame, {len(frames)} joins",
        f"{median(frames):.0f} ms",
        f"{max(frames):.0f} ms at most",
        "p50 < 700 ms, idle",
    )
    table.add_row("processor time of the server for one call", f"{cpu / calls * 1000:.0f} ms", "", "")
    console = Console()
    console.print(table)
    load = os.getloadavg()[0]
    busy = f"load {load:.1f} on {os.cpu_count()} cores"
    console.print(
        f"{busy}: a busy machine, figures are upper bounds" if load > (os.cpu_count() or 1) else busy
    )


if __name__ == "__main__":
    main()
