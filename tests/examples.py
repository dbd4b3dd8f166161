"""How often a thing is tried: the same few times in every run, fewer on the second database, many more in a sweep."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# How many times as many; more than once also means others each time.
TIMES = int(os.environ.get("ALONGSIDE_EXAMPLES", "1"))
# A run of all tests asks SQLite first; what came out there is asked of PostgreSQL again, with half as many.
_IS_SECOND = os.environ.get("DATABASE_URL", "").startswith("postgres")
_DO_NOT_MIND = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.differing_executors]


def times(name: str, usually: int) -> int:
    """How often, unless the environment says it: `times("ALONGSIDE_KILLS", 6)`."""
    said = os.environ.get(name)
    return int(said) if said else max(1, usually // 2) if _IS_SECOND else usually


def examples(count: int = 100) -> settings:
    return settings(
        max_examples=max(1, count // 2) if _IS_SECOND and TIMES == 1 else count * TIMES,
        deadline=None,
        derandomize=TIMES == 1,
        suppress_health_check=_DO_NOT_MIND,
    )


def for_all() -> None:
    """For every test that says nothing of its own."""
    settings.register_profile("alongside", examples())
    settings.load_profile("alongside")
