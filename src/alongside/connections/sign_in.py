"""Mailboxes that are signed in to at a provider: the client's own registration, and an access token that is good.

Of several machines that need a new access token at once one asks for it, by a lease on the row; the others wait.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from msgspec import Struct

from alongside.channels.imap.signing_in import AccessToken, Credential
from alongside.channels.imap.trouble import Kind, MailboxError
from alongside.channels.oauth import client as oauth
from alongside.channels.oauth.rules import EARLY, Client, OAuthError, Provider, Tokens, Wrong, providers
from alongside.connections.mailboxes import password_of
from alongside.connections.models import Mailbox, SignIn, SignInClient
from alongside.connections.sealing import SealingError, seal, unseal
from alongside.lib.outside import Outside

LEASE = timedelta(seconds=30)
LOOK_SECONDS = 0.2
_TROUBLES: dict[Wrong, Kind] = {
    "again": "sign_in_again",
    "client": "sign_in_unknown",
    "consent": "consent_needed",
    "denied": "sign_in_again",
    "away": "sign_in_away",
    "nonsense": "sign_in_away",
}


class Registered(Struct, frozen=True):
    """A provider at which Alongside is registered."""

    provider: Provider
    client: Client


def known_providers() -> dict[str, Provider]:
    overrides: Mapping[str, Mapping[str, str]] = settings.SIGN_IN_ENDPOINTS
    return providers(overrides)


def registered_at(key: str) -> Registered | None:
    """The environment before the settings page; None where nobody registered Alongside."""
    provider = known_providers().get(key)
    if provider is None:
        return None
    if client := _from_environment(key):
        return Registered(provider, client)
    row = SignInClient.objects.filter(provider=key).first()
    if row is None:
        return None
    try:
        secret = unseal(bytes(row.sealed_secret)) if row.sealed_secret else ""
    except SealingError:
        secret = ""
    return Registered(provider, Client(row.client_id, secret))


def _from_environment(key: str) -> Client | None:
    client_id = settings.SIGN_IN_CLIENTS.get(key, ("", ""))
    return Client(*client_id) if client_id[0] else None


def is_from_environment(key: str) -> bool:
    return _from_environment(key) is not None


def register(key: str, client_id: str, secret: str) -> None:
    """An empty secret leaves the one from before, as long as the client is the same."""
    before = SignInClient.objects.filter(provider=key).first()
    sealed = seal(secret) if secret else None
    if not secret and before is not None and before.client_id == client_id:
        sealed = bytes(before.sealed_secret) if before.sealed_secret else None
    SignInClient.objects.update_or_create(
        provider=key, defaults={"client_id": client_id, "sealed_secret": sealed}
    )


def unregister(key: str) -> None:
    SignInClient.objects.filter(provider=key).delete()


def keep_sign_in(mailbox: Mailbox, key: str, tokens: Tokens) -> None:
    """Inside a transaction: the mailbox was signed in to just now."""
    Mailbox.objects.filter(pk=mailbox.pk).update(sealed_secret=seal(tokens.refresh))
    SignIn.objects.update_or_create(
        mailbox=mailbox,
        defaults={
            "provider": key,
            "sealed_access": seal(tokens.access),
            "access_ends_at": tokens.ends_at,
            "lease": "",
            "lease_ends_at": None,
        },
    )


def forget_sign_in(mailbox: Mailbox) -> None:
    """It has a password from now on."""
    SignIn.objects.filter(mailbox=mailbox).delete()


def sign_in_of(mailbox: Mailbox) -> SignIn | None:
    return SignIn.objects.filter(mailbox=mailbox).first()


def trouble_in(error: OAuthError) -> MailboxError:
    return MailboxError(_TROUBLES[error.wrong], error.said)


def outside_to(key: str) -> Outside:
    """An endpoint that the settings name may stand where they say; the providers' own are on the internet."""
    if key in settings.SIGN_IN_ENDPOINTS:
        return Outside(may_reach=lambda address: True, seconds=oauth.SECONDS)
    return Outside(seconds=oauth.SECONDS)


def refreshed(registered: Registered, token: str) -> Tokens:
    """The next access token; raises MailboxError."""
    key = registered.provider.key
    try:
        return oauth.refresh(
            registered.provider, registered.client, token=token, now=timezone.now(), outside=outside_to(key)
        )
    except OAuthError as error:
        raise trouble_in(error) from error


def redeemed(registered: Registered, *, code: str, redirect: str, verifier: str) -> Tokens:
    """The first ones; raises MailboxError."""
    key = registered.provider.key
    try:
        return oauth.redeem(
            registered.provider,
            registered.client,
            code=code,
            redirect=redirect,
            verifier=verifier,
            now=timezone.now(),
            outside=outside_to(key),
        )
    except OAuthError as error:
        raise trouble_in(error) from error


def credential_of(mailbox: Mailbox) -> Credential:
    """The password, or an access token that is good for a while yet; raises MailboxError.

    May ask the provider, so never within a transaction.
    """
    row = sign_in_of(mailbox)
    if row is None:
        return password_of(mailbox)
    return _good(row) or _next(mailbox)


def forget_access(mailbox: Mailbox) -> None:
    """The mail server does not believe the access token, whatever its time says."""
    SignIn.objects.filter(mailbox=mailbox).update(access_ends_at=None)


def _good(row: SignIn) -> AccessToken | None:
    if (
        row.sealed_access is None
        or row.access_ends_at is None
        or row.access_ends_at - EARLY <= timezone.now()
    ):
        return None
    try:
        return AccessToken(unseal(bytes(row.sealed_access)))
    except SealingError:
        return None


def _next(mailbox: Mailbox) -> AccessToken:
    """Ask for one, or wait for whoever is asking."""
    lease, until = secrets.token_hex(16), time.monotonic() + LEASE.total_seconds()
    while time.monotonic() < until:
        if _claim(mailbox, lease):
            try:
                return _refresh(mailbox, lease)
            finally:
                SignIn.objects.filter(mailbox=mailbox, lease=lease).update(lease="", lease_ends_at=None)
        time.sleep(LOOK_SECONDS)
        row = sign_in_of(mailbox)
        if row is None:
            raise MailboxError("sign_in_again")
        if token := _good(row):
            return token
    raise MailboxError("sign_in_away")


def _claim(mailbox: Mailbox, lease: str) -> bool:
    now = timezone.now()
    free = Q(lease="") | Q(lease_ends_at__isnull=True) | Q(lease_ends_at__lt=now)
    return SignIn.objects.filter(free, mailbox=mailbox).update(lease=lease, lease_ends_at=now + LEASE) == 1


def _refresh(mailbox: Mailbox, lease: str) -> AccessToken:
    row = SignIn.objects.get(mailbox=mailbox)
    # Between looking and claiming somebody else may have been quicker.
    if token := _good(row):
        return token
    registered = registered_at(row.provider)
    if registered is None:
        raise MailboxError("sign_in_unknown")
    tokens = refreshed(registered, password_of(Mailbox.objects.get(pk=mailbox.pk)))
    with transaction.atomic():
        held = SignIn.objects.filter(mailbox=mailbox, lease=lease)
        if held.update(sealed_access=seal(tokens.access), access_ends_at=tokens.ends_at) and tokens.refresh:
            Mailbox.objects.filter(pk=mailbox.pk).update(sealed_secret=seal(tokens.refresh))
    return AccessToken(tokens.access)
