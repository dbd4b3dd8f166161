"""What is said in a room, to the web processes that hold the others' sockets: by NOTIFY, on PostgreSQL.

On SQLite one process makes the pages, and nothing has to be carried.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from secrets import token_hex
from typing import Any

from django.db import DatabaseError, connection, transaction
from msgspec.structs import asdict

from alongside.processes.halls import Message

logger = logging.getLogger(__name__)
CHANNEL = "alongside_rooms"
# PostgreSQL takes 7,999 bytes at once; a part is ASCII, and some bytes go for saying whose part it is.
PART = 7_600
SECONDS_A_LOOK = 1.0
SECONDS_AFTER_ERROR = 1.0


class Relay:
    """Two threads of a process: one hears, one tells. `hear` is called in the first; `lost` when something may have
    been missed."""

    def __init__(self, hear: Callable[[Message], None], lost: Callable[[], None]) -> None:
        self._hear, self._lost = hear, lost
        self._own = token_hex(4)
        self._to_tell: SimpleQueue[Message | None] = SimpleQueue()
        self._parts: dict[str, list[str]] = {}
        self._is_over = threading.Event()
        self.is_listening = threading.Event()
        self._threads = [
            threading.Thread(target=target, name=f"rooms {name}", daemon=True)
            for name, target in (("hear", self._listen), ("tell", self._tell))
        ]
        for thread in self._threads:
            thread.start()

    def publish(self, message: Message) -> None:
        self._to_tell.put(message)

    def close(self) -> None:
        self._is_over.set()
        self._to_tell.put(None)
        for thread in self._threads:
            thread.join()

    def _tell(self) -> None:
        while (message := self._to_tell.get()) is not None:
            try:
                self._notify(json.dumps(asdict(message)))
            except DatabaseError:
                logger.exception("Telling the other web processes was interrupted")
                connection.close()
                self._lost()
        connection.close()

    def _notify(self, text: str) -> None:
        number, parts = token_hex(6), [text[at : at + PART] for at in range(0, len(text), PART)]
        # One transaction, so that a listener hears all the parts or none.
        with transaction.atomic(), connection.cursor() as cursor:
            for at, part in enumerate(parts, start=1):
                head = f"{self._own} {number} {at} {len(parts)} "
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, head + part])

    def _listen(self) -> None:
        while not self._is_over.is_set():
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f"LISTEN {CHANNEL}")
                self.is_listening.set()
                while not self._is_over.is_set():
                    with connection.wrap_database_errors:
                        for heard in connection.connection.notifies(timeout=SECONDS_A_LOOK):
                            self._take(heard.payload)
            except DatabaseError:
                logger.exception("Hearing from the other web processes was interrupted")
                self.is_listening.clear()
                self._lost()
                self._is_over.wait(SECONDS_AFTER_ERROR)
            finally:
                connection.close()

    def _take(self, payload: str) -> None:
        own, number, at, of, part = payload.split(" ", 4)
        if own == self._own:
            return
        parts = self._parts.setdefault(number, [])
        parts.append(part)
        if at == of:
            del self._parts[number]
            self._hear(_message(json.loads("".join(parts))))


def _message(given: dict[str, Any]) -> Message:
    return Message(**given)
