"""The program on a data folder of its own: its environment in, the link that it prints out, until it is stopped."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "alongside"]


def fresh_environment(home: Path) -> dict[str, str]:
    """A data folder, and nothing else said."""
    left_out = ("BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "ALONGSIDE_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    """Started as a person starts it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [*PROGRAM, "serve", "--port", str(port)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as served:
        yield next(
            found[0] for line in served.stdout or () if (found := re.search(r"http://\S+/come-in/\S+", line))
        )
        served.send_signal(signal.SIGTERM)
        served.communicate(timeout=30)


def origin(link: str) -> str:
    return link.partition("/come-in/")[0]
