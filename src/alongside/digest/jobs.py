"""The timetable's job: whoever's moment has come is sent the day."""

from __future__ import annotations

from django.utils import timezone

from alongside.digest.actions import send_due
from alongside.jobs.registry import job


@job(label="The day by mail", attempts=3)
def send_days() -> int:
    """Safe to run twice: each day of a member has one row."""
    return send_due(now=timezone.now())
