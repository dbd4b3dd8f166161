"""A function's module and name in, a function out that imports it when it is first called.

For what takes long to import and few processes need. Types come from an import beside it under TYPE_CHECKING.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any


def later(module: str, name: str) -> Callable[..., Any]:
    @cache
    def found() -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function

    def call(*values: Any, **named: Any) -> Any:
        return found()(*values, **named)

    return call
