"""What can go wrong when a member comes in or is let in; the text is for the person."""

from __future__ import annotations


class AccountError(Exception):
    """The base of them all."""


class LinkSpent(AccountError):
    def __str__(self) -> str:
        return "This link has been used or is too old. Ask for a new one."


class AddressTaken(AccountError):
    def __str__(self) -> str:
        return "Somebody already signs in with this address."


class NoLongerHere(AddressTaken):
    def __str__(self) -> str:
        return "Somebody who worked here has this address. Let them in again on their own page."


class NotAllowed(AccountError):
    """The message says why."""
