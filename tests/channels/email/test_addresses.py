from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.channels.email.addresses import Mailbox, read_mailboxes
from alongside.channels.email.parse import parse
from tests.channels.email.making import mail
from tests.examples import examples


@pytest.mark.parametrize(
    ("value", "address", "name"),
    [
        ("mara@client-a.example", "mara@client-a.example", ""),
        ("MARA@Client-A.Example", "mara@client-a.example", ""),
        ("<mara@client-a.example>", "mara@client-a.example", ""),
        ("Mara Quill <mara@client-a.example>", "mara@client-a.example", "Mara Quill"),
        ('"Quill, Mara" <mara@client-a.example>', "mara@client-a.example", "Quill, Mara"),
        ('"Mara \\"M\\" Quill" <mara@client-a.example>', "mara@client-a.example", 'Mara "M" Quill'),
        (
            "Mara Q. Quill (Accounts) <mara@client-a.example>",
            "mara@client-a.example",
            "Mara Q. Quill (Accounts)",
        ),
        ("mara@client-a.example (Mara Quill)", "mara@client-a.example", "Mara Quill"),
        ("mara@client-a.example <mara@client-a.example>", "mara@client-a.example", ""),
        ("=?utf-8?q?J=C3=B6rg?= <joerg@client-a.example>", "joerg@client-a.example", "Jörg"),
        ("Jörg <joerg@client-a.example>", "joerg@client-a.example", "Jörg"),
        ("mara+x@client-a.example", "mara+x@client-a.example", ""),
        ("o'hara@client-a.example", "o'hara@client-a.example", ""),
    ],
)
def test_well_formed_senders_are_beyond_doubt(value: str, address: str, name: str) -> None:
    message = parse(mail(From=value))

    assert (message.parties[0].address, message.parties[0].name) == (address, name)
    assert message.has_one_sender


FORGED = [
    ("=?utf-8?q?mara=40client-a=2Eexample?= <x@evil.example>", "x@evil.example"),
    ("=?utf-8?b?bWFyYUBjbGllbnQtYS5leGFtcGxl?=", ""),
    ('"mara@client-a.example" <x@evil.example>', "x@evil.example"),
    ("mara@client-a.example(<x@evil.example>)", ""),
    ("<mara@client-a.example><x@evil.example>", ""),
    ("<@client-a.example:x@evil.example>", ""),
    ("<@evil.example,@client-a.example:mara@client-a.example>", ""),
    ('"Mara" <mara@client-a.example>:<x@evil.example>', ""),
    ('"mara@client-a.example> "@evil.example', ""),
    ("mara%client-a.example@evil.example", "mara%client-a.example@evil.example"),
    ("client-a.example!mara@evil.example", "client-a.example!mara@evil.example"),
    ("mara@client-a.example\0@evil.example", ""),
    ("mara@client-a.example\n <x@evil.example>", "x@evil.example"),
    ("mara＠client-a.example", ""),
    ("Mara <mara＠client-a.example>", ""),
    ("Mara <mara@client-a。example>", ""),
    ("mara@client-a\u200b.example", ""),
    ("mara@client-a.example.", ""),
    ("mara@[127.0.0.1]", ""),
    ("mara", ""),
    ("<>", ""),
    ("alice@client-a.example)bob@evil.example", ""),
    ("mara@client-a.example<x@evil.example", ""),
    ('"mara@client-a.example\\" <x@evil.example>"', ""),
    (f"{'a' * 65}@client-a.example", f"{'a' * 65}@client-a.example"),
    ("Mara <mara@cli\u0435nt-a.example>", "mara@xn--clint-a-9gg.example"),
]


@pytest.mark.parametrize(("value", "address"), FORGED)
def test_forged_and_odd_forms_are_never_beyond_doubt(value: str, address: str) -> None:
    message = parse(mail(From=value))

    senders = [party.address for party in message.parties if party.role == "from"]
    assert senders == [address]
    assert not message.has_one_sender
    assert message.defects


