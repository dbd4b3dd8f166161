"""Addresses, providers, DNS answers and autoconfig files: what they say of where mail is."""

from __future__ import annotations

import pytest

from alongside.channels.discovery.client import known
from alongside.channels.discovery.providers import by_mx, providers
from alongside.channels.discovery.rules import (
    Place,
    Service,
    ascii_host,
    best,
    from_autoconfig,
    split_address,
)
from alongside.clients.providers import PUBLIC_PROVIDERS


def server(kind: str, host: str, port: int, security: str, user: str = "%EMAILADDRESS%") -> bytes:
    side = "outgoingServer" if kind == "smtp" else "incomingServer"
    return (
        f'<{side} type="{kind}"><hostname>{host}</hostname><port>{port}</port>'
        f"<socketType>{security}</socketType><username>{user}</username></{side}>"
    ).encode()


FILE = (
    b'<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="tests.example">'
    + server("pop3", "pop.tests.example", 995, "SSL")
    + server("imap", "imap.%EMAILDOMAIN%", 143, "STARTTLS", "%EMAILLOCALPART%")
    + server("imap", "imap.%EMAILDOMAIN%", 993, "SSL")
    + server("smtp", "smtp.tests.example", 587, "STARTTLS")
    + b"</emailProvider></clientConfig>"
)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("nell@desk.example", ("nell", "desk.example")),
        (" Nell@DESK.Example ", ("Nell", "desk.example")),
        ("nell@bücher.example", ("nell", "xn--bcher-kva.example")),
        ("nell@xn--bcher-kva.example", ("nell", "xn--bcher-kva.example")),
        ("büro@desk.example", ("büro", "desk.example")),
        ("a@b@desk.example", ("a@b", "desk.example")),
    ],
)
def test_address_is_split(written, parts):
    assert split_address(written) == parts


@pytest.mark.parametrize(
    "written",
    [
        "", "@", "nell", "nell@", "@desk.example", "nell@desk", "nell@desk..example", "nell@-desk.example",
        "nell@desk.example\r\nBcc: x@y.example", "ne ll@desk.example", "nell@desk.example/path", "nell@127.0.0.1:80",
        "nell@desk.example?x", "nell@" + "a" * 400 + ".example", "nell@" + ".".join(["a" * 60] * 9),
        "nell@\u202edesk.example", "nell\x00@desk.example", "nell@⑴desk.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(written):
    assert split_address(written) is None


def test_host_that_looks_like_an_address_of_a_machine_stays_a_name():
    assert ascii_host("imap.desk.example.") == "imap.desk.example"
    assert ascii_host("[::1]") == ""


@pytest.mark.parametrize("provider", providers().values(), ids=lambda one: one.key)
def test_provider_is_whole(provider):
    found = provider.found_for("nell@desk.example", via="provider", source=provider.name)
    for place in (found.imap, found.smtp):
        assert place is not None
        assert place.port in (993, 465, 587, 1143, 1025)
        assert ascii_host(place.host) == place.host
    assert provider.source.startswith("https://")
    assert provider.domains or provider.mx
    # Whoever has to do something first is told what, and where.
    assert provider.needs == "password" or (provider.steps and provider.link.startswith("https://"))
    assert not provider.link or provider.link_words


def test_no_domain_and_no_mx_has_two_providers():
    domains = [domain for one in providers().values() for domain in one.domains]
    mx = [name for one in providers().values() for name in one.mx]
    assert (len(domains), len(mx)) == (len(set(domains)), len(set(mx)))


def test_domains_of_providers_are_nobodys_company():
    assert {domain for one in providers().values() for domain in one.domains} - PUBLIC_PROVIDERS == set()


@pytest.mark.parametrize(
    ("address", "host", "user"),
    [
        ("nell@gmail.com", "imap.gmail.com", "nell@gmail.com"),
        ("nell@hotmail.co.uk", "outlook.office365.com", "nell@hotmail.co.uk"),
        ("nell@icloud.com", "imap.mail.me.com", "nell"),
        ("nell@BTinternet.com", "mail.btinternet.com", "nell@BTinternet.com"),
        ("nell@proton.me", "127.0.0.1", "nell@proton.me"),
    ],
)
def test_provider_is_known_by_domain(address, host, user):
    found = known(address)
    assert found is not None
    assert (found.imap.host, found.imap.user) == (host, user)


@pytest.mark.parametrize(
    ("mx", "key"),
    [
        (["aspmx.l.google.com"], "google-workspace"),
        (["smtp.google.com"], "google-workspace"),
        (["harlow-example.mail.protection.outlook.com"], "microsoft-365"),
        (["harlow-example.j-v1.mx.microsoft"], "microsoft-365"),
        (["mx01.mail.icloud.com"], "icloud-own-domain"),
        (["mx00.ionos.co.uk"], "ionos-uk"),
        (["in1-smtp.messagingengine.com"], "fastmail"),
        (["mail.other.example", "mx0.123-reg.co.uk"], "123-reg"),
    ],
)
def test_provider_is_known_by_mx(mx, key):
    assert by_mx(mx).key == key


@pytest.mark.parametrize("mx", [[], ["mail.desk.example"], ["evilgoogle.com"], ["google.com.evil.example"]])
def test_other_mx_is_nobodys(mx):
    assert by_mx(mx) is None


def test_service_of_the_lowest_priority_is_best():
    services = [
        Service(20, 0, 993, "b.example."),
        Service(10, 1, 993, "a.example."),
        Service(10, 9, 994, "c.example."),
    ]
    assert best(services) == ("c.example", 994)


@pytest.mark.parametrize("target", [".", "", "a b.example", "a.example\r\nx"])
def test_service_that_is_not_offered_counts_as_none(target):
    assert best([Service(0, 0, 993, target)]) is None


def test_autoconfig_file_is_read():
    found = from_autoconfig(FILE, "nell@tests.example", source="autoconfig.tests.example")
    assert found is not None
    assert found.imap == Place("imap.tests.example", 993, "tls", "nell@tests.example")
    assert found.smtp == Place("smtp.tests.example", 587, "starttls", "nell@tests.example")


ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"<html>not found</html>", b"<clientConfig/>", b"<", b"\xff\xfe", b"x" * 200_000, ENTITIES + FILE[21:],
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + FILE[21:], FILE.replace(b"imap.%", b"imap .%"),
        FILE.replace(b"<port>143</port>", b"").replace(b"993", b"99999999999999999999"),
        FILE.replace(b"993", b"0").replace(b"143", "\u0661".encode()),
        FILE.replace(b"SSL", b"plain").replace(b"STARTTLS", b"plain"),
        b'<?xml version="1.0" encoding="nonsense"?><a/>', b"<a>" * 50_000,
    ],
)  # fmt: skip
def test_other_files_say_nothing(raw):
    assert from_autoconfig(raw, "nell@tests.example", source="x") is None


def test_control_characters_in_a_user_name_are_not_taken():
    raw = FILE.replace(b"%EMAILADDRESS%", b"a&#10;b")
    found = from_autoconfig(raw, "nell@tests.example", source="x")
    assert found is not None
    assert found.imap.user == "nell@tests.example"
