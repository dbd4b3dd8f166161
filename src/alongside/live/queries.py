"""Events as they come: waits until the database has changed, and gives what is new."""

from __future__ import annotations

import time
from collections import deque
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from alongside.live.actions import CHANNEL
from alongside.live.models import Event
from alongside.prepared import prepared

_SECONDS_BETWEEN_LOOKS = 0.1
# On PostgreSQL a number may be taken long before its transaction ends: lower ones can still appear.
_LOOKED_BACK = timedelta(minutes=1)
_MOST_REMEMBERED = 20_000
_UNKNOWN = -1


@prepared
def _newest() -> Any:
    return Event.objects.order_by("-id").values_list("id")[:1]


def last_event_id() -> int:
    return next((number for (number,) in _newest()), 0)


class Watch:
    """What was told since it was made, or since a moment of the last minute. For one thread, with that thread's own
    connection."""

    def __init__(self, since: datetime | None = None) -> None:
        # Before the events: what is told in between is then new, and the database has changed.
        self._version = self._data_version() if since is None else _UNKNOWN
        self._seen: deque[int] = deque(self._recent(until=since), maxlen=_MOST_REMEMBERED)
        self._is_listening = False

    def wait(self, seconds: float) -> list[Event]:
        """New events, as soon as there are any; none after so long."""
        until = time.monotonic() + seconds
        while True:
            if self._has_changed(until) and (events := self._new()):
                return events
            if time.monotonic() >= until:
                return []

    def wait_for_change(self, seconds: float) -> None:
        """Until something was told, or perhaps was, at most so long; it may have been told before, too."""
        until = time.monotonic() + seconds
        while not self._has_changed(until) and time.monotonic() < until:
            pass

    def _new(self) -> list[Event]:
        known = set(self._seen)
        recent = Event.objects.filter(told_at__gte=timezone.now() - _LOOKED_BACK).order_by("id")
        events = [event for event in recent if event.pk not in known]
        self._seen.extend(event.pk for event in events)
        return events

    def _recent(self, *, until: datetime | None) -> list[int]:
        recent = Event.objects.filter(told_at__gte=timezone.now() - _LOOKED_BACK)
        if until is not None:
            recent = recent.filter(told_at__lt=until)
        return list(recent.order_by("id").values_list("id", flat=True))

    def _has_changed(self, until: float) -> bool:
        if connection.vendor == "postgresql":
            return self._is_notified(until)
        version = self._data_version()
        if version == self._version:
            time.sleep(min(_SECONDS_BETWEEN_LOOKS, max(0.0, until - time.monotonic())))
            return False
        self._version = version
        return True

    def _is_notified(self, until: float) -> bool:
        if not self._is_listening:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self._is_listening = True
            return True
        timeout = max(0.0, until - time.monotonic())
        # Straight from the driver, whose errors nobody else would take for the database's.
        with connection.wrap_database_errors:
            return any(True for _ in connection.connection.notifies(timeout=timeout, stop_after=1))

    def _data_version(self) -> int:
        """Another number whenever another connection has committed (SQLite manual, PRAGMA data_version)."""
        if connection.vendor == "postgresql":
            return 0
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            return int(cursor.fetchone()[0])
