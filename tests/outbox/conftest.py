"""A server that sends, and a desk with a client whose letters go out there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from alongside.channels.smtp.client import Limits
from alongside.clients.models import Client
from alongside.outbox import sending
from tests.making import ParsingHere
from tests.outbox.desk import client_named, sending_mailbox
from tests.post import Faults, Post, Running, running_post


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Running]:
    with running_post(tmp_path_factory.mktemp("post"), auth_required=True) as running:
        yield running


@pytest.fixture(autouse=True)
def _parsing_here(monkeypatch):
    """What was sent is parsed in this process; the killed workers use the real pool."""
    monkeypatch.setattr(sending, "parser_pool", lambda workers: nullcontext(ParsingHere()))


@pytest.fixture
def post(server, monkeypatch) -> Post:
    monkeypatch.setattr(sending, "LIMITS", Limits(connect=30, answer=30, after_content=30))
    server.post.faults = Faults()
    server.post.taken.clear()
    server.post._seen.clear()
    return server.post


@pytest.fixture
def desk(server, post) -> Client:
    sending_mailbox(server.server())
    return client_named()
