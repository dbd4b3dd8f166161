"""Who may do what at every address: one line a route, looked up by its name. A route without a line fails.

A file for each area, each with a table ROUTES and, when an address names an object, a maker in MAKERS, which
gives the keyword arguments of an object that the member may see, of one that they may not, and of one that is
not there. To add a page: a line in the file of its area. To add an area: a file beside the others.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from tests.pages.permissions.access import Access, Makers, Objects

__all__ = ["MAKERS", "ROUTES", "Access", "Objects"]


def _joined(table: str) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    for name in sorted(module.name for module in iter_modules(__path__) if module.name != "access"):
        lines = getattr(import_module(f"{__name__}.{name}"), table)
        assert not (twice := joined.keys() & lines.keys()), f"In two files: {twice}"
        joined |= lines
    return joined


ROUTES: dict[str, Access] = _joined("ROUTES")
MAKERS: Makers = _joined("MAKERS")
