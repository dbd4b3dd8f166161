"""`@job` makes a function a task of Django's and remembers how it is retried and what it is called."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from django_tasks import task
from django_tasks.base import Task

from alongside.jobs.rules import Policy

_policies: dict[str, Policy] = {}


def job(
    *, label: str, queue: str = "default", attempts: int = 1
) -> Callable[[Callable[..., Any]], Task[..., Any]]:
    """`label` is what a page calls the job: "Import of files". More than one attempt: it may run twice."""

    def register(function: Callable[..., Any]) -> Task[..., Any]:
        made: Task[..., Any] = task(queue_name=queue)(function)
        _policies[made.module_path] = Policy(label=label, attempts=attempts)
        return made

    return register


def policy_of(task_path: str) -> Policy:
    """Careful for a task that nobody registered, or that is no longer there: it runs once."""
    if task_path not in _policies:
        with suppress(ImportError):
            import_module(task_path.rpartition(".")[0])
    return _policies.get(task_path) or Policy(label=task_path.rpartition(".")[2].replace("_", " "))
