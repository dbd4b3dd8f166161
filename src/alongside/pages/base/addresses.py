"""A view's name and numbers in, its address out; for pages with a hundred addresses."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import reverse


def url(name: str, *args: Any) -> str:
    """Lists have many addresses that differ in numbers only: these are filled into one that was reversed once."""
    for number in args:
        if type(number) is not int or number < 0:
            return reverse(name, args=args)
    return _with_numbers(name, len(args)) % args


@lru_cache(maxsize=256)
def _with_numbers(name: str, count: int) -> str:
    marks = [7_000_000_001 + place for place in range(count)]
    pattern = reverse(name, args=marks).replace("%", "%%")
    for number in marks:
        pattern = pattern.replace(str(number), "%d")
    return pattern
