from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alongside.channels.email.attachments import safe_name
from alongside.channels.email.parse import parse
from alongside.channels.email.sniff import sniff_media_type
from alongside.channels.email.words import INVISIBLE
from tests.channels.email.making import mail
from tests.corpora import carrying


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Belege März.pdf", "Belege März.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\windows\\x.exe", "C__windows_x.exe"),
        ("\u200b.htaccess", "htaccess"),
        ("pay\u202efdp.exe", "payfdp.exe"),
        ("a\0b\r\n.txt", "ab .txt"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("contract.pdf", "contract.pdf"),
        ("x.png            .html", "x.png .html"),
        ("--help", "help"),
        ("..", ""),
        ("   ", ""),
        ("name. ", "name"),
        ("e\u0301.txt", "é.txt"),
        ('a";filename="b.html', "a_;filename=_b.html"),
        ("x" * 300 + ".pdf", "x" * 115 + "….pdf"),
    ],
)
def test_names_are_safe_to_show(written: str, shown: str) -> None:
    assert safe_name(written) == shown


@pytest.mark.broad
@given(st.text(max_size=300))
@example("CON\u200b")
@example("\ud800.txt")
@example(".\u00ad.")
def test_no_name_holds_what_a_name_must_not(written: str) -> None:
    name = safe_name(written)

    name.encode("utf-8")
    assert not set('\\/:*?"<>|\0\r\n') & set(name)
    assert not INVISIBLE.search(name)
    assert not name.startswith((".", "-", " ")) and not name.endswith((".", " "))
    assert len(name) <= 120
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"PK\x03\x04", "application/zip"),
        (b"MZ\x90\0", "application/x-msdownload"),
        (b"\x78\x9f\x3e\x22\x01\0", "application/ms-tnef"),
        (b"BEGIN:VCALENDAR\r\n", "text/calendar"),
        (b"<html><script>alert(1)</script>", "text/html"),
        (b"  <SCRIPT>alert(1)</script>", "text/html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>', "image/svg+xml"),
        (b'<?xml version="1.0"?><a/>', "text/xml"),
        (b"GIF89a/*<script>*/=1;alert(1)//</script>", "application/octet-stream"),
        (b"plain words", "text/plain"),
        (b"\0\x01\x02", "application/octet-stream"),
        (b"", "text/plain"),
    ],
)
def test_the_type_is_seen_from_the_bytes(content: bytes, media_type: str) -> None:
    assert sniff_media_type(content) == media_type


def test_a_lying_declaration_is_not_believed() -> None:
    message = parse(carrying(b"<html><script>alert(1)</script>", declared="image/png", name="holiday.png"))

    assert [(one.name, one.media_type) for one in message.attachments] == [("holiday.png", "text/html")]


def test_old_office_files_are_told_apart_by_name() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100

    assert sniff_media_type(content, "plan.xls") == "application/vnd.ms-excel"
    assert sniff_media_type(content, "plan.exe") == "application/x-ole-storage"


def test_a_message_that_is_a_file_has_no_text() -> None:
    message = parse(mail(b"%PDF-1.7", Content_Type="application/pdf"))

    assert message.text == ""
    assert [one.name for one in message.attachments] == ["part-0.pdf"]
