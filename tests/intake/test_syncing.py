"""A mailbox on a real server is brought level, and stays equal to the server's own list whatever happens there."""

from __future__ import annotations

import pytest

from alongside.channels.imap.trouble import MailboxError
from alongside.clients.models import Client
from alongside.connections.models import Folder, Listed, Location, Mailbox
from alongside.intake import fetching, syncing
from alongside.intake.coverage import coverage_for
from alongside.intake.erasing import erase, preview_address
from alongside.intake.filing import learn_domain
from alongside.intake.mailboxes import compare_now
from alongside.intake.renumbering import renumber
from alongside.timeline.models import Interaction, KeptUnparsed
from tests.dovecot import letters
from tests.mailboxes import bring_level, connected, is_whole, listed, stored_letters
from tests.making import owner

pytestmark = [pytest.mark.django_db, pytest.mark.mailserver]


@pytest.fixture
def account(dovecot):
    return dovecot.account()


@pytest.fixture
def mailbox(account) -> Mailbox:
    return connected(account.server)


def test_every_letter_arrives_byte_for_byte(account, mailbox):
    account.deliver(*letters(range(30)))
    done = bring_level(mailbox)

    assert (done.received.read, done.received.new, done.is_level) == (30, 30, True)
    assert stored_letters() == sorted(letters(range(30)))
    assert is_whole(mailbox, entries=30)


def test_nothing_is_changed_at_the_server(account, mailbox):
    account.deliver(*letters(range(5)))
    bring_level(mailbox)
    with account.client() as other:
        other.select_folder("INBOX", readonly=True)
        assert len(other.search("UNSEEN")) == 5


def test_level_mailbox_is_asked_for_nothing(account, mailbox):
    account.deliver(*letters(range(5)))
    bring_level(mailbox)
    assert bring_level(mailbox).received.read == 0


def test_newest_come_first(account, mailbox, monkeypatch):
    monkeypatch.setattr(syncing, "NEWEST", 3)
    account.deliver(*letters(range(10)))
    account.deliver(*letters(range(100, 110)), folder="Work")
    bring_level(mailbox)
    subjects = list(Interaction.objects.order_by("id").values_list("subject", flat=True))
    assert set(subjects[:6]) == {f"Oak {number}" for number in (7, 8, 9, 107, 108, 109)}
    assert is_whole(mailbox, entries=20)


def test_new_letters_follow(account, mailbox):
    account.deliver(*letters(range(5)))
    bring_level(mailbox)
    account.deliver(*letters(range(5, 8)))
    assert bring_level(mailbox).received.read == 3
    assert is_whole(mailbox, entries=8)


def test_sent_letters_go_out(account, mailbox):
    sent = letters([1])[0].replace(b"Mara Quill <mara@harlow.example>", account.address.encode())
    account.deliver(sent, folder="Sent")
    bring_level(mailbox)
    assert Interaction.objects.get().direction == "out"


def test_drafts_and_spam_are_left_out_and_said_so(account, mailbox):
    account.deliver(*letters([1]), folder="Drafts")
    account.deliver(*letters([2]), folder="Spam")
    bring_level(mailbox)
    assert Interaction.objects.count() == 0
    assert {one.folder for one in coverage_for(owner(), mailbox) if not one.is_wanted} == {"Drafts", "Spam"}


def test_letter_in_two_folders_is_one_entry_in_two_places(account, mailbox):
    account.deliver(*letters([1]))
    account.deliver(*letters([1]), folder="Work")
    bring_level(mailbox)
    assert Interaction.objects.count() == 1
    assert Location.objects.count() == 2


def test_flags_are_followed(account, mailbox):
    account.deliver(*letters(range(3)))
    bring_level(mailbox)
    with account.client() as other:
        other.select_folder("INBOX")
        other.add_flags([2], [b"\\Answered", b"\\Seen"])
    bring_level(mailbox)
    assert dict(Listed.objects.values_list("uid", "flags")) == {1: 0, 2: 3, 3: 0}


