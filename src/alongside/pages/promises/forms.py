"""What was typed about a promise or to-do in, what a verdict keeps out; and the fields of the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from alongside.pages.base.parts import Option
from alongside.promises.actions import cleaned
from alongside.promises.models import Promise
from alongside.promises.rules import REPEATS

FIELDS = ("wording", "due_on", "side", "repeat", "checklist")
REPEAT_OPTIONS = tuple(Option(value, words[0].upper() + words[1:]) for value, words in REPEATS.items())


def typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:20_000] for name in FIELDS}


def changes_in(request: HttpRequest) -> dict[str, Any]:
    """Raises PromisesError."""
    return cleaned(**typed(request))


def values_of(row: Promise) -> Mapping[str, str]:
    return {
        "wording": row.wording,
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "side": row.side,
        "repeat": row.repeat,
        "checklist": "\n".join(line for line, _ in row.checklist),
    }
