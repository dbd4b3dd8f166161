"""The sample practice: a year of an invented one, brought in like any other mail."""

from __future__ import annotations

from alongside.accounts.models import Member
from alongside.channels.sample.client import SAMPLE_CLIENTS, TRUSTED_SERVER, sample_messages
from alongside.clients.actions import add_client, add_person
from alongside.connections.actions import open_files_source
from alongside.connections.models import Connection
from alongside.intake.actions import Received
from alongside.intake.importing import import_messages, parser_pool
from alongside.jobs.progress import report
from alongside.jobs.registry import job

LABEL = "Sample year"
OWNER = "you@desk.example"


@job(label="Making the sample year", queue="import", attempts=3)
def import_sample(connection_id: int, member_id: int) -> int:
    """Clients first, so that everything is filed as it comes. Returns how many messages there are.

    The year ends where the source was made, so that doing it again gives the same messages.
    """
    member = Member.objects.get(pk=member_id)
    connection = Connection.objects.get(pk=connection_id)
    for client in SAMPLE_CLIENTS:
        domains = [client.domain] if client.domain else []
        made = add_client(client.name, domains=domains, by=member)
        for name, addresses in client.people:
            add_person(made, name, addresses)

    def tell(so_far: Received) -> None:
        report(so_far.read, message=f"{so_far.new:,} new")

    with parser_pool(1) as pool:
        messages = sample_messages(now=connection.added_at, owner=OWNER)
        return import_messages(messages, connection=connection, pool=pool, progress=tell).read


def open_sample(member: Member) -> Connection:
    """Its source, made once, and the work that fills it asked for."""
    connection = open_files_source(LABEL, member=member, own_addresses=[OWNER])
    connection.trusted_servers = [TRUSTED_SERVER]
    connection.is_owner_confirmed = True
    connection.job_id = import_sample.enqueue(connection.pk, member.pk).id
    connection.save()
    return connection
