"""Who takes part and what it answers, looked for in a few header fields that a stranger wrote."""

from __future__ import annotations

import time

from alongside.channels.imap.headings import heading_of


def test_addresses_and_ids_of_folded_fields():
    heading = heading_of(
        b'From: "Quill, Mara" <Mara@Harlow.example>\r\nTo: me@desk.example,\r\n\tAnn <ann@desk.example>\r\n'
        b"Message-ID: <a@id>\r\nReferences: <x@id>\r\n <y@id>\r\n\r\n"
    )
    assert heading.addresses == {"mara@harlow.example", "me@desk.example", "ann@desk.example"}
    assert heading.message_ids == ("a@id", "x@id", "y@id")


def test_message_id_is_no_address():
    assert heading_of(b"Message-ID: <me@desk.example>\r\n\r\n").addresses == frozenset()


def test_bytes_that_are_no_header_give_nothing():
    assert heading_of(b"\xff\x00 nonsense").addresses == frozenset()


def test_megabytes_of_header_take_no_time():
    begun = time.process_time()
    for hostile in (
        b"To: " + b"a@" * 900_000,
        b"References: " + b"<" * 900_000,
        b"To: " + b"x" * 900_000,
        b"To: a\r\n" * 200_000,
    ):
        heading_of(hostile)
    assert time.process_time() - begun < 2
