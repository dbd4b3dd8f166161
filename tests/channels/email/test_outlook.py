from datetime import UTC, datetime

import pytest

from alongside.channels.email.parse import attached_messages, extract_attachment, extract_html, parse
from alongside.lib.limited import LimitedPool, Refused
from alongside.message import Party
from tests.channels.email.making import mail
from tests.channels.email.outlook import outlook

SENT_AT = datetime(2026, 3, 10, 15, 4, 5, tzinfo=UTC)
SUBJECT, BODY, HTML, HEADERS, CLASS, SENT = 0x0037, 0x1000, 0x1013, 0x007D, 0x001A, 0x0039
SENDER_NAME, SENDER_SMTP, SENDER = 0x0C1A, 0x5D01, 0x0C1F
NAME, SMTP_ADDRESS, ADDRESS, ROLE = 0x3001, 0x39FE, 0x3003, 0x0C15
MESSAGE_ID, IN_REPLY_TO = 0x1035, 0x1042
RTF, CODEPAGE, WITHIN = 0x1009, 0x3FDE, 0x3701
FILE_NAME, DATA, MIME, METHOD, CONTENT_ID = 0x3707, 0x3701, 0x370E, 0x3705, 0x3712

RECEIVED = """Received: from relay.example by desk.example; Tue, 10 Mar 2026 15:04:09 +0000
From: Tom Harlow <tom@harlow.example>
To: Ada <ada@desk.example>
Subject: =?utf-8?q?Caf=C3=A9?=
 in spring
Date: Tue, 10 Mar 2026 15:04:05 +0000
Message-ID: <one@harlow.example>
Content-Type: multipart/mixed;
 boundary="gone"
MIME-Version: 1.0

"""


def received(**more: object) -> bytes:
    return outlook(
        {CLASS: "IPM.Note", SUBJECT: "Café in spring", BODY: "Shall we?\r\n", HEADERS: RECEIVED}, **more
    )


def written(**more: object) -> bytes:
    known = {
        CLASS: "IPM.Note", SUBJECT: "Prices\r\nBcc: evil@evil.example", BODY: "As promised.", SENT: SENT_AT,
        SENDER_NAME: "Ada", SENDER: "/O=DESK/CN=ADA", SENDER_SMTP: "ada@desk.example",
        MESSAGE_ID: "<two@desk.example>", IN_REPLY_TO: "<one@harlow.example>",
    }  # fmt: skip
    people = [
        {NAME: "Tom Harlow", ADDRESS: "/O=X/CN=TOM", SMTP_ADDRESS: "tom@harlow.example", ROLE: 1},
        {NAME: 'Kim "K" Ó', ADDRESS: "kim@harlow.example", ROLE: 2},
    ]
    return outlook(known, recipients=people, **more)


@pytest.mark.broad
def test_letter_that_came_is_read_by_the_headers_it_had():
    found = parse(received())
    assert (found.subject, found.message_id, found.happened_at) == (
        "Café in spring",
        "one@harlow.example",
        SENT_AT,
    )
    assert Party("from", "tom@harlow.example", "Tom Harlow") in found.parties
    assert found.text.strip() == "Shall we?"


def test_letter_that_was_written_in_outlook_is_read_by_what_it_knows():
    found = parse(written())
    assert [(one.role, one.name, one.address) for one in found.parties] == [
        ("from", "Ada", "ada@desk.example"),
        ("to", "Tom Harlow", "tom@harlow.example"),
        ("cc", "Kim K Ó", "kim@harlow.example"),
    ]
    assert (found.happened_at, found.references) == (SENT_AT, ("one@harlow.example",))
    assert found.subject == "Prices Bcc: evil@evil.example"


def test_same_letter_from_a_mailbox_is_the_same():
    other = mail(
        "Shall we?\r\n",
        **{
            "From": "Tom Harlow <tom@harlow.example>", "To": "Ada <ada@desk.example>", "Subject": "Café in spring",
            "Date": "Tue, 10 Mar 2026 15:04:05 +0000", "Message-ID": "<one@harlow.example>",
        },
    )  # fmt: skip
    assert parse(received()).source_key == parse(other).source_key


def test_files_come_along_large_ones_too():
    large = bytes(range(256)) * 200
    files = [
        {FILE_NAME: "prices: März.pdf", DATA: b"%PDF-1.7 ...", MIME: "application/pdf", METHOD: 1},
        {FILE_NAME: "film.mp4", DATA: large, MIME: "nonsense\r\nX: y", METHOD: 1},
    ]
    raw = written(files=files)
    found = parse(raw).attachments
    assert [one.size_bytes for one in found] == [12, len(large)]
    assert "März.pdf" in found[0].name
    assert extract_attachment(raw, found[1].number)[1] == large


def test_picture_within_the_text_is_found_by_it():
    files = [
        {
            FILE_NAME: "logo.png",
            DATA: b"\x89PNG\r\n\x1a\n",
            MIME: "image/png",
            METHOD: 1,
            CONTENT_ID: "logo@1",
        }
    ]
    raw = outlook(
        {
            CLASS: "IPM.Note",
            SUBJECT: "Look",
            BODY: "Look",
            HTML: b'<p>Look <img src="cid:logo@1"></p>',
            HEADERS: RECEIVED,
        },
        files=files,
    )
    body = extract_html(raw)
    assert body is not None
    assert "<p>Look" in body.html
    assert list(body.parts) == ["logo@1"]


def test_message_within_a_message_is_a_letter_beside_it():
    raw = written(
        files=[{FILE_NAME: "inner", METHOD: 5, WITHIN: {SUBJECT: "Before", BODY: "Old", HEADERS: RECEIVED}}]
    )
    found = parse(raw)
    (inner,) = attached_messages(raw)
    assert (found.text.strip(), found.defects) == ("As promised.", ())
    assert parse(inner[1]).message_id == "one@harlow.example"
    assert parse(inner[1]).text.strip() == "Old"


def test_file_that_is_elsewhere_is_missed_by_name():
    assert (
        "“plan.xlsx” could not be taken out"
        in parse(written(files=[{FILE_NAME: "plan.xlsx", METHOD: 7}])).defects[0]
    )


def test_text_that_is_rtf_alone_is_missed_aloud():
    found = parse(outlook({CLASS: "IPM.Note", HEADERS: RECEIVED, RTF: b"LZFu..."}))
    assert found.text.strip() == ""
    assert "RTF alone" in found.defects[0]


def test_one_odd_byte_of_html_costs_itself_alone():
    raw = outlook({CLASS: "IPM.Note", HEADERS: RECEIVED, CODEPAGE: 65001, HTML: b"<p>Look \xff here</p>"})
    body = extract_html(raw)
    assert body is not None
    assert "Look \ufffd here" in body.html


@pytest.mark.broad
def test_damaged_file_costs_itself_alone():
    whole = received()
    raws = [*(whole[:cut] for cut in (8, 512, 600, 1500, 3000)), whole]
    with LimitedPool(parse, workers=1) as pool:
        *damaged, last = [result for (result,) in pool.map([[raw] for raw in raws])]
    assert all(isinstance(one, Refused) for one in damaged)
    assert last.subject == "Café in spring"