def test_deleted_letter_is_gone_from_the_server_and_stays_in_the_timeline(account, mailbox):
    account.deliver(*letters(range(4)))
    bring_level(mailbox)
    with account.client() as other:
        other.select_folder("INBOX")
        other.delete_messages([2, 3])
        other.expunge()
    account.deliver(*letters([9]))
    bring_level(mailbox)

    assert listed(mailbox) == [1, 4, 5]
    assert Listed.objects.filter(gone_at__isnull=False).count() == 2
    assert is_whole(mailbox, entries=5)


def test_moved_letter_is_gone_here_and_listed_there(account, mailbox):
    account.deliver(*letters(range(3)))
    bring_level(mailbox)
    with account.client() as other:
        other.create_folder("Kunden/Müller & Söhne")
        other.select_folder("INBOX")
        other.move([2], "Kunden/Müller & Söhne")
    bring_level(mailbox)

    assert listed(mailbox) == [1, 3]
    assert len(listed(mailbox, "Kunden/Müller & Söhne")) == 1
    assert is_whole(mailbox, entries=3)


def test_renamed_folder_is_the_same_folder(account, mailbox):
    account.deliver(*letters(range(3)), folder="Work")
    bring_level(mailbox)
    number = Folder.objects.get(name="Work").pk
    with account.client() as other:
        other.rename_folder("Work", "Werkstatt Öl")

    done = bring_level(mailbox)

    assert Folder.objects.get(name="Werkstatt Öl").pk == number
    assert done.received.read == 0
    assert is_whole(mailbox, entries=3)


def test_removed_folder_keeps_its_letters_in_the_timeline(account, mailbox):
    account.deliver(*letters(range(3)), folder="Work")
    bring_level(mailbox)
    with account.client() as other:
        other.delete_folder("Work")
    bring_level(mailbox)

    assert Folder.objects.get(name="Work").gone_at is not None
    assert Listed.objects.filter(gone_at=None).count() == 0
    assert is_whole(mailbox, entries=3)


def test_folder_that_comes_back_is_taken_up_again(account, mailbox):
    account.deliver(*letters(range(3)), folder="Work")
    bring_level(mailbox)
    with account.client() as other:
        other.delete_folder("Work")
    bring_level(mailbox)
    account.deliver(*letters(range(2, 6)), folder="Work")
    bring_level(mailbox)
    assert is_whole(mailbox, entries=6)


def test_renumbered_folder_is_recognised_without_fetching_it_again(account, mailbox):
    account.deliver(*letters(range(20)))
    bring_level(mailbox)
    account.deliver(*letters([99]))
    account.renumber()

    done = bring_level(mailbox)

    assert done.received.read == 1
    assert is_whole(mailbox, entries=21)


def test_letters_that_look_alike_are_fetched_again_after_a_renumbering(account, mailbox):
    twin = letters([1])[0]
    other = twin.replace(b"number 1 is late", b"number 1 is here")
    account.deliver(twin, other, *letters(range(2, 6)))
    bring_level(mailbox)
    account.renumber()

    done = bring_level(mailbox)

    assert done.received.read == 2
    assert stored_letters() == sorted([twin, other, *letters(range(2, 6))])
    assert is_whole(mailbox, entries=6)


class NothingThere:
    """Stands in for a session whose open folder is empty."""

    def uids(self):
        return []


def test_folder_renumbered_again_and_again_is_told(mailbox):
    folder = Folder.objects.create(mailbox=mailbox, raw_name="INBOX", name="INBOX", uidvalidity=1)
    for number in range(2, 5):
        renumber(folder, number, NothingThere(), {})
    with pytest.raises(MailboxError) as raised:
        renumber(folder, 5, NothingThere(), {})
    assert raised.value.kind == "numbers_change"
    assert folder.uidvalidity == 5


