"""The whole way in, by the command line: `alongside import` against `notmuch new` on the same Maildir.

Counted until a search finds the last message: originals durable, parsed, deduplicated, threaded, filed,
indexed. `--beside`: instead, how long small writes wait while an import runs beside a serving instance.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from _beside import measure_beside
from _mails import LAST_WORD, Made, make_maildir
from _measure import Cost, environment, middle, run
from rich.console import Console
from rich.table import Table

SMALL = 20_000
words = Console()


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="alongside-bench-", dir=options.folder) as folder:
        words.print(f"Making the Maildir in {folder} ...", highlight=False)
        made = make_maildir(Path(folder) / "mail", count=options.count, largest_bytes=options.largest_bytes)
        words.print(f"{made}.", highlight=False)
        if options.beside:
            measure_beside(made, Path(folder), words)
            return
        rounds = options.rounds or (3 if made.count <= SMALL else 1)
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(_import(made, Path(folder)))
            words.print(_line("alongside", ours[-1], made), highlight=False)
            if not options.alone and shutil.which("notmuch"):
                theirs.append(_notmuch(made, Path(folder)))
                words.print(_line("notmuch", theirs[-1], made), highlight=False)
        _report(made, ours, theirs)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench mail", description=__doc__)
    parser.add_argument("--count", type=int, default=0, help="messages; default: as many as there are")
    parser.add_argument("--rounds", type=int, default=0, help="runs of each; default 3, 1 for many messages")
    parser.add_argument("--alone", action="store_true", help="without notmuch")
    parser.add_argument("--beside", action="store_true", help="small writes while an import runs")
    parser.add_argument("--largest-bytes", type=int, default=1 << 30, help="leave out larger messages")
    parser.add_argument("--folder", help="where to work; needs about 20 KB a message")
    return parser.parse_args()


def _import(made: Made, folder: Path) -> Cost:
    """A practice whose database is there already, empty; then the import, then the search."""
    home = folder / "home"
    env = environment(home, bytecode=folder / "bytecode")
    alongside = [sys.executable, "-m", "alongside"]
    run([*alongside, "clients", "--json"], env=env)
    run([*alongside, "search", "nothing", "--json"], env=env)
    cost, printed = run([*alongside, "import", str(made.path), "--json"], env=env, allowed=(0, 1))
    found = json.loads(printed)
    if found["read"] != made.count:
        raise SystemExit(f"{made.count} messages were there, {found['read']} were read")
    searched, printed = run([*alongside, "search", LAST_WORD, "--json"], env=env)
    if len(json.loads(printed)) != 1:
        raise SystemExit("the last message was not found")
    shutil.rmtree(home)
    return cost + searched


def _notmuch(made: Made, folder: Path) -> Cost:
    config = folder / "notmuch.conf"
    config.write_text(
        f"[database]\npath={made.path}\n[new]\ntags=unread;inbox\n[maildir]\nsynchronize_flags=false\n"
    )
    env = {**os.environ, "NOTMUCH_CONFIG": str(config)}
    cost, _ = run(["notmuch", "new", "--quiet"], env=env)
    searched, printed = run(["notmuch", "search", "--output=messages", LAST_WORD], env=env)
    if not printed.strip():
        raise SystemExit("notmuch did not find the last message")
    shutil.rmtree(made.path / ".notmuch")
    return cost + searched


def _line(name: str, cost: Cost, made: Made) -> str:
    return (
        f"  {name}: {cost.cpu_seconds:.1f} s CPU, {cost.wall_seconds:.1f} s, "
        f"{made.count / cost.cpu_seconds:,.0f} messages/CPU-s, {cost.peak_bytes / 2**20:.0f} MiB"
    )


def _report(made: Made, ours: Sequence[Cost], theirs: Sequence[Cost]) -> None:
    table = Table(
        "", "CPU s", "wall s", "messages/CPU-s", "peak MiB", title=f"{made}, medians of {len(ours)}"
    )
    for name, costs in (("alongside", ours), ("notmuch", theirs)):
        if costs:
            cost = middle(costs)
            rate, peak = made.count / cost.cpu_seconds, cost.peak_bytes / 2**20
            table.add_row(
                name, f"{cost.cpu_seconds:.1f}", f"{cost.wall_seconds:.1f}", f"{rate:,.0f}", f"{peak:.0f}"
            )
    if theirs:
        our, their = middle(ours), middle(theirs)
        cpu, wall = their.cpu_seconds / our.cpu_seconds, their.wall_seconds / our.wall_seconds
        table.add_row("times as fast", f"{cpu:.2f}", f"{wall:.2f}", f"{cpu:.2f}", "")
    words.print(table)


if __name__ == "__main__":
    main()
