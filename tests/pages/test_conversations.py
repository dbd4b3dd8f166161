"""A conversation: its letters, why it is filed, what is proven, and correcting it."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from alongside.channels.documents.errors import LOCKED
from alongside.clients.actions import add_client, add_handle
from alongside.clients.models import Assignment
from alongside.processes.follow_ups import FILE_TEXTS
from alongside.timeline import file_texts
from alongside.timeline.changes import follow
from alongside.timeline.models import Filing, Interaction
from tests.channels.documents.making import letter, locked_pdf
from tests.making import ME, arrive, arrive_raw, assistant, mailbox, message, owner, rich_mail

MARA = "mara@harlow.example"


@pytest.fixture
def harlow(db):
    client = add_client("Harlow & Sons", by=owner())
    add_handle(client, MARA, name="Mara Quill")
    return client


def shown(browser, query: str = "") -> LexborHTMLParser:
    newest = Interaction.objects.order_by("-happened_at").first()
    return LexborHTMLParser(browser.get(f"/conversations/{newest.pk}/{query}").content.decode())


def letters(count: int) -> list:
    first = message(MARA, ME, message_id="0@id.example")
    rest = [message(MARA, ME, hours=n, text=f"{n}\n", references=["0@id.example"]) for n in range(1, count)]
    return [first, *rest]


def test_reason_is_said_once_where_it_is_the_same(harlow, browser):
    arrive(mailbox(), *letters(3))
    page = shown(browser)
    assert "Filed here because Mara Quill took part." in page.css_first("#margin").text()
    assert page.css(".letter-reason .reason") == []


def test_reasons_that_differ_stand_under_their_letters(harlow, browser):
    birch = add_client("Birch", by=owner())
    add_handle(birch, "tom@birch.example", name="Tom")
    copied = message(MARA, ME, "tom@birch.example", hours=1, references=["0@id.example"])
    arrive(mailbox(), message(MARA, ME, message_id="0@id.example"), copied)
    reasons = [node.text() for node in shown(browser, f"?client={harlow.pk}").css(".letter-reason .reason")]
    assert reasons[-1].endswith("It is filed under Birch too.")


def test_a_file_whose_words_cannot_be_searched_says_why(harlow, browser):
    arrive_raw(mailbox(), letter(("Plan.pdf", locked_pdf("llamas", "sesame")), ("a.txt", b"hay\n")))
    follow(FILE_TEXTS)
    file_texts.READING.close()
    assert [node.text() for node in shown(browser).css(".files .detail")] == [LOCKED]


@pytest.mark.parametrize(("count", "earlier"), [(4, 0), (5, 2), (8, 5)])
def test_earlier_letters_of_a_long_conversation_are_folded(harlow, browser, count, earlier):
    arrive(mailbox(), *letters(count))
    assert len(shown(browser).css(".earlier .letter")) == earlier


def test_letter_asked_for_is_never_folded(harlow, browser):
    arrive(mailbox(), *letters(8))
    oldest = Interaction.objects.order_by("happened_at").first()
    page = LexborHTMLParser(browser.get(f"/conversations/{oldest.pk}/").content.decode())
    assert "open" in page.css_first(".earlier").attributes


@pytest.mark.parametrize(
    ("sender", "is_said"), [(MARA, True), ("stranger@else.example", False), ("mara quill@else.example", True)]
)
def test_not_proven_is_said_of_known_people_and_who_takes_their_name(harlow, browser, sender, is_said):
    arrive(mailbox(), message(sender, ME))
    assert bool(shown(browser).css(".unproven")) == is_said


def test_what_is_not_proven_leads_to_whom_the_source_trusts(harlow, browser):
    source = mailbox()
    arrive(source, message(MARA, ME))
    link = shown(browser).css_first(".letter-body .small a")
    assert link.attributes["href"] == f"/imports/{source.pk}/#trust"


def test_who_does_not_see_the_source_is_not_led_there(harlow, signed_in):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    arrive(mailbox(), message(MARA, ME))
    page = shown(signed_in(ann))
    assert (len(page.css(".letter-body .small")), page.css(".letter-body .small a")) == (1, [])


def test_forged_sender_gets_a_notice(harlow, browser):
    arrive(mailbox(), message(MARA, ME, has_one_sender=False))
    page = shown(browser)
    assert ("forged or broken" in page.css_first(".notice").text(), page.css(".unproven")) == (True, [])


def test_letter_without_a_sender_is_not_called_forged(harlow, browser):
    arrive_raw(mailbox(), b"To: ann@harlow.example\nSubject: Hello\n\nHello.\n")
    words = shown(browser).css_first(".notice").text()
    assert ("does not say who sent it" in words, "forged" in words) == (True, False)


def test_mail_is_offered_as_its_writer_laid_it_out(harlow, browser):
    arrive_raw(mailbox(), rich_mail())
    body = shown(browser).css_first(".letter-body")
    assert body.css_first(".fold summary").text() == "As its writer laid it out"
    assert body.html.index("letter-text") < body.html.index("letter-frame")


@pytest.mark.broad
def test_conversation_is_moved_and_put_back(harlow, browser):
    arrive(mailbox(), *letters(2))
    birch = add_client("Birch", by=owner())
    number = Interaction.objects.first().pk
    answer = browser.post(
        f"/conversations/{number}/correct/", {"wrong": harlow.pk, "right": birch.pk}, follow=True
    )
    moved = Filing.objects.filter(client=birch).count()
    way_back = LexborHTMLParser(answer.content.decode()).css_first("[data-key=z]").attributes["formaction"]
    back = browser.post(way_back)
    assert (moved, Filing.objects.filter(client=harlow).count()) == (2, 2)
    assert back["Location"] == f"/conversations/{number}/?client={harlow.pk}"


def test_wrong_client_of_a_correction_is_needed(harlow, browser):
    arrive(mailbox(), message(MARA, ME))
    number = Interaction.objects.get().pk
    assert browser.post(f"/conversations/{number}/correct/", {"wrong": "x"}).status_code == 400


def test_strangers_find_nothing(harlow, signed_in):
    arrive(mailbox(), message(MARA, ME))
    number = Interaction.objects.get().pk
    assert signed_in(assistant()).get(f"/conversations/{number}/").status_code == 404


def test_conversation_is_not_posted_to(harlow, browser):
    arrive(mailbox(), message(MARA, ME))
    assert browser.post(f"/conversations/{Interaction.objects.get().pk}/").status_code == 405


def test_undo_of_somebody_else_does_nothing(harlow, browser, signed_in):
    arrive(mailbox(), message(MARA, ME))
    number = Interaction.objects.get().pk
    answer = browser.post(f"/conversations/{number}/personal/", follow=True)
    way_back = LexborHTMLParser(answer.content.decode()).css_first("[data-key=z]").attributes["formaction"]
    signed_in(assistant()).post(way_back)
    assert Interaction.objects.get().private_to_id == owner().pk


def test_undo_that_was_tampered_with_says_so(browser):
    page = browser.post("/undo/made-up/", follow=True).content.decode()
    assert "This cannot be undone from here any more." in page
