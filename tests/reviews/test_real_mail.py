"""Real mail as one client's: every line of its look-back is held against what it says it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from alongside.channels.email.parse import parse
from alongside.channels.files.client import open_source
from alongside.clients.actions import add_client, add_domain
from alongside.clients.models import Client
from alongside.message import ParsedMessage, RawMessage
from alongside.processes.follow_ups import follow_all
from alongside.promises.actions import accept
from alongside.promises.suggesting import suggestions_for
from alongside.reviews.queries import pack_for
from alongside.reviews.shapes import Line, Section
from alongside.timeline.models import Body, Filing, Interaction
from alongside.timeline.text import decompress
from tests.corpora import corpora_path
from tests.making import arrive, mailbox, owner, rewritten

pytestmark = [pytest.mark.corpora, pytest.mark.django_db]
# Who wrote most of these letters sits at the desk; the colleagues are the client.
DESK, COMPANY = "steven.kean@enron.com", "enron.com"
QUARTER = timedelta(days=91)
# Of letters so many days: enough to tell, and read in a moment.
READ = timedelta(days=45)
LATELY = datetime(2001, 5, 1, tzinfo=UTC)


def letters() -> Iterator[ParsedMessage]:
    """Of one quarter, moved so that it ends today: nothing older than a year is read for promises."""
    moved = timezone.now() - LATELY
    for raw in open_source(corpora_path() / "mail" / "maildir" / "enron-categories"):
        one = parse(raw.raw) if isinstance(raw, RawMessage) else None
        if isinstance(one, ParsedMessage) and one.happened_at and LATELY - READ < one.happened_at < LATELY:
            yield rewritten(one, happened_at=one.happened_at + moved)


@pytest.fixture
def client() -> Client:
    made = add_client("Colleagues", by=owner())
    add_domain(made, COMPANY)
    source = mailbox(own=(DESK,))
    arrive(source, *letters())
    follow_all()
    for one in suggestions_for(owner(), now=timezone.now(), client_id=made.pk):
        found = one.finding
        accept(owner(), (found.interaction_id, found.start, found.end, found.kind), now=timezone.now())
    return made


def pack(client: Client) -> tuple[tuple[Section, ...], date, date]:
    until = timezone.localdate()
    since = until - QUARTER
    return pack_for(owner(), client.pk, since_on=since, until_on=until), since, until


def plain(text: str) -> str:
    return " ".join(text.split())


def numbers_in(text: str) -> list[int]:
    return [int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", text)]


def test_every_line_says_what_its_sources_say(client):
    sections, since, until = pack(client)
    lines = [(section.name, line) for section in sections for line in section.lines]
    assert len(lines) > 12
    filed = set(Filing.objects.filter(client=client).values_list("interaction_id", flat=True))
    for name, line in lines:
        assert line.sources, line.text
        assert {one.id for one in line.sources if one.kind == "entry"} <= filed
        if line.quote and name != "about":
            assert is_said(line), line.text
        if name == "about":
            assert are_about(line), line.text
        if name == "spoken":
            assert numbers_in(line.text)[0] == len(line.sources), line.text
            days = Interaction.objects.filter(pk__in=[one.id for one in line.sources])
            assert all(
                since <= timezone.localdate(at) <= until for at in days.values_list("happened_at", flat=True)
            )


def is_said(line: Line) -> bool:
    """The quoted words stand in the entry, and at the place that the line leads to where it names one."""
    source = line.sources[0]
    text = decompress(bytes(Body.objects.get(interaction_id=source.id).text))
    words = plain(text[source.start : source.end] if source.end else text)
    quote = plain(line.quote.rstrip("…"))
    subject = Interaction.objects.values_list("subject", flat=True).get(pk=source.id)
    return quote in words or quote in plain(subject)


def are_about(line: Line) -> bool:
    subjects = Interaction.objects.filter(pk__in=[one.id for one in line.sources]).values_list(
        "subject", flat=True
    )
    said = numbers_in(line.text.partition(f"“{line.quote}”")[2])[0]
    return any(line.quote.rstrip("…") in plain(one) for one in subjects) and said == len(line.sources)
