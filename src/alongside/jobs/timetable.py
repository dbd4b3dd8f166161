"""A list of what comes again in; a job in its queue out when one is due, once for all who look."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult
from msgspec import Struct

from alongside.jobs.models import Asked

SECONDS_BETWEEN_LOOKS = 30.0
# A job that dies before it can say how it went is not asked for again and again.
LEAST_PAUSE = timedelta(minutes=5)
_UNDER_WAY = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


class Regular(Struct, frozen=True):
    """A job without arguments, and the moment from which on it is due; None for never."""

    task: Task[..., Any]
    due_at: Callable[[], datetime | None]


def ask_for_due(regulars: Iterable[Regular]) -> int:
    """Looks before it writes: while nothing is due the database is left alone."""
    return sum(ask_once(regular.task) for regular in regulars if _is_due(regular.due_at()))


def _is_due(due_at: datetime | None) -> bool:
    return due_at is not None and due_at <= timezone.now()


def ask_once(task: Task[..., Any]) -> bool:
    """Whether it was put into its queue: not while one of its kind waits or runs, nor just after one was."""
    name, now = task.module_path, timezone.now()
    if DBTaskResult.objects.filter(task_path=name, status__in=_UNDER_WAY).exists():
        return False
    Asked.objects.get_or_create(name=name, defaults={"asked_at": now - LEAST_PAUSE})
    with transaction.atomic():
        mine = Asked.objects.filter(name=name, asked_at__lte=now - LEAST_PAUSE)
        if mine.update(asked_at=now) != 1:
            return False
        task.enqueue()
    return True
