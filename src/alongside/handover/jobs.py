"""The timetable's jobs: on Friday the notes of the week are made ready."""

from __future__ import annotations

from django.utils import timezone

from alongside.handover.actions import prepare_due
from alongside.jobs.registry import job


@job(label="Weekly notes", attempts=3)
def prepare_weekly_notes() -> int:
    """Safe to run twice: each week of a client has one row."""
    return prepare_due(now=timezone.now())
