from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.channels.email.parse import (
    EMPTY,
    LOOP,
    NO_HEADER,
    NoSuchPartError,
    extract_attachment,
    extract_html,
    parse,
    parse_arrived,
)
from alongside.lib.refusal import RefusalError
from alongside.message import Fold, ParsedAttachment, ParsedMessage, Party
from tests.channels.email.making import mail, multipart
from tests.examples import examples

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
REPLY = multipart(
    """Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Liebe Ines,

ja, am Montag gegen f=FCnf. Wer bringt die Belege mit, und wann ist die Frist?
Ich frage auch, weil der Steuerberater sie schon zweimal angemahnt hat und ich
ungern ein drittes Mal vertr=F6ste; die Mappe vom letzten Jahr liegt noch bei mir.

Am 02.03.2026 um 09:12 schrieb Ines Ott <desk@alongside.example>:
> Passt Montag?

--=20
Mara Quill
--inner
Content-Type: text/html; charset=utf-8

<p>Liebe Ines,</p><img src="cid:logo@client-a.example">
--inner--""",
    f"""Content-Type: application/octet-stream; name="ignored.bin"
Content-Disposition: attachment; filename*=utf-8''Belege%20M%C3%A4rz.pdf
Content-Transfer-Encoding: base64

{base64.b64encode(b"%PDF-1.7 x").decode()}""",
    f"""Content-Type: image/jpeg
Content-ID: <logo@client-a.example>
Content-Disposition: inline
Content-Transfer-Encoding: base64

{base64.b64encode(PNG).decode()}""",
    Cc='"Ott, Ines" <Ines@Alongside.example>, =?utf-8?q?J=C3=B6rg?= <joerg@client-a.example>',
    Subject="=?utf-8?q?Re:_Montag_f=C3=BCnf?=",
    References="<root@x.example>\n <two@x.example>",
    In_Reply_To="<two@x.example>",
)


def test_a_whole_message_is_read() -> None:
    message = parse(REPLY)

    text = (
        "Liebe Ines,\n\nja, am Montag gegen fünf. Wer bringt die Belege mit, und wann ist die Frist?\n"
        "Ich frage auch, weil der Steuerberater sie schon zweimal angemahnt hat und ich\n"
        "ungern ein drittes Mal vertröste; die Mappe vom letzten Jahr liegt noch bei mir.\n\n"
        "Am 02.03.2026 um 09:12 schrieb Ines Ott <desk@alongside.example>:\n> Passt Montag?\n\n"
        "-- \nMara Quill"
    )
    quote, signature = text.index("Am 02."), text.index("-- \n")
    assert message == ParsedMessage(
        kind="email",
        source_key=message.source_key,
        message_id="one@client-a.example",
        references=("root@x.example", "two@x.example"),
        subject="Re: Montag fünf",
        happened_at=datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
        parties=(
            Party("from", "mara@client-a.example", "Mara Quill"),
            Party("to", "desk@alongside.example", ""),
            Party("cc", "ines@alongside.example", "Ott, Ines"),
            Party("cc", "joerg@client-a.example", "Jörg"),
        ),
        text=text,
        folds=(Fold(quote, signature - 2, "quote"), Fold(signature, len(text), "signature")),
        has_html=True,
        attachments=(
            ParsedAttachment(4, "Belege März.pdf", "application/pdf", 10, "", False),
            ParsedAttachment(5, "part-5.png", "image/png", 28, "logo@client-a.example", True),
        ),
        nature="personal",
        authentications=(),
        has_one_sender=True,
        defects=(),
    )
    assert len(message.source_key) == 16


def test_a_file_is_found_again_by_its_number() -> None:
    attachment, content = extract_attachment(REPLY, 4)

    assert attachment == parse(REPLY).attachments[0]
    assert content == b"%PDF-1.7 x"


def test_every_listed_file_can_be_taken_out() -> None:
    for listed in parse(REPLY).attachments:
        attachment, content = extract_attachment(REPLY, listed.number)
        assert attachment == listed
        assert len(content) == listed.size_bytes


@pytest.mark.parametrize("number", [-1, 0, 2, 6, 99])
def test_a_part_that_is_no_file_is_not_given_out(number: int) -> None:
    with pytest.raises(NoSuchPartError):
        extract_attachment(REPLY, number)


def test_html_comes_with_the_numbers_of_its_pictures() -> None:
    body = extract_html(REPLY)

    assert body is not None
    assert body.html == '<p>Liebe Ines,</p><img src="cid:logo@client-a.example">'
    assert body.parts == {"logo@client-a.example": 5}


