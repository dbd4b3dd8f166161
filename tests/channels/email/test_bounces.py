"""What comes back, of every family: whom it speaks of, why, of which letter; and what is made to mislead."""

from __future__ import annotations

import pytest

from alongside.channels.email.bounces import MOST_FAILURES, Bounce, Failure, read_bounce, reason_of
from alongside.channels.email.parse import parse
from tests.bounces import FAMILIES, TOM, exchange, exim, postfix, qmail

OURS = "0123abcd.4567@desk.example"


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_names_whom_why_and_which_letter(name):
    family, verdict, reason = FAMILIES[name]
    found = read_bounce(family(OURS, TOM))
    assert found.message_ids[0] == OURS
    (one,) = found.failures
    assert (one.address, one.verdict, one.reason, found.verdict) == (TOM, verdict, reason, verdict)
    assert one.said


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_is_taken_for_a_bounce(name):
    assert parse(FAMILIES[name][0](OURS, TOM)).nature == "bounce"


def test_whole_of_what_postfix_says():
    said = "552 5.2.2 <tom>: user is over quota"
    failure = Failure(TOM, "", "failed", "5.2.2", "full", said)
    assert read_bounce(postfix(OURS)) == Bounce((OURS,), (failure,), "failed")


def test_address_it_was_handed_on_to_stands_beside_the_one_written_to():
    raw = postfix(OURS).replace(
        b"Final-Recipient: rfc822; tom@harlow.example", b"Final-Recipient: rfc822; t@far.example"
    )
    (one,) = read_bounce(raw).failures
    assert (one.address, one.original) == (TOM, "t@far.example")


def test_addresses_in_the_returned_letter_are_nobody_it_failed_to_reach():
    assert [one.address for one in read_bounce(exim(OURS)).failures] == [TOM]


def test_ids_in_the_text_of_the_returned_letter_do_not_count():
    raw = postfix(OURS).replace(b"It comes on Tuesday.", b"Message-ID: <other@desk.example>")
    assert read_bounce(raw).message_ids == (OURS,)


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "x", ""])
def test_what_did_not_fail_is_left_out(action):
    raw = postfix(OURS).replace(b"Action: failed", f"Action: {action}".encode())
    assert read_bounce(raw).failures == ()


def test_thousands_of_recipients_are_cut():
    group = "\r\n\r\n".join(
        f"Final-Recipient: rfc822; p{number}@x.example\r\nAction: failed\r\nStatus: 5.0.0"
        for number in range(5000)
    )
    raw = postfix(OURS).replace(b"Final-Recipient", group.encode() + b"\r\n\r\nFinal-Recipient", 1)
    assert len(read_bounce(raw).failures) <= MOST_FAILURES


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0" * 100, b"From: x\r\n\r\n", exchange(OURS)[:700], qmail(OURS)[:300]],
    ids=["empty", "zeros", "head", "cut report", "cut text"],
)
def test_what_is_broken_says_little_and_breaks_nothing(raw):
    assert read_bounce(raw).verdict in ("failed", "delayed")


@pytest.mark.parametrize(
    ("status", "said", "reason"),
    [
        ("4.2.2", "", "full"),
        ("", "552 Mailbox size limit exceeded: mailbox is full", "full"),
        ("5.4.1", "Recipient address rejected: Access denied", "unknown"),
        ("5.7.1", "Recipient address rejected: user unknown", "unknown"),
        ("5.7.26", "unauthenticated mail", "refused"),
        ("5.1.2", "", "no_domain"),
        ("4.4.7", "message expired", "unreachable"),
        ("5.3.4", "", "too_large"),
        ("5.2.1", "", "disabled"),
        ("5.0.0", "something else", ""),
    ],
)
def test_reason_comes_from_the_code_and_else_from_the_words(status, said, reason):
    assert reason_of(status, said) == reason
