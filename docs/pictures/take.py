"""Makes the pictures of the documentation: the sample practice as it stands on one Thursday at 10:30.

Called by script/pictures, which gives it an empty data folder. The program runs in this very process, so that
its clock can be set; everything else is as `alongside serve` has it.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import django
import uvicorn
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
MOMENT = datetime(2026, 11, 19, 10, 30, tzinfo=UTC)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
SIZE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
STORY = "Harlow & Sons"


def main() -> None:
    set_clock()
    django.setup()
    link = fill()
    with served(), sync_playwright() as playwright:
        # Chromium's own sandbox does not start for root in a container.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        photograph(browser, link)
        browser.close()


def set_clock() -> None:
    """Time stands at MOMENT for all that asks Django for it; it is asked as `timezone.now()` everywhere."""
    timezone.now = lambda: MOMENT


def fill() -> str:
    """The sample practice, read and searchable; the address of a link that signs its owner in."""
    from django.core.management import call_command

    from alongside.accounts.actions import ensure_owner, make_sign_in_link
    from alongside.processes.follow_ups import follow_all
    from alongside.rhythm.counting import Recounting
    from alongside.sample.year import import_sample, open_sample

    call_command("migrate", verbosity=0)
    member = ensure_owner()
    member.name = "Nell Avery"
    member.save(update_fields=["name"])
    source = open_sample(member)
    import_sample.func(source.pk, member.pk)
    # The work that was asked for has been done here.
    source.job_id = None
    source.save(update_fields=["job_id"])
    follow_all()
    Recounting().look()
    return make_sign_in_link(member)


@contextmanager
def served() -> Iterator[None]:
    application = import_module("alongside.config.asgi").application
    port = urlsplit(settings.BASE_URL).port or 80
    config = uvicorn.Config(application, port=port, lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def photograph(browser: Browser, link: str) -> None:
    desk = browser.new_context(viewport=SIZE, color_scheme="light", locale="en-GB", reduced_motion="reduce")
    page = desk.new_page()
    page.goto(link)
    page.get_by_role("button", name="Open Alongside").click()
    take(page, "/", "today")
    page.goto(f"{settings.BASE_URL}/clients/")
    page.get_by_role("main").get_by_role("link", name=STORY).first.click()
    story = urlsplit(page.url).path
    take(page, story, "client")
    page.set_viewport_size(PHONE)
    take(page, story, "phone")


def take(page: Page, path: str, name: str) -> None:
    page.goto(f"{settings.BASE_URL}{path}", wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main()
