"""A client and the desk of whoever counts hours for it, for the tests of the pages."""

from __future__ import annotations

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from alongside.clients.actions import add_client
from tests.making import mailbox

MARCH = 202603


@pytest.fixture
def harlow(owner):
    return add_client("Harlow & Sons", addresses=[("tom@harlow.example", "Tom Harlow")], by=owner)


@pytest.fixture
def her(owner, signed_in):
    mailbox(owner)
    return signed_in(owner)


def body(answer) -> str:
    return answer.content.decode()


def tree(answer) -> LexborHTMLParser:
    return LexborHTMLParser(body(answer))


def undo(her, page: str) -> None:
    """What was done last: what is told of what was done before stands above it."""
    her.post(re.findall(r'formaction="(/undo/[^"]+)"', page)[-1])
