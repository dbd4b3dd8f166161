"""Pages beside public-inbox's on the same messages, in one run, by wrk: list, conversation, search.

The messages are one mailing list's, changed copies where they do not suffice; to Alongside they are the
mailbox of one client, and every page is asked for by a signed-in member. Conversations and searches are many
different ones, a request after the other.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from random import Random

from _mails import copied, read_mails
from _sites import Alongside, PublicInbox, Site
from _wrk import Load, middle
from rich.console import Console
from rich.table import Table

words = Console(width=150)
LISTS = ("mbox/linux-raid", "maildir/usrp-users")
BARS = {"list": 3.0, "conversation": 2.0, "search": 3.0}
PATHS = 40


@dataclass(slots=True)
class Measured:
    """What was found of one number of messages with so many processes and connections."""

    count: int
    processes: int
    connections: int
    loads: dict[tuple[str, str], list[Load]] = field(default_factory=dict)
    memory: dict[str, tuple[float, float]] = field(default_factory=dict)
    start: dict[str, float] = field(default_factory=dict)


def main() -> None:
    options = _options()
    for name in ("wrk", "public-inbox-httpd"):
        if shutil.which(name) is None:
            raise SystemExit(f"{name} is missing: sudo apt install wrk public-inbox")
    for count in options.count:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            messages = _make(Path(folder) / "mail", count)
            sites = _build(Path(folder))
            paths = _paths(sites, messages)
            for processes, connections in ((1, 1), (2, 10)):
                measured = Measured(count, processes, connections)
                _measure(measured, sites, paths, rounds=options.rounds, seconds=options.seconds)
                _report(measured, options.rounds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench pages", description=__doc__)
    parser.add_argument("--count", type=int, nargs="+", default=[5_000, 20_000], help="messages")
    parser.add_argument("--rounds", type=int, default=3, help="pairs of runs of each page")
    parser.add_argument("--seconds", type=int, default=4, help="of each run")
    parser.add_argument("--folder", help="where to work; needs about 50 KB a message")
    return parser.parse_args()


def _make(maildir: Path, count: int) -> list[bytes]:
    """The Maildir, and the messages that are in it once, which are chosen from."""
    real, _ = read_mails(*LISTS)
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    for number in range(count):
        raw = copied(real[number % len(real)], number // len(real))
        (maildir / "cur" / f"{number:08d}:2,S").write_bytes(raw)
    words.print(f"{count:,} messages, {min(count, len(real)):,} of them real, the others changed copies")
    return list(real[:count])


def _build(folder: Path) -> tuple[PublicInbox, Alongside]:
    sites = PublicInbox(folder / "theirs"), Alongside(folder / "ours")
    for site in sites:
        site.folder.mkdir()
        cpu_seconds = site.build(folder / "mail")
        words.print(f"  {site.name}: imported with {cpu_seconds:.0f} s of CPU", highlight=False)
    sites[1].sign_in()
    return sites


def _paths(
    sites: tuple[PublicInbox, Alongside], messages: Sequence[bytes]
) -> dict[tuple[str, str], list[str]]:
    random = Random(len(messages))
    ids = [
        str(message_from_bytes(raw)["Message-ID"]).strip("<> \n") for raw in random.sample(messages, PATHS)
    ]
    pairs = _pairs(messages, random)
    found = {}
    for site in sites:
        found[site.name, "list"] = [site.list_path]
        found[site.name, "conversation"] = site.thread_paths(ids)
        found[site.name, "search"] = site.search_paths(pairs)
    return found


def _pairs(messages: Sequence[bytes], random: Random) -> list[str]:
    """Two words that at least one message of 200 holds both of."""
    held: Counter[str] = Counter()
    sets = []
    for raw in messages:
        text = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2].decode("utf-8", "replace").lower()
        sets.append({word for word in text.split() if word.isascii() and word.isalpha() and len(word) > 3})
        held.update(sets[-1])
    known = sorted(word for word, count in held.items() if count * 50 >= len(messages))
    pairs: list[str] = []
    while len(pairs) < PATHS:
        one, other = random.sample(known, 2)
        if sum(one in words_of and other in words_of for words_of in sets) * 200 >= len(messages):
            pairs.append(f"{one} {other}")
    return pairs


def _measure(
    measured: Measured,
    sites: Sequence[Site],
    paths: dict[tuple[str, str], list[str]],
    *,
    rounds: int,
    seconds: int,
) -> None:
    for site in sites:
        starts = []
        for again in range(3):
            starts.append(site.start(measured.processes))
            if again < 2:
                site.stop()
        measured.start[site.name] = sorted(starts)[1]
    try:
        time.sleep(2)
        rest = {site.name: site.memory_mib() for site in sites}
        for page in BARS:
            for _ in range(rounds):
                for site in sites:
                    run = site.load(paths[site.name, page], connections=measured.connections, seconds=seconds)
                    measured.loads.setdefault((site.name, page), []).append(run)
        measured.memory = {site.name: (rest[site.name], site.memory_mib()) for site in sites}
    finally:
        for site in sites:
            site.stop()


def _report(measured: Measured, rounds: int) -> None:
    table = Table(
        "page", "", "requests/s", "p50 ms", "p95 ms", "CPU ms", "KB",
        title=f"{measured.count:,} messages, {measured.connections} connections, "
        f"{measured.processes} web processes, medians of {rounds}",
    )  # fmt: skip
    names = ("public-inbox", "alongside")
    for page, bar in BARS.items():
        rows = {name: middle(measured.loads[name, page]) for name in names}
        for name, one in rows.items():
            table.add_row(
                page if name == names[0] else "", name, f"{one.per_second:.0f}", f"{one.p50_ms:.1f}",
                f"{one.p95_ms:.1f}", f"{one.cpu_ms:.1f}", f"{one.kilobytes:.0f}",
            )  # fmt: skip
        pairs = list(zip(*(measured.loads[name, page] for name in names), strict=True))
        times = [middle_of([our.per_second / their.per_second for their, our in pairs])]
        times += [middle_of([their.cpu_ms / our.cpu_ms for their, our in pairs])]
        table.add_row("", f"times as fast (bar {bar:g})", f"{times[0]:.2f}", "", "", f"{times[1]:.2f}", "")
    words.print(table)
    for name in names:
        rest, after = measured.memory[name]
        words.print(
            f"  {name}: first page {measured.start[name]:.2f} s after the start; "
            f"{rest:.0f} MiB (PSS) at rest, {after:.0f} MiB after all this",
            highlight=False,
        )


def middle_of(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    main()