def test_plain_mail_has_no_html() -> None:
    assert extract_html(mail("<p>only letters</p>")) is None


def test_plain_text_between_html_is_escaped_for_display() -> None:
    raw = multipart(
        "Content-Type: text/html\n\n<p>one</p>", "Content-Type: text/plain\n\n<script>two</script>"
    )

    body = extract_html(raw)

    assert body is not None
    assert body.html == "<p>one</p>\n<pre>&lt;script&gt;two&lt;/script&gt;</pre>"


def test_an_attached_mail_is_a_file_and_not_what_was_said() -> None:
    raw = multipart(
        "Content-Type: text/plain\n\nSee below.", "Content-Type: message/rfc822\n\nSubject: Old\n\nold"
    )

    message = parse(raw)

    assert message.text == "See below."
    assert message.attachments == (ParsedAttachment(2, "Old.eml", "message/rfc822", 17, "", False),)


def test_a_broken_base64_part_costs_no_other_part() -> None:
    encoded = "Content-Transfer-Encoding: base64\n\nJVBERi0xLjc=$$\n=\nfoot"
    file = f"Content-Type: application/pdf; name=a.pdf\n{encoded}"

    message = parse(multipart("Content-Type: text/plain\n\nSee the file.", file))

    assert message.text == "See the file."
    assert [one.media_type for one in message.attachments] == ["application/pdf"]
    assert message.defects == ("Its parts are not well formed.",)


def test_parts_without_any_boundary_are_shown_as_text() -> None:
    message = parse(mail("nothing but text\n", Content_Type='multipart/mixed; boundary="x"'))

    assert message.text == "nothing but text\n"


@pytest.mark.broad
def test_too_deep_parts_are_shown_as_text() -> None:
    nested = "".join(f'--b{i}\nContent-Type: multipart/mixed; boundary="b{i + 1}"\n\n' for i in range(1_000))
    message = parse(mail(nested + "deep down\n", Content_Type='multipart/mixed; boundary="b0"'))

    assert message.text.endswith("deep down\n")
    assert message.defects == ("Its parts cannot be told apart; everything is shown as text.",)


def test_a_mailbox_separator_left_in_front_is_passed_over() -> None:
    assert parse(b"From mara Tue Mar  3 10:00:00 2026\n" + mail()) == parse(mail())


def test_a_mark_of_byte_order_is_passed_over_with_a_word() -> None:
    message = parse(b"\xef\xbb\xbf" + mail())

    assert message.subject == "Invoices"
    assert message.defects == ("A byte order mark stood before the headers.",)


def test_an_empty_file_is_a_message_without_anything() -> None:
    message = parse(b"")

    assert (message.text, message.parties, message.happened_at) == ("", (), None)
    assert message.defects == ("It names no sender.", "The date is missing or cannot be read.")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", EMPTY),
        (b" \r\n\n", EMPTY),
        (b"n1,n2,n3\n\nn1 = top-level category\n", NO_HEADER),
        (b"BEGIN:VCALENDAR\nX-WR-CALNAME:Letters\nEND:VCALENDAR\n", NO_HEADER),
        (b"BEGIN:VCARD\n\nFrom: mara@client-a.example\n", NO_HEADER),
    ],
)
def test_what_is_no_mail_is_refused_when_it_arrives(raw: bytes, reason: str) -> None:
    with pytest.raises(RefusalError, match=reason):
        parse_arrived(raw)


@pytest.mark.parametrize(
    "raw", [b"Subject: x", b"> cut here\nFrom: a@b.example\n\nHello\n", b"To: a@b.example\n\n", mail()]
)
def test_one_line_of_a_head_makes_a_mail(raw: bytes) -> None:
    assert parse_arrived(raw) == parse(raw)


