"""Modules that add to another one: named at the start, imported once somebody asks for what they add.

To import them all took every start a third of a second, and few requests need any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
_named: dict[str, list[str]] = {}


def adds(module: str, *, to: str) -> None:
    """Said in `ready`: as `module` is imported, it registers something with the module `to`."""
    _named.setdefault(to, []).append(module)


def fetch(to: str) -> list[str]:
    """All of them, imported by now, in the order in which they were named."""
    named = _named.get(to, [])
    for module in named:
        import_module(module)
    return named


def in_order(to: str, functions: Iterable[F]) -> list[F]:
    """By package as at the start, whichever of them this process happened to use first. Fetches them before."""
    places = {module.rpartition(".")[0]: place for place, module in enumerate(fetch(to))}
    return sorted(functions, key=lambda one: places.get(one.__module__.rpartition(".")[0], len(places)))
