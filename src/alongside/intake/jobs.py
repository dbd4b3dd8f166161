"""The way in as work behind a page: an uploaded file in; what became of it is on its source's page."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from alongside.channels.files.client import count_hint
from alongside.connections.models import Connection
from alongside.intake.actions import Received
from alongside.intake.filing import set_owner
from alongside.intake.importing import import_path, parser_pool
from alongside.intake.proposals import likely_owner_of
from alongside.jobs.progress import report
from alongside.jobs.registry import job


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
    shutil.rmtree(path, ignore_errors=True)
    return {"read": received.read, "new": received.new, "kept_unparsed": len(received.kept_unparsed)}
