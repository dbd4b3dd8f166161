"""What commands that work on the practice begin with: the database up to date, and on whose behalf."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

import typer

from alongside.accounts.actions import ensure_owner
from alongside.accounts.models import Member
from alongside.cli._output import complaints, fail
from alongside.clients.models import Client
from alongside.clients.queries import clients_for, find_client_for
from alongside.processes.database import CannotStart, bring_up_to_date

if TYPE_CHECKING:
    from alongside.intake.actions import Outcome
    from alongside.lib.limited import LimitedPool

_OBJECTS_BETWEEN_COLLECTIONS = 500_000
# One keeps up with the process that writes; more than the processors left take turns and cost memory.
_MOST_PARSERS = 2


def ready(*, tidies: bool = True) -> Member:
    """The owner of the practice, on whose machine the command is called. `tidies`: as `bring_up_to_date` has it."""
    try:
        bring_up_to_date(say=_tell, tidies=tidies)
    except CannotStart as error:
        fail(str(error))
    return ensure_owner()


def _tell(line: str) -> None:
    """On stderr, since stdout may be a document."""
    complaints.print(line, highlight=False, markup=False)


def typed_password() -> str:
    """Never an argument, which every user of the machine can read."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def typed_line(label: str) -> str:
    """What somebody types, or a script gives; "" for nothing. Asked for on stderr, since stdout may be a document."""
    print(f"{label}: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def named_client(member: Member, name: str) -> Client:
    """The client of that name or id; ends the command where there is none."""
    client = find_client_for(member, name)
    if client is None:
        names = ", ".join(clients_for(member).order_by("name").values_list("name", flat=True)[:20])
        fail(f"There is no client “{name}”. There are: {names or 'none yet'}.")
    return client


def pool(*, takes_all: bool = False) -> LimitedPool[bytes, Outcome]:
    """Parsers in processes of their own, for long work: this process then looks for garbage less often."""
    from alongside.intake.importing import parser_pool
    from alongside.timeline.database import expect_many_writes

    # A batch is a hundred thousand objects without a ring among them; looking through them costs a twentieth.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    expect_many_writes()
    return parser_pool(min(_MOST_PARSERS, max(1, (os.cpu_count() or 1) - 1)), takes_all=takes_all)
