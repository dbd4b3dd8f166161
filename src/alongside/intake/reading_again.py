"""Tries again what was kept unread: originals without an entry go in, entries or newer reasons come out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from alongside.channels.files.client import MAX_MESSAGE_BYTES
from alongside.connections.models import WRITTEN_HERE
from alongside.intake.actions import Unread, receive_again
from alongside.intake.edition import NO_MAIL, parser_version
from alongside.intake.importing import parser_pool
from alongside.intake.reading import read_written_here
from alongside.jobs.progress import report
from alongside.jobs.registry import job
from alongside.lib.limited import Refused
from alongside.originals.actions import sweep
from alongside.originals.queries import read
from alongside.timeline.models import KeptUnparsed


def worth_trying() -> QuerySet[KeptUnparsed]:
    """Messages whose bytes are here; not what is no mail at all."""
    kept = KeptUnparsed.objects.filter(original__size_bytes__lte=MAX_MESSAGE_BYTES)
    return kept.exclude(read_with=NO_MAIL)


@job(label="Trying again what was kept unread", queue="import", attempts=3)
def try_again(*, member_id: int, what: str, then: str, sources: Sequence[int]) -> int:
    """Read the kept messages of these sources once more. Returns how many could be read."""
    return _try(worth_trying().filter(connection__in=list(sources)))


@job(label="Reading with a newer parser", queue="import", attempts=3)
def try_with_new_parser() -> int:
    return _try(worth_trying().exclude(read_with=parser_version()))


def ask_where_parser_changed() -> None:
    """Once for each version of the parser, at the start that brings it."""
    if not worth_trying().exclude(read_with=parser_version()).exists():
        return
    asked = DBTaskResult.objects.filter(task_path=try_with_new_parser.module_path)
    if not asked.exclude(status__in=("SUCCESSFUL", "FAILED")).exists():
        try_with_new_parser.enqueue()


def last_try() -> tuple[datetime, str] | None:
    """When it was tried last by itself, and what came of it."""
    done = DBTaskResult.objects.filter(task_path=try_with_new_parser.module_path, status="SUCCESSFUL")
    last = done.select_related("job").order_by("-finished_at").first()
    return (last.finished_at, last.job.message) if last is not None else None


def _try(kept: QuerySet[KeptUnparsed]) -> int:
    here = kept.filter(connection__kind__in=WRITTEN_HERE).order_by("id")
    could = sum(_read_written_here(one) for one in here.select_related("original", "connection"))
    ids = list(kept.exclude(connection__kind__in=WRITTEN_HERE).order_by("id").values_list("id", flat=True))
    done = 0
    with parser_pool(1) as pool:
        pending: deque[int] = deque()
        for (result,) in pool.map(_raws(ids, pending)):
            outcome = Unread(result.reason) if isinstance(result, Refused) else result
            could += receive_again(pending.popleft(), outcome)
            done += 1
            report(done, total=len(ids), message=said(could, len(ids)))
    sweep()
    return could


def _read_written_here(kept: KeptUnparsed) -> bool:
    if kept.original is None:
        return False
    return receive_again(kept.pk, read_written_here(kept.connection.kind, read(kept.original.pk)))


def _raws(ids: Sequence[int], pending: deque[int]) -> Iterator[list[bytes]]:
    """The bytes of each, noted as on its way; what somebody erased meanwhile is left out."""
    for number in ids:
        original = KeptUnparsed.objects.filter(pk=number).values_list("original_id", flat=True).first()
        if original is not None:
            pending.append(number)
            yield [read(original)]


def said(could: int, tried: int) -> str:
    return f"{could:,} of {tried:,} could be read now." if could else "Nothing more could be read."
