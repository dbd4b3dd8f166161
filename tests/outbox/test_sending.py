"""Letters on their way: sent once, refused, put off, cut; each state shown for what it is, and what may be done."""

from __future__ import annotations

import email
import io
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.utils import timezone

from alongside.channels.smtp.client import Limits
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment
from alongside.connections.models import Mailbox
from alongside.connections.outgoing import forget_outgoing, set_outgoing
from alongside.intake.joining import join_clients
from alongside.live.models import Event
from alongside.outbox import actions, kit, letters, queries, sending
from alongside.outbox.errors import CannotSend, NotThere, OutboxError, StaleDraft
from alongside.outbox.models import Draft, Letter
from alongside.outbox.sending import deliver, recover
from alongside.outbox.verifying import problems
from alongside.processes.follow_ups import follow_all
from alongside.processes.pushing import parts_for
from alongside.timeline.models import Interaction
from alongside.waiting.models import Waiting
from tests.making import ME, arrive_raw, assistant, owner
from tests.outbox.desk import MARA, deliver_now, draft_of, letter_of, line_of, states
from tests.post import Faults, running_post

pytestmark = pytest.mark.django_db
JAN, KIT = "jan@harlow.example", "kit@harlow.example"
THREE = f"{MARA}, {JAN}, {KIT}"


def impatient(faults: Faults) -> Limits:
    """Waits a second only where the server is silent: elsewhere the machine may be busy."""
    return Limits(30, answer=1 if faults.sender else 30, after_content=1)


def test_letter_is_sent_after_ten_seconds_and_not_before(desk, post):
    draft = draft_of(owner(), desk)
    now = timezone.now()
    letter = letters.send(owner(), draft.pk, revision=draft.revision, now=now)
    assert letter.send_at == now + timedelta(seconds=10)
    deliver.call(letter.pk)
    assert post.taken == []

    assert deliver_now(letter).state == "sent"
    assert post.copies_for(MARA) == 1
    assert states(letter) == {MARA: "accepted"}
    assert list(problems()) == []


def test_answer_to_somebody_whose_clock_is_ahead_closes_waiting(desk, post):
    asked_at = timezone.now() - timedelta(minutes=20)
    written = {"Date": asked_at + timedelta(hours=1), "Received": asked_at}
    dates = {name: f"{at:%a, %d %b %Y %H:%M:%S} +0000" for name, at in written.items()}
    raw = (
        f"Received: by mx.desk.example; {dates['Received']}\r\nFrom: {MARA}\r\nTo: {ME}\r\nSubject: The oak\r\n"
        f"Date: {dates['Date']}\r\nMessage-ID: <ahead@harlow.example>\r\n\r\nWhen does it come?\r\n"
    )
    arrive_raw(Mailbox.objects.get().connection, raw.encode())
    follow_all()
    assert Waiting.objects.count() == 1
    draft = actions.start_answer(owner(), Interaction.objects.get().pk, kind="answer", now=timezone.now())
    sent_off = timezone.now() - timedelta(seconds=11)
    deliver_now(letters.send(owner(), draft.pk, revision=draft.revision, now=sent_off))
    follow_all()
    assert not Waiting.objects.exists()


def test_letter_says_what_the_draft_said(desk, post):
    draft = draft_of(owner(), desk, cc=JAN, bcc=KIT, text="Grüße\n")
    actions.attach(
        owner(),
        draft.pk,
        name="q.pdf",
        media_type="application/pdf",
        content=io.BytesIO(b"%PDF"),
        now=timezone.now(),
    )
    letter = letters.send(owner(), draft.pk, revision=draft.revision, now=timezone.now())
    deliver_now(letter)
    (taken,) = post.taken
    assert taken.recipients == [MARA, JAN, KIT]
    assert taken.sender == "me@desk.example"
    assert KIT.encode() not in taken.raw
    assert b'From: "Me" <me@desk.example>' in taken.raw
    assert f"Message-ID: <{letter.message_id}>".encode() in taken.raw


def test_on_behalf_of_a_client_names_both(desk, post):
    kit.save_from_address(
        owner(), Mailbox.objects.get().connection, address=MARA, client=desk, is_on_behalf=True, is_usual=True
    )
    letter = letter_of(owner(), desk, to=JAN)
    deliver_now(letter)
    (taken,) = post.taken
    assert taken.sender == "me@desk.example"
    assert b'From: "Mara Quill" <mara@harlow.example>\r\nSender: "Me" <me@desk.example>\r\n' in taken.raw


