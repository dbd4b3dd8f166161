"""Signing in at a provider, without I/O: the address to send a person to, and what the token endpoint's answer means.

OAuth 2.0 with PKCE and a state (RFC 6749, RFC 7636, RFC 9700).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

from alongside.channels.imap.trouble import printable

FILE = Path(__file__).with_name("providers.toml")
# An access token is taken for over this much before its end: a sign-in with it takes a moment.
EARLY = timedelta(minutes=2)
LONGEST = timedelta(hours=24)
MAX_TOKEN = 16_000
Wrong = Literal["again", "client", "consent", "denied", "away", "nonsense"]


@dataclass(frozen=True, slots=True)
class Provider:
    key: str
    name: str
    authorize: str
    token: str
    scopes: tuple[str, ...]
    extra: Mapping[str, str]
    console: str


@dataclass(frozen=True, slots=True)
class Client:
    """As whom Alongside signs in; a public client has no secret."""

    client_id: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """`refresh` is "" where the one from before still holds."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    ends_at: datetime


class OAuthError(Exception):
    """`again`: the grant is over, a person has to sign in. `client`: it does not know our client id or secret.
    `consent`: an administrator has to agree. `denied`: the person said no. `said`: foreign text."""

    def __init__(self, wrong: Wrong, said: str = "") -> None:
        super().__init__(wrong)
        self.wrong: Wrong = wrong
        self.said = printable(said)


def providers(overrides: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, Provider]:
    """`overrides`: other endpoints by key, as {"google": {"token": "https://…"}}."""
    read = {key: _provider(key, row) for key, row in tomllib.loads(FILE.read_text()).items()}
    for key, changes in (overrides or {}).items():
        known = read[key]
        read[key] = replace(
            known,
            authorize=changes.get("authorize", known.authorize),
            token=changes.get("token", known.token),
        )
    return read


def _provider(key: str, row: dict[str, Any]) -> Provider:
    return Provider(
        key, row["name"], row["authorize"], row["token"], tuple(row["scopes"]), row["extra"], row["console"]
    )


def new_nonce() -> str:
    """A state, or a verifier: 256 bits (RFC 7636 §4.1)."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636 §4.2."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def address_for(
    provider: Provider, client: Client, *, redirect: str, state: str, verifier: str, login_hint: str
) -> str:
    """Where the person signs in and agrees."""
    given = {
        "client_id": client.client_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": " ".join(provider.scopes),
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
        "login_hint": login_hint,
        **provider.extra,
    }
    return f"{provider.authorize}?{urlencode(given)}"


def form_to_redeem(client: Client, *, code: str, redirect: str, verifier: str) -> dict[str, str]:
    return _with_client(
        client,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
        },
    )


def form_to_refresh(client: Client, *, refresh: str) -> dict[str, str]:
    return _with_client(client, {"grant_type": "refresh_token", "refresh_token": refresh})


def _with_client(client: Client, form: dict[str, str]) -> dict[str, str]:
    secret = {"client_secret": client.secret} if client.secret else {}
    return {"client_id": client.client_id, **secret, **form}


def read_tokens(status: int, body: bytes, *, now: datetime) -> Tokens:
    """RFC 6749 §5; raises OAuthError."""
    answer = _json(body)
    if status != 200:
        raise OAuthError(
            _wrong(status, answer), str(answer.get("error_description") or answer.get("error") or "")
        )
    access, refresh, seconds = (
        answer.get("access_token"),
        answer.get("refresh_token", ""),
        answer.get("expires_in"),
    )
    if not _is_token(access) or not (refresh == "" or _is_token(refresh)):
        raise OAuthError("nonsense")
    lasts = timedelta(seconds=min(_seconds(seconds), LONGEST.total_seconds()))
    return Tokens(str(access), str(refresh), now + lasts)


def _json(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _is_token(value: object) -> bool:
    """RFC 6750 §2.1 and RFC 6749 §A.17: visible ASCII, so that none of it can end a line."""
    return (
        isinstance(value, str) and 0 < len(value) <= MAX_TOKEN and all(32 < ord(one) < 127 for one in value)
    )


def _seconds(value: object) -> float:
    """Some write the number as a string; an hour where nothing is said."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) else 3600.0
    except (ValueError, OverflowError):
        return 3600.0
    return seconds if 0 < seconds < 1e9 else 3600.0


# Microsoft's own numbers for "an administrator has to agree": AADSTS65001, 90094, 90008.
_CONSENT = ("AADSTS65001", "AADSTS90094", "AADSTS90008", "admin_consent", "consent_required")


def _wrong(status: int, answer: Mapping[str, Any]) -> Wrong:
    error, described = str(answer.get("error", "")), str(answer.get("error_description", ""))
    if any(one in error or one in described for one in _CONSENT):
        return "consent"
    if error in ("invalid_grant", "interaction_required", "login_required"):
        return "again"
    if error in ("invalid_client", "unauthorized_client", "deleted_client") or status == 401:
        return "client"
    return "away" if status >= 500 or status == 429 or error == "temporarily_unavailable" else "nonsense"


def wrong_in_redirect(error: str, described: str) -> OAuthError:
    """What the provider sends a person back with instead of a code (RFC 6749 §4.1.2.1)."""
    if any(one in error or one in described for one in _CONSENT):
        return OAuthError("consent", described or error)
    return OAuthError("denied" if error == "access_denied" else "nonsense", described or error)
