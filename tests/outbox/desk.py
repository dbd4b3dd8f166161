"""A member with a mailbox that sends, a client, and letters written and sent in a line each."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.channels.imap.wire import Server
from alongside.clients.models import Client
from alongside.connections.mailboxes import Wanted, connect_mailbox
from alongside.connections.models import Mailbox
from alongside.connections.outgoing import set_outgoing
from alongside.intake.filing import learn_address
from alongside.outbox.actions import journal, start_new
from alongside.outbox.letters import send
from alongside.outbox.models import Draft, Letter
from alongside.outbox.sending import deliver
from tests.dovecot import PASSWORD, free_port
from tests.making import owner

MARA = "mara@harlow.example"


def sending_mailbox(
    outgoing: Server | None = None,
    *,
    member: Member | None = None,
    reading: Server | None = None,
    address: str = "me@desk.example",
    client: Client | None = None,
    password: str = PASSWORD,
) -> Mailbox:
    """Nobody answers at either end unless servers are given."""
    nobody = Server("127.0.0.1", free_port(), "tls", address)
    made = connect_mailbox(member or owner(), Wanted(address, reading or nobody, password, client))
    set_outgoing(made, outgoing or nobody)
    return made


def client_named(name: str = "Harlow & Sons", *addresses: str, person: str = "Mara Quill") -> Client:
    made, _ = Client.objects.get_or_create(name=name)
    for address in addresses or (MARA,):
        learn_address(made, address, name=person, by=owner())
    return made


def draft_of(member: Member, client: Client | None = None, *, to: str = MARA, **fields: str) -> Draft:
    now = timezone.now()
    draft = start_new(member, client=client, now=now)
    values = {"to": to, "subject": "The oak", "text": "It comes on Tuesday.\n", **fields}
    return journal(member, draft.pk, revision=draft.revision, fields=values, now=now)


def letter_of(member: Member, client: Client | None = None, *, to: str = MARA, **fields: str) -> Letter:
    """Sent off ten seconds ago, so that it is due."""
    draft = draft_of(member, client, to=to, **fields)
    sent_off = timezone.now() - timedelta(seconds=11)
    return send(member, draft.pk, revision=draft.revision, now=sent_off)


def deliver_now(letter: Letter, *, at: datetime | None = None) -> Letter:
    """As the worker does, without waiting for a pause to end."""
    Letter.objects.filter(pk=letter.pk, due_at__isnull=False).update(due_at=at or timezone.now())
    deliver.call(letter.pk)
    letter.refresh_from_db()
    return letter


def states(letter: Letter) -> dict[str, str]:
    return dict(letter.recipients.order_by("pk").values_list("address", "state"))
