"""The whole chain: a letter goes by SMTP to a server, by LMTP into another mailbox, and comes back by IMAP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.channels.imap.sent import find_in_sent, put_into_sent
from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import Server
from alongside.connections.mailboxes import change_password
from alongside.connections.models import Location
from alongside.connections.outgoing import set_files_sent
from alongside.intake.erasing import erase, preview_address, preview_client
from alongside.intake.rebuilding import rebuild
from alongside.jobs.errors import JobFailed
from alongside.originals.models import Original
from alongside.outbox import copies, letters, queries
from alongside.outbox.actions import start_answer
from alongside.outbox.models import Draft, Letter
from alongside.outbox.verifying import problems
from alongside.processes.follow_ups import follow_all
from alongside.timeline.models import Filing, Interaction
from alongside.timeline.verifying import problems as timeline_problems
from alongside.waiting.models import Waiting
from alongside.waiting.queries import waiting_for
from tests.dovecot import PASSWORD, Account, free_port
from tests.mailboxes import bring_level, is_whole
from tests.making import ParsingHere, owner
from tests.outbox.desk import client_named, deliver_now, draft_of, letter_of, sending_mailbox
from tests.post import Faults, Running, running_post

pytestmark = [pytest.mark.slow, pytest.mark.mailserver, pytest.mark.django_db]


@pytest.fixture(scope="module")
def accounts(dovecot) -> dict[str, Account]:
    return {}


@pytest.fixture(scope="module")
def running(accounts, tmp_path_factory) -> Iterator[Running]:
    def deliver(sender: str, address: str, raw: bytes) -> None:
        if address in accounts:
            accounts[address].receive(sender, raw)

    with running_post(tmp_path_factory.mktemp("post"), deliver=deliver) as made:
        yield made


class Desk:
    """Two mailboxes on one server: hers, which sends, and the client's, which somebody else reads."""

    def __init__(self, dovecot, accounts, running: Running) -> None:
        self.hers, self.theirs = dovecot.account(), dovecot.account()
        accounts |= {self.theirs.address: self.theirs, self.hers.address: self.hers}
        self.post = running.post
        self.post.faults = Faults()
        self.post.taken.clear()
        outgoing = running.server(user=self.hers.address)
        self.mailbox = sending_mailbox(outgoing, reading=self.hers.server, address=self.hers.address)
        self.client = client_named("Harlow & Sons", self.theirs.address)

    def letter(self, **fields: str) -> Letter:
        return letter_of(owner(), self.client, to=self.theirs.address, **fields)

    def keep(self, letter: Letter) -> None:
        letter = Letter.objects.get(pk=letter.pk)
        copies.bring_in(letter, pool=ParsingHere())
        copies.put_copy(letter)


@pytest.fixture
def desk(dovecot, accounts, running) -> Desk:
    return Desk(dovecot, accounts, running)


def test_letter_arrives_and_stands_in_sent_and_once_in_the_timeline(desk):
    letter = deliver_now(desk.letter())
    desk.keep(letter)

    assert letter.state == "sent"
    (arrived,) = desk.theirs.letters()
    (copy,) = desk.hers.letters("Sent")
    assert letter.message_id.encode() in arrived
    assert letter.message_id.encode() in copy
    entry = Interaction.objects.get()
    assert (entry.direction, entry.proof) == ("out", "own")
    assert Filing.objects.get().client == desk.client
    assert queries.letters_of_entries_for(owner(), [entry.pk])[entry.pk].id == letter.pk
    letter.refresh_from_db()
    assert (letter.copy, bytes(letter.raw)) == ("done", b"")

    bring_level(desk.mailbox)
    assert is_whole(desk.mailbox, entries=1)
    places = sorted(Location.objects.values_list("place", flat=True))
    assert len(places) == 2
    assert places[0].startswith("Sent;UIDVALIDITY=")
    assert places[1].startswith("sent from here;")
    assert [*problems(), *timeline_problems()] == []


def test_keeping_it_twice_changes_nothing(desk):
    letter = deliver_now(desk.letter())
    for _ in range(2):
        desk.keep(letter)
    Letter.objects.update(copy="due")
    desk.keep(letter)
    assert len(desk.hers.letters("Sent")) == 1
    assert Interaction.objects.count() == 1


