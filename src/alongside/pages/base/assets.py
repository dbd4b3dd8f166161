"""The name of a built file in, its address out; names carry a hash, so browsers may keep them for ever."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

BUILT = Path(__file__).resolve().parents[2] / "static" / "built"


class AssetsMissing(Exception):
    """The pages' styles and scripts were never built; `script/assets` builds them."""


@lru_cache(maxsize=1)
def manifest() -> dict[str, str]:
    try:
        names: dict[str, str] = json.loads((BUILT / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise AssetsMissing("Run script/assets: the pages' styles and scripts are not built yet.") from error
    return names


def asset(name: str) -> str:
    """The address of "desk.css", "desk.js", "icon.svg" or "sans.woff2"."""
    return f"{settings.STATIC_URL}built/{manifest()[name]}"
