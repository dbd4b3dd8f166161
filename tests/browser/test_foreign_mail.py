"""Hostile letters in a real browser, through the real program: nothing runs, and nobody else is asked."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page

from alongside.pages.mail.letter import POLICY
from alongside.pages.mail.views import FILE_POLICY
from tests.browser.watching import SANDBOX, Seen, bare_site, browsing, names_in, open_all
from tests.dovecot import free_port
from tests.pages.mail.hostile import ASKS, RUNS, Vector, corpora_vectors, mail_around, own_vectors
from tests.program import PROGRAM, environment, migrated

pytestmark = pytest.mark.own_database

ROOT = Path(__file__).resolve().parents[2]
IS_FULL = os.environ.get("ALONGSIDE_FULL") == "1"
SAMPLE = 120
PICTURE = "A picture that came along"


@dataclass(frozen=True)
class Program:
    address: str
    link: str
    letters: dict[str, int]


@pytest.fixture(scope="module")
def vectors() -> list[Vector]:
    return chosen(most=None if IS_FULL else SAMPLE)


def chosen(*, most: int | None) -> list[Vector]:
    """Our own, and so many of the corpora where they are."""
    folder = Path(os.environ.get("ALONGSIDE_CORPORA", ROOT.parent / "shared" / "corpora"))
    return own_vectors() + (corpora_vectors(most=most) if folder.is_dir() else [])


@pytest.fixture(scope="module")
def program(vectors, tmp_path_factory) -> Iterator[Program]:
    """A practice of its own into which every vector came by mail, served as it is at home."""
    folder = tmp_path_factory.mktemp("foreign")
    mails = folder / "mails"
    mails.mkdir()
    for number, vector in enumerate(vectors):
        (mails / f"{number}.eml").write_bytes(mail_around(vector, number))
    (mails / "picture.eml").write_bytes(_letter_with_picture())
    port = free_port()
    address = f"http://localhost:{port}"
    said = environment(migrated(folder / "home"), BASE_URL=address)
    command = [*PROGRAM, "import", str(mails), "--json"]
    told = subprocess.run(command, env=said, capture_output=True, text=True, check=False)
    assert json.loads(told.stdout)["new"] == len(vectors) + 1, told.stderr
    letters = _letters(folder / "home")
    with subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(port), "--sign-in-link"],
        env=said,
        stdout=subprocess.PIPE,
        text=True,
    ) as served:
        try:
            yield Program(address, _link_of(served), letters)
        finally:
            served.send_signal(signal.SIGTERM)
            served.wait(30)


def _letter_with_picture() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (80, 40), "#336699").save(picture, "PNG")
    letter = EmailMessage()
    letter["From"], letter["To"] = "Mara Quill <mara@client-a.example>", "desk@practice.example"
    letter["Subject"], letter["Message-ID"] = PICTURE, "<picture@client-a.example>"
    letter["Date"] = "Mon, 02 Mar 2026 09:00:00 +0000"
    letter.set_content("See the picture.")
    letter.add_alternative('<p>See <img src="cid:one@x.example" alt="it"></p>', subtype="html")
    letter.get_payload()[1].add_related(picture.getvalue(), "image", "png", cid="<one@x.example>")
    return letter.as_bytes()


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


@pytest.fixture(scope="module")
def cookies(playwright, program, tmp_path_factory) -> list[dict]:
    """Those of a member who has signed in."""
    with browsing(playwright, tmp_path_factory.mktemp("net") / "log.json") as (page, _):
        page.goto(program.link)
        _sign_in(page)
        return page.context.cookies()


@pytest.fixture(scope="module")
def opened(playwright, program, cookies, tmp_path_factory) -> tuple[Seen, set[str]]:
    """Every letter opened within a page of the program, signed in."""
    netlog = tmp_path_factory.mktemp("net") / "log.json"
    with browsing(playwright, netlog, cookies) as (page, seen):
        page.goto(f"{program.address}/search/")
        mine = [number for name, number in program.letters.items() if name != PICTURE]
        open_all(page, seen, [f"/mail/{number}/" for number in mine])
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


def test_instruments_see_what_runs_and_who_is_asked(playwright, tmp_path):
    """The same watch over letters that nobody cleaned: without this, the silence above would prove nothing."""
    running = [Vector(name, html) for name, html in RUNS.items()]
    asking = [Vector(name, html) for name, html in ASKS.items()]
    blind, numbers = (
        [],
        {name: set(re.findall(r"elsewhere\.example/(\d+)", html)) for name, html in ASKS.items()},
    )
    with bare_site(running + asking, {}) as site, browsing(playwright, tmp_path / "log.json") as (page, seen):
        page.goto(site)
        for number, vector in enumerate(running):
            before = len(seen.scripts)
            open_all(page, seen, [f"/mail/{number}/"], sandbox="", patience=3_000)
            blind += [vector.name] if len(seen.scripts) == before else []
        for number, vector in enumerate(asking, start=len(running)):
            # A busy machine may take the frame away before what it asks for was asked.
            for patience in (3_000, 6_000, 12_000):
                open_all(page, seen, [f"/mail/{number}/"], sandbox="", patience=patience)
                if numbers[vector.name] & _asked(seen):
                    break
            else:
                blind.append(vector.name)
    assert blind == []
    assert names_in(tmp_path / "log.json") == {"elsewhere.example"}


def _asked(seen: Seen) -> set[str]:
    """The numbers that the letters have asked elsewhere for."""
    return set(re.findall(r"elsewhere\.example/(\d+)", " ".join(seen.unheld)))


def test_policy_alone_holds_letters_that_nobody_cleaned(playwright, tmp_path):
    vectors = chosen(most=SAMPLE)
    headers = {"Content-Security-Policy": POLICY, "X-DNS-Prefetch-Control": "off"}
    with (
        bare_site(vectors, headers, outside="frame-src 'self'") as site,
        browsing(playwright, tmp_path / "log.json") as (page, seen),
    ):
        page.goto(site)
        open_all(page, seen, [f"/mail/{number}/" for number in range(len(vectors))], patience=2_000)
    # Chromium opens a link to the host of a frame before it asks the policy: that is left to the cleaning.
    assert (seen.scripts, seen.dialogs, seen.windows, seen.unheld) == ([], [], [], [])


def test_frame_of_the_conversation_page_is_the_one_tried_here(playwright, program, cookies, tmp_path):
    first = program.letters["own script"]
    with browsing(playwright, tmp_path / "log.json", cookies) as (page, _):
        page.goto(f"{program.address}/conversations/{first}/")
        frame = page.locator("iframe[data-measure]").first
        assert frame.get_attribute("sandbox") == SANDBOX
        assert frame.get_attribute("src") == f"/mail/{first}/"


def test_picture_that_came_along_is_seen_in_the_conversation(playwright, program, cookies, tmp_path):
    number = program.letters[PICTURE]
    with browsing(playwright, tmp_path / "log.json", cookies) as (page, _):
        page.goto(f"{program.address}/conversations/{number}/")
        page.locator("details.fold > summary").first.click()
        picture = page.frame_locator("iframe[data-measure]").locator("img")
        picture.wait_for()
        page.wait_for_function("document.querySelector('iframe').contentDocument.images[0].naturalWidth > 0")
        assert picture.bounding_box()["width"] == 80


def test_letter_keeps_its_own_policy_on_its_way_through_the_program(playwright, program, cookies, tmp_path):
    with browsing(playwright, tmp_path / "log.json", cookies) as (page, _):
        letter = page.request.get(f"{program.address}/mail/{program.letters['own script']}/")
        saved = page.request.get(f"{program.address}/mail/{program.letters['own script']}/original/")
    policies = [
        one["value"] for one in letter.headers_array if one["name"].lower() == "content-security-policy"
    ]
    assert policies == [POLICY]
    assert saved.headers["content-security-policy"] == FILE_POLICY
    assert saved.headers["content-disposition"].startswith("attachment")
    assert {letter.headers["x-content-type-options"], saved.headers["x-content-type-options"]} == {"nosniff"}
    assert (letter.headers["x-frame-options"], saved.headers["x-frame-options"]) == ("SAMEORIGIN", "DENY")


def test_stranger_is_shown_no_letter(playwright, program, tmp_path):
    with browsing(playwright, tmp_path / "log.json") as (page, _):
        page.goto(f"{program.address}/mail/{program.letters['own script']}/")
        assert "/mail/" not in urlsplit(page.url).path
