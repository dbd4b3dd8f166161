"""A client's question that is passed on to somebody else is not answered by that."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from alongside.outbox import copies
from alongside.outbox.actions import journal, start_answer
from alongside.outbox.letters import send
from alongside.processes.follow_ups import follow_all
from alongside.promises.questions import open_questions_for
from alongside.timeline.models import Interaction
from alongside.waiting.queries import waiting_for
from tests.making import ParsingHere, arrive_raw, mailbox, owner
from tests.outbox.desk import MARA, deliver_now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(desk) -> Interaction:
    at = format_datetime(timezone.now() - timedelta(hours=3))
    head = f"From: Mara <{MARA}>\nTo: me@desk.example\nDate: {at}\nMessage-ID: <gate@harlow.example>\n"
    arrive_raw(mailbox(), f"{head}Subject: The gate\n\nCan somebody mend the gate?\n".encode())
    follow_all()
    return Interaction.objects.get()


def sent(asked: Interaction, kind: str, **fields: str) -> None:
    draft = start_answer(owner(), asked.pk, kind=kind, now=timezone.now())
    draft = journal(owner(), draft.pk, revision=draft.revision, fields=fields, now=timezone.now())
    sent_off = timezone.now() - timedelta(seconds=11)
    letter = deliver_now(send(owner(), draft.pk, revision=draft.revision, now=sent_off))
    copies.bring_in(letter, pool=ParsingHere())
    follow_all()


def waits() -> list[str]:
    return [line.words for line in waiting_for(owner(), now=timezone.now())]


def test_question_that_was_passed_on_still_waits(asked):
    assert waits() == ["Can somebody mend the gate?"]
    sent(asked, "forward", to="smith@forge.example", text="Can you do this?")
    assert waits() == ["Can somebody mend the gate?"]


def test_answer_closes_it_though_others_have_it_too(asked):
    sent(asked, "answer", cc="smith@forge.example", text="The smith comes on Tuesday.")
    assert waits() == []


def test_question_that_was_passed_on_is_still_open(asked, desk):
    sent(asked, "forward", to="smith@forge.example", text="Can you do this?")
    open_ones = open_questions_for(owner(), desk.pk, now=timezone.now())
    assert [one.asked[0].words for one in open_ones] == ["Can somebody mend the gate?"]


def test_question_that_was_passed_on_within_their_company_is_dealt_with_there(asked):
    sent(asked, "forward", to="tom@harlow.example", text="Tom, this is yours.")
    assert waits() == []
