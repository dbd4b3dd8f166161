"""A desk at which letters are written, for the tests of its pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.channels.imap.wire import Server
from alongside.clients.actions import add_client
from alongside.connections.mailboxes import Wanted, connect_mailbox
from alongside.connections.outgoing import set_outgoing
from alongside.intake import filing
from alongside.outbox.models import Draft
from alongside.processes.follow_ups import follow_all
from alongside.timeline.models import Interaction
from tests.making import ME, arrive_raw, mailbox, owner, rich_mail

MARA = "mara@harlow.example"


@pytest.fixture
def me():
    return owner()


@pytest.fixture
def desk(me, signed_in):
    return signed_in(me)


@pytest.fixture
def box(me):
    """A mailbox that sends; nobody answers there, so nothing goes out in these tests."""
    made = connect_mailbox(me, Wanted(ME, Server("127.0.0.1", 1, "none", ME), "secret"))
    set_outgoing(made, Server("127.0.0.1", 1, "none", ME))
    return made


@pytest.fixture
def harlow(me):
    client = add_client("Harlow & Sons", by=me)
    filing.learn_address(client, MARA, name="Mara Quill", by=me)
    return client


@pytest.fixture
def asked(me, harlow) -> Interaction:
    """A letter from Mara that waits for an answer."""
    now = timezone.now() - timedelta(hours=3)
    raw = rich_mail().replace(
        b"Mon, 02 Mar 2026 09:00:00 +0000", f"{now:%a, %d %b %Y %H:%M:%S +0000}".encode()
    )
    arrive_raw(mailbox(me, label="Old mail"), raw.replace(b"Here is the plan.", b"Is this the plan?"))
    follow_all()
    return Interaction.objects.get()


def begin(desk, **posted) -> Draft:
    answer = desk.post(reverse("write-start"), posted)
    assert answer.status_code == 302
    return Draft.objects.get(pk=int(answer["Location"].strip("/").rpartition("/")[2]))


def form(draft: Draft, **typed: str) -> dict[str, str]:
    return {"revision": str(draft.revision), **typed}


def keep(desk, draft: Draft, **typed: str):
    return desk.post(reverse("write-keep", args=[draft.pk]), {"scripted": "1", **form(draft, **typed)})
