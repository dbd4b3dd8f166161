"""In whose name a letter goes out, where more than one may be chosen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alongside.connections.models import Mailbox
from alongside.outbox import actions, drafts, kit
from alongside.timeline.models import Interaction
from tests.making import ME, arrive_raw, owner
from tests.outbox.desk import MARA, client_named, draft_of, sending_mailbox

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def box() -> Mailbox:
    """She may write in Mara's name, to Mara's colleagues."""
    made, client = sending_mailbox(), client_named()
    kit.save_from_address(
        owner(), made.connection, address=MARA, name="Mara Quill", client=client, is_on_behalf=True
    )
    return made


def arrived(box: Mailbox, *, sender: str, to: str) -> Interaction:
    raw = (
        f"From: {sender}\r\nTo: {to}\r\nSubject: The oak\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
        f"Message-ID: <o1@harlow.example>\r\n\r\nIs the oak late?\r\n"
    )
    arrive_raw(box.connection, raw.encode())
    return Interaction.objects.latest("pk")


@pytest.mark.parametrize("to", [ME, "undisclosed-recipients:;", f"{ME}, {MARA}"])
def test_nobody_is_answered_in_his_own_name(box, to):
    entry = arrived(box, sender=f"Mara Quill <{MARA}>", to=to)
    draft = actions.start_answer(owner(), entry.pk, kind="answer", now=NOW)
    assert (draft.from_address, draft.to) == (ME, f"Mara Quill <{MARA}>")


def test_what_was_written_to_her_is_answered_in_her_name(box):
    entry = arrived(box, sender="jan@harlow.example", to=MARA)
    draft = actions.start_answer(owner(), entry.pk, kind="answer", now=NOW)
    assert (draft.from_address, draft.to) == (MARA, "jan@harlow.example")


def test_one_goes_on_in_the_name_that_one_wrote_in(box):
    entry = arrived(box, sender=f"Me <{ME}>", to=MARA)
    draft = actions.start_answer(owner(), entry.pk, kind="answer", now=NOW)
    assert (draft.from_address, draft.to) == (ME, MARA)


def test_a_new_letter_is_in_anothers_name_only_by_choice(box):
    client = client_named()
    assert draft_of(owner(), client).from_address == ME
    assert [way.address for way in drafts.ways_out_for(owner(), client_id=client.pk)] == [ME, MARA]
