"""What Outlook keeps of a letter, made into a mail."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import compressed_rtf

from alongside.channels.email.mapi import (
    ADDRESS,
    BODY,
    FILE_NAME,
    HEADERS,
    NAME,
    ONLY_RTF,
    RECIPIENT_TYPE,
    RTF,
    SENT_AT,
    SUBJECT,
    File,
    Letter,
    mail_of,
)
from alongside.channels.email.parse import parse

SENDER_NAME, SENDER, CREATOR, CREATOR_SMTP, SENT_FOR, SENT_FOR_NAME = (
    0x0C1A,
    0x0C1F,
    0x4023,
    0x5D0A,
    0x0065,
    0x0042,
)
AT = datetime(2026, 3, 10, 15, 4, 5, tzinfo=UTC)
Value = str | bytes | int | datetime


class Kept:
    body_encoding = "utf-8"

    def __init__(self, known: dict[int, Value]) -> None:
        self.known = known

    def str_prop_value(self, number: int, /) -> str | None:
        return found if isinstance(found := self.known.get(number), str) else None

    def binary_prop_value(self, number: int, /) -> bytes | None:
        return found if isinstance(found := self.known.get(number), bytes) else None

    def int_prop_value(self, number: int, /) -> int | None:
        return found if isinstance(found := self.known.get(number), int) else None

    def date_prop_value(self, number: int, /) -> datetime | None:
        return found if isinstance(found := self.known.get(number), datetime) else None


def letter(known: dict[int, Value], *files: File) -> Letter:
    to = Kept({NAME: "Mara", ADDRESS: "mara@harlow.example", RECIPIENT_TYPE: 1})
    return Letter(Kept({SENT_AT: AT, **known}), [to], files)


def sender_of(known: dict[int, Value]) -> tuple[str, str]:
    (party,) = (one for one in parse(mail_of(letter(known))[0]).parties if one.role == "from")
    return party.name, party.address


def test_same_letter_makes_the_same_bytes():
    def made() -> bytes:
        file = File(Kept({FILE_NAME: "list.txt"}), b"one")
        inner = File(Kept({}), None, letter({SUBJECT: "Within", BODY: "Inner."}, file))
        return mail_of(letter({SUBJECT: "Prices", BODY: "As promised."}, file, inner))[0]

    assert made() == made()
    assert [one.name for one in parse(made()).attachments] == ["list.txt", "message.eml"]


def test_boundaries_of_a_letter_and_of_one_within_differ():
    file = File(Kept({FILE_NAME: "list.txt"}), b"one")
    inner = letter({BODY: "Inner."}, file)
    outer = message_from_bytes(
        mail_of(letter({BODY: "Outer."}, File(Kept({}), None, inner)))[0], policy=policy.default
    )
    within = message_from_bytes(mail_of(inner)[0], policy=policy.default)
    assert outer.get_boundary() != within.get_boundary()


def test_sender_within_a_company_is_told_by_who_made_the_entry():
    known = {
        SENDER_NAME: "Ada",
        SENDER: "/o=Desk/cn=Ada",
        CREATOR: "/O=DESK/CN=ADA",
        CREATOR_SMTP: "ada@desk.example",
    }
    assert sender_of(known) == ("Ada", "ada@desk.example")


def test_who_made_the_entry_is_not_taken_for_another_sender():
    known = {
        SENDER_NAME: "Ada",
        SENDER: "/o=Desk/cn=Ada",
        CREATOR: "/O=DESK/CN=TOM",
        CREATOR_SMTP: "tom@desk.example",
    }
    assert sender_of(known) == ("Ada", "")


def test_letter_sent_for_somebody_is_theirs():
    known = {
        SENT_FOR_NAME: "Tom",
        SENT_FOR: "tom@desk.example",
        SENDER_NAME: "Ada",
        SENDER: "ada@desk.example",
    }
    assert sender_of(known) == ("Tom", "tom@desk.example")


def test_subject_is_without_the_signs_that_count_its_prefix():
    assert parse(mail_of(letter({SUBJECT: "\x01\x05Re: Prices"}))[0]).subject == "Re: Prices"


def test_text_that_is_rtf_alone_is_read_and_kept():
    rtf = rb"{\rtf1\ansi\ansicpg1252 Caf\'e9 at {\b nine}.\par Bring the key.}"
    raw, missing = mail_of(letter({SUBJECT: "x", RTF: compressed_rtf.compress(rtf)}))
    found = parse(raw)
    assert (found.text.strip(), missing) == ("Café at nine.\nBring the key.", ())
    assert [(one.name, one.media_type) for one in found.attachments] == [("message.rtf", "application/rtf")]


def test_text_that_is_rtf_and_damaged_is_named():
    raw, missing = mail_of(letter({SUBJECT: "x", RTF: b"LZFu..."}))
    assert (parse(raw).text.strip(), missing) == ("", (ONLY_RTF,))


def test_headers_that_came_are_taken_as_they_are():
    raw, _ = mail_of(
        letter({HEADERS: "From: a@b.example\r\nSubject: One\r\n two\r\nContent-Type: x/y\r\n", BODY: "Hi"})
    )
    assert parse(raw).subject == "One two"
