"""A client's mailbox on a real server: read after somebody agreed, within its limits, and not a letter further."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from alongside.clients.actions import add_client
from alongside.connections.agreed import Wanted as Limited
from alongside.connections.agreed import note_consent, set_limits
from alongside.connections.leases import new_token, take
from alongside.connections.mailboxes import MailboxesError, Wanted, connect_mailbox, disconnect
from alongside.connections.models import Consent, Folder, Listed, Mailbox, ThreadMark
from alongside.intake.coverage import coverage_for
from alongside.intake.erasing import erase, preview_source
from alongside.intake.mail_check import check_mailbox
from alongside.intake.mailboxes import NotAgreed, placing_anew
from alongside.originals.models import Original
from alongside.timeline.models import Interaction
from tests.dovecot import PASSWORD
from tests.mailboxes import bring_level
from tests.making import ME, owner
from tests.making import mailbox as file_source

pytestmark = [pytest.mark.django_db, pytest.mark.mailserver]
TODAY = date(2026, 11, 29)


def letter(number: int, sender: str, to: str, *, answers: int | None = None, subject: str = "Oak") -> bytes:
    refers = (
        f"In-Reply-To: <o{answers}@id.example>\r\nReferences: <o{answers}@id.example>\r\n" if answers else ""
    )
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject} {number}\r\nMessage-ID: <o{number}@id.example>\r\n"
        f"{refers}Date: Mon, 2 Mar 2026 10:{number:02}:00 +0000\r\n\r\nText {number}\r\n"
    ).encode()


CUSTOMER, INFO = "kim@customer.example", "info@harlow.example"


@pytest.fixture
def account(dovecot):
    return dovecot.account()


@pytest.fixture
def mailbox(account) -> Mailbox:
    file_source(owner(), own=[ME])
    harlow = add_client("Harlow & Sons", by=owner())
    return connect_mailbox(owner(), Wanted(account.address, account.server, PASSWORD, harlow))


def agree(mailbox: Mailbox, **limits) -> None:
    note_consent(mailbox, agreed_by="Mara", how="By mail", agreed_on=TODAY, today=TODAY, by=owner())
    if limits:
        set_limits(mailbox, Limited(**limits))


def inbox(mailbox: Mailbox):
    return next(one for one in coverage_for(owner(), mailbox) if one.folder == "INBOX")


def subjects() -> list[str]:
    return sorted(Interaction.objects.values_list("subject", flat=True))


def test_nothing_is_read_before_somebody_agreed(account, mailbox):
    account.deliver(letter(1, CUSTOMER, ME))
    with pytest.raises(NotAgreed):
        bring_level(mailbox)
    assert take(new_token(), most=9) == []
    agree(mailbox)
    assert take(new_token(), most=9) == [mailbox.pk]


def test_consent_says_who_how_and_when(mailbox):
    with pytest.raises(MailboxesError):
        note_consent(mailbox, agreed_by=" ", how="By mail", agreed_on=TODAY, today=TODAY, by=owner())
    with pytest.raises(MailboxesError):
        note_consent(mailbox, agreed_by="Mara", how="x", agreed_on=date(2027, 1, 1), today=TODAY, by=owner())
    assert not Consent.objects.exists()


def test_only_conversations_she_takes_part_in_come_in(account, mailbox):
    account.deliver(letter(1, CUSTOMER, INFO), letter(2, CUSTOMER, f"{INFO}, {ME}"), letter(3, ME, CUSTOMER))
    agree(mailbox)
    bring_level(mailbox)
    assert subjects() == ["Oak 2", "Oak 3"]
    assert Original.objects.count() == 2
    assert (inbox(mailbox).not_hers, inbox(mailbox).stored, inbox(mailbox).waiting) == (1, 2, 0)


def test_whole_conversation_comes_in_also_what_was_before_her(account, mailbox):
    account.deliver(
        letter(1, CUSTOMER, INFO),
        letter(2, INFO, CUSTOMER, answers=1),
        letter(3, ME, CUSTOMER, answers=2),
        letter(9, CUSTOMER, INFO),
    )
    agree(mailbox)
    bring_level(mailbox)
    assert subjects() == ["Oak 1", "Oak 2", "Oak 3"]


def test_when_she_joins_later_its_past_comes_in_from_every_folder(account, mailbox):
    account.deliver(letter(1, CUSTOMER, INFO), letter(5, CUSTOMER, INFO))
    account.deliver(letter(2, INFO, CUSTOMER, answers=1), folder="Work")
    agree(mailbox)
    bring_level(mailbox)
    assert subjects() == []

    account.deliver(letter(3, ME, CUSTOMER, answers=2), folder="Sent")
    assert bring_level(mailbox).is_level

    assert subjects() == ["Oak 1", "Oak 2", "Oak 3"]
    assert check_mailbox(mailbox).is_equal
    assert inbox(mailbox).not_hers == 1


def test_answer_in_her_conversation_comes_in_though_it_does_not_name_her(account, mailbox):
    account.deliver(letter(1, ME, CUSTOMER))
    agree(mailbox)
    bring_level(mailbox)
    account.deliver(letter(2, CUSTOMER, INFO, answers=1))
    bring_level(mailbox)
    assert subjects() == ["Oak 1", "Oak 2"]


def test_her_address_at_the_client_is_hers(account, mailbox):
    account.deliver(letter(1, CUSTOMER, "nell@harlow.example"), letter(2, CUSTOMER, INFO))
    agree(mailbox, own_addresses=("Nell@harlow.example",))
    bring_level(mailbox)
    assert subjects() == ["Oak 1"]


def test_name_that_merely_holds_her_address_is_not_hers(account, mailbox):
    account.deliver(letter(1, CUSTOMER, f"not-{ME}, {ME}.example"))
    agree(mailbox)
    bring_level(mailbox)
    assert subjects() == []


def test_older_than_the_first_day_is_left_out_and_counted(account, mailbox):
    with account.client() as other:
        from datetime import UTC, datetime

        other.append("INBOX", letter(1, CUSTOMER, ME), msg_time=datetime(2026, 1, 5, tzinfo=UTC))
        other.append("INBOX", letter(2, CUSTOMER, ME), msg_time=datetime(2026, 3, 5, tzinfo=UTC))
    agree(mailbox, scope="all", since_on=date(2026, 3, 1))
    bring_level(mailbox)
    checked = check_mailbox(mailbox)
    line = next(one for one in checked.found["folders"] if one["folder"] == "INBOX")
    assert subjects() == ["Oak 2"]
    assert (checked.is_equal, line["too_old"], inbox(mailbox).too_old) == (True, 1, 1)


def test_wider_limits_bring_in_what_was_left_out(account, mailbox):
    account.deliver(letter(1, CUSTOMER, INFO), letter(2, ME, CUSTOMER))
    agree(mailbox)
    bring_level(mailbox)
    set_limits(mailbox, Limited(scope="all"))
    bring_level(mailbox)
    assert subjects() == ["Oak 1", "Oak 2"]
    assert inbox(mailbox).not_hers == 0


def test_only_chosen_folders_are_read(account, mailbox):
    account.deliver(letter(1, CUSTOMER, ME))
    account.deliver(letter(2, CUSTOMER, ME), folder="Private")
    agree(mailbox, scope="all", takes_new_folders=False)
    bring_level(mailbox)
    assert subjects() == ["Oak 1"]
    assert not Folder.objects.get(name="Private").is_wanted


def test_erased_and_expunged_letters_leave_no_marks(account, mailbox):
    account.deliver(letter(1, CUSTOMER, INFO))
    agree(mailbox)
    bring_level(mailbox)
    assert ThreadMark.objects.exists()
    disconnect(mailbox)
    assert not ThreadMark.objects.exists()
    assert not Listed.objects.exists()
    assert Consent.objects.exists()


def test_disconnected_and_connected_again_it_is_asked_about_again(account, mailbox):
    agree(mailbox)
    client = mailbox.connection.owner_client
    disconnect(mailbox)
    again = connect_mailbox(owner(), Wanted(account.address, account.server, PASSWORD, client))
    with pytest.raises(NotAgreed):
        bring_level(again)


def test_a_cut_while_limiting_leaves_nothing_out_for_good(account, mailbox, monkeypatch):
    """The pass ends between two batches of headings; the next one goes on where it was."""
    from alongside.channels.imap.trouble import MailboxError
    from alongside.intake import limiting

    monkeypatch.setattr(limiting, "_AT_ONCE", 2)
    account.deliver(*[letter(number, ME if number % 2 else CUSTOMER, INFO) for number in range(1, 9)])
    agree(mailbox)
    asked = limiting.Limiter._hers_among
    calls = []

    def breaking(self, folder, uids):
        calls.append(uids)
        if len(calls) in (2, 4):
            self.session.close()
            raise MailboxError("cut")
        return asked(self, folder, uids)

    monkeypatch.setattr(limiting.Limiter, "_hers_among", breaking)
    bring_level(mailbox)
    assert subjects() == ["Oak 1", "Oak 3", "Oak 5", "Oak 7"]
    assert check_mailbox(mailbox).is_equal


@pytest.mark.django_db(transaction=True)
def test_disconnecting_can_erase_what_came_from_it(account, mailbox):
    account.deliver(letter(1, CUSTOMER, ME), letter(2, CUSTOMER, INFO))
    agree(mailbox)
    bring_level(mailbox)
    assert subjects() == ["Oak 1"]

    erase(preview_source(mailbox.connection))

    assert not Interaction.objects.exists()
    assert not Original.objects.exists()
    assert not Mailbox.objects.exists()
    assert not (ThreadMark.objects.exists() or Consent.objects.exists())


def test_what_came_before_it_was_said_to_be_a_clients_is_filed_with_them(account):
    file_source(owner(), own=[ME])
    account.deliver(letter(1, CUSTOMER, INFO))
    wanted = Wanted(account.address, account.server, PASSWORD)
    own = connect_mailbox(owner(), wanted)
    bring_level(own)
    assert Interaction.objects.get().is_unfiled
    disconnect(own)
    harlow = add_client("Harlow & Sons", by=owner())
    with placing_anew(account.address):
        connect_mailbox(owner(), replace(wanted, client=harlow))
    assert Interaction.objects.get().filings.get().client == harlow
