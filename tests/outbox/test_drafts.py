"""Drafts: begun from what is answered, kept as they are typed, seen by those who work for the client."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from alongside.clients.models import Assignment
from alongside.intake.joining import join_clients
from alongside.outbox import actions, drafts, kit
from alongside.outbox.errors import NotThere, OutboxError, StaleDraft
from alongside.outbox.models import Draft, DraftChange
from alongside.outbox.occasions import to_people
from alongside.outbox.recipients import read_recipients
from alongside.outbox.ways_out import closest_signature
from alongside.timeline.models import Attachment, Interaction
from tests.making import ME, arrive_raw, assistant, owner, rich_mail
from tests.outbox.desk import MARA, client_named, draft_of, sending_mailbox

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def raw_mail(
    *, sender: str = f"Mara Quill <{MARA}>", headers: str = "", text: str = "Is the oak late?"
) -> bytes:
    return (
        f"From: {sender}\r\nTo: Me <{ME}>, Jan <jan@harlow.example>\r\nCc: ann@birch.example\r\n"
        f"Subject: The oak\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\nMessage-ID: <q1@harlow.example>\r\n"
        f"References: <root@harlow.example>\r\n{headers}\r\n{text}\r\n"
    ).encode()


def arrived(raw: bytes, mailbox=None) -> Interaction:
    mailbox = mailbox or sending_mailbox()
    arrive_raw(mailbox.connection, raw)
    return Interaction.objects.latest("pk")


def test_answer_goes_to_who_wrote_and_quotes_them():
    client_named()
    entry = arrived(raw_mail())
    kit.save_signature(owner(), "Olive\nVirtual assistant")
    draft = actions.start_answer(owner(), entry.pk, kind="answer", now=NOW)

    assert draft.to == f"Mara Quill <{MARA}>"
    assert (draft.cc, draft.subject, draft.from_address) == ("", "Re: The oak", ME)
    assert draft.in_reply_to == "q1@harlow.example"
    assert draft.references == ["root@harlow.example", "q1@harlow.example"]
    assert draft.client is not None
    assert draft.text == (
        "\n\n-- \nOlive\nVirtual assistant\n\n"
        f"On Mon 2 Mar 2026, 09:00, Mara Quill <{MARA}> wrote:\n> Is the oak late?\n"
    )


def test_a_letter_that_is_proposed_names_whoever_is_known():
    client_named()
    hostile = 'Jan, "Boss" <boss@evil.example>'
    people = [
        ("", MARA),
        (hostile, "jan@harlow.example"),
        ("By telephone", "+44 1632 960001"),
        ("", "new@harlow.example"),
    ]
    read = [one.person for one in read_recipients(to_people(people))]
    assert [(one.name, one.address) for one in read] == [
        ("Mara Quill", MARA),
        (hostile, "jan@harlow.example"),
        ("", "new@harlow.example"),
    ]


def test_answer_to_all_leaves_oneself_out():
    entry = arrived(raw_mail())
    draft = actions.start_answer(owner(), entry.pk, kind="answer_all", now=NOW)
    assert draft.to == f"Mara Quill <{MARA}>"
    assert draft.cc == "Jan <jan@harlow.example>, ann@birch.example"


def test_answer_to_all_knows_ones_other_addresses_too():
    sending_mailbox(address="jan@harlow.example")
    entry = arrived(raw_mail())
    assert actions.start_answer(owner(), entry.pk, kind="answer_all", now=NOW).cc == "ann@birch.example"


def test_answer_goes_where_replies_are_wanted():
    entry = arrived(raw_mail(headers="Reply-To: office@harlow.example\r\n"))
    assert actions.start_answer(owner(), entry.pk, kind="answer", now=NOW).to == "office@harlow.example"


def test_answer_to_ones_own_letter_goes_to_whom_that_went():
    entry = arrived(raw_mail(sender=f"Me <{ME}>"))
    draft = actions.start_answer(owner(), entry.pk, kind="answer", now=NOW)
    assert draft.to == "Jan <jan@harlow.example>"


@pytest.mark.broad
def test_forward_takes_the_text_and_the_files_along():
    sending_mailbox()
    entry = arrived(rich_mail(), sending_mailbox(address="other@desk.example"))
    draft = actions.start_answer(owner(), entry.pk, kind="forward", now=NOW)

    assert (draft.to, draft.subject, draft.in_reply_to) == ("", "Fwd: The stand", "")
    assert "Here is the plan." in draft.text
    assert "From: Mara Quill <mara@harlow.example>" in draft.text
    (file,) = draft.files.all()
    assert (file.name, bytes(file.content)) == ("quote.pdf", b"%PDF-1.4 quote")


def test_answer_goes_out_through_the_mailbox_that_received_it():
    sending_mailbox(address="first@desk.example")
    second = sending_mailbox(address=ME)
    entry = arrived(raw_mail(), second)
    draft = actions.start_answer(owner(), entry.pk, kind="answer", now=NOW)
    assert (draft.connection_id, draft.from_address) == (second.pk, ME)


def test_answer_from_a_clients_mailbox_goes_out_as_the_client():
    client = client_named("Birch", "ann@birch.example", person="Ann Birch")
    sending_mailbox()
    theirs = sending_mailbox(address="office@birch.example", client=client)
    entry = arrived(raw_mail(), theirs)
    draft = actions.start_answer(owner(), entry.pk, kind="answer", client_id=client.pk, now=NOW)
    assert (draft.connection_id, draft.from_address) == (theirs.pk, "office@birch.example")


def test_another_clients_mailbox_is_no_way_out():
    birch = client_named("Birch", "ann@birch.example", person="Ann Birch")
    harlow = client_named()
    sending_mailbox(address="office@birch.example", client=birch)
    assert drafts.ways_out_for(owner(), client_id=harlow.pk) == []


def test_usual_sender_of_a_client_is_chosen_by_itself():
    harlow, box = client_named(), sending_mailbox()
    kit.save_from_address(
        owner(), box.connection, address="Team@Desk.example", name="The team", client=harlow, is_usual=True
    )
    way = drafts.ways_out_for(owner(), client_id=harlow.pk)[0]
    assert (way.address, way.name, way.is_usual, way.is_on_behalf) == (
        "team@desk.example",
        "The team",
        True,
        False,
    )
    assert drafts.ways_out_for(owner())[0].address == ME


def test_usual_sender_of_a_colleague_is_hers_to_change():
    client, colleague = client_named(), assistant()
    Assignment.objects.create(member=colleague, client=client)
    mine, hers = sending_mailbox(), sending_mailbox(member=colleague, address="kit@desk.example")
    for address in ("billing@desk.example", "office@desk.example"):
        usual = address.startswith("office")
        kit.save_from_address(owner(), mine.connection, address=address, client=client, is_usual=usual)
    kit.save_from_address(colleague, hers.connection, address="k@desk.example", client=client, is_usual=True)
    assert draft_of(owner(), client).from_address == "office@desk.example"
    assert draft_of(colleague, client).from_address == "k@desk.example"


def test_answering_twice_goes_on_with_the_same_draft():
    entry = arrived(raw_mail())
    first = actions.start_answer(owner(), entry.pk, kind="answer", now=NOW)
    assert actions.start_answer(owner(), entry.pk, kind="answer", now=NOW).pk == first.pk
    assert actions.start_answer(owner(), entry.pk, kind="answer_all", now=NOW).pk != first.pk


def test_every_change_is_kept_and_can_be_gone_back_to():
    sending_mailbox()
    draft = actions.start_new(owner(), now=NOW)
    typed = ["Dear Mara", "Dear Mara, it is late", "Dear Mara, it comes", ""]
    for text in typed:
        draft = actions.journal(
            owner(), draft.pk, revision=draft.revision, fields={"text": text, "subject": "Oak"}, now=NOW
        )
    assert draft.revision == 4
    assert [one.number for one in drafts.revisions_for(owner(), draft.pk)] == [4, 3, 2, 1]

    back = actions.go_back_to(owner(), draft.pk, number=2, revision=4, now=NOW)
    assert (back.text, back.subject, back.revision) == ("Dear Mara, it is late", "Oak", 5)


def test_typing_the_same_again_is_no_change():
    sending_mailbox()
    draft = draft_of(owner())
    same = actions.journal(owner(), draft.pk, revision=draft.revision, fields={"subject": "The oak"}, now=NOW)
    assert same.revision == draft.revision


def test_change_keeps_only_what_differs():
    sending_mailbox()
    draft = draft_of(owner(), text="It comes on Tuesday.\n" * 50)
    actions.journal(
        owner(), draft.pk, revision=1, fields={"text": draft.text.replace("Tuesday", "Friday", 1)}, now=NOW
    )
    assert DraftChange.objects.latest("pk").changes == {"text": [12, "Tues", "Fri"]}


def test_stale_window_cannot_overwrite():
    sending_mailbox()
    draft = draft_of(owner())
    actions.journal(owner(), draft.pk, revision=1, fields={"text": "From the other window"}, now=NOW)
    with pytest.raises(StaleDraft) as caught:
        actions.journal(owner(), draft.pk, revision=1, fields={"text": "From here"}, now=NOW)
    assert caught.value.revision == 2
    draft.refresh_from_db()
    assert draft.text == "From the other window"


def test_two_windows_at_the_same_moment_are_one_change(monkeypatch):
    sending_mailbox()
    draft = draft_of(owner())
    held = actions.find_open_draft(owner(), draft.pk)
    actions.journal(owner(), draft.pk, revision=1, fields={"text": "First"}, now=NOW)
    monkeypatch.setattr(actions, "find_open_draft", lambda member, number: held)
    with pytest.raises(StaleDraft):
        actions.journal(owner(), draft.pk, revision=1, fields={"text": "Second"}, now=NOW)
    assert Draft.objects.get().text == "First"


def test_typed_html_is_cleaned_and_what_the_database_refuses_is_left_out():
    sending_mailbox()
    draft = draft_of(
        owner(), html='<p onclick="x()">Hi <b>you</b><script>x()</script></p>', text="a\0b\ud800"
    )
    assert draft.html == "<p>Hi <b>you</b></p>"
    assert draft.text == "ab?"


def test_other_mailbox_brings_its_signature_along():
    first, second = sending_mailbox(), sending_mailbox(address="other@desk.example")
    kit.save_signature(owner(), "Olive", connection=first.connection)
    kit.save_signature(owner(), "The office", connection=second.connection)
    draft = actions.start_new(owner(), now=NOW)
    assert "-- \nOlive\n" in draft.text
    draft = actions.journal(
        owner(), draft.pk, revision=0, fields={"connection": str(second.pk), "from_address": ""}, now=NOW
    )
    assert "-- \nThe office\n" in draft.text
    assert (draft.connection_id, draft.from_address) == (second.pk, "other@desk.example")


def test_mailbox_of_somebody_else_cannot_be_chosen():
    sending_mailbox()
    theirs = sending_mailbox(member=assistant(), address="ann@desk.example")
    draft = draft_of(owner())
    with pytest.raises(OutboxError):
        actions.journal(owner(), draft.pk, revision=1, fields={"connection": str(theirs.pk)}, now=NOW)


def test_thrown_away_draft_can_be_fetched_back():
    sending_mailbox()
    draft = draft_of(owner())
    actions.discard(owner(), draft.pk, now=NOW)
    assert drafts.drafts_for(owner()) == []
    with pytest.raises(OutboxError):
        actions.journal(owner(), draft.pk, revision=1, fields={"text": "x"}, now=NOW)
    actions.bring_back(owner(), draft.pk)
    assert [line.id for line in drafts.drafts_for(owner())] == [draft.pk]


def test_files_are_put_in_and_taken_out(monkeypatch):
    sending_mailbox()
    draft = draft_of(owner())
    file = actions.attach(
        owner(),
        draft.pk,
        name="../../etc/passwd",
        media_type="text/plain",
        content=io.BytesIO(b"oak"),
        now=NOW,
    )
    view = drafts.draft_for(owner(), draft.pk)
    assert view is not None
    assert [one.name for one in view.files] == ["_.._etc_passwd"]
    actions.detach(owner(), draft.pk, file.pk, now=NOW)
    view = drafts.draft_for(owner(), draft.pk)
    assert view is not None
    assert view.files == ()
    actions.attach_back(owner(), draft.pk, file.pk)

    monkeypatch.setattr("alongside.outbox.attaching.MOST_BYTES", 10)
    with pytest.raises(OutboxError, match="larger than mail servers take"):
        actions.attach(
            owner(), draft.pk, name="b.txt", media_type="text/plain", content=io.BytesIO(b"x" * 20), now=NOW
        )


@pytest.mark.broad
def test_file_of_an_entry_is_taken_by_its_key_only_where_it_is_seen():
    box = sending_mailbox()
    arrived(rich_mail(), box)
    key = Attachment.objects.get(name="quote.pdf").key
    draft = draft_of(owner())
    assert (
        bytes(actions.attach_from(owner(), draft.pk, attachment_key=key, now=NOW).content)
        == b"%PDF-1.4 quote"
    )
    stranger = assistant()
    sending_mailbox(member=stranger, address="ann@desk.example")
    own = draft_of(stranger)
    with pytest.raises(NotThere):
        actions.attach_from(stranger, own.pk, attachment_key=key, now=NOW)


def test_draft_of_a_client_is_seen_by_its_members_alone():
    ann, harlow = assistant(), client_named()
    sending_mailbox()
    draft = draft_of(owner(), harlow)
    assert drafts.draft_for(ann, draft.pk) is None
    Assignment.objects.create(member=ann, client=harlow)
    assert drafts.draft_for(ann, draft.pk) is not None
    Assignment.objects.update(until_on=timezone.localdate() - timedelta(days=1))
    assert drafts.draft_for(ann, draft.pk) is None


def test_draft_about_nobody_is_its_authors_alone_also_before_the_owner():
    ann = assistant()
    sending_mailbox(member=ann, address="ann@desk.example")
    draft = draft_of(ann)
    for ask in (
        lambda: actions.journal(owner(), draft.pk, revision=1, fields={"text": "x"}, now=NOW),
        lambda: actions.discard(owner(), draft.pk, now=NOW),
        lambda: actions.bring_back(owner(), draft.pk),
        lambda: actions.go_back_to(owner(), draft.pk, number=0, revision=1, now=NOW),
    ):
        with pytest.raises(NotThere):
            ask()
    assert drafts.draft_for(owner(), draft.pk) is None
    assert drafts.drafts_for(owner()) == []
    assert drafts.revisions_for(owner(), draft.pk) == []
    assert drafts.wall_for(owner(), draft.pk) == []


def test_answering_what_one_does_not_see_is_refused():
    entry = arrived(raw_mail())
    with pytest.raises(NotThere):
        actions.start_answer(assistant(), entry.pk, kind="answer", now=NOW)
    with pytest.raises(NotThere):
        actions.start_answer(owner(), 999_999, kind="answer", now=NOW)


def test_drafts_of_a_client_that_was_joined_stay_in_sight():
    ann, harlow, birch = assistant(), client_named(), client_named("Birch", "ann@birch.example")
    sending_mailbox()
    draft = draft_of(owner(), birch)
    join_clients(harlow, birch, by=owner())
    Assignment.objects.get_or_create(member=ann, client=harlow)
    assert drafts.draft_for(ann, draft.pk) is not None
    assert [line.id for line in drafts.drafts_for(ann, client_id=harlow.pk)] == [draft.pk]


def test_snippet_is_filled_in_once_and_unknown_places_stay():
    box, harlow = sending_mailbox(), client_named()
    assert box.pk
    snippet = kit.save_snippet(
        owner(), name="Hello", text="Dear {first_name} of {client}, {my_name} here. {subject}"
    )
    draft = draft_of(owner(), harlow, to=MARA, subject="{client}")
    assert drafts.snippet_text_for(owner(), snippet.pk, draft_id=draft.pk) == (
        "Dear Mara of Harlow & Sons, Me here. {client}"
    )
    empty = draft_of(owner(), to="nobody@x.example")
    assert (drafts.snippet_text_for(owner(), snippet.pk, draft_id=empty.pk) or "").startswith(
        "Dear {first_name}"
    )


def test_snippets_are_ones_own_unless_they_are_shared():
    ann = assistant()
    own = kit.save_snippet(owner(), name="Own", text="x")
    kit.save_snippet(owner(), name="Shared", text="y", is_shared=True)
    assert [one.name for one in drafts.snippets_for(ann)] == ["Shared"]
    with pytest.raises(NotThere):
        kit.drop_snippet(ann, own.pk)
    with pytest.raises(OutboxError, match="fill in"):
        kit.save_snippet(owner(), name="Bad", text="{password}")
    with pytest.raises(OutboxError, match="already"):
        kit.save_snippet(owner(), name="Own", text="z")


def test_closest_signature_is_used():
    box, harlow = sending_mailbox(), client_named()
    kit.save_signature(owner(), "For all")
    kit.save_signature(owner(), "Mailbox", connection=box.connection)
    assert closest_signature(owner(), client_id=harlow.pk, connection_id=box.pk) == "Mailbox"
    kit.save_signature(owner(), "Harlow", client=harlow)
    assert closest_signature(owner(), client_id=harlow.pk, connection_id=box.pk) == "Harlow"
    kit.save_signature(owner(), "", client=harlow)
    assert closest_signature(owner(), client_id=harlow.pk, connection_id=None) == "For all"