def test_pressed_twice_it_is_one_letter(desk):
    draft = draft_of(owner(), desk)
    first = letters.send(owner(), draft.pk, revision=draft.revision, now=timezone.now())
    again = letters.send(owner(), draft.pk, revision=draft.revision, now=timezone.now())
    assert again.pk == first.pk
    assert Letter.objects.count() == 1


def test_stale_window_sends_nothing(desk):
    draft = draft_of(owner(), desk)
    with pytest.raises(StaleDraft):
        letters.send(owner(), draft.pk, revision=draft.revision - 1, now=timezone.now())
    assert Letter.objects.count() == 0


def test_every_problem_is_named_at_once(desk):
    draft = draft_of(owner(), desk, to="mara, a@x.example;v", cc="x y@z.example")
    with pytest.raises(CannotSend) as caught:
        letters.send(owner(), draft.pk, revision=draft.revision, now=timezone.now())
    assert caught.value.problems == (
        "“mara” is no e-mail address.",
        "“v” is no e-mail address.",
        "“x y@z.example” is no e-mail address.",
    )
    draft = draft_of(owner(), desk, to="")
    with pytest.raises(CannotSend, match="goes to nobody"):
        letters.send(owner(), draft.pk, revision=draft.revision, now=timezone.now())


def test_without_a_way_out_nothing_is_sent_off(desk):
    draft = draft_of(owner(), desk)
    forget_outgoing(Mailbox.objects.get())
    with pytest.raises(CannotSend, match="No mailbox sends for you"):
        letters.send(owner(), draft.pk, revision=draft.revision, now=timezone.now())


def test_letter_that_is_taken_back_goes_to_nobody(desk, post):
    letter = letter_of(owner(), desk)
    draft = letters.withdraw(owner(), letter.pk, now=timezone.now())
    assert draft is not None
    assert draft.sent_at is None
    deliver.call(letter.pk)
    recover(timezone.now() + timedelta(hours=1))
    deliver.call(letter.pk)
    assert post.taken == []
    assert line_of(letter).state == "withdrawn"

    sent = letters.send(owner(), draft.pk, revision=draft.revision, now=timezone.now())
    assert deliver_now(sent).state == "sent"
    assert post.copies_for(MARA) == 1


def test_taken_back_in_two_windows_it_is_the_same_draft_in_both(desk):
    letter = letter_of(owner(), desk)
    now = timezone.now()
    first, second = (letters.withdraw(owner(), letter.pk, now=now) for _ in range(2))
    assert first == second is not None
    with pytest.raises(OutboxError, match="too late"):
        letters.send_now(owner(), letter.pk, now=now)
    assert not Letter.objects.exclude(state="withdrawn").exists()


def test_it_is_too_late_to_take_back_what_was_sent(desk, post):
    letter = deliver_now(letter_of(owner(), desk))
    with pytest.raises(OutboxError, match="too late"):
        letters.withdraw(owner(), letter.pk, now=timezone.now())


def test_sent_later_waits_for_its_time(desk, post):
    draft, now = draft_of(owner(), desk), timezone.now()
    with pytest.raises(CannotSend):
        letters.send_later(owner(), draft.pk, revision=draft.revision, at=now - timedelta(hours=1), now=now)
    letter = letters.send_later(
        owner(), draft.pk, revision=draft.revision, at=now + timedelta(days=1), now=now
    )
    deliver.call(letter.pk)
    assert post.taken == []
    assert line_of(letter).can_withdraw


def test_sent_later_may_be_sent_at_once_after_all(desk, post):
    draft, now = draft_of(owner(), desk), timezone.now()
    at = now + timedelta(days=1)
    planned = letters.send_later(owner(), draft.pk, revision=draft.revision, at=at, now=now)
    letter = letters.send_now(owner(), planned.pk, now=now)
    assert (letter.send_at, line_of(planned).state) == (now + timedelta(seconds=10), "withdrawn")
    assert deliver_now(letter).state == "sent"
    deliver.call(planned.pk)
    recover(at + timedelta(hours=1))
    assert post.copies_for(MARA) == 1
    # It says when it was sent, not when it was to be.
    said = parsedate_to_datetime(str(email.message_from_bytes(post.taken[0].raw)["Date"]))
    assert abs(said - now) < timedelta(minutes=1)


def test_what_cannot_go_at_once_still_goes_later(desk, post):
    draft, now = draft_of(owner(), desk), timezone.now()
    at = now + timedelta(days=1)
    planned = letters.send_later(owner(), draft.pk, revision=draft.revision, at=at, now=now)
    forget_outgoing(Mailbox.objects.get())
    with pytest.raises(CannotSend):
        letters.send_now(owner(), planned.pk, now=now)
    assert (line_of(planned).state, line_of(planned).due_at) == ("waiting", at)


