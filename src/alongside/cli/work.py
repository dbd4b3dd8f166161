"""`alongside work`: only the work behind the pages."""

from __future__ import annotations

from typing import Annotated

import typer
from django.conf import settings
from django.db import OperationalError

from alongside.cli._output import AsJson, emit, fail, words
from alongside.intake.reading_again import ask_where_parser_changed
from alongside.processes import working
from alongside.processes.database import CannotStart, DatabaseAway, at_work_apart, bring_up_to_date


def work(
    queue: Annotated[list[str] | None, typer.Option(help="Only this queue; may be said again.")] = None,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="End when nothing is left to do.")] = False,
    as_json: AsJson = False,
) -> None:
    """Do the work behind the pages: imports and whatever takes longer than a page may."""
    names = settings.TASKS["default"]["QUEUES"]
    if unknown := [name for name in queue or [] if name not in names]:
        fail(f"There is no queue “{unknown[0]}”. There are: {', '.join(names)}.")
    try:
        bring_up_to_date()
        ask_where_parser_changed()
    except CannotStart as error:
        fail(str(error))
    except OperationalError:
        fail(str(DatabaseAway()))
    with at_work_apart():
        done = working.work(queues=queue or [], until_idle=until_idle)
    emit({"done": done}, as_json=as_json, in_words=lambda: words.print(f"{done} jobs done."))
