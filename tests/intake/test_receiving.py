"""The way in: ledger, entries, filings and threads of what arrives."""

import pytest

from alongside.clients.actions import add_client
from alongside.connections.models import Location
from alongside.intake import filing
from alongside.intake.actions import Unread
from alongside.message import Authentication
from alongside.timeline.models import Filing, Interaction, KeptUnparsed, Revision, Thread
from alongside.timeline.verifying import problems
from tests.making import ME, arrive, mailbox, message, owner, rewritten

pytestmark = pytest.mark.django_db
MARA = "mara@harlow.example"


def harlow():
    return add_client("Harlow & Sons", addresses=[(MARA, "Mara Quill")])


def test_a_mail_from_a_known_person_is_filed_with_its_reason():
    client = harlow()

    arrive(mailbox(), message(MARA, ME))

    filed = Filing.objects.get()
    assert (filed.client, filed.reason, filed.evidence) == (client, "person", "Mara Quill")
    assert not filed.interaction.is_unfiled


def test_a_mail_from_a_stranger_goes_to_the_tray():
    harlow()

    arrive(mailbox(), message("stranger@elsewhere.example", ME))

    assert Interaction.objects.get().is_unfiled
    assert not Filing.objects.exists()


def test_what_she_sent_went_out_and_is_filed_by_its_recipient():
    client = harlow()

    arrive(mailbox(), message(ME, MARA))

    assert Interaction.objects.get().direction == "out"
    assert Filing.objects.get().client == client


def test_a_mail_to_two_clients_is_one_entry_with_two_filings():
    harlow()
    add_client("Birch", domains=["birch.example"])

    arrive(mailbox(), message(ME, MARA, "tom@birch.example"))

    assert Interaction.objects.count() == 1
    assert sorted(Filing.objects.values_list("reason", flat=True)) == ["domain", "person"]


def test_the_same_bytes_again_change_nothing():
    box = mailbox()
    first = arrive(box, message(MARA, ME))

    again = arrive(box, message(MARA, ME))

    assert (first.new, again.new, again.duplicate) == (1, 0, 1)
    assert Interaction.objects.count() == Location.objects.count() == 1


@pytest.mark.broad
def test_a_copy_rewritten_on_its_way_is_one_entry_with_two_originals():
    box = mailbox()
    arrive(box, message(MARA, ME))

    arrive(box, message(MARA, ME), copy="-rewritten")

    assert Interaction.objects.count() == 1
    assert Revision.objects.count() == 2


def test_one_message_id_with_other_content_is_another_message():
    box = mailbox()

    arrive(
        box,
        message(MARA, ME, message_id="one@x.example"),
        message(MARA, ME, message_id="one@x.example", text="Changed.\n"),
    )

    assert Interaction.objects.count() == 2


@pytest.mark.broad
def test_what_cannot_be_read_is_kept_with_its_reason():
    received = arrive(mailbox(), Unread("It took longer than 2 seconds to read."))

    assert KeptUnparsed.objects.get().reason == "It took longer than 2 seconds to read."
    assert len(received.kept_unparsed) == 1
    assert list(problems()) == []


def test_an_answer_joins_the_conversation_it_refers_to():
    harlow()

    arrive(
        mailbox(),
        message(MARA, ME, message_id="a@x.example"),
        message(ME, MARA, hours=1, message_id="b@x.example", references=["a@x.example"]),
    )

    assert Thread.objects.get().size == 2


@pytest.mark.broad
def test_an_answer_that_comes_before_its_question_ends_in_the_same_conversation():
    harlow()
    box = mailbox()
    arrive(
        box, message(ME, MARA, hours=2, message_id="c@x.example", references=["a@x.example", "b@x.example"])
    )
    arrive(box, message(MARA, ME, message_id="a@x.example", subject="Another"))

    arrive(box, message(ME, MARA, hours=1, message_id="b@x.example", references=["a@x.example"]))

    assert Thread.objects.get().size == 3
    assert list(problems()) == []


@pytest.mark.broad
def test_a_stranger_does_not_enter_a_clients_conversation_by_naming_its_message():
    harlow()
    box = mailbox()
    arrive(box, message(ME, MARA, message_id="t1@desk.example"))

    arrive(box, message("stranger@evil.example", ME, references=["t1@desk.example"], hours=1))

    assert Thread.objects.get(client__isnull=False).size == 1
    assert Interaction.objects.get(is_unfiled=True).thread.client is None


@pytest.mark.broad
def test_conversations_never_cross_from_one_client_to_another():
    harlow()
    add_client("Birch", addresses=[("tom@birch.example", "Tom")])
    box = mailbox()
    arrive(box, message(MARA, ME, message_id="a@x.example"))

    arrive(box, message("tom@birch.example", ME, references=["a@x.example"], hours=1))

    assert sorted(Thread.objects.values_list("size", flat=True)) == [1, 1]


def test_a_forged_sender_line_files_nothing():
    harlow()

    arrive(mailbox(), message(MARA, ME, has_one_sender=False))

    entry = Interaction.objects.get()
    assert (entry.is_unfiled, entry.proof) == (True, "doubtful")


