from __future__ import annotations

import pytest

from alongside.channels.email.parse import parse
from tests.channels.email.making import DATE, mail

BODY = "From here on, schön weiter.\n\nSecond  paragraph.\n"


def key(raw: bytes) -> bytes:
    return parse(raw).source_key


def test_what_servers_rewrite_makes_no_other_message() -> None:
    plain = mail(BODY, Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding="8bit")
    rewritten = mail(
        "From here on, sch=C3=B6n=\n weiter.\n\nSecond paragraph.\n\n\n",
        Content_Type='text/plain;\n charset="UTF-8"',
        Content_Transfer_Encoding="quoted-printable",
        Subject="[list] Invoices",
        Date="Tue, 3 Mar 2026 09:00:00 +0000 (UTC)",
        Received="from a.example by b.example; Tue, 03 Mar 2026 10:00:05 +0000",
        X_Spam="no",
    ).replace(b"\n", b"\r\n")

    assert key(plain) == key(rewritten)


def test_a_line_quoted_by_a_mailbox_file_makes_no_other_message() -> None:
    assert key(mail(BODY)) == key(mail(BODY.replace("From here", ">From here")))


@pytest.mark.parametrize(
    "other",
    [
        mail("CHANGED\n"),
        mail(BODY, From="x@evil.example"),
        mail(BODY, Date="Tue, 03 Mar 2026 10:00:01 +0100"),
        mail(BODY, Message_ID="<two@client-a.example>"),
    ],
)
def test_one_message_id_with_anything_else_is_another_message(other: bytes) -> None:
    assert key(mail(BODY)) != key(other)


def test_without_a_message_id_more_has_to_agree() -> None:
    one = mail(BODY, Message_ID=None)

    assert key(one) == key(mail(BODY, Message_ID=None, X_Folder="archive"))
    assert key(one) != key(mail(BODY, Message_ID=None, Subject="Other"))
    assert key(one) != key(mail(BODY, Message_ID=None, To="other@x.example"))


def test_with_nothing_to_tell_by_every_byte_counts() -> None:
    one = mail(BODY, Message_ID=None, Date=None)

    assert key(one) != key(mail(BODY, Message_ID=None, Date=None, X_Folder="archive"))
    assert key(one) == key(one)


def test_a_date_nobody_can_read_still_tells_messages_apart() -> None:
    assert key(mail(Date="soon")) != key(mail(Date="later"))
    assert key(mail(Date="soon")) != key(mail(Date=DATE))


def test_the_time_of_arrival_is_no_part_of_the_key() -> None:
    arrivals = (f"by mx.example; Tue, 03 Mar 2026 10:00:0{second} +0000" for second in (5, 6))

    assert len({key(mail(Date="soon", Received=arrival)) for arrival in arrivals}) == 1
