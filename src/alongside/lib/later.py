"""A function's module and name in, a function out that imports it when it is first called; or a whole module's.

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


class LaterModule:
    """Its attributes are views, for a list of addresses, which every start reads whole: none is imported by that."""

    made: list[LaterModule] = []

    def __init__(self, name: str) -> None:
        self._name = name
        LaterModule.made.append(self)

    def __getattr__(self, name: str) -> LaterView:
        return LaterView(self._name, name)

    def fetch(self) -> None:
        import_module(self._name)


class LaterView:
    """Called, and asked for what decorators have put on it, it is the view itself."""

    def __init__(self, module: str, name: str) -> None:
        self.__module__ = module
        self.__name__ = self.__qualname__ = name

    def __call__(self, *values: Any, **named: Any) -> Any:
        return self.found(*values, **named)

    @property
    def found(self) -> Callable[..., Any]:
        view: Callable[..., Any] = getattr(import_module(self.__module__), self.__name__)
        return view

    def __getattr__(self, name: str) -> Any:
        # Django asks every address for it, and would only take another name from it.
        if name == "view_class":
            raise AttributeError(name)
        return getattr(self.found, name)