@pytest.mark.parametrize(
    "value",
    [
        "mara@client-a.example, x@evil.example",
        "x@evil.example, mara@client-a.example",
        "Mara:mara@client-a.example;, x@evil.example",
        "mara@client-a.example;x@evil.example",
    ],
)
def test_two_senders_are_both_named_and_neither_is_beyond_doubt(value: str) -> None:
    message = parse(mail(From=value))

    senders = {party.address for party in message.parties if party.role == "from"}
    assert senders == {"mara@client-a.example", "x@evil.example"}
    assert not message.has_one_sender


def test_a_second_from_header_is_a_doubt() -> None:
    assert not parse(b"From: x@evil.example\n" + mail()).has_one_sender


def test_a_space_before_the_colon_is_a_doubt() -> None:
    assert not parse(mail(From=None, **{"From ": "mara@client-a.example"})).has_one_sender


def test_a_line_among_the_headers_that_is_none_is_a_doubt() -> None:
    assert not parse(mail().replace(b"Subject:", b"no header\nSubject:")).has_one_sender


def test_letters_that_turn_the_direction_are_shown_and_doubted() -> None:
    message = parse(mail(From='"\u202emoc.elpmaxe@aram" <x@evil.example>'))

    assert message.parties[0].name == "\ufffdmoc.elpmaxe@aram"
    assert not message.has_one_sender


def test_a_joined_emoji_in_a_name_is_no_doubt() -> None:
    message = parse(mail(From="Mara 👩\u200d💻 <mara@client-a.example>"))

    assert message.parties[0].name == "Mara 👩\u200d💻"
    assert message.has_one_sender


@pytest.mark.parametrize(
    ("value", "address", "name"),
    [
        ("m..quill@client-a.example", "m..quill@client-a.example", ""),
        ("<<mara@client-a.example", "mara@client-a.example", ""),
        ("Mara <mara@client-a.example", "mara@client-a.example", "Mara"),
        ("Mara mara@client-a.example", "mara@client-a.example", "Mara"),
        ("Quill, Mara <mara@client-a.example>", "mara@client-a.example", "Quill, Mara"),
        ("Mara <jörg@müller.example>", "jörg@xn--mller-kva.example", "Mara"),
        ("Mara <mara@faß.example>", "mara@xn--fa-hia.example", "Mara"),
    ],
)
def test_what_can_mean_one_address_alone_is_read_but_doubted(value: str, address: str, name: str) -> None:
    message = parse(mail(From=value))

    assert (message.parties[0].address, message.parties[0].name) == (address, name)
    assert not message.has_one_sender


def test_groups_are_flattened_and_empty_ones_dropped() -> None:
    assert read_mailboxes("undisclosed-recipients:;") == []
    assert read_mailboxes("Team: a@x.example, B <b@x.example>;") == [
        Mailbox("a@x.example", "", True),
        Mailbox("b@x.example", "B", True),
    ]


def test_every_to_header_counts() -> None:
    message = parse(b"To: first@x.example\n" + mail())

    assert [party.address for party in message.parties if party.role == "to"] == [
        "first@x.example",
        "desk@alongside.example",
    ]


@pytest.mark.broad
def test_of_very_many_recipients_the_first_are_listed() -> None:
    message = parse(mail(Cc=", ".join(f'"U {i}" <u{i}@x.example>' for i in range(40_000))))

    assert len(message.parties) == 2_000
    assert message.defects == ("It names 40002 people; the first 2000 are listed.",)


@pytest.mark.parametrize("piece", ["(", '"', "<", ",", "a@", '"a" ', "\\", "<a@b.example", "x:", '"\\"'])
def test_reading_takes_time_in_proportion_to_length(piece: str) -> None:
    started = time.process_time()
    read_mailboxes(piece * 100_000)

    assert time.process_time() - started < 2


@pytest.mark.broad
@given(st.text(alphabet='ab@.<>"\\(),;: \t＠é=?', max_size=60))
@examples(500)
def test_an_exact_address_is_always_plain(value: str) -> None:
    for mailbox in read_mailboxes(value):
        if mailbox.is_exact:
            assert mailbox.address.isascii()
            assert mailbox.address.count("@") == 1
            assert mailbox.address in value.lower()
