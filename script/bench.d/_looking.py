"""A filled practice in; how long its pages take, and the queries behind them, out: as its owner, in this process."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from random import Random
from urllib.parse import quote

from _practice import parsed_mails
from django.db import connection
from django.db.models import F, Min
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.accounts.queries import owner
from alongside.clients.models import Client
from alongside.prepared import forget
from alongside.timeline.finding import find_for
from alongside.timeline.models import Filing, Thread
from alongside.timeline.queries.entries import thread_for
from alongside.timeline.queries.lists import arrived_for, summaries_for, timeline_for
from alongside.timeline.queries.tray import tray_count_for, tray_groups_for
from alongside.waiting.queries import waiting_for
from alongside.waiting.rail import rail_for

# The largest clients: their page is full in a small practice too, so that like is compared with like.
LARGEST = 12
WARM_UP = 10
PAGES_BACK = 5
Ask = Callable[[], object]


def measure(rounds: int) -> dict[str, list[float]]:
    """For each page and query: p50 and p95 in ms, p95 of CPU; for a page then queries and bytes."""
    member = owner()
    assert member is not None
    found: dict[str, list[float]] = {}
    for name, paths in _pages(member, Random(rounds)).items():
        chosen = list(islice(paths, rounds + WARM_UP))
        browser = _Browser(member)
        found[name] = [
            *_spread([lambda path=path: browser.get(path) for path in chosen]),
            *browser.weigh(chosen[0]),
        ]
    for name, asks in _queries(member, Random(rounds)).items():
        found[name] = [*_spread(list(islice(asks, rounds + WARM_UP))), 0, 0]
    return found


class _Browser:
    """A signed-in member's; a page is taken whole, and must be there. Each is told anew, as after a write."""

    def __init__(self, member: Member) -> None:
        self._browser = Browser(HTTP_HOST="localhost")
        self._browser.force_login(member, backend="alongside.accounts.backend.MemberBackend")

    def get(self, path: str) -> bytes:
        forget()
        answer = self._browser.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        return bytes(answer.content)

    def weigh(self, path: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            size_bytes = len(self.get(path))
        return len(queries), size_bytes


def _spread(asks: list[Ask]) -> tuple[float, float, float]:
    """p50 and p95 of the clock, p95 of CPU, in ms; the first few only warm up."""
    clock, cpu = [], []
    for ask in asks:
        at, spent = time.perf_counter(), time.process_time()
        ask()
        clock.append((time.perf_counter() - at) * 1000)
        cpu.append((time.process_time() - spent) * 1000)
    clock, cpu = sorted(clock[WARM_UP:]), sorted(cpu[WARM_UP:])
    late = int(len(clock) * 0.95)
    return clock[len(clock) // 2], clock[late], cpu[late]


def _pages(member: Member, random: Random) -> dict[str, Iterator[str]]:
    clients, entries, pairs = _largest(), _entries(), _pairs(random)
    back = [_far_back(member, client) for client in clients]

    def within(pair: str) -> str:
        return f'{pair} client:"{Client.objects.get(pk=random.choice(clients)).name}"'

    return {
        "client page": (f"/clients/{random.choice(clients)}/" for _ in _for_ever()),
        f"client page, {PAGES_BACK} pages back": (random.choice(back) for _ in _for_ever()),
        "thread": (f"/conversations/{random.choice(entries)}/" for _ in _for_ever()),
        "Today": ("/" for _ in _for_ever()),
        "Clients": ("/clients/" for _ in _for_ever()),
        "Tray": ("/tray/" for _ in _for_ever()),
        "search page": (f"/search/?q={quote(pair)}" for pair in pairs),
        "search page, one client": (f"/search/?q={quote(within(pair))}" for pair in pairs),
    }


def _queries(member: Member, random: Random) -> dict[str, Iterator[Ask]]:
    clients, entries, pairs = _largest(), _entries(), _pairs(random)

    def always(ask: Ask) -> Iterator[Ask]:
        return (ask for _ in _for_ever())

    return {
        "timeline_for": always(lambda: timeline_for(member, random.choice(clients))),
        "thread_for": always(lambda: thread_for(member, random.choice(entries))),
        "waiting_for": always(lambda: waiting_for(member, now=timezone.now())),
        "arrived_for": always(lambda: arrived_for(member, since=timezone.now() - timedelta(days=1))),
        "rail_for": always(lambda: rail_for(member)),
        "tray_count_for": always(lambda: tray_count_for(member)),
        "tray_groups_for": always(lambda: tray_groups_for(member, since=timezone.now() - timedelta(days=30))),
        "summaries_for": always(lambda: summaries_for(member)),
        "find_for": (lambda pair=pair: find_for(member, pair) for pair in pairs),
        "find_for, one client": (
            lambda pair=pair: find_for(member, pair, client_id=random.choice(clients)) for pair in pairs
        ),
    }


def _for_ever() -> Iterator[int]:
    return iter(int, 1)


def _largest() -> list[int]:
    # PostgreSQL has those first of whom nothing is known.
    most = F("summary__interactions").desc(nulls_last=True)
    return list(Client.objects.order_by(most).values_list("id", flat=True)[:LARGEST])


def _far_back(member: Member, client: int) -> str:
    line, pages = None, 0
    while pages < PAGES_BACK and (lines := timeline_for(member, client, before=line)):
        line, pages = (lines[-1].happened_at, lines[-1].id), pages + 1
    assert line is not None
    return f"/clients/{client}/?before={quote(line[0].isoformat())}~{line[1]}"


def _entries() -> list[int]:
    """One entry of each of about a thousand threads, from everywhere in time."""
    last = Thread.objects.order_by("-id").values_list("id", flat=True).first() or 0
    step = max(1, last // 2000)
    filed = Filing.objects.filter(thread_id__in=range(1, last, step)[:2000])
    return list(
        filed.values("thread_id").annotate(first=Min("interaction_id")).values_list("first", flat=True)
    )


def _pairs(random: Random) -> Iterator[str]:
    """Two words, each held by at least one message of 500; some by most."""
    messages, _ = parsed_mails()
    counts = Counter(
        word
        for message in messages
        for word in set(message.text.lower().split())
        if word.isascii() and word.isalpha() and len(word) > 2
    )
    known = sorted(word for word, count in counts.items() if count * 500 >= len(messages))
    return (" ".join(random.sample(known, 2)) for _ in _for_ever())
