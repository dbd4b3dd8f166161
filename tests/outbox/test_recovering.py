"""Workers killed, leases lost, letters that may have been sent: found again, shown, and never sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alongside.outbox import copies, letters, sending
from alongside.outbox.bringing_back import doubt_what_was_due
from alongside.outbox.errors import OutboxError
from alongside.outbox.models import Attempt, Letter
from alongside.outbox.outcomes import note_found
from alongside.outbox.sending import deliver, recover
from alongside.outbox.verifying import problems
from tests.making import owner
from tests.outbox.desk import MARA, deliver_now, letter_of, line_of, states
from tests.post import Faults

pytestmark = pytest.mark.django_db
JAN = "jan@harlow.example"


@pytest.mark.broad
def test_maybe_sent_is_never_sent_again_by_itself(desk, post):
    post.faults = Faults(content="cut", keeps=True)
    letter = deliver_now(letter_of(owner(), desk))
    post.faults = Faults()
    for hours in range(4):
        recover(timezone.now() + timedelta(hours=hours))
        deliver.call(letter.pk)
    letter.refresh_from_db()
    assert letter.state == "maybe_sent"
    assert post.copies_for(MARA) == 1


def test_maybe_sent_goes_out_again_when_a_member_asks_for_it(desk, post):
    post.faults = Faults(content="cut", keeps=True)
    letter = deliver_now(letter_of(owner(), desk))
    post.faults = Faults()
    letters.send_again(owner(), letter.pk, now=timezone.now())
    assert deliver_now(letter).state == "sent"
    assert post.copies_for(MARA) == 2
    assert list(problems()) == []
    with pytest.raises(OutboxError):
        letters.send_again(owner(), letter.pk, now=timezone.now())


def killed_in(letter: Letter, *, begun: bool) -> None:
    """As a worker leaves it that is killed before or after its content began."""
    ended = timezone.now() - timedelta(seconds=1)
    Letter.objects.filter(pk=letter.pk).update(state="sending", lease="dead", lease_ends_at=ended, attempts=1)
    numbers = list(letter.recipients.values_list("pk", flat=True))
    Attempt.objects.create(
        letter=letter, lease="dead", data_at=ended if begun else None, recipients=numbers if begun else []
    )


def test_killed_before_its_content_it_is_sent_by_another(desk, post):
    letter = letter_of(owner(), desk)
    killed_in(letter, begun=False)
    assert recover() == 1
    letter.refresh_from_db()
    assert letter.state == "waiting"
    assert deliver_now(letter).state == "sent"
    assert post.copies_for(MARA) == 1


def test_killed_after_its_content_began_it_may_have_been_sent(desk, post):
    letter = letter_of(owner(), desk)
    killed_in(letter, begun=True)
    assert any("may have been sent" in one for one in problems()) is False
    assert recover() == 1
    letter.refresh_from_db()
    assert (letter.state, states(letter)) == ("maybe_sent", {MARA: "maybe"})
    deliver.call(letter.pk)
    assert post.taken == []
    assert recover() == 0


def test_who_holds_the_letter_keeps_it(desk, post):
    letter = letter_of(owner(), desk)
    killed_in(letter, begun=True)
    Letter.objects.update(lease_ends_at=timezone.now() + timedelta(seconds=60))
    assert recover() == 0
    deliver.call(letter.pk)
    assert post.taken == []


def test_two_workers_at_once_send_one_letter(desk, post):
    letter = letter_of(owner(), desk)
    assert sending._take(letter.pk, timezone.now()) is not None
    assert sending._take(letter.pk, timezone.now()) is None


def test_worker_that_lost_its_lease_does_not_begin(desk, post, monkeypatch):
    letter = letter_of(owner(), desk)
    begin = sending.begin

    def too_late(*arguments):
        Letter.objects.update(lease="another", lease_ends_at=timezone.now() + timedelta(seconds=60))
        return begin(*arguments)

    monkeypatch.setattr(sending, "begin", too_late)
    deliver_now(letter)
    assert post.taken == []
    assert Letter.objects.get().lease == "another"


def test_overdue_letter_that_no_job_is_about_is_given_one(desk, post):
    letter = letter_of(owner(), desk)
    DBTaskResult.objects.all().delete()
    assert recover(timezone.now() + timedelta(minutes=5)) == 1
    assert DBTaskResult.objects.filter(task_path=deliver.module_path).count() == 1
    assert letter.state == "waiting"


def test_fault_of_ours_is_shown_and_not_repeated(desk, post, monkeypatch):
    letter = letter_of(owner(), desk)
    monkeypatch.setattr(sending, "transmit", lambda *args, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        deliver_now(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.trouble) == ("failed", "own_fault")


def test_verify_finds_what_was_sent_twice(desk, post):
    letter = deliver_now(letter_of(owner(), desk))
    assert list(problems()) == []
    (attempt,) = Attempt.objects.all()
    Attempt.objects.create(
        letter=letter, lease="x", data_at=timezone.now(), outcome="accepted", recipients=attempt.recipients
    )
    assert [one for one in problems() if "2 times" in one]


def test_verify_finds_what_was_never_handed_over(desk, post):
    deliver_now(letter_of(owner(), desk))
    Attempt.objects.all().delete()
    assert [one for one in problems() if "never handed over" in one]


def test_verify_finds_a_maybe_that_is_not_shown(desk, post):
    post.faults = Faults(content="cut")
    letter = deliver_now(letter_of(owner(), desk))
    Letter.objects.update(state="sent")
    letter.recipients.update(state="waiting")
    assert [one for one in problems() if "is not shown so" in one]


def test_verify_finds_changed_bytes(desk):
    letter_of(owner(), desk)
    Letter.objects.update(raw=b"From: somebody else\r\n\r\n")
    assert [one for one in problems() if "not those" in one]


def test_maybe_stays_maybe_when_the_second_try_fails(desk, post):
    post.faults = Faults(content="cut", keeps=True)
    letter = deliver_now(letter_of(owner(), desk))
    letters.send_again(owner(), letter.pk, now=timezone.now())
    post.faults = Faults(sign_in="535 5.7.8 bad credentials")
    letter = deliver_now(letter)
    assert (letter.state, states(letter)) == ("maybe_sent", {MARA: "maybe"})
    assert not line_of(letter).can_withdraw
    assert list(problems()) == []


@pytest.mark.broad
def test_maybe_stays_maybe_when_the_second_try_is_taken_back(desk, post):
    post.faults = Faults(content="cut", keeps=True)
    letter = deliver_now(letter_of(owner(), desk))
    letters.send_again(owner(), letter.pk, now=timezone.now())
    assert letters.withdraw(owner(), letter.pk, now=timezone.now()) is None
    letter.refresh_from_db()
    assert (letter.state, states(letter)) == ("maybe_sent", {MARA: "maybe"})
    assert bytes(letter.raw)


def test_what_was_due_in_a_backup_is_not_sent_by_restoring_it(desk, post):
    due, later = letter_of(owner(), desk), letter_of(owner(), desk)
    Letter.objects.filter(pk=later.pk).update(due_at=timezone.now() + timedelta(hours=3))
    assert doubt_what_was_due(timezone.now()) == 1
    recover(timezone.now() + timedelta(minutes=5))
    deliver.call(due.pk)
    assert post.taken == []
    line = line_of(due)
    assert (line.state, line.can_send_again) == ("maybe_sent", True)
    assert line.sentence.startswith("This comes from a backup.")
    assert line_of(later).state == "waiting"
    assert list(problems()) == []


def test_copy_of_those_who_had_it_before_says_nothing_of_who_may_have_it(desk, post):
    post.faults = Faults(recipients={JAN: "451 4.7.1 later"})
    letter = deliver_now(letter_of(owner(), desk, to=f"{MARA}, {JAN}"))
    post.faults = Faults(content="cut")
    letter = deliver_now(letter)
    assert not copies.look.call(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, states(letter)) == ("maybe_sent", {MARA: "accepted", JAN: "maybe"})
    line = line_of(letter)
    assert not line.can_look
    assert line.sentence.startswith(f"Whether {JAN} got it is not known")
    post.faults = Faults()
    letters.send_again(owner(), letter.pk, now=timezone.now())
    assert deliver_now(letter).state == "sent"
    assert [post.copies_for(one) for one in (MARA, JAN)] == [1, 1]


def test_who_was_put_off_gets_it_when_the_rest_is_found_in_sent(desk, post):
    letter = letter_of(owner(), desk, to=f"{MARA}, {JAN}")
    killed_in(letter, begun=True)
    Attempt.objects.update(
        recipients=list(letter.recipients.filter(address=MARA).values_list("pk", flat=True))
    )
    recover()
    assert states(letter) == {MARA: "maybe", JAN: "waiting"}
    found_at = timezone.now()
    note_found(letter.pk, found_at)
    assert line_of(letter).sentence == f"Everybody else has it. To be asked again later for {JAN}."
    assert recover(found_at + timedelta(minutes=2)) == 1
    assert deliver_now(letter).state == "sent"
    assert [post.copies_for(one) for one in (MARA, JAN)] == [0, 1]
    assert list(problems()) == []