def test_what_was_sent_is_not_sent_at_once(desk, post):
    letter = deliver_now(letter_of(owner(), desk))
    with pytest.raises(OutboxError, match="too late"):
        letters.send_now(owner(), letter.pk, now=timezone.now())


@pytest.mark.broad
@pytest.mark.parametrize(
    ("faults", "state", "trouble", "is_due"),
    [
        (Faults(sign_in="535 5.7.8 bad credentials"), "failed", "wrong_password", False),
        (Faults(sender="553 5.7.1 not yours"), "refused", "sender_refused", False),
        (Faults(sender="421 4.3.2 closing"), "waiting", "busy", True),
        (Faults(sender="cut"), "waiting", "cut", True),
        (Faults(sender="silence", silent_for=2), "waiting", "timed_out", True),
        (Faults(data="cut"), "waiting", "cut", True),
        (Faults(data="cut_in_content"), "maybe_sent", "maybe_sent", False),
        (Faults(content="cut"), "maybe_sent", "maybe_sent", False),
        (Faults(content="cut", keeps=True), "maybe_sent", "maybe_sent", False),
        (Faults(content="silence", keeps=True, silent_for=2), "maybe_sent", "maybe_sent", False),
        (Faults(content="421 4.3.2 closing"), "waiting", "busy", True),
        (Faults(content="552 5.3.4 too large"), "refused", "too_large", False),
        (Faults(content="554 5.7.1 spam"), "refused", "content_refused", False),
        (Faults(greylists=True), "waiting", "later", True),
        (Faults(recipients={MARA: "550 5.1.1 no such user"}), "refused", "nobody_accepted", False),
        (Faults(recipients={MARA: "451 4.2.0 later"}), "waiting", "later", True),
    ],
    ids=lambda value: str(value)[:70] if isinstance(value, Faults) else None,
)
def test_every_failure_leaves_the_right_state(desk, post, monkeypatch, faults, state, trouble, is_due):
    post.faults = faults
    if "silence" in (faults.sender, faults.content):
        monkeypatch.setattr(sending, "LIMITS", impatient(faults))
    letter = deliver_now(letter_of(owner(), desk))

    assert (letter.state, letter.trouble, letter.due_at is not None) == (state, trouble, is_due)
    assert letter.lease == ""
    line = line_of(letter)
    assert line.sentence
    assert line.next_step
    assert line.can_send_again == (not is_due)
    assert list(problems()) == []


@pytest.mark.broad
def test_wrong_certificate_and_no_encryption_send_neither_password_nor_letter(desk, server, tmp_path):
    box = Mailbox.objects.get()
    set_outgoing(box, server.server(certificate="ab" * 32))
    assert deliver_now(letter_of(owner(), desk)).trouble == "certificate_changed"
    with running_post(tmp_path, offers_tls=False) as stripped:
        set_outgoing(box, stripped.server())
        letter = deliver_now(letter_of(owner(), desk))
        assert (letter.state, letter.trouble) == ("failed", "no_encryption")
        assert stripped.post.signed_in == []
        assert stripped.post.taken == []


@pytest.mark.broad
def test_greylisted_letter_arrives_once_when_it_is_tried_again(desk, post):
    post.faults = Faults(greylists=True)
    letter = letter_of(owner(), desk, to=THREE)
    assert deliver_now(letter).state == "waiting"
    assert deliver_now(letter).state == "sent"
    assert [post.copies_for(one) for one in (MARA, JAN, KIT)] == [1, 1, 1]


@pytest.mark.broad
def test_one_of_three_refused_for_good_is_named(desk, post):
    post.faults = Faults(recipients={JAN: "550 5.1.1 no such user"})
    letter = deliver_now(letter_of(owner(), desk, to=THREE))
    assert (letter.state, letter.due_at) == ("partly_refused", None)
    assert states(letter) == {MARA: "accepted", JAN: "refused", KIT: "accepted"}
    line = line_of(letter)
    assert line.sentence == f"Everybody else has it. Not taken for {JAN}."
    assert [one.said for one in line.recipients] == ["2.0.0 taken", "5.1.1 no such user", "2.0.0 taken"]

    post.faults = Faults()
    letters.send_again(owner(), letter.pk, now=timezone.now())
    assert deliver_now(letter).state == "sent"
    assert [post.copies_for(one) for one in (MARA, JAN, KIT)] == [1, 1, 1]
    assert list(problems()) == []


@pytest.mark.broad
def test_one_of_three_put_off_is_asked_again_and_the_others_are_not(desk, post):
    post.faults = Faults(recipients={JAN: "451 4.7.1 later"})
    letter = deliver_now(letter_of(owner(), desk, to=THREE))
    assert letter.state == "partly_refused"
    assert letter.due_at is not None
    assert states(letter)[JAN] == "later"
    post.faults = Faults()
    assert deliver_now(letter).state == "sent"
    assert [post.copies_for(one) for one in (MARA, JAN, KIT)] == [1, 1, 1]
    assert list(problems()) == []


