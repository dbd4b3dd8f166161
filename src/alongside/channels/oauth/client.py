"""A code or a refresh token in, an access token out: one POST to the provider's token endpoint."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from alongside.channels.oauth.rules import (
    Client,
    OAuthError,
    Provider,
    Tokens,
    form_to_redeem,
    form_to_refresh,
    read_tokens,
)
from alongside.lib.outside import Outside, OutsideError

SECONDS = 15.0
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def redeem(
    provider: Provider,
    client: Client,
    *,
    code: str,
    redirect: str,
    verifier: str,
    now: datetime,
    outside: Outside,
) -> Tokens:
    """Raises OAuthError, also when no refresh token comes: then it could not stay signed in."""
    form = form_to_redeem(client, code=code, redirect=redirect, verifier=verifier)
    tokens = _ask(provider, form, now=now, outside=outside)
    if not tokens.refresh:
        raise OAuthError("nonsense", "the provider gave no refresh token")
    return tokens


def refresh(provider: Provider, client: Client, *, token: str, now: datetime, outside: Outside) -> Tokens:
    """Raises OAuthError."""
    return _ask(provider, form_to_refresh(client, refresh=token), now=now, outside=outside)


def _ask(provider: Provider, form: dict[str, str], *, now: datetime, outside: Outside) -> Tokens:
    try:
        answer = outside.ask("POST", provider.token, body=urlencode(form).encode(), headers=_HEADERS)
    except OutsideError as error:
        raise OAuthError("away", str(error)) from error
    return read_tokens(answer.status, answer.body, now=now)
