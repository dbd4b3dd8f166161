"""How a line of the tables is written: who may use a route, and the objects that its address can name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from alongside.accounts.models import Member

Who = Literal["everybody", "members", "owners", "nobody"]
Kwargs = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Access:
    """`who` may use the route with the `methods`; others are sent to sign in, or told that it is not there.

    `kind` names the maker of the object in the address; `path` stands in for a pattern that has no reverse.
    `answers` are statuses besides those below 400 that count as having been let in: a form found wanting.
    `is_lax`: a page of allauth which leads elsewhere before it looks at the method.
    """

    who: Who = "members"
    methods: str = "GET"
    kind: str = ""
    path: str = ""
    answers: tuple[int, ...] = ()
    is_lax: bool = False


@dataclass(frozen=True, slots=True)
class Objects:
    """Keyword arguments of an address. `foreign` is None where a member sees every object of the kind."""

    own: Kwargs
    foreign: Kwargs | None
    missing: Kwargs | None


Makers = dict[str, Callable[[Member, Member], Objects]]

FORM = "GET POST"
CLOSED = Access(who="nobody")
