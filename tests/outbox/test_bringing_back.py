"""A practice brought back from a backup: what may have been sent since is not sent again by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as ours
from django.utils import timezone

from alongside.originals.backup import mark_brought_back, was_brought_back
from alongside.outbox.bringing_back import doubt_what_was_due
from alongside.outbox.letters import send_later
from alongside.outbox.models import LetterState, RecipientState
from alongside.outbox.outcomes import note_found
from alongside.outbox.sending import deliver
from alongside.outbox.verifying import problems
from alongside.processes.database import bring_up_to_date
from tests.making import owner
from tests.outbox.desk import draft_of, letter_of, sending_mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def letter():
    sending_mailbox()
    return letter_of(owner(), to="mara@harlow.example, tom@harlow.example")


def test_letter_that_was_due_is_maybe_sent_and_stays_where_it_is(letter):
    assert doubt_what_was_due(timezone.now()) == 1
    letter.refresh_from_db()
    assert letter.state == LetterState.MAYBE_SENT
    assert set(letter.recipients.values_list("state", flat=True)) == {RecipientState.MAYBE}
    assert deliver.call(letter.pk) == LetterState.MAYBE_SENT
    assert list(problems()) == []


def test_letter_that_stands_in_sent_was_sent(letter):
    doubt_what_was_due(timezone.now())
    note_found(letter.pk, timezone.now())
    letter.refresh_from_db()
    assert letter.state == LetterState.SENT
    assert [one for one in problems() if "never handed over" in one] == []


def test_letter_of_tomorrow_waits_on():
    sending_mailbox()
    draft, now = draft_of(owner()), timezone.now()
    letter = send_later(owner(), draft.pk, revision=draft.revision, at=now + timedelta(days=1), now=now)
    assert doubt_what_was_due(now) == 0
    letter.refresh_from_db()
    assert (letter.state, letter.due_at is not None) == (LetterState.WAITING, True)


def test_first_start_after_bringing_back_doubts_once(letter):
    mark_brought_back(ours.HOME)
    bring_up_to_date()
    letter.refresh_from_db()
    assert letter.state == LetterState.MAYBE_SENT
    assert not was_brought_back(ours.HOME)
