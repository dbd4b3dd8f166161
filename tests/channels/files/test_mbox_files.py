"""Mailbox files, under their own name and others: where one message ends and the next begins."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.channels.files.client import open_source
from alongside.channels.files.mbox import Large, read_mbox
from alongside.message import RawMessage
from tests.channels.email.making import mail, multipart

SEPARATOR = b"From mara@client-a.example Tue Mar  3 10:00:00 2026\n"
ONE, TWO = mail("one\n"), mail("two\n", Message_ID="<two@client-a.example>")


def raws(path: Path) -> dict[str, bytes | str]:
    """Place to bytes, or to the reason why there are none."""
    return {one.place: one.raw if isinstance(one, RawMessage) else one.reason for one in open_source(path)}


def split(content: bytes, *, limit: int = 1 << 20) -> list[bytes | Large]:
    return list(read_mbox(io.BytesIO(content), limit=limit))


def test_a_mailbox_file_gives_its_messages_in_order(tmp_path: Path) -> None:
    path = tmp_path / "Inbox"
    path.write_bytes(SEPARATOR + ONE + b"\n" + SEPARATOR + TWO + b"\n")

    assert raws(path) == {"Inbox#0": ONE, "Inbox#1": TWO}


@pytest.mark.parametrize(
    "separator",
    [
        b"From - Tue Mar  3 10:00:00 2026\n",
        b"From MAILER-DAEMON Tue Mar  3 10:00:00 CET 2026\n",
        b"From 1234567890@xxx Tue Mar 03 10:00:00 +0000 2026\n",
        b"From ???@??? Tue, 3 Mar 2026 10:00:00 +0100\n",
        b"From mara@client-a.example\n",
        b"From \n",
    ],
)
def test_every_form_of_the_separator_is_known(separator: bytes) -> None:
    assert split(separator + ONE + b"\n" + separator + TWO + b"\n") == [ONE, TWO]


def test_a_missing_blank_line_before_a_full_separator_is_forgiven() -> None:
    assert split(SEPARATOR + ONE + SEPARATOR + TWO) == [ONE, TWO]


@pytest.mark.parametrize(
    "body",
    [
        "a\n\nFrom here on we walk.\n",
        "a\n\nFrom the desk of: Mara\nNot a header\n",
        "a\nFrom mara Tue Mar  3 10:00:00 2026\nno header\n",
        "a\n\nFrom 2025 to 2026\n\nb\n",
    ],
)
def test_a_sentence_that_begins_with_from_stays_in_its_message(body: str) -> None:
    raw = mail(body)

    assert split(SEPARATOR + raw + b"\n" + SEPARATOR + TWO + b"\n") == [raw, TWO]


def test_quoted_separators_are_unquoted_once() -> None:
    assert split(SEPARATOR + mail(">From here\n>>From there\n> From x\n") + b"\n") == [
        mail("From here\n>From there\n> From x\n")
    ]


def test_a_right_content_length_protects_what_looks_like_a_separator() -> None:
    body = b"a\n\n" + SEPARATOR + b"Subject: quoted\n\n>From x\n"
    raw = mail(body, Content_Length=str(len(body)))

    assert split(SEPARATOR + raw + b"\n" + SEPARATOR + TWO + b"\n") == [raw, TWO]


@pytest.mark.parametrize("length", ["0", "5", "99999", "999999999999", "x"])
def test_a_wrong_content_length_is_not_believed(length: str) -> None:
    raw = mail("a longer body\n", Content_Length=length)

    assert split(SEPARATOR + raw + b"\n" + SEPARATOR + TWO + b"\n") == [raw, TWO]


def test_windows_line_ends_are_kept_and_understood() -> None:
    content = (SEPARATOR + ONE + b"\n" + SEPARATOR + TWO + b"\n").replace(b"\n", b"\r\n")

    assert split(content) == [ONE.replace(b"\n", b"\r\n"), TWO.replace(b"\n", b"\r\n")]


def test_line_ends_of_old_macs_are_understood() -> None:
    content = (SEPARATOR + ONE + b"\n" + SEPARATOR + TWO + b"\n").replace(b"\n", b"\r")

    assert split(content) == [ONE, TWO]


def test_a_message_beyond_the_limit_is_accounted_for_and_the_next_is_read() -> None:
    large = mail("x" * 70 + "\n" * 5_000_000)

    content = SEPARATOR + ONE + b"\n" + SEPARATOR + large + b"\n" + SEPARATOR + TWO
    first, there, last = split(content, limit=1 << 20)

    assert (first, last) == (ONE, TWO)
    assert content[there.start : there.start + there.size_bytes].rstrip(b"\n") == large.rstrip(b"\n")


def test_an_endless_line_does_not_hide_the_next_message() -> None:
    long = mail("x" * 3_000_000 + "\n")

    assert split(SEPARATOR + long + b"\n" + SEPARATOR + TWO, limit=4 << 20) == [long, TWO]


@pytest.mark.broad
@given(
    st.lists(st.sampled_from([b"a\n", b"\n", b">From x\n", b"From y\n", b"Subject: z\n", b"x" * 50 + b"\n"])),
    st.integers(1, 90),
)
def test_how_the_file_is_cut_into_reads_makes_no_difference(lines: list[bytes], size: int) -> None:
    class Slow(io.BytesIO):
        def read(self, count: int | None = -1, /) -> bytes:
            return super().read(size)

    content = b"".join([SEPARATOR, ONE, *lines, b"\n", SEPARATOR, TWO])

    assert list(read_mbox(Slow(content), limit=1 << 20)) == split(content)


def test_mailbox_file_that_is_called_a_mail_gives_all_its_messages(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(SEPARATOR + ONE + b"\n" + SEPARATOR + TWO + b"\n")

    assert raws(tmp_path) == {"a.eml#0": ONE, "a.eml#1": TWO}


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_mailbox_file_without_its_first_separator_gives_all_its_messages(tmp_path: Path, end: bytes) -> None:
    one, two = ONE.replace(b"\n", end), TWO.replace(b"\n", end)
    (tmp_path / "a.mbox").write_bytes(one + end + SEPARATOR.replace(b"\n", end) + two)

    assert raws(tmp_path) == {"a.mbox#0": one, "a.mbox#1": two}


def test_mail_alone_with_a_separator_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(SEPARATOR + ONE + b"\n")
    (tmp_path / "b.mbox").write_bytes(TWO + b"\n")

    assert raws(tmp_path) == {"a.eml": SEPARATOR + ONE + b"\n", "b.mbox": TWO + b"\n"}


PATCH = (
    b"From 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567 Mon Sep 17 00:00:00 2001\n"
    b"From: Mara <mara@client-a.example>\nDate: Tue, 3 Mar 2026 10:00:00 +0100\nSubject: [PATCH] x\n\ndiff\n"
)


@pytest.mark.parametrize(
    "body",
    [
        b"See:\n\n" + PATCH,
        b"See:\n\n" + SEPARATOR + b"and so on\n",
        b"See:\n\n" + SEPARATOR + b"Subject: without a sender\n\nx\n",
        b"See:\n\n" + SEPARATOR + b"From: mara\nDate: today\nno header\n\nx\n",
        b"See:\n" + SEPARATOR + TWO,
        b"See:\n\n>" + SEPARATOR + TWO,
        b"See:\n\nFrom Mara, Tue Mar  3 10:00:00 2026\n" + TWO,
        b"See:\n\nFrom now on, mara@client-a.example and me\n" + TWO,
    ],
)
@pytest.mark.parametrize("name", ["a.eml", "a.mbox"])
def test_letter_that_quotes_a_separator_is_never_torn(tmp_path: Path, body: bytes, name: str) -> None:
    raw = (SEPARATOR if name == "a.eml" else b"") + mail(body)
    (tmp_path / name).write_bytes(raw)

    assert raws(tmp_path) == {name: raw}


@pytest.mark.parametrize("name", ["a.eml", "12345", "a.txt"])
def test_letter_that_came_from_no_mailbox_file_is_never_torn(tmp_path: Path, name: str) -> None:
    raw = mail(b"This is what I found in it:\n\n" + SEPARATOR + TWO)
    (tmp_path / name).write_bytes(raw)

    assert raws(tmp_path) == {name: raw}


def test_letter_is_not_torn_within_its_parts_or_its_length(tmp_path: Path) -> None:
    carrying = multipart(b"Content-Type: message/rfc822\n\n".decode() + "\n\n" + (SEPARATOR + TWO).decode())
    body = b"See:\n\n" + SEPARATOR + TWO
    counted = mail(body, Content_Length=str(len(body)))
    (tmp_path / "a.eml").write_bytes(
        SEPARATOR + carrying + b"\n" + SEPARATOR + counted + b"\n" + SEPARATOR + ONE
    )

    assert raws(tmp_path) == {"a.eml#0": carrying, "a.eml#1": counted, "a.eml#2": ONE}


def test_looking_for_letters_takes_time_by_size_alone(tmp_path: Path) -> None:
    endless = mail(b"", Content_Type="multipart/mixed; boundary=x") + (b"\n" + SEPARATOR + TWO) * 20_000
    heads = mail(b"") + (b"\n" + SEPARATOR + b"From: a\n") * 60_000
    (tmp_path / "a.eml").write_bytes(SEPARATOR + endless)
    (tmp_path / "b.eml").write_bytes(SEPARATOR + heads)
    begun = time.process_time()

    assert len(raws(tmp_path)) == 2
    assert time.process_time() - begun < 3
