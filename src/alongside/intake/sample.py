"""The sample practice: a year of an invented one, brought in like any other mail."""

from __future__ import annotations

from datetime import datetime

from alongside.accounts.models import Member
from alongside.channels.sample.client import SAMPLE_CLIENTS, sample_messages
from alongside.clients.actions import add_client
from alongside.connections.actions import open_files_source
from alongside.intake.actions import Received
from alongside.intake.importing import import_messages, parser_pool
from alongside.jobs.progress import report
from alongside.jobs.registry import job

LABEL = "Sample practice"
OWNER = "you@desk.example"


@job(label="Making the sample practice", queue="import", attempts=3)
def import_sample(member_id: int, now: str) -> int:
    """Clients first, so that everything is filed as it comes. Returns how many messages there are."""
    member = Member.objects.get(pk=member_id)
    for client in SAMPLE_CLIENTS:
        domains = [client.domain] if client.domain else []
        add_client(client.name, domains=domains, addresses=client.people, by=member)
    connection = open_files_source(LABEL, member=member, own_addresses=[OWNER])

    def tell(so_far: Received) -> None:
        report(so_far.read, message=f"{so_far.new:,} new")

    with parser_pool(1) as pool:
        messages = sample_messages(now=datetime.fromisoformat(now), owner=OWNER)
        return import_messages(messages, connection=connection, pool=pool, progress=tell).read
