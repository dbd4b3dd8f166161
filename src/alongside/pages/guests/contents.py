"""A link that opens in; what its page shows out. One entry for each kind that is a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from alongside.agreements.queries import agreement_of, clocks_of
from alongside.clients.models import Client
from alongside.pages.agreements.showing import agreement_shown
from alongside.sharing.kinds import Kind, register
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of

# The address that all of them share.
ROUTE = "shared"
AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class Question:
    """Something of the page that is answered in place. `about` names it for ever; `asked_in`: the entry that asks."""

    about: str
    words: str
    asked_at: datetime | None = None
    due: str = ""
    asked_in: int | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """`template` is the fragment between heading and replies."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


def agreement(share: Share, now: datetime) -> Content:
    client = Client.objects.get(pk=home_of(share))
    clock = clocks_of([client.pk], now=now)[client.pk]
    return Content("agreements/_agreed.html", agreement_shown(agreement_of(client), clock))


_CONTENTS: dict[str, Callable[[Share, datetime], Content]] = {AGREEMENT: agreement}


def content_of(share: Share, *, now: datetime) -> Content:
    return _CONTENTS[share.kind](share, now)


def register_kinds() -> None:
    register(
        Kind(
            name=AGREEMENT,
            label="What was agreed",
            route=ROUTE,
            lives=timedelta(days=180),
            title=lambda share: "How we work together",
            takes_replies=True,
        )
    )
