"""The words in a letter's files."""

from __future__ import annotations

import pytest

from alongside.channels.documents import reading
from alongside.channels.documents.errors import BROKEN, LOCKED
from alongside.channels.documents.reading import MOST_LETTERS, TOO_LONG, FileWords, words_in
from alongside.channels.email.parse import parse
from tests.channels.documents.making import docx, letter, locked_pdf, odt, pdf, pptx, xlsx, zipped


def read(content: bytes, name: str = "file") -> FileWords:
    (found,) = read_all(letter((name, content)))
    return found


def read_all(raw: bytes) -> tuple[FileWords, ...]:
    return words_in((raw, frozenset(one.number for one in parse(raw).attachments)))


def text_of(content: bytes, name: str = "file") -> str:
    found = read(content, name)
    assert not found.trouble
    return found.text


def test_a_pdf_is_read_page_by_page():
    assert text_of(pdf("The llamas arrive.", "Hay is ordered.")).split("\n") == [
        "The llamas arrive.",
        "Hay is ordered.",
    ]


def test_a_pdf_that_only_asks_for_a_password_to_change_it_is_read():
    assert "llamas" in text_of(locked_pdf("The llamas arrive.", ""))


def test_a_pdf_that_needs_a_password_says_so():
    found = read(locked_pdf("The llamas arrive.", "sesame"))
    assert (found.text, found.trouble) == ("", LOCKED)


def test_a_word_text_is_read_with_its_notes_and_without_what_was_struck_out():
    body = (
        "<w:p><w:r><w:t>The </w:t></w:r><w:r><w:t>llamas</w:t><w:tab/><w:t>arrive</w:t></w:r></w:p>"
        "<w:p><w:r><w:delText>Never</w:delText><w:instrText>PAGE</w:instrText><w:t>Soon</w:t></w:r></w:p>"
    )
    content = docx(body, footnotes="<w:p><w:r><w:t>By lorry.</w:t></w:r></w:p>")
    assert text_of(content) == "The llamas\tarrive\nSoon\nBy lorry."


def test_a_box_within_a_paragraph_is_read_once():
    inner = "<w:txbxContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:txbxContent>"
    content = docx(f"<w:p><w:r><w:t>Before </w:t></w:r>{inner}<w:r><w:t>after</w:t></w:r></w:p>")
    assert text_of(content) == "Boxed\nBefore after"


def test_a_table_is_read_with_shared_words_own_words_and_numbers():
    cells = '<c t="s"><v>0</v></c><c t="inlineStr"><is><t>Own words</t></is></c><c><f>A1*2</f><v>4200</v></c>'
    assert text_of(xlsx("<si><t>Harlow</t></si>", cells)) == "Harlow\nOwn words\n4200"


def test_slides_come_in_their_order():
    slides = [f"Slide number {number}" for number in range(1, 12)]
    assert text_of(pptx(*slides)).split("\n") == slides


def test_an_open_document_is_read():
    assert text_of(odt("The llamas arrive.", "Hay is ordered.")) == "The llamas arrive.\nHay is ordered."


def test_a_plain_text_a_web_page_and_rich_text_are_read():
    found = read_all(
        letter(
            ("a.txt", "Käse und Brot\n".encode()),
            ("b.html", b"<html><body><p>Bread &amp; cheese</p><script>no()</script></body></html>"),
            ("c.rtf", rb"{\rtf1\ansi Bread and butter\par}"),
        )
    )
    assert [one.text for one in found] == ["Käse und Brot", "Bread & cheese", "Bread and butter"]


def test_a_letter_that_was_forwarded_as_a_file_is_read():
    mail = letter(subject="The stables")
    outer = mail.replace(b"Please have a look.", b"See below.").replace(b"files1", b"outer")
    head, _, body = outer.partition(b"\n\n")
    whole = (
        head.replace(b'text/plain; charset="utf-8"', b'multipart/mixed; boundary="cut"').replace(
            b"Content-Transfer-Encoding: 7bit\n", b""
        )
        + b"\n\n--cut\nContent-Type: text/plain\n\n"
        + body
        + b"\n--cut\nContent-Type: message/rfc822\n\n"
        + mail
        + b"\n--cut--\n"
    )
    (found,) = read_all(whole)
    assert "The stables" in found.text and "Mara Quill mara@harlow.example" in found.text
    assert "Please have a look." in found.text


def test_pictures_and_archives_are_left_alone():
    assert read_all(letter(("a.png", b"\x89PNG\r\n\x1a\n0000"), ("b.zip", zipped({})))) == ()


def test_only_the_wanted_files_are_read():
    raw = letter(("a.txt", b"one\n"), ("b.txt", b"two\n"))
    second = parse(raw).attachments[1].number
    assert words_in((raw, frozenset({second}))) == (FileWords(second, "two"),)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\nnot really",
        docx("<w:p><w:r><w:t>Half")[:300],
        docx("<w:p>"),
        docx(""),
    ],
    ids=["pdf", "zip cut short", "xml cut short", "empty"],
)
def test_a_damaged_file_costs_itself_alone(content):
    first, second = read_all(letter(("a.bin", content), ("b.txt", b"whole\n")))
    assert first.text == "" and first.trouble in (BROKEN, "")
    assert second == FileWords(second.number, "whole")


def test_an_entity_that_grows_is_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><document><p>&b;</p></document>'
    assert read(zipped({"word/document.xml": bomb})).trouble == BROKEN


def test_of_a_long_file_the_beginning_is_read():
    body = "".join(f"<w:p><w:r><w:t>{'word ' * 200}</w:t></w:r></w:p>" for _ in range(300))
    found = read(docx(body))
    assert found.trouble == TOO_LONG
    assert MOST_LETTERS - 2_000 < len(found.text) <= MOST_LETTERS


def test_what_takes_long_is_left_with_what_was_read_by_then(monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", -1.0)
    found = read(pdf("The llamas arrive.", "Hay is ordered."))
    assert (found.text, found.trouble) == ("The llamas arrive.", TOO_LONG)
