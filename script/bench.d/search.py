"""Measures the search index: real mail multiplied in, a table of speeds out.

    python script/bench.d/search.py [--entries 10000 1000000] [--batch 10000]

On the database that $DATABASE_URL names (an empty one of PostgreSQL: its tables are dropped at the end), or on
SQLite in a temporary folder. Documents a second and milliseconds are of CPU time on SQLite, where all is done in
this process, and of the clock on PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fast_mail_parser
import selectolax.lexbor
import zstandard

if TYPE_CHECKING:
    from alongside.search.index import Document

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
CORPORA = Path(os.environ.get("ALONGSIDE_CORPORA", ROOT.parent / "shared" / "corpora"))
LATEST = datetime(2026, 1, 1, tzinfo=UTC)
YEARS = 8
# Shares of the clients: two large ones, many small ones, one very small.
CLIENTS = [(1, 0.30), (2, 0.15), *((number, 0.55 / 27) for number in range(3, 30)), (30, 0.0005)]
PAGE = 50
LETTERS_READ = 20_000  # as many as `mark` looks through
Text = tuple[str, str, str, str]  # sender, recipients, subject, body


def read_mail(folder: Path) -> list[Text]:
    """Every message that parses, without its quoted lines."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        raw = path.read_bytes()
        for message in raw.split(b"\nFrom ") if "mbox" in path.parts else [raw]:
            try:
                mail = fast_mail_parser.parse_email(
                    message.partition(b"\n")[2] if message[:5] == b"From " else message
                )
            except fast_mail_parser.ParseError:
                continue
            text = "\n".join(mail.text_plain) or " ".join(map(_plain, mail.text_html))
            body = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
            headers = {name.lower(): str(value) for name, value in mail.headers.items()}
            found.append((headers.get("from", ""), headers.get("to", ""), mail.subject or "", body))
    return found


def _plain(html: str) -> str:
    body = selectolax.lexbor.LexborHTMLParser(html).body
    return body.text(separator=" ") if body else ""


