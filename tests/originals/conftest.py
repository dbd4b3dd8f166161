"""Fixtures for originals: a store of its own in process, or a whole practice in processes of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.originals.practice import Practice, open_practice


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    with open_practice(tmp_path / "home") as practice:
        yield practice


@pytest.fixture
def other_practice(tmp_path: Path) -> Iterator[Practice]:
    """Another installation, fresh: no home yet, an empty database."""
    with open_practice(tmp_path / "other", is_migrated=False) as practice:
        yield practice