def test_where_the_provider_files_it_no_second_copy_is_put(desk):
    set_files_sent(desk.mailbox, True)
    letter = deliver_now(desk.letter())
    desk.keep(letter)
    letter.refresh_from_db()
    assert letter.copy == "by_provider"
    assert desk.hers.letters("Sent") == []
    assert Interaction.objects.count() == 1


def rewritten(raw: bytes) -> bytes:
    """As some providers keep what they sent: other headers, another body."""
    head, _, body = raw.partition(b"\r\n\r\n")
    return (
        b"X-Kept-By: provider\r\n" + head + b"\r\n\r\n" + body.replace(b"Tuesday", b"Tuesday (sent safely)")
    )


@pytest.mark.parametrize("is_seen_first", [False, True])
def test_copy_that_the_provider_rewrote_is_the_same_entry(desk, is_seen_first):
    set_files_sent(desk.mailbox, True)
    letter = desk.letter()
    desk.hers.deliver(rewritten(bytes(letter.raw)), folder="Sent")
    if is_seen_first:
        bring_level(desk.mailbox)
    desk.keep(deliver_now(letter))
    bring_level(desk.mailbox)
    assert is_whole(desk.mailbox, entries=1)
    assert Original.objects.count() == 2
    assert [*problems(), *timeline_problems()] == []
    rebuild(ParsingHere())
    assert Interaction.objects.count() == 1


def test_copy_of_our_letter_that_stands_elsewhere_is_an_entry_of_its_own(desk):
    """Whoever has a letter of ours can write its Message-ID into one of his own."""
    letter = desk.letter()
    copy = rewritten(bytes(letter.raw))
    desk.keep(deliver_now(letter))
    desk.hers.deliver(copy)
    bring_level(desk.mailbox)
    assert Interaction.objects.count() == 2


def waiting_now():
    follow_all()
    return waiting_for(owner(), now=timezone.now())


def test_sent_letter_closes_waiting_at_once(desk):
    desk.hers.deliver(asking(desk.theirs.address, desk.hers.address))
    bring_level(desk.mailbox)
    assert len(waiting_now()) == 1
    draft = start_answer(owner(), Interaction.objects.get().pk, kind="answer", now=timezone.now())
    letter = letters.send(owner(), draft.pk, revision=0, now=timezone.now())
    # Nobody is told to wait while it is on its way; it is done with once it went.
    assert (waiting_now(), Waiting.objects.count()) == ([], 1)
    deliver_now(letter)
    assert (waiting_now(), Waiting.objects.count()) == ([], 0)
    first, second = Interaction.objects.order_by("pk")
    assert Filing.objects.get(interaction=first).thread_id == Filing.objects.get(interaction=second).thread_id


def test_answer_from_elsewhere_closes_waiting_when_it_is_seen_in_sent(desk):
    desk.hers.deliver(asking(desk.theirs.address, desk.hers.address))
    bring_level(desk.mailbox)
    assert len(waiting_now()) == 1
    answer = (
        f"From: {desk.hers.address}\r\nTo: {desk.theirs.address}\r\nSubject: Re: The oak\r\n"
        f"Date: {timezone.now():%a, %d %b %Y %H:%M:%S} +0000\r\nMessage-ID: <a1@phone.example>\r\n"
        "In-Reply-To: <q1@harlow.example>\r\n\r\nIt comes on Tuesday.\r\n"
    ).encode()
    desk.hers.deliver(answer, folder="Sent")
    bring_level(desk.mailbox)
    assert waiting_now() == []


def asking(sender: str, to: str) -> bytes:
    at = timezone.now() - timedelta(hours=5)
    return (
        f"From: Mara Quill <{sender}>\r\nTo: {to}\r\nSubject: The oak\r\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\r\nMessage-ID: <q1@harlow.example>\r\n\r\n"
        "When does the oak come?\r\n"
    ).encode()


def test_maybe_sent_is_settled_by_what_stands_in_sent(desk):
    desk.post.faults = Faults(content="cut", keeps=True)
    letter = deliver_now(desk.letter())
    assert letter.state == "maybe_sent"
    assert not copies.look.call(letter.pk)
    assert queries.letter_for(owner(), letter.pk).state == "maybe_sent"

    desk.hers.deliver(bytes(Letter.objects.get(pk=letter.pk).raw), folder="Sent")
    assert copies.look.call(letter.pk)
    desk.keep(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.copy) == ("sent", "done")
    assert len(desk.hers.letters("Sent")) == 1
    assert Interaction.objects.count() == 1
    assert list(problems()) == []


