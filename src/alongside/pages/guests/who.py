"""Name and e-mail of somebody without an account in, what is wrong with them out, by field and in words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from alongside.replies.rules import LONGEST_ADDRESS, LONGEST_NAME, can_be_seen


def who_errors(name: str, address: str, *, so_that: str) -> dict[str, str]:
    """`so_that`: what the address is for."""
    errors = {}
    if not can_be_seen(name):
        errors["name"] = "Say who you are."
    elif len(name) > LONGEST_NAME:
        errors["name"] = "This name is too long."
    if not address:
        errors["address"] = f"Give an e-mail address, so that {so_that}."
    elif not _is_address(address):
        errors["address"] = "This is no e-mail address. It looks like name@company.com."
    return errors


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_ADDRESS
