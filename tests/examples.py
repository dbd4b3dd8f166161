"""How many examples a property is tried with: the same few in every run, many others in a sweep."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# How many times as many; more than once also means others each time.
TIMES = int(os.environ.get("ALONGSIDE_EXAMPLES", "1"))
_DO_NOT_MIND = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.differing_executors]


def examples(count: int = 100) -> settings:
    return settings(
        max_examples=count * TIMES,
        deadline=None,
        derandomize=TIMES == 1,
        suppress_health_check=_DO_NOT_MIND,
    )


def for_all() -> None:
    """For every test that says nothing of its own."""
    settings.register_profile("alongside", examples())
    settings.load_profile("alongside")
