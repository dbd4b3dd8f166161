"""Mailboxes signed in to at a provider: connected, kept signed in, stopped when the provider ends it."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser
from tests.dovecot import PASSWORD, Account, letters
from tests.mailboxes import bring_level, connected
from tests.making import assistant, owner
from tests.oauth import CLIENT_ID, CLIENT_SECRET, Provider, SignInDovecot, running_provider
from tests.processes.test_listening import listening, seconds_until

from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import AccessToken, Server
from alongside.channels.oauth.rules import Tokens
from alongside.connections import sign_in
from alongside.connections.mailboxes import is_stopped, note_trouble, password_of
from alongside.connections.models import Attempt, Mailbox, SignIn, SignInClient
from alongside.connections.sealing import rotate
from alongside.connections.sign_in import credential_of, keep_sign_in, register, registered_at
from alongside.jobs.runner import run
from alongside.lib import outside
from alongside.timeline.models import Interaction

SERVER = Server("mail.example", 993, "tls", "nell@gmail.com")


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as running, pytest.MonkeyPatch.context() as patch:
        # The authority of its certificate, for whoever asks the system which to believe.
        patch.setenv("SSL_CERT_FILE", running.authority)
        outside._default_context.cache_clear()
        yield running
    outside._default_context.cache_clear()


@pytest.fixture(autouse=True)
def _here(settings, tmp_path, provider: Provider):
    settings.HOME = tmp_path
    settings.SIGN_IN_ENDPOINTS = provider.endpoints
    settings.SIGN_IN_CLIENTS = {"google": (CLIENT_ID, CLIENT_SECRET)}
    provider.says, provider.rotates, provider.lasts, provider.asked = None, False, 3600, []
    provider.gate.set()


def signed_in_mailbox(provider: Provider, server: Server = SERVER, *, ends_in: float = 3600) -> Mailbox:
    mailbox = connected(server)
    token = provider.sign_in(server.user)
    provider.access["first"] = server.user
    keep_sign_in(mailbox, "google", Tokens("first", token, timezone.now() + timedelta(seconds=ends_in)))
    return Mailbox.objects.get(pk=mailbox.pk)


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


@pytest.mark.django_db
def test_owner_registers_on_the_page_and_the_secret_is_never_shown(signed_in, settings):
    settings.SIGN_IN_CLIENTS = {}
    browser = signed_in(owner())
    browser.post("/mailboxes/sign-in/google/", {"client_id": CLIENT_ID, "secret": "no-spaces-here"})
    page = browser.get("/mailboxes/sign-in/").content.decode()
    assert CLIENT_ID in page
    assert "no-spaces-here" not in page
    browser.post("/mailboxes/sign-in/google/", {"client_id": CLIENT_ID, "secret": ""})
    assert registered_at("google").client.secret == "no-spaces-here"
    browser.post("/mailboxes/sign-in/google/", {"client_id": "another", "secret": ""})
    assert registered_at("google").client.secret == ""
    browser.post("/mailboxes/sign-in/google/forget/")
    assert registered_at("google") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"client_id": ""}, {"client_id": "a\nb"}, {"client_id": "x", "secret": "a\r\nb"}]
)
def test_registration_that_cannot_be_is_asked_again(signed_in, wrong):
    assert signed_in(owner()).post("/mailboxes/sign-in/google/", wrong).status_code == 422


# The way there and back


def begun(browser, address: str, server: Server | None = None) -> tuple[str, str]:
    """The page of the attempt, and the link to the provider that stands there."""
    path = browser.post("/mailboxes/connect/", {"address": address})["Location"]
    if server is not None:
        row = {"host": server.host, "port": server.port, "security": "tls", "user": address}
        Attempt.objects.update(reading=row | {"certificate": server.certificate}, sending={})
    page = LexborHTMLParser(browser.get(path).content.decode())
    link = page.css_first('a[href^="https://sign-in.example/"]')
    return path, link.attributes["href"] if link is not None else ""


def local(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


@pytest.mark.django_db
def test_sign_in_is_offered_where_alongside_is_registered(signed_in, settings):
    browser = signed_in(owner())
    assert begun(browser, "nell@gmail.com")[1]
    settings.SIGN_IN_CLIENTS = {}
    path, link = begun(browser, "nell@outlook.com")
    assert link == ""
    assert "is not set up here yet" in browser.get(path).content.decode()


@pytest.mark.django_db
def test_looking_at_the_way_back_changes_nothing(signed_in, provider):
    browser = signed_in(owner())
    back = local(provider.agree(begun(browser, "nell@gmail.com")[1], "nell@gmail.com"))
    assert "Connect this mailbox" in browser.get(back).content.decode()
    assert (Attempt.objects.get().state, provider.asked) == ("asking", [])


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["x", "x" * 5000, "' OR 1=1 --"])
def test_state_that_nobody_gave_out_leads_nowhere(signed_in, state):
    browser = signed_in(owner())
    begun(browser, "nell@gmail.com")
    assert browser.get("/mailboxes/signed-in/", {"state": state, "code": "c"}).status_code == 404
    assert browser.post("/mailboxes/signed-in/", {"state": state, "code": "c"}).status_code == 404


@pytest.mark.django_db
def test_state_of_another_member_leads_nowhere(signed_in, provider):
    back = local(provider.agree(begun(signed_in(owner()), "nell@gmail.com")[1], "nell@gmail.com"))
    assert signed_in(assistant()).get(back).status_code == 404


@pytest.mark.django_db
def test_state_counts_once(signed_in, provider):
    browser = signed_in(owner())
    back = local(provider.agree(begun(browser, "nell@gmail.com")[1], "nell@gmail.com"))
    given = dict(pair.split("=") for pair in back.partition("?")[2].split("&"))
    assert browser.post("/mailboxes/signed-in/", given).status_code == 302
    assert browser.post("/mailboxes/signed-in/", given).status_code == 404


@pytest.mark.django_db
def test_state_that_is_old_leads_nowhere(signed_in, provider):
    browser = signed_in(owner())
    back = local(provider.agree(begun(browser, "nell@gmail.com")[1], "nell@gmail.com"))
    Attempt.objects.update(moved_at=timezone.now() - timedelta(hours=2))
    assert browser.get(back).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("error=access_denied", "says that you did not agree"),
        (
            "error=access_denied&error_description=AADSTS90094%3A+needs+admin",
            "An administrator of this mailbox",
        ),
        ("error=server_error&error_description=%3Cb%3Eoops%0D%0A", "&lt;b&gt;oops"),
        ("", "did not sign you in"),
    ],
)
def test_no_is_said_in_words(signed_in, provider, given, words):
    browser = signed_in(owner())
    begun(browser, "nell@gmail.com")
    state = Attempt.objects.get().nonce
    assert words in browser.get(f"/mailboxes/signed-in/?state={state}&{given}").content.decode()


@contextmanager
def sign_in_dovecot(provider: Provider, mechanisms: str) -> Iterator[SignInDovecot]:
    base = Path(tempfile.mkdtemp(prefix="alongside-dovecot-"))
    base.chmod(0o755)
    made = SignInDovecot(base, provider, mechanisms)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="module")
def mail(provider: Provider) -> Iterator[SignInDovecot]:
    with sign_in_dovecot(provider, "xoauth2 oauthbearer") as running:
        yield running


def account_at(mail: SignInDovecot) -> Account:
    account = mail.account()
    account.deliver(*letters(range(3)))
    return account


def without_password(account: Account) -> Server:
    (account.dovecot.base / "passwords" / account.address).unlink()
    return account.server


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_mailbox_is_connected_by_signing_in(signed_in, provider, mail):
    browser, account = signed_in(owner()), account_at(mail)
    server = without_password(account)
    path, _ = begun(browser, "nell@gmail.com", server)
    row = Attempt.objects.get()
    row.reading["user"] = account.address
    row.save()
    link = begun_link(browser, path)
    back = local(provider.agree(link, account.address))
    given = dict(pair.split("=") for pair in back.partition("?")[2].split("&"))
    browser.post("/mailboxes/signed-in/", given)
    run(until_idle=True, queues=["connect"])

    mailbox = Mailbox.objects.get()
    assert browser.get(path)["Location"] == f"/mailboxes/{mailbox.pk}/"
    assert SignIn.objects.get().provider == "google"
    assert password_of(mailbox) in provider.refreshing
    assert Attempt.objects.get().sealed_secret is None
    bring_level(mailbox)
    assert Interaction.objects.count() == 3


def begun_link(browser, path: str) -> str:
    page = LexborHTMLParser(browser.get(path).content.decode())
    return page.css_first('a[href^="https://sign-in.example/"]').attributes["href"]


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_either_way_of_showing_a_token_works(provider, mechanism):
    with sign_in_dovecot(provider, mechanism) as dovecot:
        account = account_at(dovecot)
        bring_level(signed_in_mailbox(provider, without_password(account)))
    assert Interaction.objects.count() == 3


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_token_of_another_account_is_refused_and_stops(provider, mechanism):
    with sign_in_dovecot(provider, mechanism) as dovecot:
        account = account_at(dovecot)
        mailbox = signed_in_mailbox(provider, without_password(account))
        # She signed in with another account than this mailbox's.
        for given in (provider.access, provider.refreshing):
            given.update(
                {token: "somebody@else.example" for token, whose in given.items() if whose == account.address}
            )
        with pytest.raises(MailboxError):
            bring_level(mailbox)
    stopped = Mailbox.objects.get()
    assert (stopped.trouble, is_stopped(stopped)) == ("token_refused", True)


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_server_that_takes_no_token_says_so(provider, dovecot):
    account = dovecot.account()
    with pytest.raises(MailboxError) as caught:
        bring_level(signed_in_mailbox(provider, account.server))
    assert caught.value.kind == "no_sign_in"


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_token_that_was_called_back_is_replaced(provider, mail):
    account = account_at(mail)
    mailbox = signed_in_mailbox(provider, without_password(account))
    provider.access.pop("first")
    bring_level(mailbox)
    assert (Interaction.objects.count(), len(provider.asked)) == (3, 1)


@pytest.mark.slow
@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_token_that_ends_while_the_listener_waits_is_replaced(provider, mail):
    account = account_at(mail)
    mailbox = signed_in_mailbox(provider, without_password(account))
    with listening():
        seconds_until(lambda: Interaction.objects.count() == 3)
        seconds_until(lambda: Mailbox.objects.get(pk=mailbox.pk).level_at is not None)
        # Its time is over: the provider believes it no more, and the server ends the session.
        provider.access.pop("first")
        SignIn.objects.update(access_ends_at=timezone.now())
        mail.drop_connections()
        account.deliver(*letters([10]))
        seconds_until(lambda: Interaction.objects.count() == 4)
    assert (Mailbox.objects.get().trouble, len(provider.asked)) == ("", 1)


@pytest.mark.slow
@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_sign_in_that_ends_while_the_listener_waits_stops_and_asks(provider, mail):
    account = account_at(mail)
    signed_in_mailbox(provider, without_password(account))
    with listening():
        seconds_until(lambda: Interaction.objects.count() == 3)
        provider.refreshing.clear()
        provider.access.clear()
        SignIn.objects.update(access_ends_at=timezone.now())
        mail.drop_connections()
        seconds_until(lambda: Mailbox.objects.get().trouble == "sign_in_again")
        asked = len(provider.asked)
        time.sleep(2)
    assert len(provider.asked) == asked
