"""What a link can open: each package says what its kind is, and links are resolved by that.

A foreign key could not point at what stands on a higher floor; so a link names its object by kind and number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from alongside.lib.besides import fetch
from alongside.sharing.errors import SharingError

if TYPE_CHECKING:
    from alongside.sharing.models import Share


class Kind(Struct, frozen=True):
    """`label`: what her list calls it. `route`: the name of the address that opens it, which takes `token`.

    `title` gives what the guest reads above the page, "" where the object is no longer there: the link then opens
    nothing. `is_single`: a new link for the same object ends the one before.
    """

    name: str
    label: str
    route: str
    lives: timedelta
    title: Callable[[Share], str]
    is_single: bool = False
    takes_replies: bool = False


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """By the package that owns the object, whose `ready` names the module. A second one of a name takes its place."""
    _KINDS[kind.name] = kind


def kind_of(name: str) -> Kind:
    fetch(__name__)
    try:
        return _KINDS[name]
    except KeyError as error:
        raise SharingError("Nothing of this kind can be shared.") from error


def kinds() -> tuple[Kind, ...]:
    fetch(__name__)
    return tuple(_KINDS.values())
