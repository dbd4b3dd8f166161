"""One function that reads what strangers sent, in a worker under limits that ends when nothing came for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic
from typing import Generic, TypeVar

from alongside.lib.limited import LimitedPool, PoolError, Refused

T = TypeVar("T")
R = TypeVar("R")
_SECONDS_AWAKE = 60.0


class LimitedReader(Generic[T, R]):
    """Started with the first item; `rest` is called now and then. For one thread."""

    def __init__(self, function: Callable[[T], R]) -> None:
        self._function = function
        self._pool: LimitedPool[T, R] | None = None
        self._used_at = 0.0

    def read(self, items: Iterable[T]) -> list[R | Refused]:
        self._pool = self._pool or LimitedPool(self._function, workers=1)
        try:
            return [one for (one,) in self._pool.map([item] for item in items)]
        except PoolError:
            self.close()
            raise
        finally:
            self._used_at = monotonic()

    def rest(self) -> None:
        if self._pool is not None and monotonic() - self._used_at > _SECONDS_AWAKE:
            self.close()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()
            self._pool = None
