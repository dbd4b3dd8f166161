"""What adds to a module is imported once somebody asks, in the order of the start."""

import re
import sys
from pathlib import Path

import pytest

from alongside.lib import besides
from alongside.lib.besides import adds, fetch, in_order

SRC = Path(besides.__file__).parents[1]
REGISTERS = {
    "alongside.intake.erasing": r"^(?:@erases_besides|goes_with_its_entry\()",
    "alongside.intake.rebuilding": r"^rebuilds_besides\(",
    "alongside.sharing.kinds": r"^(?:for .*:\n    )?register\(\s*Kind\(|^register_recap\(",
    "alongside.diary.told": r"^told_besides\(|^@changed_besides",
    "alongside.rooms.besides": r"^@opens_besides",
    "alongside.visits.besides": r"^@takes\(",
}


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Two packages, each with a module that has a function; they are named, and not imported."""
    monkeypatch.setattr(besides, "_named", {})
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("lower_one", "upper_one"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / name / "adding.py").write_text("def forget(): pass\n")
        adds(f"{name}.adding", to="tests.asks")
    yield
    for name in [one for one in sys.modules if one.startswith(("lower_one", "upper_one"))]:
        del sys.modules[name]


def test_naming_a_module_imports_nothing(packages):
    assert "lower_one.adding" not in sys.modules


def test_fetching_imports_all_that_were_named(packages):
    assert fetch("tests.asks") == ["lower_one.adding", "upper_one.adding"]
    assert {"lower_one.adding", "upper_one.adding"} <= set(sys.modules)


def test_order_is_that_of_the_start_whichever_was_used_first(packages):
    fetch("tests.asks")
    lower, upper = sys.modules["lower_one.adding"].forget, sys.modules["upper_one.adding"].forget
    assert in_order("tests.asks", [upper, lower]) == [lower, upper]


@pytest.mark.parametrize("to", REGISTERS)
def test_every_module_that_registers_is_named_at_the_start(to):
    registering = [
        "alongside." + ".".join(path.relative_to(SRC).with_suffix("").parts)
        for path in SRC.glob("*/**/*.py")
        if re.search(REGISTERS[to], path.read_text(), re.MULTILINE)
    ]
    assert sorted(registering) == sorted(besides._named[to])
    assert registering
