"""`alongside rebuild`: makes everything derived anew from what arrived and what was decided."""

from __future__ import annotations

from alongside.cli._output import AsJson, emit, fail, progress, words
from alongside.cli._practice import pool, ready
from alongside.intake import rebuilding
from alongside.processes.database import is_running
from alongside.processes.follow_ups import follow_before_leaving


def rebuild(as_json: AsJson = False) -> None:
    """Build the timeline anew. What you decided stays."""
    if is_running():
        fail("Alongside is running on this data. Stop it first, then rebuild.")
    ready()
    with progress("Reading again") as advance, pool(takes_all=True) as parsers:
        entries = rebuilding.rebuild(parsers, progress=advance)
    with progress("Making it searchable") as advance:
        follow_before_leaving(progress=advance)
    emit(
        {"interactions": entries},
        as_json=as_json,
        in_words=lambda: words.print(f"{entries:,} entries built anew."),
    )
