"""Reads of sources."""

from __future__ import annotations

from typing import Any

from alongside.connections.models import Connection
from alongside.prepared import prepared


@prepared
def _first() -> Any:
    return Connection.objects.order_by("id").values_list("id")[:1]


def is_any() -> bool:
    """Whether anything was ever brought in or connected."""
    return bool(_first())