def test_mail_of_a_clients_own_mailbox_is_filed_there():
    client = harlow()
    box = mailbox(label="Harlow's box", own=[MARA])
    box.owner_client = client
    box.save()

    arrive(box, message("supplier@wood.example", MARA))

    filed = Filing.objects.get()
    assert (filed.client, filed.reason) == (client, "mailbox")


@pytest.mark.broad
def test_a_mail_met_again_in_a_clients_mailbox_is_filed_there_too():
    client = harlow()
    arrive(mailbox(), message("supplier@wood.example", ME, MARA[:-1] + "x"))
    box = mailbox(label="Harlow's box", own=[MARA])
    box.owner_client = client
    box.save()

    arrive(box, message("supplier@wood.example", ME, MARA[:-1] + "x"))

    assert Interaction.objects.count() == 1
    assert Filing.objects.get().client == client


def test_learning_an_address_files_its_past_and_joins_its_conversations():
    client = add_client("Harlow & Sons")
    arrive(
        mailbox(),
        message(MARA, ME, message_id="a@x.example"),
        message(ME, MARA, hours=1, message_id="b@x.example", references=["a@x.example"]),
    )

    filing.learn_address(client, MARA)

    assert Filing.objects.filter(client=client).count() == 2
    assert Thread.objects.get().client == client
    assert list(problems()) == []


def test_forgetting_an_address_gives_its_mail_back_to_the_tray():
    client = harlow()
    arrive(mailbox(), message(MARA, ME))

    filing.forget_address(client.people.get().handles.get())

    assert Interaction.objects.get().is_unfiled
    assert list(problems()) == []


def test_a_correction_moves_the_whole_conversation_and_holds_against_the_rules():
    client = harlow()
    birch = add_client("Birch")
    arrive(
        mailbox(),
        message(MARA, ME, message_id="a@x.example"),
        message(ME, MARA, hours=1, message_id="b@x.example", references=["a@x.example"]),
    )

    filing.correct(owner(), Interaction.objects.order_by("id")[0].pk, wrong=client, right=birch)
    filing.learn_domain(client, "harlow.example")

    assert set(Filing.objects.values_list("client__name", "reason")) == {("Birch", "member")}
    assert Thread.objects.get().size == 2


def test_personal_mail_stands_in_nobodys_timeline():
    harlow()
    arrive(mailbox(), message(MARA, ME))

    filing.make_personal(owner(), Interaction.objects.values_list("id", flat=True))

    entry = Interaction.objects.get()
    assert (entry.private_to, entry.is_unfiled, entry.thread) == (owner(), False, None)
    assert not Filing.objects.exists()


def test_the_client_waits_until_she_has_answered():
    harlow()
    box = mailbox()
    arrive(box, message(MARA, ME, message_id="a@x.example"))
    waited = Thread.objects.get().is_waiting

    arrive(box, message(ME, MARA, hours=1, message_id="b@x.example", references=["a@x.example"]))

    assert (waited, Thread.objects.get().is_waiting) == (True, False)


def test_a_newsletter_makes_nobody_wait():
    harlow()

    arrive(mailbox(), message(MARA, ME, nature="newsletter"))

    assert not Thread.objects.get().is_waiting


def test_a_message_without_a_date_is_kept_all_the_same():
    arrive(mailbox(), rewritten(message(MARA, ME), happened_at=None))

    assert Interaction.objects.get().happened_at.year == 1970


def test_a_sender_is_proven_once_the_server_that_vouched_is_trusted():
    harlow()
    box = mailbox()
    verdict = Authentication("mx.desk.example", ("harlow.example",))
    arrive(box, rewritten(message(MARA, ME), authentications=(verdict,)))
    before = Interaction.objects.get().proof

    filing.set_trust(box, ["MX.desk.example "])

    assert (before, Interaction.objects.get().proof) == ("unproven", "proven")


def test_a_pass_for_another_domain_proves_nothing():
    box = mailbox()
    filing.set_trust(box, ["mx.desk.example"])
    verdict = Authentication("mx.desk.example", ("evil.example",))

    arrive(box, rewritten(message(MARA, ME), authentications=(verdict,)))

    assert Interaction.objects.get().proof == "unproven"


def test_own_address_in_a_letter_of_somebody_else_is_not_her():
    """As the server found that she trusts; without its word her address is taken at its word."""
    harlow()
    box = mailbox()
    denied = Authentication("mx.desk.example", (), is_denied=True)
    arrive(box, rewritten(message(ME, MARA), authentications=(denied,)))
    before = Interaction.objects.get()
    assert (before.direction, before.proof) == ("out", "own")

    filing.set_trust(box, ["mx.desk.example"])

    after = Interaction.objects.get()
    assert (after.direction, after.proof) == ("in", "unproven")


def test_two_files_of_one_name_may_each_hold_something_that_cannot_be_read():
    box = mailbox()

    arrive(box, Unread("It took too long."))
    arrive(box, Unread("It took too long."), copy="-another")
    KeptUnparsed.objects.update(place="mail.mbox#1")

    assert KeptUnparsed.objects.count() == 2
    assert list(problems()) == []
