"""What the tests ask of a reading process."""

from __future__ import annotations

import os
import time


def own_number() -> int:
    return os.getpid()


def double(number: int) -> int:
    return number * 2


def rest(seconds: float) -> None:
    time.sleep(seconds)


def spin() -> None:
    while True:
        pass


def fill(size: int) -> int:
    return len(b"x" * size)


def die() -> None:
    os._exit(3)


def fail() -> None:
    raise ValueError("no")