class Bench:
    """One database of a given size, filled, asked and thrown away."""

    def __init__(self, mail: list[Text], entries: int, batch: int) -> None:
        self.mail, self.entries, self.batch = mail, entries, batch
        self.random = random.Random(7)
        self.compress = zstandard.ZstdCompressor(level=3).compress
        self.decompressor = zstandard.ZstdDecompressor()

    def documents(self) -> Iterator[Document]:
        from alongside.search.index import Document

        step = timedelta(days=365 * YEARS) / self.entries
        order = list(range(len(self.mail)))
        numbers, weights = zip(*CLIENTS, strict=True)
        for number in range(1, self.entries + 1):
            if number % len(order) == 1:
                self.random.shuffle(order)
            sender, people, subject, body = self.mail[order[number % len(order)]]
            client = self.random.choices(numbers, weights)[0]
            tokens = [f"c{client}", "kemail", f"t{client % 4}"] + ["hasfile"] * (number % 6 == 0)
            happened_at = LATEST - step * (self.entries - number)
            yield Document(number, happened_at, subject, people, body, tuple(tokens), sender)

    def build(self) -> float:
        """Documents a second of CPU time (SQLite) or of the clock (PostgreSQL)."""
        from django.db import connection, transaction

        from alongside.search.actions import index

        clock = clock_of_database()
        with connection.cursor() as cursor:
            kind = "blob" if connection.vendor == "sqlite" else "bytea"
            cursor.execute(f"CREATE TABLE bench_text (number integer PRIMARY KEY, subject text, body {kind})")
        spent, waiting = 0.0, []
        for document in self.documents():
            waiting.append(document)
            if len(waiting) == self.batch or document.number == self.entries:
                started = clock()
                with transaction.atomic():
                    index(waiting)
                spent += clock() - started
                self._keep(waiting)
                waiting = []
        return self.entries / spent

    def _keep(self, documents: Sequence[Document]) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO bench_text VALUES (%s, %s, %s)",
                [
                    (
                        one.number,
                        one.subject.encode("utf-8", "replace").decode().replace("\0", ""),
                        self.compress(one.body.encode("utf-8", "replace")),
                    )
                    for one in documents
                ],
            )

    def text_of(self, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
        from django.db import connection

        with connection.cursor() as cursor:
            marks = ",".join(["%s"] * len(numbers))
            cursor.execute(
                f"SELECT number, subject, body FROM bench_text WHERE number IN ({marks})", list(numbers)
            )
            # As the pages do it: no more of a text is read than is looked through for the words.
            return {number: (subject, self._beginning(bytes(body))) for number, subject, body in cursor}

    def _beginning(self, body: bytes) -> str:
        with self.decompressor.stream_reader(body) as reader:
            return reader.read(LETTERS_READ).decode("utf-8", "ignore")


def pick_words(mail: list[Text], *, each: int = 40) -> dict[str, list[str]]:
    """Words by how many of the messages hold them: a fixed choice of rare, medium and common ones."""
    counts: Counter[str] = Counter()
    for text in mail:
        counts.update(
            {word for word in text[3].lower().split() if word.isascii() and word.isalpha() and len(word) > 2}
        )
    chosen = random.Random(11)
    total = len(mail)
    bands = {"rare": (2 / total, 0.001), "medium": (0.002, 0.02), "common": (0.04, 1.0)}
    return {
        name: chosen.sample(sorted(w for w, n in counts.items() if low <= n / total < high), each)
        for name, (low, high) in bands.items()
    }


def timed(ask: Callable[[], object], *, rounds: int = 2) -> float:
    """The quicker of two goes, in milliseconds of CPU time (SQLite) or of the clock (PostgreSQL)."""
    clock = clock_of_database()
    best = float("inf")
    for _ in range(rounds):
        started = clock()
        ask()
        best = min(best, clock() - started)
    return best * 1000


def clock_of_database() -> Callable[[], float]:
    from django.db import connection

    return time.process_time if connection.vendor == "sqlite" else time.perf_counter


def spread(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{statistics.median(ordered):8.2f} {ordered[int(len(ordered) * 0.95)]:8.2f} {ordered[-1]:8.2f}"


def measure(bench: Bench, words: dict[str, list[str]]) -> None:
    """Print p50, p95 and worst of each way of asking, in milliseconds."""
    from alongside.search.queries import find
    from alongside.search.rules import parse_query
    from alongside.search.snippets import mark

    every = [word for band in words.values() for word in band]
    chosen = random.Random(3)
    pairs = [" ".join(chosen.sample(every, 2)) for _ in range(120)]
    common = [" ".join(chosen.sample(words["common"], 2)) for _ in range(60)]
    clients = [("c1",), ("c5",), ("c30",)]

    def ask(text: str, scopes: Sequence[tuple[str, ...]] = (), **options: Any) -> None:
        find(parse_query(text), scopes=scopes, limit=PAGE, **options)

    def show(text: str, scopes: Sequence[tuple[str, ...]] = ()) -> None:
        query = parse_query(text)
        hits = find(query, scopes=scopes, limit=PAGE)
        texts = bench.text_of([hit.number for hit in hits]) if hits else {}
        for subject, body in texts.values():
            mark(subject, query, width=len(subject))
            mark(body, query, width=160)

    seen = tuple(f"c{number}" for number, _ in CLIENTS)
    rows: dict[str, list[float]] = {
        **{f"one {band} word": [timed(lambda w=w: ask(w)) for w in words[band]] for band in words},
        "two words": [timed(lambda p=p: ask(p)) for p in pairs],
        "two common words": [timed(lambda p=p: ask(p)) for p in common],
        "two words, 30 clients": [timed(lambda p=p: ask(p, [seen])) for p in pairs],
        "two words, one client": [
            timed(lambda p=p, c=c: ask(p, [c])) for p in pairs + common for c in clients
        ],
        "newest first with snippets": [timed(lambda p=p: show(p)) for p in every + pairs],
        "one client with snippets": [
            timed(lambda p=p, c=c: show(p, [c])) for p in pairs + common for c in clients
        ],
        "a phrase": [timed(lambda p=p: ask(f'"{p}"')) for p in pairs + common],
        "best first": [timed(lambda p=p: ask(p, order="best")) for p in every + pairs],
        **{
            f"as one types, {n} letters": [
                timed(lambda w=w, n=n: find(parse_query(w[:n], is_typing=True), limit=PAGE)) for w in every
            ]
            for n in (1, 2, 3, 4, 6)
        },
        "a beginning*, 4 letters": [timed(lambda w=w: ask(w[:4] + "*")) for w in every],
    }
    print(f"{'milliseconds':32}{'p50':>8} {'p95':>8} {'worst':>8}")
    for name, times in rows.items():
        print(f"{name:32}{spread(times)}")


def run(mail: list[Text], entries: int, batch: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", "search", verbosity=0)
    bench = Bench(mail, entries, batch)
    speed = bench.build()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # as autovacuum does soon after
            cursor.execute("VACUUM ANALYZE search_text")
    print(
        f"\n{connection.vendor}, {entries} entries ({len(mail)} real x {entries / len(mail):.1f}), batches of {batch}"
    )
    print(f"{speed:.0f} documents a second, {index_size() / 1e6:.0f} MB")
    measure(bench, pick_words(mail))
    if connection.vendor == "postgresql":
        call_command("migrate", "search", "zero", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_text")


def index_size() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%search%' AND aggregate = TRUE")
        else:
            cursor.execute(
                "SELECT pg_total_relation_size('search_text') + pg_total_relation_size('search_entry')"
            )
        return int(cursor.fetchone()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--batch", type=int, default=10_000)
    options = parser.parse_args()
    mail = read_mail(CORPORA / "mail")
    for entries in options.entries:
        home = tempfile.mkdtemp(prefix="alongside-bench-")
        child = os.fork()
        if child == 0:
            os.environ["ALONGSIDE_HOME"] = home
            os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
            import django

            django.setup()
            run(mail, entries, options.batch)
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
