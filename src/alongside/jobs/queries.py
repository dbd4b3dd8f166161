"""Jobs as a page shows them: how far, and why not."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult
from msgspec import Struct

from alongside.jobs.models import Job
from alongside.jobs.registry import policy_of


class FailedJob(Struct, frozen=True):
    id: UUID
    label: str
    words: str
    attempts: int
    failed_at: datetime | None


class Progress(Struct, frozen=True):
    """`status` is one of waiting, running, done, failed; `total` is None while nobody knows it."""

    status: str
    done: int
    total: int | None
    message: str
    failure: str


_STATUS = {
    TaskResultStatus.READY: "waiting",
    TaskResultStatus.RUNNING: "running",
    TaskResultStatus.SUCCESSFUL: "done",
    TaskResultStatus.FAILED: "failed",
}


def failed_jobs(*, limit: int = 100) -> list[FailedJob]:
    """Newest first."""
    rows = Job.objects.select_related("result").filter(result__status=TaskResultStatus.FAILED)
    return [
        FailedJob(
            id=row.pk,
            label=policy_of(row.result.task_path).label,
            words=row.failure,
            attempts=row.attempts,
            failed_at=row.result.finished_at,
        )
        for row in rows.order_by("-result__finished_at")[:limit]
    ]


def progress(job_id: UUID) -> Progress | None:
    """How far a job is; None when there is no such job (any more)."""
    result = DBTaskResult.objects.filter(pk=job_id).first()
    if result is None:
        return None
    job = Job.objects.filter(pk=job_id).first() or Job()
    status = _STATUS[TaskResultStatus(result.status)]
    return Progress(status=status, done=job.done, total=job.total, message=job.message, failure=job.failure)


def is_under_way(task: Task[..., Any]) -> bool:
    """Whether one of its kind waits or runs; a worker that died is known by its lease."""
    rows = DBTaskResult.objects.filter(task_path=task.module_path)
    return rows.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)).exists()
