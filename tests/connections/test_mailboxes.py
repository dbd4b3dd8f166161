"""Mailboxes belong to those who connected them; who listens holds a lease."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from msgspec.structs import replace
from tests.mailboxes import connected
from tests.making import assistant, owner

from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import Server
from alongside.clients.actions import add_client
from alongside.connections import leases
from alongside.connections.agreed import may_be_read
from alongside.connections.mailboxes import (
    ConnectedBefore,
    MailboxesError,
    Wanted,
    connect_mailbox,
    disconnect,
    find_mailbox_for,
    is_stopped,
    mailboxes_for,
    note_level,
    note_trouble,
    try_again,
)
from alongside.connections.models import Folder, Mailbox
from alongside.intake.coverage import coverage_for

pytestmark = pytest.mark.django_db
SERVER = Server("mail.example", 993, "tls", "me@desk.example")


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


def test_mailbox_is_seen_by_the_member_who_connected_it():
    mailbox = connected(SERVER)
    assert find_mailbox_for(owner(), "ME@desk.example ") == mailbox
    assert mailbox.connection.own_addresses.get().address == "me@desk.example"


def test_domain_in_another_script_is_known_by_both_its_spellings():
    mailbox = connect_mailbox(owner(), Wanted("Nell@Bücher.example", SERVER, "secret"))
    known = set(mailbox.connection.own_addresses.values_list("address", flat=True))
    assert known == {"nell@bücher.example", "nell@xn--bcher-kva.example"}


def test_mailbox_of_an_assistant_is_hidden_from_the_owner():
    ann = assistant()
    mailbox = connect_mailbox(ann, Wanted("ann@desk.example", SERVER, "secret"))
    Folder.objects.create(mailbox=mailbox, raw_name="INBOX", name="INBOX")

    assert list(mailboxes_for(ann)) == [mailbox]
    assert list(mailboxes_for(owner())) == []
    assert coverage_for(owner(), mailbox) == []


def test_mailbox_that_is_connected_again_as_a_clients_is_read_only_once_that_was_agreed():
    wanted = Wanted("info@harlow.example", SERVER, "secret")
    disconnect(connect_mailbox(owner(), wanted))
    again = connect_mailbox(owner(), replace(wanted, client=add_client("Harlow & Sons", by=owner())))
    assert again.connection.owner_client is not None
    assert not may_be_read(again)
    disconnect(again)
    assert not may_be_read(connect_mailbox(owner(), wanted))


def test_mailbox_that_a_colleague_had_before_is_hers_to_connect_again():
    wanted = Wanted("info@harlow.example", SERVER, "secret")
    disconnect(connect_mailbox(assistant(), wanted))
    with pytest.raises(ConnectedBefore, match="A colleague had"):
        connect_mailbox(owner(), wanted)


def test_address_is_connected_once():
    connected(SERVER)
    with pytest.raises(MailboxesError):
        connected(SERVER)
    with pytest.raises(MailboxesError):
        connect_mailbox(assistant(), Wanted("me@desk.example", SERVER, "secret"))


def test_mailbox_that_was_disconnected_is_taken_up_again():
    first = connected(SERVER)
    source = first.connection
    first.delete()
    assert connected(SERVER).connection == source


def test_trouble_is_noted_with_a_growing_pause():
    mailbox = connected(SERVER)
    now = timezone.now()
    first = note_trouble(mailbox, MailboxError("timed_out"), now=now)
    for _ in range(4):
        last = note_trouble(mailbox, MailboxError("timed_out"), now=now)
    assert last > first
    assert mailbox.next_try_at == now + timedelta(seconds=last)


def test_mailbox_that_is_level_has_no_trouble():
    mailbox = connected(SERVER)
    note_trouble(mailbox, MailboxError("cut"))
    note_level(mailbox)
    stored = Mailbox.objects.get(pk=mailbox.pk)
    assert (stored.trouble, stored.failures, stored.next_try_at) == ("", 0, None)
    assert stored.level_at is not None


def test_mailbox_is_given_to_one_of_two_who_ask():
    mailbox = connected(SERVER)
    assert leases.take("one", most=9) == [mailbox.pk]
    assert leases.take("two", most=9) == []


def test_mailbox_of_a_killed_process_is_taken_over():
    mailbox = connected(SERVER)
    leases.take("one", most=9)
    Mailbox.objects.update(lease_ends_at=timezone.now() - timedelta(seconds=1))

    assert leases.take("two", most=9) == [mailbox.pk]
    with pytest.raises(leases.LeaseLost):
        leases.check(mailbox.pk, "one")


def test_takeover_comes_within_thirty_seconds():
    assert leases.LEASE.total_seconds() + leases.BEAT_SECONDS <= 30


def test_mailbox_with_a_refused_password_is_left_alone_until_somebody_acts():
    mailbox = connected(SERVER)
    note_trouble(mailbox, MailboxError("wrong_password"))
    assert is_stopped(mailbox)
    assert leases.take("one", most=9) == []
    try_again(mailbox)
    assert leases.take("one", most=9) == [mailbox.pk]


def test_lease_is_given_back():
    connected(SERVER)
    leases.take("one", most=9)
    leases.release("one")
    assert leases.keep("one") == set()
    assert leases.take("two", most=9)
