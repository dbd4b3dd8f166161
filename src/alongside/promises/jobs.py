"""The model that an owner chose, asked in the work behind the pages: by the timetable, and for a trial."""

from __future__ import annotations

from django.utils import timezone

from alongside.jobs.registry import job
from alongside.promises.model_reading import read_due, try_now


@job(label="Reading suggestions once more", queue="model")
def read_with_model() -> int:
    return read_due(now=timezone.now())


@job(label="Trying the language model", queue="model")
def try_model() -> None:
    try_now()
