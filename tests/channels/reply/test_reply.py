"""What was written on a shared page, as an original and as a message."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from alongside.channels.reply.parse import CannotReadError, Reply, compose, parse, read, source_key_of
from alongside.message import Fold, ParsedMessage, Party

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
REPLY = Reply(
    id="0123456789abcdef0123456789abcdef",
    written_at=AT,
    name="Tom Harlow",
    address="Tom@Harlow.example",
    text="On Friday.\n\nThe oak is late.",
    page="What I need from you",
    question="When does the\n oak come?",
    answers="q1@desk.example",
    to_name="Olive",
    to_address="olive@desk.example",
)


def test_whole_message():
    assert parse(compose(REPLY)) == ParsedMessage(
        kind="email",
        source_key=source_key_of(REPLY.id),
        message_id="0123456789abcdef0123456789abcdef@reply.invalid",
        references=("q1@desk.example",),
        subject="What I need from you",
        happened_at=AT,
        parties=(
            Party("from", "tom@harlow.example", "Tom Harlow"),
            Party("to", "olive@desk.example", "Olive"),
        ),
        text="> When does the oak come?\nOn Friday.\n\nThe oak is late.\n",
        folds=(Fold(0, 26, "quote"),),
        has_html=False,
        attachments=(),
        nature="personal",
        authentications=(),
        has_one_sender=True,
        defects=(),
    )


def test_it_is_read_as_it_was_written():
    assert read(compose(REPLY)) == REPLY


def test_same_reply_is_the_same_bytes():
    assert compose(REPLY) == compose(read(compose(REPLY)))


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"id": "none"},
        {"written_at": "2026-03-02T09:30:00"},
        {"written_at": "1066-10-14T09:00:00+00:00"},
        {"text": 7},
        {"name": None},
        {"address": ["a@b.example"]},
    ],
)
def test_tampered_original_is_refused_in_words(changes):
    document = {**json.loads(compose(REPLY)), **changes}
    with pytest.raises(CannotReadError, match=r"\."):
        parse(json.dumps(document).encode())


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"[" * 100_000, b" " * (1 << 21), b"\xff\xfe"])
def test_what_is_no_reply_is_refused_in_words(raw):
    with pytest.raises(CannotReadError, match=r"\."):
        parse(raw)


def test_hostile_letters_leave_one_line_names_and_clean_text():
    document = {
        **json.loads(compose(REPLY)),
        "name": "Tom\r\nBcc: all@evil.example\0",
        "text": "a\0b\r\nc\ud800",
        "page": "p" * 9000,
    }
    found = read(json.dumps(document).encode())
    assert found.name == "Tom Bcc: all@evil.example"
    assert found.text == "ab\nc?"
    assert len(found.page) == 500
