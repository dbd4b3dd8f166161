"""A coturn of one's own on the loopback, started and stopped by its number; its secret is that of the test."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = shutil.which("turnserver")
HOST, SECRET = "127.0.0.1", "north-secret"


@contextmanager
def running_coturn(folder: Path) -> Iterator[int]:
    """The port that it listens at."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    settings = folder / "turnserver.conf"
    settings.write_text(
        f"listening-ip={HOST}\nrelay-ip={HOST}\nlistening-port={port}\nuse-auth-secret\n"
        f"static-auth-secret={SECRET}\nrealm=desk.example\nno-cli\nno-tls\nno-dtls\nfingerprint\n"
        # As on a real server peers on the loopback are refused; here everybody is on it.
        f"allow-loopback-peers\npidfile={folder}/turn.pid\nlog-file={folder}/turn.log\nsimple-log\n"
        f"userdb={folder}/turn.db\n"
    )
    with subprocess.Popen([str(PROGRAM), "-c", str(settings)], stdout=subprocess.DEVNULL) as running:
        try:
            _wait_for(port)
            yield port
        finally:
            running.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
