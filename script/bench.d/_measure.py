"""A command in; what it cost comes out: processor time, wall time and memory of its whole process tree."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_SAMPLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """`peak_bytes`: the largest sum over all processes of the tree, each page of memory counted once (PSS)."""

    cpu_seconds: float
    wall_seconds: float
    peak_bytes: int

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.cpu_seconds + other.cpu_seconds,
            self.wall_seconds + other.wall_seconds,
            max(self.peak_bytes, other.peak_bytes),
        )


class CommandFailed(Exception):
    """The message names the command and its last words."""


def environment(home: Path, *, bytecode: Path) -> dict[str, str]:
    """What `alongside` runs in: a data folder, SQLite, and bytecode kept from run to run as it is once installed."""
    env = {
        **os.environ,
        "ALONGSIDE_HOME": str(home),
        "DATABASE_URL": "",
        "PYTHONPYCACHEPREFIX": str(bytecode),
    }
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


def run(command: Sequence[str], *, env: Mapping[str, str], allowed: Sequence[int] = (0,)) -> tuple[Cost, str]:
    """Run to the end; its cost, and what it printed. Every process it starts must be waited for by its parent."""
    start = time.monotonic()
    process = subprocess.Popen(command, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    peak = _Peak(process.pid)
    printed, complaints = _read_both(process)
    # wait4: the time of a process with that of all descendants that were waited for, getrusage(2).
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    peak.stop()
    if process.returncode not in allowed:
        raise CommandFailed(f"{' '.join(command[:6])} ended with {process.returncode}: {complaints[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, peak.bytes), printed


def _read_both(process: subprocess.Popen[bytes]) -> tuple[str, str]:
    assert process.stdout is not None and process.stderr is not None
    complaints: list[bytes] = []
    reader = threading.Thread(target=lambda: complaints.append(process.stderr.read()))  # type: ignore[union-attr]
    reader.start()
    printed = process.stdout.read()
    reader.join()
    return printed.decode(), b"".join(complaints).decode("utf-8", "replace")


class _Peak:
    """Looks at a process tree every now and then, in a thread."""

    def __init__(self, pid: int) -> None:
        self.bytes = 0
        self._pid, self._end = pid, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(_SAMPLE_SECONDS):
            self.bytes = max(self.bytes, sum(pss(pid) for pid in tree(self._pid)))


def tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from tree(int(child))
    except OSError:
        return  # it has just ended


def pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass  # it has just ended
    return 0


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure; of memory the largest."""
    return Cost(
        median(cost.cpu_seconds for cost in costs),
        median(cost.wall_seconds for cost in costs),
        max(cost.peak_bytes for cost in costs),
    )
