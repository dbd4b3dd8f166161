"""A provider to sign in at, and mailboxes that are signed in to there, for the tests of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.mailboxes import connected
from tests.oauth import CLIENT_ID, CLIENT_SECRET, Provider, running_provider

from alongside.channels.imap.wire import Server
from alongside.channels.oauth.rules import Tokens
from alongside.connections.models import Mailbox
from alongside.connections.sign_in import keep_sign_in
from alongside.lib import outside

SERVER = Server("mail.example", 993, "tls", "nell@gmail.com")


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as running, pytest.MonkeyPatch.context() as patch:
        # The authority of its certificate, for whoever asks the system which to believe.
        patch.setenv("SSL_CERT_FILE", running.authority)
        outside._default_context.cache_clear()
        yield running
    outside._default_context.cache_clear()


@pytest.fixture(autouse=True)
def _here(settings, tmp_path, provider: Provider):
    settings.HOME = tmp_path
    settings.SIGN_IN_ENDPOINTS = provider.endpoints
    settings.SIGN_IN_CLIENTS = {"google": (CLIENT_ID, CLIENT_SECRET)}
    provider.says, provider.rotates, provider.gives, provider.asked = None, False, "", []
    provider.gate.set()


def signed_in_mailbox(provider: Provider, server: Server = SERVER, *, ends_in: float = 3600) -> Mailbox:
    mailbox = connected(server)
    token = provider.sign_in(server.user)
    provider.access["first"] = server.user
    keep_sign_in(mailbox, "google", Tokens("first", token, timezone.now() + timedelta(seconds=ends_in)))
    return Mailbox.objects.get(pk=mailbox.pk)
