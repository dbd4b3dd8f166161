"""`alongside listen`: only the listening to mailboxes."""

from __future__ import annotations

from alongside.cli._output import AsJson, emit, fail
from alongside.processes.database import CannotStart, at_work_apart, bring_up_to_date
from alongside.processes.listening import listen as keep_listening


def listen(as_json: AsJson = False) -> None:
    """Keep mailboxes level with their servers, until it is stopped. Several may run on one PostgreSQL."""
    try:
        bring_up_to_date()
    except CannotStart as error:
        fail(str(error))
    with at_work_apart():
        visits = keep_listening()
    emit({"visits": visits}, as_json=as_json, in_words=lambda: None)
