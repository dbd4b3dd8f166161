"""On a letter's page, in small words, where it stands at the mail server."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from alongside.pages.conversations.standing import Standing, sentence, standings_for
from alongside.timeline.models import Interaction
from tests.dovecot import letters
from tests.mailboxes import bring_level, connected
from tests.making import owner

TODAY = date(2026, 3, 9)


def test_where_it_is_now():
    one = Standing("Gmail", folders=["INBOX", "Work"], left=["Old"], flags=2)
    assert sentence(one, today=TODAY) == "In Gmail: Inbox, Work; answered there."


def test_since_when_it_is_gone():
    one = Standing("me@desk.example", left=["INBOX"], gone_at=datetime(2026, 3, 3, 12, tzinfo=UTC))
    assert sentence(one, today=TODAY) == "Was in me@desk.example: Inbox; gone from the server since 3 Mar."


def test_many_folders_are_counted():
    assert "and 3 more" in sentence(Standing("Gmail", folders=[f"L{n}" for n in range(7)]), today=TODAY)


@pytest.mark.mailserver
@pytest.mark.django_db
def test_moved_and_deleted_at_the_server_is_told_on_the_letters_page(dovecot, signed_in):
    account = dovecot.account()
    account.deliver(*letters([1, 2]))
    mailbox = connected(account.server)
    bring_level(mailbox)
    with account.client() as other:
        other.create_folder("Kunden/Müller & Söhne")
        other.select_folder("INBOX")
        other.move([1], "Kunden/Müller & Söhne")
        other.delete_messages([2])
        other.expunge()
    bring_level(mailbox)
    moved, deleted = Interaction.objects.order_by("happened_at")

    desk = signed_in(owner())
    assert "Kunden/Müller &amp; Söhne." in desk.get(f"/conversations/{moved.pk}/").content.decode()
    assert "gone from the server since" in desk.get(f"/conversations/{deleted.pk}/").content.decode()


@pytest.mark.mailserver
@pytest.mark.django_db
def test_mailbox_of_somebody_else_is_not_named(dovecot, assistant):
    account = dovecot.account()
    account.deliver(*letters([1]))
    bring_level(connected(account.server))
    entry = Interaction.objects.get().pk
    assert standings_for(owner(), [entry])
    assert standings_for(assistant, [entry]) == {}
