"""How long the look-back over a quarter takes, and its paper, in practices of different sizes. Bars: 300 ms, 2 s.

Server time: the view with everything around it but the socket, signed in, in this process; of the busiest quarter of
the client with most letters. Made and measured as `script/bench queries` does it, with the same options.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from alongside.clients.models import Client

words = Console()
Results = dict[str, list[float]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench reviews", description=__doc__)
    parser.add_argument("--count", type=int, nargs="+", default=[10_000, 100_000], help="messages")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--home", help="keep the practice here, or measure the one that is here (one count)")
    options = parser.parse_args()
    results = {}
    for count in options.count:
        with tempfile.TemporaryDirectory() as folder:
            results[count] = _apart(count, Path(options.home or folder), options.rounds)
    _report(results)


def _apart(count: int, home: Path, rounds: int) -> Results:
    """In a process of its own: Django is told only once which database it has."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.environ.update(ALONGSIDE_HOME=str(home), DATABASE_URL="")
        os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
        with os.fdopen(writing, "w") as out:
            json.dump(_measure(count, rounds), out)
        sys.stdout.flush()
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as results:
        found = results.read()
    os.waitpid(child, 0)
    if not found:
        raise SystemExit(1)
    measured: Results = json.loads(found)
    return measured


def _measure(count: int, rounds: int) -> Results:
    import django

    django.setup()
    from _practice import fill
    from django.test import Client as Browser
    from django.utils import timezone

    from alongside.accounts.actions import ensure_owner
    from alongside.processes.database import bring_up_to_date
    from alongside.reviews.actions import set_period
    from alongside.reviews.material import gather
    from alongside.reviews.preparing import prepare
    from alongside.timeline.models import Interaction

    bring_up_to_date()
    if not Interaction.objects.exists():
        fill(count)
    member = ensure_owner()
    client, first, last, entries = _busiest()
    review = prepare(member, client, now=timezone.now())
    set_period(member, review.pk, since_on=first, until_on=last)
    browser = Browser(headers={"host": "localhost"})
    browser.force_login(member, backend="alongside.accounts.backend.MemberBackend")
    path = f"/reviews/{review.pk}/"
    return {
        "entries in the quarter": [entries],
        "its facts": _timed(lambda: gather(client.pk, since_on=first, until_on=last), rounds),
        "the page": _timed(lambda: browser.get(path), rounds),
        "its paper": _timed(lambda: browser.get(f"{path}paper/"), rounds),
        "the PDF": _timed(lambda: browser.get(f"{path}look-back.pdf"), max(3, rounds // 8)),
        "its agenda": _timed(lambda: browser.get(f"{path}agenda/"), rounds),
        "its outcome": _timed(lambda: browser.get(f"{path}outcome/"), rounds),
        "the list": _timed(lambda: browser.get("/reviews/"), rounds),
    }


def _busiest() -> tuple[Client, date, date, int]:
    """The client with most letters, and its quarter with most."""
    from alongside.timeline.models import ClientSummary, Filing

    client = ClientSummary.objects.order_by("-interactions").values_list("client_id", flat=True)[0]
    days = Counter(
        at.date() for at in Filing.objects.filter(client_id=client).values_list("happened_at", flat=True)
    )
    starts = sorted(days)
    counts = {on: sum(days[on + timedelta(days=ahead)] for ahead in range(91)) for on in starts}
    first = max(counts, key=lambda on: (counts[on], on))
    from alongside.clients.models import Client

    return Client.objects.get(pk=client), first, first + timedelta(days=90), counts[first]


def _timed(call: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds: the middle and the 95th of a hundred; the middle of this process's own CPU time."""
    answer = call()
    if getattr(answer, "status_code", 200) != 200:
        raise SystemExit(f"There was no page to measure: {answer}")
    took, cpu = [], []
    for _ in range(rounds):
        started, cpu_started = time.perf_counter(), time.process_time()
        call()
        cpu.append((time.process_time() - cpu_started) * 1000)
        took.append((time.perf_counter() - started) * 1000)
    return [quantiles(took, n=2)[0], quantiles(took, n=20)[-1], quantiles(cpu, n=2)[0]]


def _report(results: dict[int, Results]) -> None:
    table = Table("", title="milliseconds p50 / p95 (CPU p50)")
    for count in results:
        table.add_column(f"{count:,}", justify="right", no_wrap=True)
    for name in next(iter(results.values())):
        rows = [one[name] for one in results.values()]
        is_count = name.startswith("entries")
        table.add_row(
            name,
            *(f"{row[0]:.0f}" if is_count else f"{row[0]:.0f} / {row[1]:.0f} ({row[2]:.0f})" for row in rows),
        )
    words.print(table)


if __name__ == "__main__":
    main()
