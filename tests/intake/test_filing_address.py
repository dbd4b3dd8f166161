"""A filing address: what she sends there is filed by whom it was from or for; what others send there waits."""

from __future__ import annotations

import pytest

from alongside.clients.actions import add_client
from alongside.connections.filing_addresses import set_filing_address
from alongside.connections.mailboxes import MailboxesError
from alongside.connections.models import Connection
from alongside.intake.filing import learn_address, learn_domain
from alongside.intake.rebuilding import rebuild
from alongside.timeline.models import Filing, Interaction
from tests.channels.email.test_forwarded import HEADINGS
from tests.mailboxes import bring_level, connected
from tests.making import ParsingHere, owner

HERS, FILE = "nell@delegated.example", "file@desk.example"
RECEIVED = (
    "Received: from out.delegated.example by mx.desk.example with ESMTP; Mon, 2 Mar 2026 12:00:01 +0000\r\n"
)
PASSED = "mx.desk.example; dkim=pass header.d=delegated.example; dmarc=pass header.from=delegated.example"


@pytest.fixture
def account(dovecot):
    return dovecot.account()


@pytest.fixture
def mailbox(db, account):
    made = connected(account.server)
    set_filing_address(made.connection, address=FILE, senders=[HERS])
    Connection.objects.filter(pk=made.pk).update(trusted_servers=["mx.desk.example"])
    made.connection.refresh_from_db()
    learn_domain(add_client("Harlow & Sons", by=owner()), "harlow.example")
    return made


pytestmark = [pytest.mark.django_db, pytest.mark.mailserver]


def sent(
    text: str, *, sender: str = HERS, to: str = FILE, passed: str = PASSED, more: str = "", number: int = 1
) -> bytes:
    proof = f"{RECEIVED}Authentication-Results: {passed}\r\n" if passed else RECEIVED
    return (
        f"{more}{proof}From: Nell <{sender}>\r\nTo: {to}\r\nSubject: Fwd: Oak\r\nMessage-ID: <f{number}@id.example>\r\n"
        f"Date: Mon, 2 Mar 2026 12:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    ).encode()


ATTACHED = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\nContent-Type: text/plain\r\n\r\n"
    "see there\r\n--cut\r\nContent-Type: message/rfc822\r\n\r\nFrom: Mara Quill <mara@harlow.example>\r\n"
    "To: nell@delegated.example\r\nSubject: Oak itself\r\nMessage-ID: <oak@harlow.example>\r\n"
    "Date: Sun, 1 Mar 2026 09:00:00 +0000\r\n\r\nThe oak is late.\r\n--cut--\r\n"
)


def with_attached(*, passed: str = PASSED) -> bytes:
    return (
        f"{RECEIVED}Authentication-Results: {passed}\r\nFrom: Nell <{HERS}>\r\nTo: {FILE}\r\nSubject: Fwd: Oak\r\n"
        f"Message-ID: <f9@id.example>\r\nDate: Mon, 2 Mar 2026 12:00:00 +0000\r\n{ATTACHED}"
    ).encode()


def filed() -> list[tuple[str, str, str]]:
    rows = Filing.objects.order_by("interaction__happened_at")
    return list(rows.values_list("interaction__subject", "client__name", "reason"))


def test_forwarded_mail_is_filed_under_its_first_writer(account, mailbox):
    account.deliver(sent(HEADINGS["Outlook, German"]))
    bring_level(mailbox)
    assert filed() == [("Fwd: Oak", "Harlow & Sons", "domain")]
    assert Interaction.objects.get().direction == "in"


def test_blind_copy_is_filed_under_those_it_was_written_to(account, mailbox):
    account.deliver(sent("Dear Mara", to="mara@harlow.example", more=f"Delivered-To: {FILE}\r\n"))
    bring_level(mailbox)
    assert filed() == [("Fwd: Oak", "Harlow & Sons", "domain")]
    assert Interaction.objects.get().direction == "out"


def test_attached_letter_becomes_an_entry_of_its_own(account, mailbox):
    account.deliver(with_attached())
    bring_level(mailbox)
    assert filed() == [("Oak itself", "Harlow & Sons", "domain"), ("Fwd: Oak", "Harlow & Sons", "domain")]
    itself = Interaction.objects.get(subject="Oak itself")
    assert (itself.direction, itself.happened_at.day) == ("in", 1)
    assert Interaction.objects.get(subject="Fwd: Oak").direction == "out"


def test_her_name_alone_files_nothing(account, mailbox):
    """Anybody can write her address into From; a server that is trusted must have let it pass."""
    forged = "evil.example; dkim=pass header.d=delegated.example; dmarc=pass header.from=delegated.example"
    account.deliver(
        sent(HEADINGS["Gmail, English"], passed="", number=1),
        sent(HEADINGS["Gmail, English"], passed=forged, number=2),
        sent(HEADINGS["Gmail, English"], sender="stranger@evil.example", number=3),
        with_attached(passed=forged),
    )
    bring_level(mailbox)
    assert filed() == []
    assert Interaction.objects.filter(is_unfiled=True).count() == 4
    assert not Interaction.objects.filter(subject="Oak itself").exists()


def test_tray_says_why_it_was_not_filed(account, mailbox, signed_in):
    account.deliver(
        sent(HEADINGS["Gmail, English"], passed="", number=1),
        sent(HEADINGS["Gmail, French"].replace("harlow.example", "birch.example"), number=2),
    )
    bring_level(mailbox)
    desk = signed_in(owner())
    unproven, unknown = (
        desk.get(f"/conversations/{number}/").content.decode()
        for number in Interaction.objects.order_by("id").values_list("id", flat=True)
    )
    said = [unproven, unknown]
    assert any("one of your own addresses sent it" in page for page in said)
    assert any("mara@birch.example belongs to no client yet" in page for page in said)


def test_client_who_writes_to_the_filing_address_waits_in_the_tray(account, mailbox):
    account.deliver(sent("Hello", sender="mara@harlow.example"))
    bring_level(mailbox)
    assert filed() == []


def test_forward_of_somebody_unknown_waits_under_that_name_and_is_filed_once_known(account, mailbox):
    account.deliver(sent(HEADINGS["Gmail, French"].replace("harlow.example", "birch.example")))
    bring_level(mailbox)
    assert Interaction.objects.get().counterpart.value == "mara@birch.example"
    learn_address(add_client("Birch", by=owner()), "mara@birch.example")
    assert filed() == [("Fwd: Oak", "Birch", "person")]


def test_folder_can_take_the_place_of_an_address(account, mailbox):
    set_filing_address(mailbox.connection, folder="File", senders=[HERS])
    account.deliver(sent(HEADINGS["Thunderbird, English"], to="me@desk.example"), folder="File")
    bring_level(mailbox)
    assert filed() == [("Fwd: Oak", "Harlow & Sons", "domain")]


def test_rebuilt_it_is_filed_as_before(account, mailbox):
    account.deliver(sent(HEADINGS["Outlook, French"]), with_attached())
    bring_level(mailbox)
    before = filed()
    rebuild(ParsingHere())
    assert filed() == before
    assert len(before) == 3


def test_address_to_which_all_mail_comes_is_no_filing_address(mailbox):
    with pytest.raises(MailboxesError):
        set_filing_address(mailbox.connection, address=mailbox.connection.label)
    with pytest.raises(MailboxesError):
        set_filing_address(mailbox.connection)


def test_mailbox_of_a_client_has_no_filing_address(mailbox):
    mailbox.connection.owner_client = add_client("Birch", by=owner())
    with pytest.raises(MailboxesError):
        set_filing_address(mailbox.connection, address=FILE)
