"""Real Chromium: one browser a run, a fresh page a test, which fails on anything the console complains about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One a run: a second in the same thread is refused."""
    # It keeps an event loop in this thread, for which Django refuses the database to the tests' own set-up.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    # Chromium's own sandbox does not start for root in a container.
    launched = playwright.chromium.launch(executable_path=CHROMIUM or None, args=["--no-sandbox"])
    yield launched
    launched.close()


# What htmx says of a request that the next one, or leaving the page, took the place of; one that fails says more.
_CUT_OFF = ("htmx:sendAbort", "htmx:afterRequest")


class Complaints(list[str]):
    """What the console of a page said that it should not have; `expected` are words a test brings about itself."""

    def __init__(self) -> None:
        super().__init__()
        self.expected: tuple[str, ...] = ()

    def hear(self, message: ConsoleMessage) -> None:
        is_expected = message.text.startswith(_CUT_OFF) or any(one in message.text for one in self.expected)
        if message.type in {"error", "warning"} and not is_expected:
            self.append(f"{message.text} ({message.location})")


@pytest.fixture(scope="module")
def heard() -> Complaints:
    """Of a browser that a module's tests share; each of them looks at it in its end."""
    return Complaints()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    heard = Complaints()
    yield heard
    assert heard == []


def open_context(browser: Browser, complaints: Complaints, **options: object) -> BrowserContext:
    context = browser.new_context(**options)
    context.set_default_timeout(10_000)
    context.on("console", complaints.hear)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    return context


def come_in(
    browser: Browser, link: str, complaints: Complaints, *, lands_on: str = "Today"
) -> BrowserContext:
    """A context of hers, signed in by the link that the program prints; its page shows `lands_on`."""
    context = open_context(browser, complaints, **DESKTOP)
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Open Alongside").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(lands_on)
    return context


@pytest.fixture
def page(browser: Browser, complaints: Complaints) -> Iterator[Page]:
    context = open_context(browser, complaints, **DESKTOP)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser, complaints: Complaints) -> Iterator[Page]:
    context = open_context(browser, complaints, **PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(browser: Browser, complaints: Complaints) -> Iterator[Page]:
    """A browser that runs no script."""
    context = open_context(browser, complaints, java_script_enabled=False, **DESKTOP)
    yield context.new_page()
    context.close()
