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


def stood_in(request: HttpRequest) -> dict[str, str]:
    """What the fields of the page held when she was given it."""
    return {name: request.POST[_was(name)][:20_000] for name in FIELDS if _was(name) in request.POST}


def changed_in(request: HttpRequest) -> dict[str, Any]:
    """Only what she typed herself: another window may have changed the rest meanwhile. Raises PromisesError."""
    given, stood = typed(request), stood_in(request)
    hers = {
        name
        for name in FIELDS
        if name in request.POST and _plain(given[name]) != _plain(stood.get(name, "\0"))
    }
    return {name: value for name, value in changes_in(request).items() if name in hers}


def _was(name: str) -> str:
    return f"was-{name}"


def _plain(text: str) -> str:
    """A browser sends other line ends than it was given."""
    return "\n".join(line.strip() for line in text.splitlines())
