"""The script that saves an agenda while it is written: what was not saved says so, and no button is lost."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SCRIPT = HERE.parent.parent / "frontend" / "src" / "js" / "agenda" / "form.js"


def played(scene: str, tmp_path: Path) -> dict[str, Any]:
    # Node reads a file as a module by its name.
    script = tmp_path / "form.mjs"
    script.write_text(SCRIPT.read_text())
    command = ["node", str(HERE / "agenda_form.mjs"), str(script), scene]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.broad
@pytest.mark.parametrize("scene", ["signed-out", "another-page"])
def test_agenda_that_was_not_saved_says_so(scene, tmp_path):
    found = played(scene, tmp_path)
    assert found["state"].startswith("Not saved")
    assert found["bodies"][0]["redirect"] == "manual"


@pytest.mark.broad
def test_button_that_is_pressed_while_it_is_saved_is_sent_afterwards(tmp_path):
    bodies = [one["body"] for one in played("pressed", tmp_path)["bodies"]]
    assert ["do=" in one for one in bodies] == [False, True]
