"""Passwords of mailboxes are sealed with keys that stand beside the database and in no backup."""

from __future__ import annotations

import pytest
from django.core import serializers
from tests.mailboxes import connected

from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import Server
from alongside.connections.mailboxes import password_of
from alongside.connections.models import Mailbox
from alongside.connections.sealing import FILE_NAME, SealingError, rotate, seal, unseal

pytestmark = pytest.mark.django_db
SERVER = Server("mail.example", 993, "tls", "me@desk.example")


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path / FILE_NAME


def test_secret_comes_back_as_it_was():
    assert unseal(seal("pässword ☂")) == "pässword ☂"


def test_key_is_for_its_user_alone(keys):
    seal("secret")
    assert keys.stat().st_mode & 0o077 == 0


def test_password_stands_nowhere_in_the_database():
    mailbox = connected(SERVER, password="very secret")
    mailbox.refresh_from_db()
    assert b"very secret" not in serializers.serialize("json", [mailbox, mailbox.connection]).encode()
    assert b"very secret" not in bytes(mailbox.sealed_secret)


def test_rotation_seals_every_password_anew(keys):
    mailbox = connected(SERVER, password="very secret")
    before, old_key = bytes(mailbox.sealed_secret), keys.read_text().split()[0]

    sealed = rotate()

    mailbox.refresh_from_db()
    assert sealed == 1
    assert bytes(mailbox.sealed_secret) != before
    assert password_of(mailbox) == "very secret"
    assert keys.read_text().split()[0] != old_key


def test_second_rotation_forgets_the_first_key(keys):
    mailbox = connected(SERVER, password="very secret")
    old_key = keys.read_text().split()[0]
    sealed_by_old = seal("other")
    rotate()
    assert unseal(sealed_by_old) == "other"
    rotate()
    assert old_key not in keys.read_text()
    assert password_of(Mailbox.objects.get(pk=mailbox.pk)) == "very secret"
    with pytest.raises(SealingError):
        unseal(sealed_by_old)


def test_password_whose_key_is_gone_is_asked_for_again(keys):
    mailbox = connected(SERVER, password="very secret")
    keys.unlink()
    with pytest.raises(MailboxError) as raised:
        password_of(mailbox)
    assert raised.value.kind == "secret_lost"
    assert raised.value.trouble.stops


def test_rotation_leaves_a_password_whose_key_is_gone_as_it_is(keys):
    mailbox = connected(SERVER, password="very secret")
    keys.unlink()
    assert rotate() == 0
    assert bytes(Mailbox.objects.get(pk=mailbox.pk).sealed_secret) == bytes(mailbox.sealed_secret)
