"""Fixtures for originals: a store of its own in process, or a whole practice in processes of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.originals.practice import Practice, copy_of, open_practice


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME


@pytest.fixture(scope="session")
def _empty_practice(tmp_path_factory) -> Iterator[Practice]:
    with open_practice(tmp_path_factory.mktemp("empty") / "home") as practice:
        yield practice


@pytest.fixture
def practice(_empty_practice: Practice, tmp_path: Path) -> Iterator[Practice]:
    with copy_of(_empty_practice, tmp_path / "home") as practice:
        yield practice


@pytest.fixture(scope="session")
def _stored_practice(_empty_practice: Practice, tmp_path_factory) -> Iterator[Practice]:
    with copy_of(_empty_practice, tmp_path_factory.mktemp("stored") / "home") as practice:
        practice.run("store", 0, 30)
        yield practice


@pytest.fixture
def stored_practice(_stored_practice: Practice, tmp_path: Path) -> Iterator[Practice]:
    """With 30 letters."""
    with copy_of(_stored_practice, tmp_path / "home") as practice:
        yield practice


@pytest.fixture
def other_practice(tmp_path: Path) -> Iterator[Practice]:
    """Another installation, fresh: no home yet, an empty database."""
    with open_practice(tmp_path / "other", is_migrated=False) as practice:
        yield practice