@pytest.mark.broad
def test_rest_of_a_letter_can_be_let_go(desk, post):
    post.faults = Faults(recipients={JAN: "451 4.7.1 later"})
    letter = deliver_now(letter_of(owner(), desk, to=THREE))
    assert letters.withdraw(owner(), letter.pk, now=timezone.now()) is None
    letter.refresh_from_db()
    assert (letter.state, states(letter)[JAN]) == ("sent", "withdrawn")


def test_who_was_left_out_gets_nothing_when_it_is_sent_again_to_others(desk, post):
    post.faults = Faults(recipients={JAN: "451 4.7.1 later", KIT: "550 5.1.1 no such user"})
    letter = deliver_now(letter_of(owner(), desk, to=THREE))
    letters.withdraw(owner(), letter.pk, now=timezone.now())
    post.faults = Faults()
    letters.send_again(owner(), letter.pk, now=timezone.now())
    assert deliver_now(letter).state == "sent"
    assert [post.copies_for(one) for one in (MARA, JAN, KIT)] == [1, 0, 1]


def test_who_puts_it_off_for_a_day_is_shown_as_refusing(desk, post):
    post.faults = Faults(recipients={MARA: "451 4.7.1 later"})
    letter = letter_of(owner(), desk)
    Letter.objects.update(send_at=timezone.now() - timedelta(days=2))
    letter = deliver_now(letter)
    assert (letter.state, letter.trouble, letter.due_at) == ("refused", "tried_too_long", None)


def test_letter_of_a_client_is_its_members_alone(desk, post):
    ann = assistant()
    letter = letter_of(owner(), desk)
    for ask in (letters.withdraw, letters.send_again, letters.look_for_sent):
        with pytest.raises(NotThere):
            ask(ann, letter.pk, now=timezone.now())
    assert queries.letter_for(ann, letter.pk) is None
    assert queries.letters_for(ann) == []
    assert queries.parts_touched_for(ann, letter.pk) == set()
    told = list(Event.objects.filter(kind="outbox"))
    assert parts_for(ann.pk, told) == set()
    assert parts_for(owner().pk, told) == {"outbox", f"client:{desk.pk}"}
    Assignment.objects.create(member=ann, client=desk)
    assert queries.parts_touched_for(ann, letter.pk) == {"outbox", f"client:{desk.pk}"}


def test_letter_of_a_client_that_was_joined_touches_the_page_of_the_one_that_it_is(desk, post):
    letter, birch = letter_of(owner(), desk), add_client("Birch", by=owner())
    join_clients(birch, desk, by=owner())
    assert queries.parts_touched_for(owner(), letter.pk) == {"outbox", f"client:{birch.pk}"}


def test_member_without_the_mailbox_cannot_send_through_it(desk):
    ann = assistant()
    Assignment.objects.create(member=ann, client=desk)
    draft = draft_of(owner(), desk)
    with pytest.raises(CannotSend):
        letters.send(ann, draft.pk, revision=draft.revision, now=timezone.now())
    assert Draft.objects.get().sent_at is None


def test_password_that_cannot_be_opened_any_more_is_said(desk, post):
    Mailbox.objects.update(sealed_secret=b"sealed with a key that is gone")
    letter = deliver_now(letter_of(owner(), desk))
    assert (letter.state, letter.trouble) == ("failed", "secret_lost")
    assert list(problems()) == []


def test_own_password_for_sending_is_used_before_the_mailboxs(desk, post, server):
    box = Mailbox.objects.get()
    set_outgoing(box, server.server(), password="another")
    assert deliver_now(letter_of(owner(), desk)).trouble == "wrong_password"


@pytest.mark.broad
def test_refused_letter_can_be_taken_back_changed_and_sent(desk, post):
    post.faults = Faults(recipients={MARA: "550 5.1.1 no such user"})
    letter = deliver_now(letter_of(owner(), desk))
    assert line_of(letter).can_withdraw
    draft = letters.withdraw(owner(), letter.pk, now=timezone.now())
    assert draft is not None
    draft = actions.journal(
        owner(), draft.pk, revision=draft.revision, fields={"to": JAN}, now=timezone.now()
    )
    second = letters.send(owner(), draft.pk, revision=draft.revision, now=timezone.now())
    assert deliver_now(second).state == "sent"
    assert (post.copies_for(MARA), post.copies_for(JAN)) == (0, 1)
