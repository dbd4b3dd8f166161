"""`alongside tray`: what is filed to no client yet, by whom it is with."""

from __future__ import annotations

from datetime import tzinfo
from typing import Annotated

import typer

from alongside.accounts.queries import zone_of
from alongside.cli._output import AsJson, emit, table, words
from alongside.cli._practice import ready
from alongside.timeline.queries.shapes import TrayGroup
from alongside.timeline.queries.tray import EVERYTHING, tray_groups_for


def tray(
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List the tray."""
    member = ready()
    groups = tray_groups_for(member, limit=limit, newest=EVERYTHING).groups
    emit(groups, as_json=as_json, in_words=lambda: _say(groups, zone_of(member)))


def _say(groups: list[TrayGroup], zone: tzinfo) -> None:
    if not groups:
        words.print("The tray is empty.")
        return
    shown = table("messages", "with", "last", "subject")
    for group in groups:
        last = f"{group.last_at.astimezone(zone):%Y-%m-%d}"
        shown.add_row(str(group.count), group.address or "(nobody named)", last, group.last_subject[:60])
    words.print(shown)
