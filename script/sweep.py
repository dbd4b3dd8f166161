"""Runs the long tests at full count and writes what they showed, with the date, into docs/reliability.md."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "reliability.md"
MARK = "<!-- newest first -->"


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is shown, by which tests, at which counts."""

    shows: str
    tests: tuple[str, ...]
    counts: dict[str, str]


SWEEPS = (
    Sweep(
        "an import killed at 50 random moments", ("tests/intake/test_kills.py",), {"ALONGSIDE_KILLS": "50"}
    ),
    Sweep("storing and erasing originals, killed", ("tests/originals",), {"ALONGSIDE_KILLS": "50"}),
    Sweep(
        "every mail of the corpora, parsed under limits",
        ("tests/channels", "tests/lib"),
        {"ALONGSIDE_FULL": "1"},
    ),
    Sweep("hostile mail once it is inside", ("tests/intake/test_hostile_mail.py",), {"ALONGSIDE_FULL": "1"}),
    Sweep(
        "every HTML vector in Chromium",
        ("tests/pages/mail", "tests/browser/test_foreign_mail.py"),
        {"ALONGSIDE_FULL": "1"},
    ),
    Sweep(
        "mail servers cut, killed, starved; the listener killed at 50 random moments",
        (
            "tests/intake/test_sync_faults.py",
            "tests/intake/test_hostile_servers.py",
            "tests/processes/test_listening.py",
        ),
        {"ALONGSIDE_LETTERS": "5000", "ALONGSIDE_CUT_SECONDS": "0.35", "ALONGSIDE_KILLS": "50"},
    ),
    Sweep(
        "1,000 letters cut at random, workers killed at 25 random moments: nobody gets two copies",
        ("tests/outbox/test_faults.py",),
        {"ALONGSIDE_SENDS": "1000", "ALONGSIDE_KILLS": "25"},
    ),
    Sweep(
        "200 guests who want one time at once: one has it",
        ("tests/pages/test_booking.py",),
        {"ALONGSIDE_BOOKINGS_AT_ONCE": "200"},
    ),
    Sweep(
        "a letter being typed, browser or program killed at 200 random moments",
        ("tests/browser/test_writing.py",),
        {"ALONGSIDE_TYPING_KILLS": "200"},
    ),
    Sweep(
        "10,000 replies of programs: none on a page, and the page still answers",
        ("tests/pages/test_guests.py",),
        {"ALONGSIDE_BOT_REPLIES": "10000"},
    ),
    Sweep(
        "10,000 replies of programs below a post of the journal: all are held or refused, none is published",
        ("tests/pages/test_journal.py",),
        {"ALONGSIDE_BOT_REPLIES": "10000"},
    ),
    Sweep(
        "notes of a call being typed, program or browser killed at 200 random moments",
        ("tests/browser/test_calls.py",),
        {"ALONGSIDE_NOTES_KILLS": "200"},
    ),
    Sweep(
        "a video call whose web process is killed 20 times",
        ("tests/browser/test_rooms.py",),
        {"ALONGSIDE_KILLS": "20"},
    ),
    Sweep("a backup killed at 50 random moments", ("tests/backups",), {"ALONGSIDE_KILLS": "50"}),
    Sweep(
        "every property with 20 times as many examples, others each time",
        (
            "tests/promises",
            "tests/waiting",
            "tests/rhythm",
            "tests/timeline",
            "tests/search",
            "tests/lib",
            "tests/channels",
        ),
        {"ALONGSIDE_EXAMPLES": "20"},
    ),
    Sweep("the journey in Chromium", ("tests/browser",), {}),
)


def main() -> int:
    chosen = [
        sweep for sweep in SWEEPS if not sys.argv[1:] or any(word in sweep.shows for word in sys.argv[1:])
    ]
    if not chosen:
        print("Name a part of what is to be shown:", *(f"  {sweep.shows}" for sweep in SWEEPS), sep="\n")
        return 2
    lines = [run(sweep) for sweep in chosen]
    write(lines)
    return int(any("| 0 |" not in line for line in lines))


def run(sweep: Sweep) -> str:
    report = ROOT / ".cache" / "sweep.xml"
    report.parent.mkdir(exist_ok=True)
    report.unlink(missing_ok=True)
    print(f"== {sweep.shows}", flush=True)
    start = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", f"--junit-xml={report}", *sweep.tests]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **sweep.counts}, check=False)
    minutes = (time.monotonic() - start) / 60
    suite = ElementTree.parse(report).getroot().find("testsuite")
    facts = (
        suite.attrib if suite is not None else {"tests": "0", "failures": "1", "errors": "0", "skipped": "0"}
    )
    bad = int(facts["failures"]) + int(facts["errors"])
    passed = int(facts["tests"]) - bad - int(facts["skipped"])
    counts = ", ".join(f"{name}={value}" for name, value in sweep.counts.items()) or "as in script/test"
    return f"| {sweep.shows} | {counts} | {passed} | {bad} | {minutes:.1f} |"


def write(lines: list[str]) -> None:
    head = (
        f"\n## {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores\n\n"
    )
    table = "| shown | counts | passed | failed | minutes |\n| --- | --- | --- | --- | --- |\n" + "\n".join(
        lines
    )
    before, mark, after = REPORT.read_text().partition(MARK)
    REPORT.write_text(before + mark + "\n" + head + table + "\n" + after)


if __name__ == "__main__":
    sys.exit(main())
