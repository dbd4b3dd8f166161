"""Settings in, the store that keeps the bytes of originals out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from alongside.lib.segments import OriginalStore, SegmentStore

FOLDER_NAME = "originals"


def store() -> OriginalStore:
    """The store of the present data folder: $ALONGSIDE_HOME/originals."""
    return _store_in(Path(settings.HOME) / FOLDER_NAME)


@cache
def _store_in(folder: Path) -> SegmentStore:
    return SegmentStore(folder)
