"""What was written down by hand: there and back without loss, and anything else refused in words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from alongside.channels.hand.parse import (
    KINDS,
    MAXIMUM_BYTES,
    ByHand,
    CannotReadError,
    Somebody,
    compose,
    parse,
    read,
)
from alongside.message import ParsedMessage, Party

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALL = ByHand(
    id="0123456789abcdef0123456789abcdef",
    kind="call",
    direction="in",
    happened_at=AT,
    ended_at=AT + timedelta(minutes=20),
    who=(Somebody("Tom Harlow", "Tom@Harlow.example"), Somebody("Their  Accountant")),
    text="The oak is late.",
    next="Send the plan.",
    answers="oak@harlow.example",
    written_by=Somebody("Me", "me@desk.example"),
)


def test_a_call_is_read_whole():
    message = parse(compose(CALL))

    assert message == ParsedMessage(
        kind="call",
        source_key=message.source_key,
        message_id="0123456789abcdef0123456789abcdef@by-hand.invalid",
        references=("oak@harlow.example",),
        subject="",
        happened_at=AT,
        parties=(
            Party("from", "tom@harlow.example", "Tom Harlow"),
            Party("to", "me@desk.example", "Me"),
            Party("cc", "name:their accountant", "Their  Accountant"),
        ),
        text="The oak is late.\n\nNext: Send the plan.\n",
        folds=(),
        has_html=False,
        attachments=(),
        nature="personal",
        authentications=(),
        has_one_sender=True,
        defects=(),
        ended_at=AT + timedelta(minutes=20),
    )


def test_other_words_of_the_same_entry_keep_its_key():
    assert parse(compose(replace(CALL, text="Other."))).source_key == parse(compose(CALL)).source_key
    assert parse(compose(replace(CALL, id="f" * 32))).source_key != parse(compose(CALL)).source_key


words = st.text(max_size=200)
people = st.builds(Somebody, words, st.just(""))


@pytest.mark.broad
@given(st.sampled_from(KINDS), st.sampled_from(("in", "out")), words, words, st.lists(people, max_size=4))
def test_any_words_are_read_as_they_were_written(kind, direction, text, place, who):
    entry = replace(CALL, kind=kind, direction=direction, text=text, place=place, who=tuple(who))

    once = read(compose(entry))

    assert read(compose(once)) == once
    assert "\0" not in parse(compose(entry)).text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
        b"{}",
        b"From: tom@harlow.example\n\nHello\n",
        b" " * (MAXIMUM_BYTES + 1),
        *(
            json.dumps({**json.loads(compose(CALL)), name: value}).encode()
            for name, value in [
                ("version", 2),
                ("id", "no identity"),
                ("id", None),
                ("kind", "email"),
                ("direction", "sideways"),
                ("happened_at", "2026-03-02T09:00:00"),
                ("happened_at", "1960-01-01T00:00:00+00:00"),
                ("happened_at", 5),
                ("ended_at", "2026-03-01T09:00:00+00:00"),
                ("who", [5]),
                ("who", {"name": "Tom"}),
                ("text", ["a"]),
                ("written_by", "me"),
            ]
        ),
    ],
)
def test_anything_else_is_refused_in_words(raw):
    with pytest.raises(CannotReadError, match="."):
        parse(raw)
