"""Work behind the pages: words whose time has come are deleted."""

from __future__ import annotations

from django.utils import timezone

from alongside.jobs.registry import job
from alongside.lounge.actions import forget_due
from alongside.lounge.talking import forget_talks


@job(label="Old words of the lounge", attempts=3)
def forget_remarks() -> int:
    """Safe to run twice: what is gone is gone."""
    now = timezone.now()
    forget_talks(now=now)
    return forget_due(now=now)
