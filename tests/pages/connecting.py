"""The pages on which a mailbox is connected, as a browser uses them."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from alongside.channels.imap.wire import Server
from tests.dovecot import PASSWORD
from tests.making import ME, owner

SERVER = Server("mail.example", 993, "tls", ME)


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def browser(signed_in, db):
    return signed_in(owner())


def shown(browser, path: str, **headers: str) -> LexborHTMLParser:
    return LexborHTMLParser(browser.get(path, headers=headers).content.decode())


def words(browser, path: str) -> str:
    return " ".join(shown(browser, path).css_first("main").text(separator=" ").split())


def settings(host: str = "127.0.0.1", port: int = 993, security: str = "tls", **more: str) -> dict[str, str]:
    given = {"user": ME, "password": PASSWORD, "reading_host": host, "reading_port": str(port)}
    return given | {"reading_security": security, "sending_security": "tls"} | more


def by_hand(browser, address: str = ME, **more: str) -> str:
    return browser.post("/mailboxes/connect/", {"address": address, "by": "hand", **more})["Location"]
