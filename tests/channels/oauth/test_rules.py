"""Signing in at a provider: the address she is sent to, and what the token endpoint's answer means."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from alongside.channels.oauth.rules import (
    Client,
    OAuthError,
    Tokens,
    address_for,
    challenge_of,
    form_to_redeem,
    new_nonce,
    providers,
    read_tokens,
    wrong_in_redirect,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def told(**changes: object) -> bytes:
    return json.dumps({"access_token": "abc", "refresh_token": "def", "expires_in": 3600} | changes).encode()


def test_challenge_is_that_of_the_rfc():
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_nonces_are_long_and_never_the_same():
    assert len({new_nonce() for _ in range(100)}) == 100
    assert len(new_nonce()) >= 43


@pytest.mark.parametrize("key", ["google", "microsoft"])
def test_address_asks_for_mail_and_to_stay_signed_in(key):
    provider = providers()[key]
    link = address_for(
        provider,
        Client("id"),
        redirect="https://desk.example/back/",
        state="s",
        verifier="v",
        login_hint="a@b.example&x=y",
    )
    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert link.startswith(provider.authorize + "?")
    assert (query["state"], query["code_challenge"], query["code_challenge_method"]) == (
        "s",
        challenge_of("v"),
        "S256",
    )
    assert (query["redirect_uri"], query["login_hint"]) == ("https://desk.example/back/", "a@b.example&x=y")
    assert "offline" in f"{query['scope']} {query.get('access_type', '')}"
    assert "v" not in query.values()


@pytest.mark.parametrize("key", ["google", "microsoft"])
def test_endpoints_are_https(key):
    provider = providers()[key]
    assert all(one.startswith("https://") for one in (provider.authorize, provider.token, provider.console))


def test_endpoints_may_be_others():
    other = providers({"google": {"token": "https://other.example/t"}})["google"]
    assert (other.token, other.authorize) == ("https://other.example/t", providers()["google"].authorize)


def test_client_without_a_secret_names_none():
    assert "client_secret" not in form_to_redeem(Client("id"), code="c", redirect="r", verifier="v")


def test_secrets_are_in_no_repr():
    assert "hidden" not in f"{Client('id', 'hidden')} {Tokens('hidden', 'hidden', NOW)}"


def test_tokens_are_read():
    tokens = read_tokens(200, told(), now=NOW)
    assert (tokens.access, tokens.refresh, tokens.ends_at) == ("abc", "def", NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("seconds", "lasts"),
    [
        ("120", 120),
        (None, 3600),
        (-5, 3600),
        (0, 3600),
        (1e30, 3600),
        ("x", 3600),
        (10**8, 86_400),
        ([], 3600),
        (float("nan"), 3600),
    ],
)
def test_time_that_makes_no_sense_is_an_hour(seconds, lasts):
    assert read_tokens(200, told(expires_in=seconds), now=NOW).ends_at == NOW + timedelta(seconds=lasts)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"[]", b"null", b"{}", b"[" * 100_000, told(access_token="a\r\nb"), told(access_token=""),
        told(access_token=7), told(refresh_token="x\n"), told(access_token="x" * 20_000), told(access_token="é"),
        told(access_token="a\x01b"), told(access_token="a b"),
    ],
)  # fmt: skip
def test_nonsense_is_no_token(body):
    with pytest.raises(OAuthError) as caught:
        read_tokens(200, body, now=NOW)
    assert caught.value.wrong == "nonsense"


@pytest.mark.parametrize(
    ("status", "error", "wrong"),
    [
        (400, "invalid_grant", "again"),
        (400, "interaction_required", "again"),
        (401, "invalid_client", "client"),
        (400, "unauthorized_client", "client"),
        (500, "server_error", "away"),
        (503, "", "away"),
        (429, "slow", "away"),
        (400, "temporarily_unavailable", "away"),
        (400, "invalid_scope", "nonsense"),
        (302, "", "nonsense"),
    ],
)
def test_refusals_are_told_apart(status, error, wrong):
    with pytest.raises(OAuthError) as caught:
        read_tokens(status, json.dumps({"error": error}).encode(), now=NOW)
    assert caught.value.wrong == wrong


def test_administrator_who_has_to_agree_is_told_apart():
    body = b'{"error": "invalid_grant", "error_description": "AADSTS65001: has not consented to use"}'
    with pytest.raises(OAuthError) as caught:
        read_tokens(400, body, now=NOW)
    assert (caught.value.wrong, wrong_in_redirect("access_denied", "AADSTS90094: admin").wrong) == (
        "consent",
        "consent",
    )


def test_no_is_no():
    assert wrong_in_redirect("access_denied", "").wrong == "denied"
    assert wrong_in_redirect("", "").wrong == "nonsense"
    assert wrong_in_redirect("x", "a\r\nb\x00").said == "a  b"
