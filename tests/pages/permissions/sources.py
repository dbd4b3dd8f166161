"""Imports, mailboxes, sign-in at providers, and what has arrived."""

from __future__ import annotations

from alongside.accounts.models import Member
from alongside.channels.imap.wire import Server
from alongside.clients.actions import add_client
from alongside.connections.attempts import begin
from alongside.connections.mailboxes import Wanted, connect_mailbox
from alongside.connections.models import Connection, Folder
from tests.making import mailbox
from tests.pages.permissions.access import FORM, Access, Makers, Objects

ROUTES: dict[str, Access] = {
    "imports": Access(),
    "import-upload": Access(methods="POST"),
    "import-sample": Access(methods="POST"),
    "import-try-unread": Access(methods="POST"),
    "import-source": Access(kind="source"),
    "import-owner": Access(methods="POST", kind="source"),
    "import-trust": Access(methods="POST", kind="source"),
    "import-again": Access(methods="POST", kind="source"),
    "import-erase": Access(who="owners", methods=FORM, kind="source"),
    "import-clients": Access(methods="POST", kind="source"),
    "mailboxes": Access(),
    "mailbox": Access(kind="mailbox_"),
    "mailbox-again": Access(methods="POST", kind="mailbox_"),
    "mailbox-change": Access(methods="POST", kind="mailbox_"),
    "mailbox-disconnect": Access(methods=FORM, kind="mailbox_"),
    "mailbox-connect": Access(methods=FORM, answers=(422,)),
    "mailbox-attempt": Access(methods=FORM, kind="attempt", answers=(422,)),
    "mailbox-accept": Access(methods="POST", kind="attempt"),
    "mailbox-only-read": Access(methods="POST", kind="attempt"),
    "mailbox-signed-in": Access(methods=FORM, answers=(400,)),
    "sign-in-clients": Access(who="owners"),
    "sign-in-register": Access(who="owners", methods="POST", kind="provider", answers=(422,)),
    "sign-in-forget": Access(who="owners", methods="POST", kind="provider"),
    "arrived": Access(),
    "mail-check": Access(),
    "mail-check-now": Access(methods="POST"),
    "arrived-try": Access(methods="POST", kind="own_mailbox"),
    "arrived-folder": Access(methods="POST", kind="folder"),
    "mailbox-limits": Access(methods=FORM, kind="client_mailbox", answers=(422,)),
    "mailbox-filing": Access(methods=FORM, kind="own_mailbox", answers=(422,)),
}


def source(member: Member, stranger: Member) -> Objects:
    own, other = mailbox(member, label="Own"), mailbox(stranger, label="Other")
    return Objects({"connection_id": own.pk}, {"connection_id": other.pk}, {"connection_id": 0})


def mailbox_(member: Member, stranger: Member) -> Objects:
    own, other = (
        connect_mailbox(
            who, Wanted(f"{who.pk}@desk.example", Server("mail.example", 993, "tls", "me"), "secret")
        )
        for who in (member, stranger)
    )
    return Objects({"mailbox_id": own.pk}, {"mailbox_id": other.pk}, {"mailbox_id": 0})


def attempt(member: Member, stranger: Member) -> Objects:
    own, other = (begin(who, "me@desk.example") for who in (member, stranger))
    return Objects({"attempt_id": own.pk}, {"attempt_id": other.pk}, {"attempt_id": 0})


def provider(member: Member, stranger: Member) -> Objects:
    """Not a member's: there is no foreign one."""
    return Objects({"key": "google"}, None, {"key": "nobody"})


def a_mailbox(member: Member, stranger: Member) -> Objects:
    own, other = (
        connect_mailbox(who, Wanted(f"{who.pk}@desk.example", Server("127.0.0.1", 1, "tls", "me"), "secret"))
        for who in (member, stranger)
    )
    return Objects({"connection_id": own.pk}, {"connection_id": other.pk}, {"connection_id": 0})


def client_mailbox(member: Member, stranger: Member) -> Objects:
    made = a_mailbox(member, stranger)
    assert made.foreign is not None
    for one, who in ((made.own, member), (made.foreign, stranger)):
        harlow = add_client(f"Harlow {who.pk}", by=who)
        Connection.objects.filter(pk=one["connection_id"]).update(owner_client=harlow)
    return made


def folder(member: Member, stranger: Member) -> Objects:
    made = a_mailbox(member, stranger)
    assert made.foreign is not None
    own, other = (
        Folder.objects.create(mailbox_id=one["connection_id"], raw_name="INBOX", name="INBOX")
        for one in (made.own, made.foreign)
    )
    return Objects({"folder_id": own.pk}, {"folder_id": other.pk}, {"folder_id": 0})


MAKERS: Makers = {
    "source": source,
    "mailbox_": mailbox_,
    "attempt": attempt,
    "provider": provider,
    "mailbox": a_mailbox,
    "folder": folder,
    "client_mailbox": client_mailbox,
    "own_mailbox": a_mailbox,
}
