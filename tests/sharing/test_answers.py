"""Her answer to a reply goes out by mail, and stands below it on the page once it is sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.clients.actions import add_client
from alongside.intake import filing
from alongside.intake.joining import join_clients
from alongside.outbox.actions import journal, start_answer
from alongside.outbox.letters import send
from alongside.outbox.models import Letter
from alongside.processes.follow_ups import follow_all
from alongside.sharing.actions import make
from alongside.sharing.replying import Written, show_answer, take
from alongside.sharing.said import of_shares, on_the_page
from alongside.timeline.models import Filing, Interaction
from alongside.waiting.queries import waiting_for
from tests.making import owner
from tests.outbox.conftest import _parsing_here, desk, post, server
from tests.outbox.desk import MARA, deliver_now

__all__ = ["_parsing_here", "desk", "post", "server"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def share(desk):
    return make(owner(), kind="agreement", client_id=desk.pk, now=timezone.now()).share


@pytest.fixture
def reply(share):
    written = Written("1", "Mara Quill", MARA, "May we say Friday?", b"x" * 16)
    kept = take(share, written, now=timezone.now() - timedelta(minutes=1))
    follow_all()
    return kept


def entry_of(reply) -> int:
    return Interaction.objects.values_list("id", flat=True).get(source_key=bytes(reply.source_key))


def answer(reply, text: str = "Yes, Friday it is.\n", *, kind: str = "answer") -> Letter:
    """As she does it: begun from the reply, with its words quoted below, and sent."""
    now = timezone.now()
    draft = start_answer(owner(), entry_of(reply), kind=kind, now=now)
    to = {"to": "jan@harlow.example"} if kind == "forward" else {}
    draft = journal(owner(), draft.pk, revision=0, fields={"text": text + draft.text, **to}, now=now)
    return send(owner(), draft.pk, revision=draft.revision, now=now - timedelta(seconds=11))


def answers_on(share) -> list[tuple[str, str]]:
    (said,) = on_the_page(share)
    return [(one.by, one.text) for one in said.answers]


@pytest.mark.broad
def test_answer_goes_by_mail_and_stands_below_the_reply(post, share, reply):
    letter = deliver_now(answer(reply))

    assert [to for taken in post.taken for to in taken.recipients] == [MARA]
    assert letter.state == "sent"
    assert answers_on(share) == [("Me", "Yes, Friday it is.")]


@pytest.mark.broad
def test_answer_closes_what_waited(reply):
    assert len(waiting_for(owner(), now=timezone.now())) == 1
    deliver_now(answer(reply))
    follow_all()
    assert waiting_for(owner(), now=timezone.now()) == []
    assert Filing.objects.values("thread").distinct().count() == 1


@pytest.mark.broad
def test_answer_that_is_not_sent_yet_stands_nowhere(share, reply):
    letter = answer(reply)
    assert answers_on(share) == []
    deliver_now(letter)
    for state in ("waiting", "sending", "refused", "maybe_sent", "withdrawn", "failed"):
        Letter.objects.filter(pk=letter.pk).update(state=state)
        assert answers_on(share) == []


@pytest.mark.broad
def test_what_is_passed_on_to_others_does_not_stand_there(share, reply):
    deliver_now(answer(reply, "Look what she wants now.\n", kind="forward"))
    assert answers_on(share) == []


@pytest.mark.broad
def test_answer_by_mail_alone_does_not_stand_there(share, reply):
    deliver_now(answer(reply))
    show_answer(owner(), reply.pk, is_shown=False)
    assert answers_on(share) == []


@pytest.mark.broad
def test_answer_that_was_made_private_does_not_stand_there(share, reply):
    deliver_now(answer(reply))
    Interaction.objects.filter(direction="out").update(private_to=owner())
    assert answers_on(share) == []


@pytest.mark.broad
def test_reply_that_was_another_clients_takes_its_answers_off_this_page(post, share, reply):
    deliver_now(answer(reply, "Your budget is 40,000.\n"))
    assert answers_on(share) == [("Me", "Your budget is 40,000.")]
    other = add_client("Penrose", by=owner())
    filing.correct(owner(), entry_of(reply), wrong=share.client, right=other)
    follow_all()
    assert on_the_page(share) == []
    assert of_shares([share]) == []


@pytest.mark.broad
def test_reply_to_a_client_that_was_joined_to_another_stays_on_its_page(post, share, reply):
    deliver_now(answer(reply))
    join_clients(add_client("Quill & Co", by=owner()), share.client, by=owner())
    follow_all()
    assert answers_on(share) == [("Me", "Yes, Friday it is.")]
