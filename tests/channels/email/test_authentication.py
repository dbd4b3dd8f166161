from __future__ import annotations

import pytest

from alongside.channels.email.authentication import organisation
from alongside.channels.email.parse import parse
from alongside.message import Authentication
from tests.channels.email.making import mail

HOP = b"Received: from out.client-a.example by mx.desk.example with ESMTPS; Tue, 03 Mar 2026 10:00:05 +0000\n"
PASS = (
    b"Authentication-Results: mx.desk.example; dkim=pass (2048-bit key) header.d=client-a.example;\n"
    b" spf=pass smtp.mailfrom=mara@client-a.example; dmarc=pass (p=reject) header.from=client-a.example\n"
)
PROVEN = (Authentication("mx.desk.example", ("client-a.example",)),)


def test_the_verdict_of_the_receiving_server_is_read() -> None:
    assert parse(HOP + PASS + mail()).authentications == PROVEN


def test_later_hops_of_the_same_house_may_stand_above() -> None:
    inner = (
        b"Received: from mx.desk.example by store.desk.example with LMTP; Tue, 03 Mar 2026 10:00:06 +0000\n"
    )

    assert parse(inner + HOP + PASS + mail()).authentications == PROVEN


def test_a_verdict_with_nothing_received_above_is_nobodys() -> None:
    written_along = mail(Authentication_Results="mx.desk.example; dmarc=pass header.from=client-a.example")

    assert parse(PASS + HOP + mail()).authentications == ()
    assert parse(written_along).authentications == ()


def test_a_verdict_below_the_hop_of_another_house_is_nobodys() -> None:
    stranger = b"Received: from mx.desk.example by relay.evil.example; Tue, 03 Mar 2026 10:00:06 +0000\n"

    assert parse(stranger + HOP + PASS + mail()).authentications == ()


def test_a_verdict_that_came_with_the_message_is_nobodys() -> None:
    ours = b"Received: from evil.example by mx.practice.example; Tue, 03 Mar 2026 10:00:07 +0000\n"

    assert parse(ours + HOP + PASS + mail()).authentications == ()


def test_only_the_first_verdict_counts() -> None:
    failed = b"Authentication-Results: mx.desk.example; dmarc=fail header.from=client-a.example\n"

    denied = Authentication("mx.desk.example", (), is_denied=True)
    assert parse(HOP + failed + PASS + mail()).authentications == (denied,)


def test_only_a_sender_that_was_found_to_be_another_is_denied() -> None:
    def verdict(said: bytes) -> Authentication:
        (one,) = parse(
            HOP + b"Authentication-Results: mx.desk.example; " + said + b"\n" + mail()
        ).authentications
        return one

    assert not verdict(b"dmarc=none header.from=client-a.example; spf=softfail").is_denied
    assert not verdict(b"spf=fail smtp.mailfrom=list.example; dkim=pass header.d=client-a.example").is_denied
    assert verdict(b"spf=fail smtp.mailfrom=client-a.example; dkim=none").is_denied


def test_the_inner_hops_of_gmail_name_no_host() -> None:
    hops = (
        b"Received: by 2002:a05:6402:1234:b0:12:34:56 with SMTP id x; Tue, 3 Mar 2026 02:00:07 -0800 (PST)\n"
        b"Received: from a.client-a.example (a.client-a.example. [192.0.2.1]) by mx.google.com with ESMTPS;"
        b" Tue, 03 Mar 2026 02:00:06 -0800 (PST)\n"
    )
    verdict = b"Authentication-Results: mx.google.com;\n dkim=pass header.i=@client-a.example header.s=s1\n"

    assert parse(hops + verdict + mail()).authentications == (
        Authentication("mx.google.com", ("client-a.example",)),
    )


def test_microsoft_names_no_server_but_hands_on_between_its_own_houses() -> None:
    hops = (
        b"Received: from A.prod.outlook.com by B.prod.outlook.com with HTTPS; Tue, 3 Mar 2026 10:00 +0000\n"
        b"Received: from C.protection.outlook.com by D.outlook.office365.com; Tue, 3 Mar 2026 10:00 +0000\n"
    )
    verdict = b"Authentication-Results: spf=pass (sender IP is 192.0.2.1)\n smtp.mailfrom=client-a.example;"
    verdict += b" dmarc=pass action=none header.from=client-a.example;compauth=pass reason=100\n"
    proven = (Authentication("outlook.com", ("client-a.example",)),)

    assert parse(hops + verdict + mail()).authentications == proven
    assert parse(HOP + verdict + mail()).authentications == ()


@pytest.mark.parametrize(
    "verdict",
    [
        "mx.desk.example; dmarc=fail (dmarc=pass header.from=client-a.example)",
        'mx.desk.example; dkim=fail reason="; dmarc=pass header.from=client-a.example"',
        "mx.desk.example; spf=pass smtp.mailfrom=client-a.example",
        "mx.desk.example; dmarc=pass policy.from=client-a.example",
        "mx.desk.example; dmarc=pass header.from=",
        "mx.desk.example; none",
    ],
)
def test_what_is_no_pass_proves_nothing(verdict: str) -> None:
    message = parse(HOP + f"Authentication-Results: {verdict}\n".encode() + mail())

    assert [one.passed_domains for one in message.authentications] == [()]


@pytest.mark.parametrize(
    ("host", "house"),
    [
        ("mx.desk.example", "desk.example"),
        ("mx.google.com", "google.com"),
        ("a.b.co.uk", "b.co.uk"),
        ("mail.firm.com.au", "firm.com.au"),
        ("mail.firm.de", "firm.de"),
        ("firm.de", "firm.de"),
    ],
)
def test_hosts_belong_to_the_house_of_their_registered_domain(host: str, house: str) -> None:
    assert organisation(host) == house
