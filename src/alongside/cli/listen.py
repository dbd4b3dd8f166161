"""`alongside listen`: only the listening to mailboxes."""

from __future__ import annotations

from alongside.cli._output import fail
from alongside.processes.database import CannotStart, bring_up_to_date
from alongside.processes.listening import listen as keep_listening


def listen() -> None:
    """Keep mailboxes level with their servers, until it is stopped. Several may run on one PostgreSQL."""
    try:
        bring_up_to_date()
    except CannotStart as error:
        fail(str(error))
    keep_listening()