def test_maybe_sent_is_settled_by_what_the_listener_saw(desk):
    desk.post.faults = Faults(content="cut", keeps=True)
    letter = deliver_now(desk.letter())
    desk.hers.deliver(bytes(Letter.objects.get(pk=letter.pk).raw), folder="Sent")
    bring_level(desk.mailbox)
    change_password(desk.mailbox, "wrong")
    assert copies.look.call(letter.pk)
    assert Letter.objects.get().state == "sent"


def test_sent_folder_that_cannot_be_written_is_tried_again_and_then_said(desk):
    letter = deliver_now(desk.letter())
    change_password(desk.mailbox, "wrong")
    Letter.objects.update(copy_attempts=4)
    for _ in range(2):
        with pytest.raises(JobFailed, match="only its copy"):
            desk.keep(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.copy) == ("sent", "failed")
    assert Interaction.objects.count() == 1


def test_copy_is_found_by_its_message_id_and_no_other(desk):
    where, raw = desk.hers.server, b"From: a@x.example\r\nMessage-ID: <one@x.example>\r\n\r\nHello\r\n"
    placed = put_into_sent(where, PASSWORD, raw, message_id="one@x.example", sent_at=timezone.now())
    assert placed is not None
    assert placed.uid > 0
    assert placed.uidvalidity > 0
    assert find_in_sent(where, PASSWORD, message_id="one@x.example") == placed
    assert find_in_sent(where, PASSWORD, message_id="on@x.example") is None
    assert find_in_sent(where, PASSWORD, message_id='x"\r\nA1 LOGOUT') is None
    with desk.hers.client() as other:
        other.select_folder("Sent", readonly=True)
        assert b"\\Seen" in other.get_flags([placed.uid])[placed.uid]


def test_password_for_sent_is_refused_in_words(desk):
    with pytest.raises(MailboxError) as caught:
        find_in_sent(desk.hers.server, "wrong", message_id="one@x.example")
    assert caught.value.kind == "wrong_password"
    with pytest.raises(MailboxError):
        find_in_sent(Server("127.0.0.1", free_port(), "tls", "x"), "x", message_id="one@x.example")


def test_rebuilding_leaves_letters_and_filings_as_they_are(desk):
    # Nobody whom it goes to is known at the client: it is filed there because it was written there.
    letter = deliver_now(letter_of(owner(), desk.client, to="supplier@oak.example"))
    desk.keep(letter)
    assert Filing.objects.get().client == desk.client
    before = queries.letter_for(owner(), letter.pk)
    rebuild(ParsingHere())
    assert queries.letter_for(owner(), letter.pk) == before
    assert before is not None
    assert before.interaction_id is not None
    assert Filing.objects.get().client == desk.client
    assert [*problems(), *timeline_problems()] == []


@pytest.mark.django_db(transaction=True)
def test_erasing_a_client_erases_its_letters(desk):
    letter = deliver_now(desk.letter())
    desk.keep(letter)
    deliver_now(letter_of(owner(), None, to=desk.theirs.address))
    assert Letter.objects.count() == 2
    erase(preview_client(desk.client))
    assert Letter.objects.count() == 0
    assert Interaction.objects.count() == 0
    assert [*problems(), *timeline_problems()] == []


@pytest.mark.django_db(transaction=True)
def test_erasing_an_address_erases_what_was_written_to_it_and_about_it(desk):
    desk.hers.deliver(asking(desk.theirs.address, desk.hers.address))
    bring_level(desk.mailbox)
    entry = Interaction.objects.get()
    start_answer(owner(), entry.pk, kind="forward", now=timezone.now())
    draft_of(owner(), None, to=f"Mara <{desk.theirs.address.upper()}>")
    draft_of(owner(), None, to="somebody@else.example")
    letter_of(owner(), None, to=desk.theirs.address)
    erase(preview_address(desk.theirs.address))
    assert [draft.to for draft in Draft.objects.exclude(to="")] == ["somebody@else.example"]
    assert Draft.objects.filter(kind="forward").count() == 0
    assert Letter.objects.count() == 0
