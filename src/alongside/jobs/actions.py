"""A job's row, written: taken, kept, moved on, finished, put back, brought back."""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from msgspec import Struct

from alongside.jobs.errors import JobFailed
from alongside.jobs.models import Job
from alongside.jobs.registry import policy_of
from alongside.jobs.rules import KEEP_FINISHED, LEASE
from alongside.lib.texts import naming_any
from alongside.prepared import prepared


class Taken(Struct, frozen=True):
    """A job in the hands of this worker for as long as `lease` is the one in its row."""

    id: UUID
    lease: str
    attempt: int
    queue: str
    result: DBTaskResult[Any, Any]


@prepared
def _waiting() -> Any:
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return rows.order_by("queue_name").values_list("queue_name").distinct()


def queues_with_jobs() -> set[str]:
    """Those in which a job waits, if only for its time. Asked twice a second for ever: one question for all."""
    return {queue for (queue,) in _waiting()}


def take(queue: str) -> Taken | None:
    """The next job of the queue. Looks before it writes: an idle worker leaves the database alone."""
    result = DBTaskResult.objects.ready().filter(queue_name=queue).first()
    if result is None:
        return None
    now, lease = timezone.now(), secrets.token_hex(16)
    with transaction.atomic():
        waiting = DBTaskResult.objects.filter(pk=result.pk, status=TaskResultStatus.READY)
        if waiting.update(status=TaskResultStatus.RUNNING, started_at=now) != 1:
            return None
        job, _ = Job.objects.get_or_create(result=result)
        job.attempts += 1
        job.lease, job.lease_ends_at, job.failure = lease, now + LEASE, ""
        job.save()
    return Taken(id=result.pk, lease=lease, attempt=job.attempts, queue=queue, result=result)


def keep(leases: Collection[str]) -> None:
    """Says that the jobs are still being worked on."""
    Job.objects.filter(lease__in=leases).update(lease_ends_at=timezone.now() + LEASE)


def report(taken: Taken, *, done: int, total: int | None, message: str) -> None:
    """How far it is, for a page to show."""
    Job.objects.filter(pk=taken.id, lease=taken.lease).update(done=done, total=total, message=message[:200])


def succeed(taken: Taken, value: Any) -> bool:
    """False when the job was no longer this worker's: then nothing is written."""
    return _leave(taken, status=TaskResultStatus.SUCCESSFUL, return_value=value, finished_at=timezone.now())


def put_back(taken: Taken) -> bool:
    """Ready again as if it had not been taken."""
    with transaction.atomic():
        Job.objects.filter(pk=taken.id, lease=taken.lease).update(attempts=taken.attempt - 1)
        return _leave(taken, status=TaskResultStatus.READY)


def fail(taken: Taken, error: BaseException) -> bool:
    """Waiting for its next attempt, or failed for good with words for a person."""
    policy = policy_of(taken.result.task_path)
    is_final = isinstance(error, JobFailed) and error.is_final
    words = (
        error.words if isinstance(error, JobFailed) else f"An error in the program ({type(error).__name__})."
    )
    fields: dict[str, Any] = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        # Without the message, which may quote what somebody wrote.
        "traceback": "".join(traceback.format_tb(error.__traceback__)),
    }
    if taken.attempt < policy.attempts and not is_final:
        fields |= {
            "status": TaskResultStatus.READY,
            "run_after": timezone.now() + policy.wait_after(taken.attempt),
        }
    else:
        fields |= {"status": TaskResultStatus.FAILED, "finished_at": timezone.now()}
    with transaction.atomic():
        Job.objects.filter(pk=taken.id, lease=taken.lease).update(failure=words)
        return _leave(taken, **fields)


def _leave(taken: Taken, **fields: Any) -> bool:
    """Writes the row and gives the lease up, if it is still this worker's."""
    with transaction.atomic():
        mine = Job.objects.filter(pk=taken.id, lease=taken.lease)
        if mine.update(lease="", lease_ends_at=None) != 1:
            return False
        DBTaskResult.objects.filter(pk=taken.id).update(**fields)
    return True


def bring_back(*, except_leases: Collection[str] = ()) -> int:
    """Jobs whose worker fell silent: ready again, or failed where doing them twice would be wrong."""
    now = timezone.now()
    lost = Job.objects.select_related("result").filter(
        lease_ends_at__lt=now, result__status=TaskResultStatus.RUNNING
    )
    count = 0
    for job in lost.exclude(lease__in=except_leases):
        taken = Taken(job.pk, job.lease, job.attempts, job.result.queue_name, job.result)
        if policy_of(job.result.task_path).is_repeatable:
            count += _leave(taken, status=TaskResultStatus.READY)
        else:
            words = (
                "Alongside was stopped in the middle of this. Look whether it was done before doing it again."
            )
            count += fail(taken, JobFailed(words, is_final=True))
    return count


def retry(job_id: UUID) -> bool:
    """A member asks for a failed job to be done again."""
    with transaction.atomic():
        Job.objects.filter(pk=job_id).update(attempts=0, failure="")
        failed = DBTaskResult.objects.failed().filter(pk=job_id)
        return failed.update(status=TaskResultStatus.READY, run_after=timezone.now()) == 1


def forget_finished() -> int:
    """Drops the rows of jobs that went well a week ago."""
    old = DBTaskResult.objects.successful().filter(finished_at__lt=timezone.now() - KEEP_FINISHED)
    return old.delete()[0]


def forget_naming(words: Collection[str]) -> None:
    """Drops the rows of jobs that have ended, well or not, and in whose words a name or address of these stands."""
    ended = Job.objects.filter(result__finished_at__isnull=False).select_related("result")
    naming = naming_any(words)
    found = [
        job.pk
        for job in ended.iterator()
        if any(naming.search(said) for said in (*_texts(job.result.args_kwargs), job.message, job.failure))
    ]
    DBTaskResult.objects.filter(pk__in=found).delete()


def _texts(value: Any) -> Iterator[str]:
    """Those in what JSON holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
