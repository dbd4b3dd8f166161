"""Makes the sample practice: its mail is brought in like any other, then what was kept beside it is written."""

from __future__ import annotations

from alongside.accounts.models import Member
from alongside.channels.sample.client import SAMPLE_CLIENTS, TRUSTED_SERVER, sample_messages
from alongside.clients.actions import add_client, add_person
from alongside.clients.models import Client
from alongside.connections.actions import open_files_source
from alongside.connections.models import Connection
from alongside.intake.actions import Received
from alongside.intake.importing import import_messages, parser_pool
from alongside.jobs.progress import report
from alongside.jobs.registry import job
from alongside.sample.keeping import (
    Desk,
    keep_agreements,
    keep_ahead,
    keep_picture,
    keep_promises,
    keep_talks,
)
from alongside.sample.planning import plan_ahead
from alongside.sample.supporting import keep_hours, keep_support

LABEL = "Sample year"
OWNER = "you@desk.example"


@job(label="Making the sample year", queue="import", attempts=3)
def import_sample(connection_id: int, member_id: int) -> int:
    """Clients first, so that everything is filed as it comes. Returns how many letters and talks there are.

    The year ends where the source was made, so that doing it again gives the same messages.
    """
    member = Member.objects.get(pk=member_id)
    connection = Connection.objects.get(pk=connection_id)
    desk = Desk(member, _clients(member), connection.added_at)

    def tell(so_far: Received) -> None:
        report(so_far.read, message=f"{so_far.new:,} new")

    with parser_pool(1) as pool:
        messages = sample_messages(now=desk.now, owner=OWNER)
        read = import_messages(messages, connection=connection, pool=pool, progress=tell).read
    report(read, message="What was said and agreed")
    return read + _live_in(desk, connection)


def _clients(member: Member) -> dict[str, Client]:
    made = {}
    for client in SAMPLE_CLIENTS:
        domains = [client.domain] if client.domain else []
        made[client.name] = add_client(client.name, domains=domains, by=member)
        for name, addresses in client.people:
            add_person(made[client.name], name, addresses)
    return made


def _live_in(desk: Desk, source: Connection) -> int:
    """Returns how many talks there are."""
    talks = keep_talks(desk, source)
    keep_agreements(desk)
    keep_support(desk)
    keep_hours(desk)
    keep_picture(desk)
    keep_promises(desk)
    keep_ahead(desk)
    plan_ahead(desk)
    return talks


def open_sample(member: Member) -> Connection:
    """Its source, made once, and the work that fills it asked for."""
    connection = open_files_source(LABEL, member=member, own_addresses=[OWNER])
    connection.trusted_servers = [TRUSTED_SERVER]
    connection.is_owner_confirmed = True
    connection.job_id = import_sample.enqueue(connection.pk, member.pk).id
    connection.save()
    return connection
