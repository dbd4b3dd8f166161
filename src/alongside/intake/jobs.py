"""The way in, and out again, as work behind a page: what became of it is on its source's page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django_tasks_db.models import DBTaskResult

from alongside.channels.files.client import count_hint
from alongside.clients.models import Client, Person
from alongside.clients.queries import with_merged
from alongside.connections.models import Connection, Mailbox
from alongside.intake.actions import Received
from alongside.intake.erasing import erase, preview_client, preview_person, preview_source
from alongside.intake.filing import set_owner
from alongside.intake.importing import import_path, parser_pool
from alongside.intake.mail_check import check_mailbox
from alongside.intake.proposals import likely_owner_of
from alongside.jobs.progress import report
from alongside.jobs.registry import job
from alongside.originals.actions import finish_erasing
from alongside.timeline.models import Filing, KeptUnparsed


@job(label="Bringing in mail", queue="import", attempts=3)
def import_files(connection_id: int, folder: str) -> dict[str, Any]:
    """Read what was uploaded into `folder`, then let the upload go: its bytes are originals now."""
    connection = Connection.objects.get(pk=connection_id)
    path = Path(folder)
    if not path.exists():
        return {}
    total = count_hint(path)

    def tell(so_far: Received) -> None:
        report(so_far.read, total=total, message=f"{so_far.new:,} new")

    with parser_pool(max(1, (os.cpu_count() or 2) - 1)) as pool:
        received = import_path(path, connection=connection, pool=pool, progress=tell)
    is_anybodys = not connection.own_addresses.exists() and connection.owner_client_id is None
    if is_anybodys and (likely := likely_owner_of(connection)):
        set_owner(connection, own_addresses=[likely], is_confirmed=False)
    # What could not even be read as mail has no original: then the upload is all there is of it, and stays.
    if not KeptUnparsed.objects.filter(connection=connection, original=None).exists():
        shutil.rmtree(path, ignore_errors=True)
    return {"read": received.read, "new": received.new, "kept_unparsed": len(received.kept_unparsed)}


@job(label="Erasing", queue="import", attempts=3)
def erase_source(connection_id: int, client_ids: list[int]) -> bool:
    """Erase what came from a source, then those of its clients of whom nothing is left; True when it is complete."""
    source = Connection.objects.filter(pk=connection_id).first()
    is_complete = erase(preview_source(source)) if source is not None else True
    for client in Client.objects.filter(pk__in=client_ids):
        if not Filing.objects.filter(client=client).exists():
            is_complete = erase(preview_client(client)) and is_complete
    return is_complete


@job(label="Erasing", queue="import", attempts=3)
def erase_person(*, member_id: int, what: str, then: str, person_id: int) -> bool:
    """Erase a person with all they took part in; True when it is complete."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return True
    is_complete = erase(preview_person(person))
    Person.objects.filter(pk__in=[one.pk for one in with_merged([person])]).delete()
    words = "" if is_complete else " Some bytes are still in use; the next start finishes it."
    # Without their name, which would stay with the job.
    report(1, total=1, message=f"The person is erased.{words}")
    return is_complete


@job(label="Checking mailboxes", attempts=3)
def check_mailboxes(*, member_id: int, what: str, then: str, mailboxes: Sequence[int]) -> bool:
    """Set mailboxes against their servers' own lists; True when all are equal."""
    checks = []
    rows = Mailbox.objects.filter(pk__in=list(mailboxes)).select_related("connection")
    for mailbox in rows.order_by("connection__label"):
        label = mailbox.connection.label
        checks.append(
            check_mailbox(mailbox, progress=lambda done, total: report(done, total=total, message=label))  # noqa: B023
        )
    return all(check.is_equal for check in checks)


@job(label="Erasing", queue="import", attempts=3)
def go_on_erasing() -> None:
    """What waits for its bytes to leave, because somebody held them when it was decided: a backup, an import."""
    finish_erasing()


def is_being_erased(connection: Connection) -> bool:
    """Whether the work on this source is to erase it."""
    if connection.job_id is None:
        return False
    work = DBTaskResult.objects.filter(pk=connection.job_id).values_list("task_path", flat=True).first()
    return work == erase_source.module_path
