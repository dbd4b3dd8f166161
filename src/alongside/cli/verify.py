"""`alongside verify`: proves that nothing is missing, damaged or doubled."""

from __future__ import annotations

from typing import Annotated

import typer

from alongside.cli._mail_check import check_mailboxes, problems_in, say_check
from alongside.cli._output import ATTENTION, AsJson, emit, fail, progress, words
from alongside.cli._practice import ready
from alongside.connections.mailboxes import mailboxes_for
from alongside.connections.models import MailCheck
from alongside.originals.verifying import verify as verify_originals
from alongside.outbox.verifying import problems as letter_problems
from alongside.processes.database import CannotStart, DatabaseDamaged, reachable
from alongside.processes.soundness import damage
from alongside.timeline.verifying import counts, problems


def verify(
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask mail servers.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check every original, entry and letter, the database, and each mailbox against its server's own list."""
    counted = checked = None
    try:
        found = damage()
        if not found:
            with reachable():
                found, checked = _everything(offline=offline)
                counted = counts()
    except DatabaseDamaged as error:
        found = [str(error)]
    except CannotStart as error:
        fail(str(error))
    document: dict[str, object] = {
        "ok": not found,
        "originals": counted and counted.originals,
        "interactions": counted and counted.interactions,
        "kept_unparsed": counted and counted.kept_unparsed,
        "problems": found,
    }
    if checked is not None and not as_json:
        say_check(checked)
    emit(document, as_json=as_json, in_words=lambda: _say(document, found))
    if found:
        raise typer.Exit(ATTENTION)


def _everything(*, offline: bool) -> tuple[list[str], list[MailCheck] | None]:
    """What is amiss, and what the mail servers said; nothing is tidied up before it was looked at."""
    member = ready(tidies=False)
    with progress("Checking originals") as advance:
        found = [problem.text for problem in verify_originals(progress=advance)]
    found += [*problems(), *letter_problems()]
    checked = check_mailboxes(member) if mailboxes_for(member).exists() and not offline else None
    if checked is not None:
        found += problems_in(checked)
    return found, checked


def _say(document: dict[str, object], found: list[str]) -> None:
    if document["originals"] is not None:
        words.print(
            f"{document['originals']:,} originals, {document['interactions']:,} entries, "
            f"{document['kept_unparsed']:,} kept unparsed.",
            highlight=False,
        )
    for problem in found:
        words.print(f"  {problem}", markup=False, highlight=False, soft_wrap=True)
    words.print(
        "Everything is whole." if not found else f"{len(found)} things need attention.", highlight=False
    )
