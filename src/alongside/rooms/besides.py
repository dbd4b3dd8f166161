"""Rooms that are no client's: a package above says who of the desk may enter them, as it says who it erases."""

from __future__ import annotations

from collections.abc import Callable

from alongside.accounts.models import Member
from alongside.lib.besides import fetch
from alongside.rooms.models import Room

Rule = Callable[[Member, Room], bool]
_rules: list[Rule] = []


def opens_besides(rule: Rule) -> Rule:
    """Registers who may enter the rooms of its own. A room that nobody knows is nobody's."""
    _rules.append(rule)
    return rule


def may_enter_besides(member: Member, room: Room) -> bool:
    fetch(__name__)
    return any(rule(member, room) for rule in _rules)
