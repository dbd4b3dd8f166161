"""What building the assets fetches anew: a lock file in, whether npm is asked out."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.program import ROOT


@pytest.fixture
def assets(tmp_path, monkeypatch) -> ModuleType:
    """The builder over a folder of its own; of what it tells Node, the lists of words are kept."""
    spec = importlib.util.spec_from_file_location("frontend_assets", ROOT / "frontend" / "assets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package-lock.json").write_text("{}")
    module.FRONTEND = module.BUILT = tmp_path
    module.STAMP, module.LOCK = tmp_path / "node_modules" / "stamp", tmp_path / "package-lock.json"
    module.INSTALLED = tmp_path / "node_modules" / "installed-lock"
    module.told = []
    module.run_node = lambda *words: module.told.append("ci" if "ci" in words else words[0])
    monkeypatch.setattr(sys, "argv", ["assets"])
    return module


def test_packages_are_fetched_once_for_a_lock(assets):
    assets.main()
    (assets.FRONTEND / "desk.css").write_text("a {}")
    assets.main()

    assert assets.told == ["ci", "build.mjs", "build.mjs"]


def test_packages_are_fetched_anew_when_the_lock_is_another(assets):
    assets.main()
    assets.LOCK.write_text('{"name": "other"}')
    assets.main()

    assert assets.told == ["ci", "build.mjs", "ci", "build.mjs"]


def test_nothing_is_done_where_nothing_changed(assets):
    assets.main()
    assets.main()

    assert assets.told == ["ci", "build.mjs"]


def test_packages_that_were_not_fetched_whole_are_fetched_again(assets):
    def cut(*words: str) -> None:
        raise OSError("cut")

    told, assets.run_node = assets.run_node, cut
    with pytest.raises(OSError, match="cut"):
        assets.main()
    assets.run_node = told
    assets.main()

    assert assets.told == ["ci", "build.mjs"]
