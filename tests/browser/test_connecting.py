"""A mailbox is connected on the page, found, tried and kept, and the page then fills by itself."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.channels.discovery.servers import name_server
from tests.dovecot import PASSWORD, Account, Dovecot, letters
from tests.program import PROGRAM, environment, migrated, serving

pytestmark = [pytest.mark.mailserver, pytest.mark.own_database]
ROOT = Path(__file__).resolve().parents[2]
LETTERS = 300


@dataclass
class Running:
    link: str
    account: Account
    dovecot: Dovecot
    env: dict[str, str]

    def again(self) -> str:
        """Another link that signs the owner in."""
        command = [*PROGRAM, "serve", "--sign-in-link"]
        said = subprocess.run(command, env=self.env, capture_output=True, text=True, check=True)
        found = re.search(r"(/come-in/\S+)", said.stdout + said.stderr)
        assert found is not None
        return self.link.partition("/come-in/")[0] + found[1]


@pytest.fixture(scope="module")
def running(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The program on a fresh data folder, a mailbox with letters, and the DNS of its domain."""
    account = dovecot.account()
    account.deliver(*letters(range(LETTERS)))
    records = {("_imaps._tcp.desk.example", "SRV"): [f"0 0 {dovecot.tls} localhost."]}
    with name_server(records) as (server, _):
        env = environment(migrated(tmp_path_factory.mktemp("home")), DNS_SERVER=server)
        with serving(env) as link:
            yield Running(link, account, dovecot, env)


def test_mailbox_is_connected_and_fills(page: Page, running: Running):
    page.goto(running.link)
    page.get_by_role("button", name="Open Alongside").click()
    page.get_by_role("link", name="Connect a mailbox").first.click()
    page.get_by_label("Its address").fill(running.account.address)
    page.get_by_role("button", name="Find settings").click()

    expect(page.get_by_text("own DNS names the server localhost")).to_be_visible(timeout=40_000)
    page.get_by_label("Password", exact=True).fill("not this one")
    page.get_by_role("button", name="Try it and connect").click()

    expect(page.get_by_text("Nobody vouches")).to_be_visible(timeout=40_000)
    shown = page.locator(".fingerprint").inner_text().replace(":", "").lower()
    assert shown == running.dovecot.fingerprint
    page.get_by_role("button", name="It is the right one").click()

    expect(page.get_by_text("The server does not accept the password.")).to_be_visible(timeout=40_000)
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Try it and connect").click()

    # From here on nobody touches the page.
    expect(page.get_by_text(f"{LETTERS} letters in")).to_be_visible(timeout=90_000)
    running.account.deliver(*letters(range(LETTERS, LETTERS + 5)))
    expect(page.get_by_text(f"{LETTERS + 5} letters in")).to_be_visible(timeout=40_000)
    expect(page.locator("#tray-count")).to_have_text(str(LETTERS + 5), timeout=20_000)
    assert PASSWORD not in page.content()


def test_what_has_arrived_follows_without_a_reload(page: Page, running: Running):
    """After the mailbox was connected: a letter comes, and the open page counts it; then the check is asked for."""
    page.goto(running.again())
    page.get_by_role("button", name="Open Alongside").click()
    page.goto(f"{running.link.partition('/come-in/')[0]}/arrived/")
    inbox = page.locator("tbody", has=page.get_by_role("rowheader", name="INBOX"))
    before = len(running.account.uids())
    expect(inbox).to_contain_text(str(before), timeout=40_000)

    running.account.deliver(*letters([9_000]))

    expect(inbox).to_contain_text(str(before + 1), timeout=40_000)
    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_text("Everything that the server lists is here")).to_be_visible(timeout=40_000)


def test_mailbox_is_tried_without_script(plain_page: Page, running: Running):
    plain_page.goto(running.again())
    plain_page.get_by_role("button", name="Open Alongside").click()
    plain_page.goto(f"{running.link.partition('/come-in/')[0]}/mailboxes/connect/")
    plain_page.get_by_label("Its address").fill("else@other.example")
    plain_page.get_by_role("button", name="I know the settings").click()
    plain_page.get_by_label("Server to read from").fill("localhost")
    plain_page.get_by_label("Port").first.fill(str(running.dovecot.tls))
    plain_page.get_by_label("Password", exact=True).fill("anything")
    plain_page.get_by_role("button", name="Try it and connect").click()
    expect(plain_page.get_by_text("Nobody vouches")).to_be_visible(timeout=40_000)


def test_nothing_stands_out_sideways_on_a_phone(phone: Page, running: Running):
    phone.goto(running.again())
    phone.get_by_role("button", name="Open Alongside").click()
    origin = running.link.partition("/come-in/")[0]
    for path in ("/mailboxes/", "/mailboxes/sign-in/", "/mailboxes/connect/"):
        phone.goto(f"{origin}{path}")
        assert is_narrow(phone), path
    phone.get_by_label("Its address").fill(f"{'a-very-long-name-' * 3}@gmail.com")
    phone.get_by_role("button", name="Find settings").click()
    phone.locator("summary", has_text="Servers").click()
    assert is_narrow(phone)


def is_narrow(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
