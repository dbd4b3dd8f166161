"""A search finds what the files of letters are called, and what they say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from alongside.channels.documents.errors import LOCKED
from alongside.clients.actions import add_client, add_domain
from alongside.intake.erasing import erase, preview_client
from alongside.intake.rebuilding import rebuild
from alongside.processes.follow_ups import FILE_TEXTS, follow_all
from alongside.timeline import file_snippets, file_texts
from alongside.timeline.changes import follow
from alongside.timeline.file_texts import TOO_MUCH
from alongside.timeline.finding import find_for
from alongside.timeline.models import Attachment, FileText, Interaction
from tests.channels.documents.making import docx, endless_pdf, letter, locked_pdf, pdf
from tests.making import PIXEL, ParsingHere, arrive_raw, assistant, mailbox
from tests.making import owner as make_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_owner()


@pytest.fixture
def harlow(owner):
    client = add_client("Harlow & Sons", by=owner)
    add_domain(client, "harlow.example")
    return client


@pytest.fixture
def box(owner, harlow):
    return mailbox(owner)


@pytest.fixture(autouse=True)
def no_worker_stays() -> Iterator[None]:
    yield
    file_texts.READING.close()


def paragraph(text: str) -> bytes:
    return docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")


def snippets(member, words: str) -> list[str]:
    hits = find_for(member, words).hits
    return ["".join(f"[{one.text}]" if one.is_match else one.text for one in hit.snippet) for hit in hits]


def test_a_letter_is_found_by_the_words_of_its_files_and_shows_where_they_stand(box, owner):
    arrive_raw(
        box, letter(("Budget.docx", paragraph("Hay for the llamas")), ("Plan.pdf", pdf("Two alpacas")))
    )
    follow_all()
    assert snippets(owner, "llamas") == ["Budget.docx: Hay for the [llamas]"]
    assert snippets(owner, "alpacas") == ["Plan.pdf: Two [alpacas]"]
    assert snippets(owner, "alpacas llamas look") == ["Please have a [look]."]


def test_a_letter_is_found_by_the_name_of_a_file_before_anybody_read_it(box, owner):
    arrive_raw(box, letter(("Invoice_2026-0042.png", b"\x89PNG\r\n\x1a\n0000")))
    follow_all()
    assert snippets(owner, "invoice 0042") == ["[Invoice]_2026-[0042].png"]
    assert snippets(owner, "invoice*") == ["[Invoice]_2026-0042.png"]


def test_a_phrase_does_not_reach_from_the_letter_into_a_file(box, owner):
    arrive_raw(box, letter(("Budget.docx", paragraph("Hay"))))
    follow_all()
    assert snippets(owner, '"a look"') and snippets(owner, '"budget docx"')
    assert not snippets(owner, '"look budget"')


def test_words_far_inside_a_long_file_are_shown(box, owner):
    arrive_raw(box, letter(("Long.docx", paragraph("word " * 8_000 + "llamas"))))
    follow_all()
    (snippet,) = snippets(owner, "llamas")
    assert snippet.startswith("Long.docx: …") and snippet.endswith("[llamas]")


def test_of_many_long_files_the_newest_letters_are_looked_through(box, owner, monkeypatch):
    for number in (1, 2, 3):
        arrive_raw(box, letter((f"{number}.docx", paragraph(f"llamas {number}")), number=number))
    follow_all()
    monkeypatch.setattr(file_snippets, "_MOST_IN_ALL", 10)
    shown = snippets(owner, "llamas")
    assert len(shown) == 3 and [one for one in shown if "[llamas]" in one] == shown[:2]
    assert len(snippets(owner, "docx")) == 3


def test_who_does_not_see_the_letter_does_not_find_its_files(box, owner):
    arrive_raw(box, letter(("Budget.docx", paragraph("Hay for the llamas"))))
    follow_all()
    assert not snippets(assistant(), "llamas")


def test_a_file_is_read_once_and_its_letter_put_in_the_index_once(box, owner, monkeypatch):
    arrive_raw(box, letter(("Budget.docx", paragraph("Hay for the llamas")), ("a.png", b"\x89PNG\r\n\x1a\n")))
    follow_all()
    assert FileText.objects.count() == 2
    monkeypatch.setattr(file_texts.READING, "read", None)
    file_texts.handle(list(Interaction.objects.values_list("id", flat=True)))
    assert len(find_for(owner, "llamas").hits) == 1


@pytest.mark.slow
def test_what_costs_too_much_costs_itself_alone(box, owner):
    arrive_raw(
        box,
        letter(("Good.docx", paragraph("Hay for the llamas")), ("Bad.pdf", endless_pdf()), ("a.png", PIXEL)),
    )
    follow(FILE_TEXTS)
    assert dict(FileText.objects.values_list("attachment__name", "trouble")) == {
        "Good.docx": "",
        "Bad.pdf": TOO_MUCH,
        "a.png": "",
    }
    assert snippets(owner, "llamas") == ["Good.docx: Hay for the [llamas]"]


def test_a_locked_file_says_why_it_is_not_found(box, owner):
    arrive_raw(box, letter(("Secret.pdf", locked_pdf("llamas", "sesame"))))
    follow_all()
    assert not snippets(owner, "llamas")
    assert FileText.objects.get().trouble == LOCKED


@pytest.mark.django_db(transaction=True)
def test_erasing_a_client_takes_the_words_of_its_files(box, owner, harlow):
    arrive_raw(box, letter(("Budget.docx", paragraph("Hay for the llamas"))))
    follow_all()
    erase(preview_client(harlow))
    assert not FileText.objects.exists() and not snippets(owner, "llamas")


def test_rebuilding_finds_the_same(box, owner):
    arrive_raw(box, letter(("Budget.docx", paragraph("Hay for the llamas"))))
    follow_all()
    before = snippets(owner, "llamas")
    rebuild(ParsingHere())
    follow_all()
    assert snippets(owner, "llamas") == before != []
    assert Attachment.objects.count() == FileText.objects.count() == 1
