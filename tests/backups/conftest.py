"""A data folder of its own with three letters in it, and a folder for backups beside it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.making import arrive, mailbox, message
from tests.originals.practice import Practice, open_whole_practice


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    (settings.HOME / "secret.key").write_text(settings.SECRET_KEY)
    return settings.HOME


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


@pytest.fixture
def letters(home: Path, transactional_db) -> int:
    arrive(mailbox(), *(message("mara@harlow.example", "me@desk.example", hours=n) for n in range(3)))
    return 3


@dataclass(frozen=True)
class Desk:
    """A practice that is spoken to by commands, on the kind of database of the whole run."""

    practice: Practice

    @property
    def environment(self) -> dict[str, str]:
        mine = {"DJANGO_SETTINGS_MODULE": "alongside.config.settings", "COLUMNS": "200"}
        return self.practice.environment | mine

    def run(self, *words: object, under=(), typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*under, sys.executable, "-m", "alongside", *map(str, words)],
            env=self.environment | more, input=typed, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Desk]:
    with open_whole_practice(tmp_path_factory.mktemp("desk")) as practice:
        yield Desk(practice)