def test_letter_expunged_between_list_and_fetch_is_no_hole(account, mailbox, monkeypatch):
    account.deliver(*letters(range(6)))
    heads = fetching.Fetcher.heads

    def expunging(self, folder, uids):
        if len(uids) > 1:
            with account.client() as other:
                other.select_folder("INBOX")
                other.delete_messages([3])
                other.expunge()
        return heads(self, folder, uids)

    monkeypatch.setattr(fetching.Fetcher, "heads", expunging)
    bring_level(mailbox)
    monkeypatch.undo()
    bring_level(mailbox)

    assert not Listed.objects.filter(state=Listed.State.NOT_GIVEN).exists()
    assert is_whole(mailbox, entries=5)


def test_large_letter_comes_in_pieces(account, mailbox, monkeypatch):
    monkeypatch.setattr(fetching, "IN_PIECES_BYTES", 1000)
    monkeypatch.setattr(fetching, "PIECE_BYTES", 777)
    large = letters([1])[0] + b"line of text\r\n" * 500
    account.deliver(large, *letters([2]))
    bring_level(mailbox)
    assert stored_letters() == sorted([large, *letters([2])])


def test_letter_too_large_for_us_is_listed_with_its_reason(account, mailbox, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST_BYTES", 1000)
    account.deliver(letters([1])[0] + b"line of text\r\n" * 500, *letters([2]))
    bring_level(mailbox)

    kept = KeptUnparsed.objects.get()
    assert kept.original is None
    assert "larger than" in kept.reason
    assert is_whole(mailbox, entries=1)


def test_letter_too_large_to_read_is_kept_unparsed(account, mailbox, monkeypatch):
    monkeypatch.setattr("alongside.intake.letters.MAX_MESSAGE_BYTES", 1000)
    large = letters([1])[0] + b"line of text\r\n" * 500
    account.deliver(large)
    bring_level(mailbox)
    assert KeptUnparsed.objects.get().original is not None
    assert stored_letters() == [large]


@pytest.mark.django_db(transaction=True)
def test_erased_letter_is_not_brought_back(account, mailbox):
    account.deliver(*letters(range(3)))
    bring_level(mailbox)
    erase(preview_address("mara@harlow.example"))
    Folder.objects.update(is_complete=False)

    bring_level(mailbox, compares_all=True)

    assert Interaction.objects.count() == 0
    assert stored_letters() == []
    assert is_whole(mailbox, entries=0)


def test_what_has_arrived_is_counted(account, mailbox):
    account.deliver(*letters(range(4)), b"\xff" * 40)
    learn_domain(Client.objects.create(name="Harlow"), "harlow.example")
    bring_level(mailbox)
    inbox = next(one for one in coverage_for(owner(), mailbox) if one.folder == "INBOX")

    assert (inbox.on_server, inbox.stored, inbox.filed) == (5, 5, 4)
    assert inbox.in_tray + inbox.kept_unparsed == 1
    assert (inbox.waiting, inbox.not_given, inbox.has_hole) == (0, 0, False)


def test_letter_that_is_not_here_yet_is_named_by_its_number(account, mailbox):
    account.deliver(*letters(range(3)))
    bring_level(mailbox)
    account.deliver(*letters([9]))
    assert [one.missing for one in compare_now(mailbox) if one.folder == "INBOX"] == [(4,)]


def test_wrong_password_stops_and_is_not_tried_again(account, mailbox):
    account.set_password("another one")
    with pytest.raises(MailboxError) as raised:
        bring_level(mailbox)
    mailbox.refresh_from_db()
    assert raised.value.kind == mailbox.trouble == "wrong_password"
    assert mailbox.failures == 1


def test_changed_certificate_stops_before_the_password(account, mailbox):
    Mailbox.objects.update(certificate="00" * 32)
    with pytest.raises(MailboxError) as raised:
        bring_level(Mailbox.objects.get())
    assert raised.value.kind == "certificate_changed"


def test_certificate_that_nobody_vouches_for_stops_before_the_password(account, mailbox):
    Mailbox.objects.update(certificate="")
    with pytest.raises(MailboxError) as raised:
        bring_level(Mailbox.objects.get())
    assert raised.value.kind == "certificate_untrusted"
