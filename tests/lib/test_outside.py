"""Strangers are reached at public addresses only, over TLS that holds, within limits."""

from __future__ import annotations

import time

import pytest

from alongside.lib.outside import MAX_BYTES, NotPublic, Outside, OutsideError, is_public
from tests.channels.discovery.servers import Web, web_server


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])
def test_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "192.88.99.1",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1",
        "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "fec0::1", "localhost", "", "127.1", "0x7f000001",
        "2130706433",
    ],
)  # fmt: skip
def test_address_within_is_not_public(address):
    assert not is_public(address)


@pytest.fixture(scope="module")
def web():
    with web_server("tests.example") as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(web: Web):
    web.pages, web.asked, web.answer = {}, [], None


def test_page_is_fetched(web):
    web.pages["tests.example/a?b=c"] = (200, {"X-A": "b"}, b"hello")
    answer = web.outside().get("https://tests.example/a?b=c")
    assert (answer.status, answer.body, answer.headers["x-a"]) == (200, b"hello", "b")


def test_name_that_leads_inside_is_not_asked(web):
    inside = Outside(look_up=lambda host, port: [("127.0.0.1", web.port)], context=web.context)
    with pytest.raises(NotPublic):
        inside.get("https://tests.example/")
    assert web.asked == []


def test_name_that_leads_inside_and_outside_is_not_asked():
    both = Outside(look_up=lambda host, port: [("93.184.216.34", 443), ("10.0.0.1", 443)])
    with pytest.raises(NotPublic):
        both.get("https://tests.example/")


def test_redirect_is_followed_with_the_same_care(web):
    places = {"tests.example": "127.0.0.1", "inner.example": "10.0.0.1"}
    careful = web.outside(
        may_reach=lambda address: address == "127.0.0.1",
        look_up=lambda host, port: [(places[host], web.port)],
    )
    web.pages["tests.example/"] = (302, {"Location": "https://inner.example/"}, b"")
    with pytest.raises(NotPublic):
        careful.get("https://tests.example/")


@pytest.mark.parametrize(
    "location", ["http://tests.example/", "file:///etc/passwd", "ftp://tests.example/", "//[::1"]
)
def test_redirect_to_another_scheme_is_not_followed(web, location):
    web.pages["tests.example/"] = (302, {"Location": location}, b"")
    with pytest.raises(OutsideError):
        web.outside().get("https://tests.example/")
    assert len(web.asked) == 1


@pytest.mark.broad
def test_redirects_end(web):
    web.pages["tests.example/"] = (302, {"Location": "https://tests.example/"}, b"")
    with pytest.raises(OutsideError):
        web.outside().get("https://tests.example/")
    assert len(web.asked) == 3


def test_certificate_must_be_for_the_name(web):
    with pytest.raises(OutsideError, match="certificate"):
        web.outside().get("https://other.example/")
    assert web.asked == []


def test_answer_that_is_too_long_is_refused(web):
    web.pages["tests.example/"] = (200, {}, b"x" * (MAX_BYTES + 1))
    with pytest.raises(OutsideError, match="too much"):
        web.outside().get("https://tests.example/")


@pytest.mark.broad
def test_answer_that_drips_ends_in_time(web):
    def drip(url: str, body: bytes):
        time.sleep(3)
        return 200, {}, b"late"

    web.answer = drip
    begun = time.monotonic()
    with pytest.raises(OutsideError):
        web.outside(seconds=0.4).get("https://tests.example/")
    assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize(
    "url",
    [
        "http://tests.example/",
        "https://user@tests.example/",
        "https://tests.example/a b",
        "https:///",
        "tests",
    ],
)
def test_other_addresses_are_not_asked(web, url):
    with pytest.raises(OutsideError):
        web.outside().get(url)
    assert web.asked == []
