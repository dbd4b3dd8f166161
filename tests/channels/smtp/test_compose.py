"""Letters made of whatever people are called and whatever stands in a subject: one letter, its own headers, no more."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.channels.email.parse import extract_attachment, extract_html, parse
from alongside.channels.smtp.compose import Attached, Composition, Correspondent, compose, references_to
from alongside.channels.smtp.headers import UnsafeAddress, one_line, wire_address
from alongside.channels.smtp.message_ids import is_own, make_message_id
from tests.corpora import cases

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = b"k" * 32
OWN_HEADERS = {
    b"From", b"Sender", b"To", b"Cc", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References",
    b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding",
}  # fmt: skip
INJECTIONS = [
    "a@x.example\r\nBcc: v@x.example",
    "a@x.example%0d%0aBcc: v",
    "a@x.example\u2028Bcc: v",
    "a@x.example\x85Bcc: v",
    "a@x.example;v@x.example",
    "a@x.example\r\n.\r\nMAIL FROM:<e@x.example>",
    "Subj\r\n\r\n<script>",
    "Subj\0x",
    "x\n.\n",
    "\r\n.\n",
    "=?utf-8?q?x=0D=0ABcc=3A_v=40x.example?=",
    "x =?utf-8?b?DQpCY2M6IHZAeC5leGFtcGxl?= y" * 9,
    "Bérénice, v@x.example" + "é" * 90,
    '"), v@x.example ("',
    "\\\r\n Bcc: v@x.example",
    "a" * 3000,
    "\ud800",
    "\u202egnp.exe",
]


def letter(**changes: object) -> Composition:
    values: dict[str, object] = {
        "author": Correspondent("me@desk.example", "Me"),
        "to": [Correspondent("mara@harlow.example", "Mara Quill")],
        "subject": "The oak",
        "text": "It is late.\n",
        "date": AT,
        "message_id": "m1@desk.example",
    }
    return Composition(**{**values, **changes})  # type: ignore[arg-type]


def header_names(raw: bytes) -> list[bytes]:
    """Of the head, whoever reads it: a name at the beginning of a line."""
    head = raw.partition(b"\r\n\r\n")[0]
    return [line.partition(b":")[0] for line in re.split(rb"\r\n(?![ \t])", head)]


def test_whole_letter_reads_back_as_it_was_meant():
    raw = compose(
        letter(
            author=Correspondent("mara@harlow.example", "Mara Quill"),
            sender=Correspondent("me@desk.example", "Me"),
            cc=[
                Correspondent("jan@harlow.example", "Jansen, Jan"),
                Correspondent("ö@xn--bcher-kva.example"[1:] or ""),
            ][:1],
            bcc=[Correspondent("hidden@x.example", "Hidden")],
            html="<p>It is <b>late</b>.</p>",
            attachments=[Attached("Ängebot 3.pdf", "application/pdf", b"%PDF-1.4\r\n.\r\n")],
            in_reply_to="q@harlow.example",
            references=["root@harlow.example", "q@harlow.example"],
        )
    )
    found = parse(raw)

    assert [(one.role, one.address, one.name) for one in found.parties] == [
        ("from", "mara@harlow.example", "Mara Quill"),
        ("sender", "me@desk.example", "Me"),
        ("to", "mara@harlow.example", "Mara Quill"),
        ("cc", "jan@harlow.example", "Jansen, Jan"),
    ]
    assert (found.subject, found.text, found.happened_at) == ("The oak", "It is late.\n", AT)
    assert found.message_id == "m1@desk.example"
    assert found.references == ("root@harlow.example", "q@harlow.example")
    assert found.nature == "personal"
    assert found.defects == ()
    (file,) = found.attachments
    assert extract_attachment(raw, file.number)[1] == b"%PDF-1.4\r\n.\r\n"
    assert file.name == "Ängebot 3.pdf"
    html = extract_html(raw)
    assert html is not None
    assert "<b>late</b>" in html.html


def test_hidden_recipients_are_nowhere_in_the_bytes():
    raw = compose(letter(to=[], bcc=[Correspondent("hidden@x.example", "Hidden Person")]))
    assert b"hidden" not in raw.lower()
    assert b"To: undisclosed-recipients:;" in raw


@pytest.mark.parametrize("payload", INJECTIONS, ids=lambda payload: ascii(payload)[:40])
def test_foreign_text_cannot_inject(payload):
    raw = compose(
        letter(
            author=Correspondent("me@desk.example", payload),
            to=[Correspondent("mara@harlow.example", payload), Correspondent("jan@harlow.example", payload)],
            subject=payload,
            text=payload,
            html=f"<p>{payload}</p>",
            attachments=[Attached(payload, payload, payload.encode("utf-8", "replace"))],
            in_reply_to=payload,
            references=[payload, "q@harlow.example"],
        )
    )
    names = header_names(raw)
    assert set(names) <= OWN_HEADERS
    assert len(names) == len(set(names))
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\0", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    found = parse(raw)
    assert [one.address for one in found.parties] == [
        "me@desk.example",
        "mara@harlow.example",
        "jan@harlow.example",
    ]
    assert "q@harlow.example" in found.references
    for reader in (policy.default, policy.compat32):
        again = email.message_from_bytes(raw, policy=reader)
        assert again.get_all("Bcc") is None
        assert len(again.get_payload()) == 2
    recipients = email.message_from_bytes(raw, policy=policy.default)["To"].addresses
    assert [one.addr_spec for one in recipients] == ["mara@harlow.example", "jan@harlow.example"]
    assert "\n" not in str(email.message_from_bytes(raw, policy=policy.default)["Subject"])


@pytest.mark.parametrize("payload", INJECTIONS, ids=lambda payload: ascii(payload)[:40])
def test_what_is_no_address_is_refused(payload):
    with pytest.raises(UnsafeAddress):
        compose(letter(to=[Correspondent(payload)]))


@pytest.mark.corpora
def test_every_injection_of_the_corpus_is_inert():
    payloads = [case.row["payload"] for case in cases("smtp_injection")]
    assert len(payloads) >= 10
    for payload in payloads:
        test_foreign_text_cannot_inject(payload)
        test_what_is_no_address_is_refused(payload)


# What Unicode has not assigned is shown as a mark by whoever reads it.
WORDS = st.text(st.characters(exclude_categories=["Cn", "Co", "Cs"]), max_size=300)


@pytest.mark.broad
@given(WORDS, WORDS)
def test_any_text_comes_back_as_one_line(name, subject):
    raw = compose(letter(subject=subject, to=[Correspondent("a@x.example", name)]))
    assert set(header_names(raw)) <= OWN_HEADERS
    found = email.message_from_bytes(raw, policy=policy.default)
    assert [one.addr_spec for one in found["To"].addresses] == ["a@x.example"]
    assert parse(raw).subject == one_line(subject)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("mara@harlow.example", "mara@harlow.example"),
        ("mara.o'neill+post@harlow.example", "mara.o'neill+post@harlow.example"),
        ('"mara quill"@harlow.example', '"mara quill"@harlow.example'),
        ("mara@bücher.example", "mara@xn--bcher-kva.example"),
        # Not fass.example, which may be somebody else's.
        ("mara@Faß.example", "mara@xn--fa-hia.example"),
        ("mara@βόλος.example", "mara@xn--nxasmm1c.example"),
        ("mara@☃.example", "mara@xn--n3h.example"),
    ],
)
def test_addresses_as_servers_take_them(written, sent):
    assert wire_address(written) == sent


@pytest.mark.parametrize(
    "written",
    [
        "",
        "mara",
        "@x.example",
        "a@",
        "a b@x.example",
        "a@x..example",
        "<a@x.example>",
        "ä@x.example",
        "a@-x.example",
    ],
)
def test_what_no_server_takes_is_no_address(written):
    with pytest.raises(UnsafeAddress):
        wire_address(written)


def test_own_message_ids_are_recognised_and_nobody_elses():
    made = make_message_id(KEY, "me@Desk.example")
    assert made.endswith("@desk.example")
    assert is_own(KEY, f"<{made}>")
    assert not is_own(b"another key" * 3, made)
    assert not is_own(KEY, made.replace("@desk", "@evil"))
    assert not is_own(KEY, "abc@desk.example")
    assert not is_own(KEY, "ü.ü@desk.example")
    assert make_message_id(KEY, "me@desk.example") != make_message_id(KEY, "me@desk.example")


def test_references_go_on_from_what_is_answered():
    assert references_to("b@x", ["a@x"]) == ("a@x", "b@x")
    assert references_to("b@x", []) == ("b@x",)
    assert references_to("", ["a@x"]) == ("a@x",)
    assert references_to("b@x", ["a@x", "b@x"]) == ("a@x", "b@x")


def test_long_conversations_keep_their_root_and_the_newest():
    found = parse(compose(letter(references=[f"{number}@x.example" for number in range(500)])))
    assert found.references[0] == "0@x.example"
    assert found.references[-1] == "499@x.example"
    assert len(found.references) == 30


def test_reading_it_again_gives_the_same_key():
    raw = compose(letter(text="Grüße\nFrom here on it is another matter.\n"))
    assert parse(raw).source_key == parse(b"Received: from elsewhere\r\n" + raw).source_key