@pytest.mark.parametrize(
    ("codec", "mark"),
    [
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
@pytest.mark.parametrize("label", [None, "text/plain; charset=utf-16", "text/plain; charset=iso-8859-1"])
def test_mail_in_utf_16_is_read_as_if_it_were_none(codec: str, mark: bytes, label: str | None) -> None:
    written = mail("Grüße, 日本\n", Subject="Grüße", Content_Type=label)
    message = parse(mark + written.decode().replace("\n", "\r\n").encode(codec))

    assert (message.subject, message.text, message.has_one_sender) == ("Grüße", "Grüße, 日本\n", True)
    assert message.happened_at == parse(mail()).happened_at
    assert message.defects == ("It was written in UTF-16.",)


def test_files_in_a_mail_in_utf_16_are_found() -> None:
    raw = multipart(
        "Content-Type: text/plain; charset=utf-16\n\nGrüße",
        "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n=FC",
        "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n"
        "Content-Transfer-Encoding: base64\n\nJVBERi0xLjQ=",
    )
    wide = raw.decode().encode("utf-16")

    assert parse(wide).text == "Grüße\n\nü"
    (file,) = parse(wide).attachments
    assert extract_attachment(wide, file.number)[1] == b"%PDF-1.4"


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_mail_with_the_line_ends_of_old_macs_is_read(end: bytes) -> None:
    message = parse(mail("one\n\ntwo\n").replace(b"\n", b"\r") + end)

    assert (message.subject, message.text.rstrip()) == ("Invoices", "one\n\ntwo")
    assert message.parties == parse(mail()).parties
    assert message.defects == ("Its lines end as on a Mac of long ago.",)


def test_line_ends_are_the_same_for_everybody() -> None:
    assert parse(mail("one\ntwo\n").replace(b"\n", b"\r\n")).text == "one\ntwo\n"


def test_more_than_a_hundred_hops_are_a_probable_loop() -> None:
    hops = "".join(f"Received: from h{i}.example by h{i + 1}.example\n" for i in range(101)).encode()

    assert LOOP in parse(hops + mail()).defects
    assert LOOP not in parse(hops[: hops.rindex(b"Received")] + mail()).defects


def test_reference_bombs_keep_the_root_and_the_newest() -> None:
    message = parse(mail(References=" ".join(f"<r{i}@x.example>" for i in range(60_000))))

    assert len(message.references) == 500
    assert (message.references[0], message.references[-1]) == ("r0@x.example", "r59999@x.example")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<><x@y.example>", "x@y.example"),
        ("x@y.example", "x@y.example"),
        ("\t\n <x@y.example>", "x@y.example"),
        ("<x y@z.example>", "xy@z.example"),
        ("", ""),
    ],
)
def test_malformed_message_ids_are_accepted(written: str, read: str) -> None:
    assert parse(mail(Message_ID=written)).message_id == read


def test_an_endless_message_id_is_replaced_by_its_digest() -> None:
    one, other = (parse(mail(Message_ID=f"<{'x' * 9_000}{end}@y.example>")).message_id for end in "ab")

    assert one.startswith("long-")
    assert one != other


LINES = st.sampled_from(
    [
        b"From: a@b.example",
        b"From: ",
        b" folded",
        b"To: x@y.example,,;",
        b"Subject: =?utf-8?b?=E9?=",
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: text/html; charset=utf-7",
        b"Content-Type: message/rfc822",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: x-uuencode",
        b"Content-Disposition: attachment; filename*0*=utf-16''%00",
        b"Date: 1 Jan 99999 99:99:99 +9999",
        b"Authentication-Results: a.example; dkim=pass header.d=(",
        b"Received: by a.example; Tue",
        b"--b",
        b"--b--",
        b"",
        b"> quoted",
        b"On 1 Jan, x wrote:",
        b"<blockquote><table><p>x",
        b"\xff\xfe\x00",
        b"-- ",
    ]
)


@pytest.mark.slow
@given(st.lists(st.one_of(LINES, st.binary(max_size=60)), max_size=40))
@examples(300)
def test_nothing_makes_it_raise_and_what_comes_out_can_be_stored(lines: list[bytes]) -> None:
    raw = b"\n".join(lines)
    message = parse(raw)

    message.text.encode("utf-8")
    assert "\0" not in message.text
    assert "\r" not in message.text
    edges = [edge for fold in message.folds for edge in (fold.start, fold.end)]
    assert edges == sorted(edges)
    assert all(0 <= fold.start < fold.end <= len(message.text) for fold in message.folds)
    for value in (
        message.subject,
        message.message_id,
        *(f"{one.name} {one.address}" for one in message.parties),
    ):
        assert "\0" not in value.encode("utf-8").decode()
    for listed in message.attachments:
        assert extract_attachment(raw, listed.number)[0] == listed
    assert (extract_html(raw) is not None) == message.has_html


@pytest.mark.broad
@given(st.integers(0, len(REPLY) - 1), st.binary(max_size=8), st.integers(0, 40))
@examples(300)
def test_a_damaged_message_still_tells_something(at: int, inserted: bytes, dropped: int) -> None:
    message = parse(REPLY[:at] + inserted + REPLY[at + dropped :])

    assert message.parties or message.text or message.attachments
