"""An owner sets up backups in a real browser: folder, first backup, the sheet on one page of paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from alongside.backups.rules import key_groups
from tests.program import environment, migrated, serving

pytestmark = pytest.mark.own_database
PASSWORD = "a long sentence to type"
A4 = (595, 842)  # points


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def link(home: Path) -> Iterator[str]:
    """The program, started as a person starts it; gives the link that it prints."""
    with serving(environment(migrated(home))) as printed:
        yield printed


def test_from_no_backup_to_one_and_its_sheet(page: Page, link: str, home: Path, tmp_path: Path):
    page.goto(link)
    page.get_by_role("button", name="Open Alongside").click()
    page.goto(re.sub(r"come-in.*", "account/set-up/", link))
    for label, value in (("name", "Nell"), ("e-mail", "nell@desk.example"), ("password", PASSWORD)):
        page.get_by_label(label).fill(value)
    page.locator("main button").click()

    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Backups", exact=True).click()
    page.get_by_label("Folder").fill(str(tmp_path))
    page.get_by_role("button", name="Choose, and back up now").click()
    expect(page.get_by_text("Last good backup")).to_be_visible(timeout=60_000)
    expect(page.locator(".runs")).to_contain_text("Backed up,")
    assert len(list(tmp_path.iterdir())) == 1

    page.get_by_role("link", name="Recovery sheet").click()
    page.get_by_role("button", name="Show the sheet").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    key = (home / "backup.key").read_text().strip()
    assert page.locator(".key-groups li").all_inner_texts() == key_groups(key)
    assert is_one_page(page.pdf(prefer_css_page_size=True))

    # Shown once: the browser has kept nothing to go back to.
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("Last good backup")).to_be_visible()
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()


def is_one_page(pdf: bytes) -> bool:
    found = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    sizes = [(round(float(width)), round(float(height))) for width, height in found]
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1 and sizes == [A4]
