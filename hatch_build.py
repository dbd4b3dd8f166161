"""Builds the pages' styles, scripts and fonts before a wheel or a source archive is packed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsBuildHook(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # A source archive carries the built files and their stamp, so a wheel made from it runs no Node.
        command = [sys.executable, str(Path(self.root) / "frontend" / "assets.py")]
        subprocess.run(command, check=True)
