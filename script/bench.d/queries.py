"""How long pages and their queries take in practices of different sizes: 10,000 and 1,000,000 messages.

Server time: the view with everything around it but the socket, signed in, in this process. On the database
server that $DATABASE_URL names, in a database made for it, or on SQLite in a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from rich.console import Console
from rich.table import Table

words = Console()
Results = dict[str, list[float]]


def main() -> None:
    options = _options()
    results = {}
    for count in options.count:
        with _database(count) as url, tempfile.TemporaryDirectory(dir=options.folder) as folder:
            results[count] = _apart(count, Path(options.home or folder), url, options.rounds)
    _report(results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench queries", description=__doc__)
    parser.add_argument("--count", type=int, nargs="+", default=[10_000, 1_000_000], help="messages")
    parser.add_argument("--rounds", type=int, default=200, help="requests of each page")
    parser.add_argument("--folder", help="where to work; needs about 4 KB a message")
    parser.add_argument("--home", help="keep the practice here, or measure the one that is here (one count)")
    return parser.parse_args()


@contextmanager
def _database(count: int) -> Iterator[str]:
    """An address for one practice: a PostgreSQL database of its own, dropped afterwards, or "" for SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"alongside_bench_{count}_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _apart(count: int, home: Path, url: str, rounds: int) -> Results:
    """In a process of its own: Django is told only once which database it has."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.environ.update(ALONGSIDE_HOME=str(home), DATABASE_URL=url)
        os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
        with os.fdopen(writing, "w") as out:
            json.dump(_measure_practice(count, rounds), out)
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


def _measure_practice(count: int, rounds: int) -> Results:
    import django

    django.setup()
    from alongside.processes.database import bring_up_to_date
    from alongside.timeline.models import Interaction

    from _looking import measure

    bring_up_to_date()
    if not Interaction.objects.exists():
        started = time.perf_counter()
        _fill(count)
        words.print(f"  {count:,} messages made in {time.perf_counter() - started:.0f} s", highlight=False)
    return measure(rounds)


def _fill(count: int) -> None:
    from _practice import fill
    from django.db import connection

    fill(count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # what autovacuum does within the hour


def _report(results: dict[int, Results]) -> None:
    """CPU is this process's own: on SQLite all of it, on PostgreSQL without the server's part."""
    table = Table("", title="milliseconds p50 / p95 (CPU p95)")
    for count in results:
        table.add_column(f"{count:,}", justify="right", no_wrap=True)
    table.add_column("p50 times as long", justify="right")
    table.add_column("queries", justify="right")
    table.add_column("KB", justify="right")
    small, large = results[min(results)], results[max(results)]
    for name, last in large.items():
        cells = [
            f"{row[0]:.1f} / {row[1]:.1f} ({row[2]:.1f})" for row in (one[name] for one in results.values())
        ]
        weight = [f"{last[3]:.0f}", f"{last[4] / 1000:.0f}"] if last[3] else ["", ""]
        table.add_row(name, *cells, f"{last[0] / small[name][0]:.2f}", *weight)
    words.print(table)


if __name__ == "__main__":
    main()
