"""What hostile mail may not do once it is inside: stand in for a client, enter a conversation, vanish."""

from __future__ import annotations

import pytest

from alongside.clients.actions import add_client
from alongside.intake.importing import import_messages, parser_pool
from alongside.message import RawMessage
from alongside.timeline.models import Filing, Interaction, KeptUnparsed, Revision, Thread
from alongside.timeline.queries.entries import thread_for
from alongside.timeline.verifying import problems
from tests.corpora import cases
from tests.making import arrive, arrive_raw, mailbox, message, owner

pytestmark = [pytest.mark.django_db, pytest.mark.corpora]
DESK = "desk@alongside.example"
MARA = "mara@client-a.example"


@pytest.fixture
def box():
    add_client("Client A", addresses=[(MARA, "Mara Quill")], domains=["client-a.example"])
    add_client("Client B", addresses=[("bob@client-b.example", "Bob")])
    return mailbox(own=[DESK])


def test_no_spoofed_sender_is_proven_or_shown_under_a_known_name(box):
    spoofs = cases("spoof")

    arrive_raw(box, *(case.raw for case in spoofs))

    assert Revision.objects.count() == len({case.raw for case in spoofs})
    assert not Interaction.objects.filter(proof="proven").exists()
    for entry in Interaction.objects.filter(proof="doubtful"):
        assert not entry.filings.exists()
        shown = thread_for(owner(), entry.pk)
        assert shown is not None
        assert "Mara Quill" not in [one.line.who for one in shown.entries if one.line.proof == "doubtful"]


def test_one_message_id_never_replaces_another_message(box):
    by_id = {case.id: case for case in cases("msgid_collision")}

    for case in by_id.values():
        arrive_raw(box, case.raw)

    distinct = {case.raw for case in by_id.values()}
    assert Interaction.objects.count() == len(distinct)
    stranger = Interaction.objects.get(sender__value="evil@stranger.example")
    assert stranger.is_unfiled
    assert set(Filing.objects.values_list("interaction__sender__value", flat=True)) == {MARA}


def test_a_stranger_is_held_outside_the_conversation_it_names(box):
    arrive(box, message(DESK, "bob@client-b.example", message_id="t1@alongside.example"))

    arrive_raw(box, *(case.raw for case in cases("thread_hijack")))

    assert Thread.objects.get(client__name="Client B").size == 1
    assert Interaction.objects.filter(is_unfiled=True).count() == len(cases("thread_hijack"))


@pytest.mark.parametrize("name", ["mail_bomb", "mail_odd", "mail_loop"])
@pytest.mark.slow
def test_every_evil_message_is_accounted_for(box, name):
    messages = [RawMessage(case.id, case.raw) for case in cases(name)]

    with parser_pool(2) as pool:
        received = import_messages(messages, connection=box, pool=pool)

    assert received.read == len(messages)
    kept = KeptUnparsed.objects.count()
    assert Revision.objects.count() + kept == len({message.raw for message in messages})
    assert list(problems()) == []
