"""An address, paths and a number of connections in; requests a second, times and CPU out, as wrk finds them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from _measure import pss, tree

_TICK = os.sysconf("SC_CLK_TCK")
# wrk's own table knows no 95th percentile; a path after the other, so that no single page is measured.
_SCRIPT = """
local paths, at = {%s}, 0
function request()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"requests":%%d,"microseconds":%%d,"bytes":%%d,"failed":%%d,"p50":%%d,"p95":%%d}\\n',
    summary.requests, summary.duration, summary.bytes,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(95)))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """Of one run: `cpu_ms` a request, over all processes of the server."""

    per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    kilobytes: float


class PageFailed(Exception):
    """Something else than the page was answered."""


def load(
    url: str, paths: Sequence[str], *, pid: int, connections: int, seconds: int, cookie: str = ""
) -> Load:
    with TemporaryDirectory() as folder:
        script = Path(folder) / "paths.lua"
        script.write_text(_SCRIPT % ",".join(json.dumps(path) for path in paths))
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script)]
        before = _cpu_seconds(pid)
        run = subprocess.run(
            [*command, "-H", f"Cookie: {cookie}", url], capture_output=True, text=True, check=True
        )
        spent = _cpu_seconds(pid) - before
    found = json.loads(run.stdout.strip().splitlines()[-1])
    if found["failed"] or not found["requests"]:
        raise PageFailed(f"{url}: {run.stdout}")
    requests = found["requests"]
    return Load(
        per_second=requests / found["microseconds"] * 1e6,
        p50_ms=found["p50"] / 1000,
        p95_ms=found["p95"] / 1000,
        cpu_ms=spent / requests * 1000,
        kilobytes=found["bytes"] / requests / 1000,
    )


def _cpu_seconds(pid: int) -> float:
    """Of the process and its living descendants; wrk is none of them."""
    total = 0
    for one in tree(pid):
        # After the name in brackets: utime and stime are the 14th and 15th field, proc(5).
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICK


def memory_mib(pid: int) -> float:
    """PSS of the process and its descendants."""
    return sum(pss(one) for one in tree(pid)) / 2**20


def middle(loads: Sequence[Load]) -> Load:
    """The median of each figure."""
    return Load(
        *(
            median(getattr(one, name) for one in loads)
            for name in ("per_second", "p50_ms", "p95_ms", "cpu_ms", "kilobytes")
        )
    )
