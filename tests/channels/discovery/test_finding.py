"""From an address to its servers, over a real name server and real web servers on loopback."""

from __future__ import annotations

import socketserver
import ssl
from contextlib import contextmanager

import pytest

from alongside.channels.discovery.client import Network, find
from alongside.channels.discovery.names import Names
from alongside.channels.discovery.rules import Place
from alongside.lib.outside import Outside
from tests.channels.discovery.servers import Web, make_authority, name_server, network, served, web_server
from tests.channels.discovery.test_rules import FILE

ADDRESS = "nell@tests.example"


@pytest.fixture(scope="module")
def web():
    with web_server(
        "autoconfig.tests.example", "tests.example", "autoconfig.xn--bcher-kva.example"
    ) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(web: Web):
    web.pages, web.asked = {}, []


def test_known_provider_is_found_without_asking_anybody():
    said: list[str] = []
    found = find("nell@gmail.com", network=network(), tell=said.append)
    assert (found.via, found.provider, said) == ("provider", "gmail", [])


def test_provider_is_found_by_mx():
    records = {("tests.example", "MX"): ["20 alt.example.", "10 harlow.mail.protection.outlook.com."]}
    with name_server(records) as (server, asked):
        found = find(ADDRESS, network=network(server))
    assert (found.via, found.provider, asked) == ("mx", "microsoft-365", ["MX tests.example"])


def test_servers_are_found_by_srv():
    records = {
        ("_imaps._tcp.tests.example", "SRV"): [
            "10 1 1993 mail.tests.example.",
            "5 0 2993 first.tests.example.",
        ],
        ("_submission._tcp.tests.example", "SRV"): ["0 0 587 mail.tests.example."],
    }
    with name_server(records) as (server, _):
        found = find(ADDRESS, network=network(server))
    assert found.via == "srv"
    assert found.imap == Place("first.tests.example", 2993, "tls", ADDRESS)
    assert found.smtp == Place("mail.tests.example", 587, "starttls", ADDRESS)


def test_srv_that_names_no_server_finds_none():
    records = {("_imaps._tcp.tests.example", "SRV"): ["0 0 0 ."]}
    with name_server(records) as (server, _):
        assert find(ADDRESS, network=network(server)) is None


def test_servers_are_found_by_autoconfig(web):
    web.pages["autoconfig.tests.example/mail/config-v1.1.xml"] = (200, {}, FILE)
    with name_server({}) as (server, _):
        found = find(ADDRESS, network=network(server, web))
    assert (found.via, found.source) == ("autoconfig", "autoconfig.tests.example")
    assert found.imap.host == "imap.tests.example"


def test_part_before_the_at_is_told_to_nobody(web):
    web.pages["tests.example/.well-known/autoconfig/mail/config-v1.1.xml"] = (200, {}, FILE)
    with name_server({}) as (server, asked):
        assert find(ADDRESS, network=network(server, web)) is not None
    assert len(web.asked) == 2
    assert "nell" not in "".join(asked + web.asked)


def test_international_domain_is_asked_as_dns_spells_it(web):
    web.pages["autoconfig.xn--bcher-kva.example/mail/config-v1.1.xml"] = (200, {}, FILE)
    with name_server({}) as (server, asked):
        found = find("nell@bücher.example", network=network(server, web))
    assert asked[0] == "MX xn--bcher-kva.example"
    assert found.imap.user == "nell@bücher.example"


@contextmanager
def mail_server(tmp_path, greeting: bytes):
    """Says its greeting over TLS; gives the way there, with every name leading to it."""
    trusted = make_authority(tmp_path, "imap.tests.example", "mail.tests.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "web.pem", tmp_path / "web.key")

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                with context.wrap_socket(self.request, server_side=True) as connected:
                    connected.sendall(greeting)
                    connected.recv(1)
            except OSError:
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server, served(server):
        port = server.server_address[1]

        def look_up(host: str, asked: int) -> list[tuple[str, int]]:
            return [("127.0.0.1", port)] if host == "mail.tests.example" and asked == 993 else []

        yield Outside(may_reach=lambda _: True, look_up=look_up, context=trusted, seconds=3)


@pytest.mark.broad
def test_usual_names_are_tried_at_last(tmp_path):
    with mail_server(tmp_path, b"* OK ready\r\n") as outside, name_server({}) as (server, _):
        found = find(ADDRESS, network=Network(Names(server), outside))
    assert (found.via, found.imap) == ("guess", Place("mail.tests.example", 993, "tls", ADDRESS))


@pytest.mark.broad
def test_something_else_at_a_usual_name_is_no_mail_server(tmp_path):
    with mail_server(tmp_path, b"HTTP/1.1 400 Bad\r\n") as outside, name_server({}) as (server, _):
        assert find(ADDRESS, network=Network(Names(server), outside)) is None


def test_usual_name_inside_the_network_is_not_tried():
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[tuple[str, int]]:
        asked.append(host)
        return [("192.168.1.1", port)]

    with name_server({}) as (server, _):
        assert find(ADDRESS, network=Network(Names(server), Outside(look_up=look_up, seconds=1))) is None
    assert "imap.tests.example" in asked


@pytest.mark.broad
def test_name_server_that_is_silent_ends_in_nothing(monkeypatch):
    monkeypatch.setattr("alongside.channels.discovery.names.SECONDS", 0.3)
    assert find(ADDRESS, network=network("127.0.0.1:9")) is None


@pytest.mark.broad
def test_name_server_that_was_silent_once_is_asked_no_more(monkeypatch):
    monkeypatch.setattr("alongside.channels.discovery.names.SECONDS", 0.3)
    asked = set()

    class Silent(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.add(self.request[0][12:])  # What stands behind the header of a question (RFC 1035 §4.1.1).

    server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Silent)
    with served(server):
        assert find(ADDRESS, network=network(f"127.0.0.1:{server.server_address[1]}")) is None
    assert len(asked) == 1
