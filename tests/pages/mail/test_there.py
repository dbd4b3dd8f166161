"""A letter opens where its provider shows it: in Gmail, by its Message-ID, for those whose mailbox it is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alongside.channels.imap.wire import Server
from alongside.connections.mailboxes import Wanted, connect_mailbox
from alongside.connections.models import Folder, Listed
from alongside.pages.mail.there import address_in_gmail
from alongside.timeline.models import Interaction, Revision
from tests.making import arrive_raw, mailbox, owner, rich_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> Interaction:
    arrive_raw(mailbox(), rich_mail("a+b/c@id.example"))
    return Interaction.objects.get()


def in_mailbox_at(host: str, entry: Interaction) -> None:
    box = connect_mailbox(
        owner(), Wanted("me@mail.example", Server(host, 993, "tls", "me@mail.example"), "secret")
    )
    folder = Folder.objects.create(mailbox=box, raw_name="INBOX", name="Inbox")
    original = Revision.objects.get(interaction_id=entry.pk).original_id
    Listed.objects.create(
        folder=folder, uidvalidity=1, uid=1, original_id=original, state=Listed.State.STORED
    )


def test_a_letter_in_gmail_is_found_by_its_message_id(entry, signed_in):
    in_mailbox_at("imap.gmail.com", entry)
    desk = signed_in(owner())
    assert "Open in Gmail" in desk.get(reverse("conversation", args=[entry.pk])).content.decode()
    led = desk.get(reverse("mail-there", args=[entry.pk]))
    assert led["Location"] == (
        "https://mail.google.com/mail/u/?authuser=me@mail.example#search/rfc822msgid%3Aa%2Bb%2Fc%40id.example"
    )


def test_a_letter_elsewhere_has_no_such_link(entry, signed_in):
    in_mailbox_at("imap.other.example", entry)
    desk = signed_in(owner())
    assert "Open in" not in desk.get(reverse("conversation", args=[entry.pk])).content.decode()
    assert desk.get(reverse("mail-there", args=[entry.pk])).status_code == 404


@pytest.mark.parametrize("hostile", ['x"><script>', "a b#c?d=e&f", "../../evil"])
def test_a_hostile_message_id_stays_within_the_search(hostile):
    address = address_in_gmail("me@mail.example", hostile)
    fragment = address.partition("#search/")[2]
    assert address.count("#") == 1
    assert not set(fragment) & set('"<> #?&/')
