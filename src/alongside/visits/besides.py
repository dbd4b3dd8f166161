"""Lines of a card that packages above keep: their kind, and who takes them, within the card's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from alongside.accounts.models import Member
from alongside.lib.besides import fetch
from alongside.visits.models import Visit

# The member, her visit, what was typed, its name, when by the phone's clock, and now; what is kept of it on the line.
Take = Callable[[Member, Visit, Mapping[str, Any], str, datetime, datetime], dict[str, Any]]
_TAKES: dict[str, Take] = {}


def takes(kind: str) -> Callable[[Take], Take]:
    """For packages above: `kind` of line is kept by this function, which raises VisitsError for what it refuses."""

    def register(function: Take) -> Take:
        _TAKES[kind] = function
        return function

    return register


def taker_of(kind: str) -> Take | None:
    fetch(__name__)
    return _TAKES.get(kind)
