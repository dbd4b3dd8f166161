"""How long small writes, such as a page makes, wait while an import runs beside a serving instance."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from _mails import Made
from _measure import environment, run
from rich.console import Console

_SECONDS_BETWEEN = 0.02
_START_SECONDS, _CONTROL_SECONDS = 60.0, 5.0


@dataclass(slots=True)
class Waited:
    """How long each write took, in milliseconds, and how many were refused."""

    milliseconds: list[float] = field(default_factory=list)
    refused: int = 0

    def __str__(self) -> str:
        p95 = quantiles(self.milliseconds, n=20)[-1]
        return (
            f"{len(self.milliseconds):,} writes, {self.refused} refused: p50 {median(self.milliseconds):.1f} ms, "
            f"p95 {p95:.1f} ms, longest {max(self.milliseconds):.1f} ms"
        )


def measure_beside(made: Made, folder: Path, words: Console) -> None:
    """Serve, import, write; two kinds of write by turns: a session, and a decision about an entry."""
    env = environment(folder / "home", bytecode=folder / "bytecode")
    os.environ.update(env)
    alongside = [sys.executable, "-m", "alongside"]
    run([*alongside, "clients", "--json"], env=env)
    _start_django()
    with _serving(alongside):
        before = _write_while(_for_seconds(_CONTROL_SECONDS))
        start = time.monotonic()
        importing = subprocess.Popen(
            [*alongside, "import", str(made.path), "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        during = _write_while(lambda: importing.poll() is None)
        seconds = time.monotonic() - start
        printed, _ = importing.communicate()
    new = json.loads(printed)["new"]
    words.print(
        f"imported {new:,} in {seconds:.0f} s beside a serving instance; small writes", highlight=False
    )
    words.print(f"  without an import: {before}", highlight=False)
    words.print(f"  beside the import: {during}", highlight=False)


@contextmanager
def _serving(alongside: list[str]) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*alongside, "serve", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("`alongside serve` did not start")


def _for_seconds(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() < end


def _start_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
    import django

    django.setup()


def _write_while(goes_on: Callable[[], bool]) -> Waited:
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import OperationalError

    from alongside.timeline.models import Decision, Verdict

    waited = Waited()
    while goes_on():
        start = time.monotonic()
        try:
            if len(waited.milliseconds) % 2:
                SessionStore().create()
            else:
                Decision.objects.create(source_key=secrets.token_bytes(16), verdict=Verdict.SHARED)
        except OperationalError:
            waited.refused += 1
        waited.milliseconds.append((time.monotonic() - start) * 1000)
        time.sleep(_SECONDS_BETWEEN)
    return waited
