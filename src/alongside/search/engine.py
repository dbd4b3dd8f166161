"""The one small interface that both databases give, and the choice between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.db import connection

from alongside.search import postgresql, sqlite
from alongside.search.ask import Ask
from alongside.search.index import Document


class Engine(Protocol):
    """What each of the two modules does; a cursor comes first, and the caller's transaction holds."""

    def hold(self, cursor: Any, /) -> None: ...

    def last_rows(
        self, cursor: Any, minutes: Sequence[int], rows_a_minute: int, /
    ) -> dict[int, int | None]: ...

    def write(self, cursor: Any, documents: Iterable[tuple[int, Document]], /) -> None: ...

    def retire(self, cursor: Any, numbers: Sequence[int], /) -> None: ...

    def clear(self, cursor: Any, /) -> None: ...

    def newest(self, cursor: Any, ask: Ask, limit: int, /) -> list[tuple[int, int]]: ...

    def best(self, cursor: Any, ask: Ask, limit: int, /) -> list[tuple[int, int]]: ...

    def words_from(self, cursor: Any, prefix: str, limit: int, /) -> list[str] | None: ...

    def is_known(self, cursor: Any, word: str, /) -> bool: ...

    def is_due(self, cursor: Any, /) -> bool: ...

    def purge(self, /) -> list[int]: ...

    def tidy(self, /) -> None: ...

    def wipe(self, rows: Sequence[int], /) -> None: ...


def engine() -> Engine:
    return sqlite if connection.vendor == "sqlite" else postgresql
