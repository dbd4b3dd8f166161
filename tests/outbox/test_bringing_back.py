"""A practice brought back from a backup: what may have been sent since is not sent again by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as ours
from django.utils import timezone

from alongside.originals.backup import bringing_back, was_brought_back
from alongside.originals.errors import BackupError
from alongside.outbox.bringing_back import doubt_what_was_due
from alongside.outbox.letters import send_later
from alongside.outbox.models import Letter, LetterState, RecipientState
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
    with bringing_back(ours.HOME):
        pass
    told: list[str] = []
    bring_up_to_date(say=told.append)
    bring_up_to_date(say=told.append)
    letter.refresh_from_db()
    assert letter.state == LetterState.MAYBE_SENT
    assert not was_brought_back(ours.HOME)
    (line,) = told
    assert line.startswith("1 letter was on its way") and "`alongside letters list`" in line


def test_kill_right_after_the_database_was_brought_back_sends_nothing_again(letter):
    """What is thrown here is no error that anything takes care of, as with a kill."""
    with pytest.raises(SystemExit), bringing_back(ours.HOME):
        raise SystemExit
    bring_up_to_date()
    letter.refresh_from_db()
    assert letter.state == LetterState.MAYBE_SENT


def test_database_that_could_not_be_brought_back_is_still_of_now(letter):
    with pytest.raises(BackupError), bringing_back(ours.HOME):
        raise BackupError
    bring_up_to_date()
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING


def test_letter_in_a_workers_hands_may_have_been_sent_as_well(letter):
    Letter.objects.filter(pk=letter.pk).update(due_at=None, lease="a", state=LetterState.SENDING)
    assert doubt_what_was_due(timezone.now()) == 1
    letter.refresh_from_db()
    assert (letter.state, letter.lease) == (LetterState.MAYBE_SENT, "")
