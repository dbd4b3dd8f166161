"""`alongside letters`: what became of them, sending again, and where they go out; on a real server."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alongside.cli import build_app
from alongside.connections.mailboxes import Wanted, connect_mailbox
from alongside.connections.models import Outgoing
from alongside.outbox.models import Letter
from tests.dovecot import PASSWORD
from tests.making import owner
from tests.outbox.desk import client_named, deliver_now, letter_of, sending_mailbox
from tests.post import Faults, Running, running_post
from tests.test_docs import fits, sections, shape

pytestmark = pytest.mark.django_db(transaction=True)
DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with running_post(tmp_path_factory.mktemp("post")) as made:
        yield made


@pytest.fixture
def post(running) -> Running:
    running.post.faults = Faults()
    running.post.taken.clear()
    return running


def letters(*words: str, said: str = ""):
    return CliRunner().invoke(build_app("letters"), ["letters", *words], input=said)


@pytest.mark.broad
def test_list_is_as_the_reference_shows_it(post):
    sending_mailbox(post.server())
    deliver_now(letter_of(owner(), client_named()))
    told = letters("list", "--json")
    example = re.search(
        r"```json\n(.*?)```", sections(DOCS / "reference" / "commands.md")["letters"], re.DOTALL
    )
    assert example is not None
    assert told.exit_code == 0
    assert fits(shape(json.loads(example[1])), shape(json.loads(told.stdout)))
    assert "sent" in letters("list").stdout


@pytest.mark.broad
def test_letter_that_may_have_been_sent_asks_for_a_decision(post):
    post.post.faults = Faults(content="cut")
    sending_mailbox(post.server())
    letter = deliver_now(letter_of(owner(), client_named()))
    told = letters("list")
    assert told.exit_code == 1
    assert "may have been sent or not" in told.stdout

    assert letters("send-again", str(letter.pk), "--json").exit_code == 0
    assert Letter.objects.get().state == "waiting"
    assert letters("send-again", str(letter.pk)).exit_code == 2
    assert letters("send-again", "999").exit_code == 2


@pytest.mark.broad
def test_server_is_tried_before_it_is_kept(post):
    where = post.server()
    connect_mailbox(owner(), Wanted(where.user, where, "wrong"))
    words = ["server", where.user, "--host", "127.0.0.1", "--port", str(post.port), "--security", "starttls"]
    told = letters(*words)
    assert told.exit_code == 1
    assert post.fingerprint in told.stderr
    words += ["--certificate", post.fingerprint]
    assert letters(*words).exit_code == 1
    assert not Outgoing.objects.exists()

    kept = letters(*words, "--password", "--json", said=PASSWORD + "\n")
    assert kept.exit_code == 0
    assert PASSWORD not in kept.stdout
    outgoing = Outgoing.objects.get()
    assert outgoing.sealed_secret is not None
    assert PASSWORD.encode() not in bytes(outgoing.sealed_secret)
    assert letters("server", "nobody@desk.example", "--host", "x").exit_code == 2
