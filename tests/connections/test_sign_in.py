"""Mailboxes signed in to at a provider: connected, kept signed in, stopped when the provider ends it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.connections.signing_in import SERVER, _here, provider, signed_in_mailbox
from tests.dovecot import PASSWORD
from tests.mailboxes import connected
from tests.making import owner
from tests.oauth import CLIENT_ID, CLIENT_SECRET
from tests.processes.test_listening import seconds_until

from alongside.channels.imap.signing_in import AccessToken
from alongside.channels.imap.trouble import MailboxError
from alongside.connections import sign_in
from alongside.connections.mailboxes import note_trouble, password_of
from alongside.connections.models import Mailbox, SignIn, SignInClient
from alongside.connections.sealing import rotate
from alongside.connections.sign_in import credential_of, register, registered_at
from alongside.lib import outside

__all__ = ["_here", "provider"]


# Access tokens


@pytest.mark.django_db
def test_token_that_is_good_is_used_without_asking(provider):
    assert credential_of(signed_in_mailbox(provider)) == AccessToken("first")
    assert provider.asked == []


@pytest.mark.django_db
@pytest.mark.parametrize("ends_in", [-10, 0, 60])
def test_token_is_renewed_before_its_end(provider, ends_in):
    mailbox = signed_in_mailbox(provider, ends_in=ends_in)
    fresh = credential_of(mailbox)
    assert isinstance(fresh, AccessToken)
    assert provider.access[fresh.value] == SERVER.user
    assert credential_of(mailbox) == fresh
    assert len(provider.asked) == 1


@pytest.mark.django_db
def test_password_is_used_where_nobody_signed_in(provider):
    assert credential_of(connected(SERVER)) == PASSWORD


@pytest.mark.django_db
def test_refresh_token_that_changes_is_kept(provider):
    provider.rotates = True
    mailbox = signed_in_mailbox(provider, ends_in=0)
    before = password_of(mailbox)
    credential_of(mailbox)
    kept = password_of(Mailbox.objects.get())
    assert kept != before
    assert kept in provider.refreshing


@pytest.mark.django_db
def test_tokens_are_sealed(provider):
    mailbox = signed_in_mailbox(provider)
    stored = bytes(SignIn.objects.get().sealed_access) + bytes(mailbox.sealed_secret)
    assert b"first" not in stored
    assert password_of(mailbox).encode() not in stored


@pytest.mark.django_db
def test_sign_in_that_was_ended_stops_and_asks(provider, signed_in):
    mailbox = signed_in_mailbox(provider, ends_in=0)
    provider.refreshing.clear()
    with pytest.raises(MailboxError) as caught:
        credential_of(mailbox)
    sign_in_again = caught.value
    assert (sign_in_again.kind, sign_in_again.trouble.stops) == ("sign_in_again", True)
    assert "expired or revoked" in sign_in_again.said

    note_trouble(mailbox, sign_in_again)
    browser = signed_in(owner())
    assert "The provider has ended the sign-in." in browser.get("/").content.decode()
    assert "Sign in again" in browser.get(f"/mailboxes/{mailbox.pk}/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("says", "kind"),
    [
        ((500, b"oops"), "sign_in_away"),
        ((200, b"<html>"), "sign_in_away"),
        ((200, b"x" * 400_000), "sign_in_away"),
        ((200, b'{"access_token": "a\\r\\nb", "expires_in": 60}'), "sign_in_away"),
        ((302, b""), "sign_in_away"),
        ((401, b'{"error": "invalid_client"}'), "sign_in_unknown"),
        ((400, b'{"error": "invalid_grant", "error_description": "AADSTS65001"}'), "consent_needed"),
    ],
)
def test_what_the_provider_says_is_told_apart(provider, says, kind):
    mailbox = signed_in_mailbox(provider, ends_in=0)
    provider.says = says
    with pytest.raises(MailboxError) as caught:
        credential_of(mailbox)
    assert caught.value.kind == kind
    assert SignIn.objects.get().lease == ""


@pytest.mark.django_db
def test_provider_that_is_away_is_tried_again(provider, settings):
    mailbox = signed_in_mailbox(provider, ends_in=0)
    settings.SIGN_IN_ENDPOINTS = {"google": {"token": "https://localhost:9/token"}}
    with pytest.raises(MailboxError) as caught:
        credential_of(mailbox)
    assert (caught.value.kind, caught.value.trouble.stops) == ("sign_in_away", False)


@pytest.mark.django_db
def test_endpoint_inside_the_network_is_not_asked_unless_the_settings_say_so(provider, settings, monkeypatch):
    mailbox = signed_in_mailbox(provider, ends_in=0)
    endpoints = settings.SIGN_IN_ENDPOINTS
    monkeypatch.setattr(sign_in, "outside_to", lambda key: outside.Outside(seconds=2))
    with pytest.raises(MailboxError):
        credential_of(mailbox)
    assert (endpoints["google"]["token"].startswith("https://localhost"), provider.asked) == (True, [])


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_of_several_who_need_a_token_one_asks(provider):
    mailbox = signed_in_mailbox(provider, ends_in=0)
    provider.gate.clear()
    found: list[object] = []

    def ask() -> None:
        try:
            found.append(credential_of(mailbox))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    seconds_until(lambda: len(provider.asked) == 1, most=20)
    time.sleep(0.5)
    provider.gate.set()
    for thread in threads:
        thread.join(40)
    assert (len(provider.asked), len(found), len(set(found))) == (1, 4, 1)


@pytest.mark.django_db
def test_one_who_was_killed_while_asking_is_followed_by_another(provider):
    mailbox = signed_in_mailbox(provider, ends_in=0)
    SignIn.objects.update(lease="dead", lease_ends_at=timezone.now() - timedelta(seconds=1))
    assert isinstance(credential_of(mailbox), AccessToken)


# As whom


@pytest.mark.django_db
def test_registration_of_the_settings_page_is_used(provider, settings):
    settings.SIGN_IN_CLIENTS = {}
    assert registered_at("google") is None
    register("google", CLIENT_ID, CLIENT_SECRET)
    assert isinstance(credential_of(signed_in_mailbox(provider, ends_in=0)), AccessToken)
    assert CLIENT_SECRET.encode() not in bytes(SignInClient.objects.get().sealed_secret)


@pytest.mark.django_db(transaction=True)
def test_its_secret_is_sealed_anew_with_the_others(settings):
    settings.SIGN_IN_CLIENTS = {}
    register("google", CLIENT_ID, CLIENT_SECRET)
    before = bytes(SignInClient.objects.get().sealed_secret)
    assert rotate() == 1
    assert bytes(SignInClient.objects.get().sealed_secret) != before
    assert registered_at("google").client.secret == CLIENT_SECRET
