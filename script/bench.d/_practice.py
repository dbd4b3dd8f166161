"""Fills an empty practice with any number of messages: 200 clients, threads of lifelike sizes, texts of real mail.

Written through `timeline.actions.add`, so that the rows are those of an import; there are no originals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from random import Random

from _mails import read_mails
from django.db import transaction
from msgspec.structs import replace

from alongside.accounts.actions import ensure_owner
from alongside.accounts.models import Member
from alongside.channels.email.parse import parse
from alongside.clients.models import Client, Handle, Person
from alongside.connections.actions import open_files_source
from alongside.connections.models import Connection
from alongside.message import ParsedMessage, Party
from alongside.processes.follow_ups import follow_all
from alongside.timeline.actions import add
from alongside.timeline.entry import Filed, NewEntry, Placement

CLIENTS, PEOPLE_EACH = 200, 3
UNFILED = 0.3
# Upper sizes of threads, and how many of 100 threads are no larger than that.
THREADS = ((1, 45), (2, 65), (6, 90), (20, 99), (120, 100))
DAYS_OF_SMALL, DAYS = 365, 8 * 365
SMALL = 10_000
BATCH = 2_000
ME = "me@desk.example"


@dataclass(frozen=True, slots=True)
class Step:
    """One message to be: when, in which thread, and its place there."""

    at: datetime
    thread: int
    place: int


@dataclass(frozen=True, slots=True)
class Talk:
    """Whom a thread is with; `client` None when it is filed nowhere."""

    client: Client | None
    address: str
    name: str


def fill(count: int) -> Member:
    """The owner, whose practice now holds `count` messages, all of them searchable."""
    random = Random(count)
    messages, _ = parsed_mails()
    member = ensure_owner()
    connection = open_files_source("Measured", member=member, own_addresses=[ME])
    talks: dict[int, Talk] = {}
    clients = _make_clients()
    steps = iter(_steps(count, random))
    while batch := list(islice(steps, BATCH)):
        for step in batch:
            if step.thread not in talks:
                talks[step.thread] = _talk(clients, count, random)
        _write(batch, talks, messages, connection)
    follow_all(at_once=10)  # Nobody else wants to write.
    return member


def parsed_mails() -> tuple[Sequence[ParsedMessage], str]:
    raws, what = read_mails(largest_bytes=200_000)
    found = []
    for raw in raws:
        one = parse(raw)
        if isinstance(one, ParsedMessage) and one.text:
            found.append(one)
    return found, what


def _make_clients() -> list[tuple[Client, list[Handle]]]:
    made = []
    with transaction.atomic():
        for number in range(1, CLIENTS + 1):
            client = Client.objects.create(name=f"Client {number:03}")
            handles = []
            for place in range(PEOPLE_EACH):
                person = Person.objects.create(client=client, name=f"Person {place} of {number}")
                handles.append(Handle.objects.create(person=person, value=f"p{place}@client{number}.example"))
            made.append((client, handles))
    return made


def _steps(count: int, random: Random) -> list[Step]:
    """Threads begin at any time and go on for days; in the order of time, the last one now."""
    end = datetime.now(UTC)
    days = DAYS_OF_SMALL if count <= SMALL else DAYS
    steps: list[Step] = []
    thread = 0
    while len(steps) < count:
        at = end - timedelta(days=random.random() * days)
        for place in range(_size(random)):
            steps.append(Step(min(at, end), thread, place))
            at += timedelta(hours=random.expovariate(1 / 20))
        thread += 1
    return sorted(steps[:count], key=lambda step: step.at)


def _size(random: Random) -> int:
    share = random.random() * 100
    least = 1
    for most, upto in THREADS:
        if share < upto:
            return random.randint(least, most)
        least = most + 1
    return THREADS[-1][0]


def _talk(clients: list[tuple[Client, list[Handle]]], count: int, random: Random) -> Talk:
    if random.random() < UNFILED:
        number = int(random.random() ** 2 * count / 10)
        return Talk(None, f"someone{number}@elsewhere{number // 3}.example", f"Someone {number}")
    # The first clients have most, as Zipf's law has it: the largest a sixth of all.
    place = min(int(CLIENTS ** random.random()), CLIENTS) - 1
    client, handles = clients[place]
    handle = random.choice(handles)
    return Talk(client, handle.value, handle.person.name)


def _write(
    batch: list[Step], talks: dict[int, Talk], messages: Sequence[ParsedMessage], connection: Connection
) -> None:
    entries = list(_entries(batch, talks, messages))
    with transaction.atomic():
        add(entries, connection_id=connection.pk)


def _entries(
    batch: list[Step], talks: dict[int, Talk], messages: Sequence[ParsedMessage]
) -> Iterator[NewEntry]:
    for step in batch:
        talk = talks[step.thread]
        key = blake2b(f"{step.thread}.{step.place}".encode(), digest_size=32).digest()
        text = messages[int.from_bytes(key[:4], "big") % len(messages)]
        is_mine = step.place > 0 and key[4] % 5 < 2
        message = _message(step, talk, text, key, is_mine=is_mine)
        filings = (Filed(talk.client.pk, "person", talk.name),) if talk.client else ()
        placement = Placement("out" if is_mine else "in", "own" if is_mine else "unproven", filings)
        yield NewEntry(message, 0, key, step.at, placement, talk.address)


def _message(step: Step, talk: Talk, text: ParsedMessage, key: bytes, *, is_mine: bool) -> ParsedMessage:
    ids = [f"{step.thread}.{place}@made.example" for place in (0, *range(max(1, step.place - 5), step.place))]
    here, there = Party("from", ME, "Me"), Party("to", talk.address, talk.name)
    if not is_mine:
        here, there = Party("from", talk.address, talk.name), Party("to", ME, "Me")
    subject = f"{text.subject[:60]} {step.thread}"
    return replace(
        text,
        source_key=key[:16],
        message_id=f"{step.thread}.{step.place}@made.example",
        references=tuple(ids) if step.place else (),
        subject=f"Re: {subject}" if step.place else subject,
        happened_at=step.at,
        parties=(here, there),
        nature="personal" if talk.client else text.nature,
    )
