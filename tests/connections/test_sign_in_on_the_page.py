"""Signing in at a provider: registered and begun on the page, tried at real servers, ended while a listener waits."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from msgspec.structs import asdict, replace
from selectolax.lexbor import LexborHTMLParser
from tests.connections.signing_in import _here, provider, signed_in_mailbox
from tests.dovecot import Account, letters
from tests.mailboxes import bring_level
from tests.making import assistant, owner
from tests.oauth import CLIENT_ID, Provider, SignInDovecot
from tests.post import TOKEN, running_post
from tests.processes.test_listening import listening, seconds_until

from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import Server
from alongside.connections.mailboxes import is_stopped, password_of
from alongside.connections.models import Attempt, Mailbox, Outgoing, SignIn
from alongside.connections.outgoing import sending_credentials
from alongside.connections.sign_in import registered_at
from alongside.jobs.runner import run
from alongside.timeline.models import Interaction

__all__ = ["_here", "provider"]


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


@pytest.mark.broad
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


@pytest.mark.django_db(transaction=True)
def test_token_is_shown_to_the_providers_own_servers_alone(signed_in, provider):
    browser = signed_in(owner())
    elsewhere = Server("localhost", 993, "tls", "nell@gmail.com")
    path, link = begun(browser, "nell@gmail.com", elsewhere)
    back = local(provider.agree(link, "nell@gmail.com"))
    browser.post("/mailboxes/signed-in/", dict(pair.split("=") for pair in back.partition("?")[2].split("&")))
    run(until_idle=True, queues=["connect"])
    assert (Attempt.objects.get().trouble, provider.asked) == ("no_sign_in", [])


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
    path = sign_in_on_the_page(browser, provider, server)
    assert Attempt.objects.get().trouble == ""
    mailbox = Mailbox.objects.get()
    assert browser.get(path)["Location"] == f"/mailboxes/{mailbox.pk}/"
    assert SignIn.objects.get().provider == "google"
    assert password_of(mailbox) in provider.refreshing
    assert Attempt.objects.get().sealed_secret is None
    bring_level(mailbox)
    assert Interaction.objects.count() == 3


def sign_in_on_the_page(browser, provider: Provider, server: Server, sending: Server | None = None) -> str:
    """To the provider and back, and until it was tried; the address of the attempt."""
    path, _ = begun(browser, "nell@gmail.com", server)
    row = Attempt.objects.get()
    row.reading["user"] = server.user
    row.sending = sides(sending) if sending else {}
    row.save()
    page = LexborHTMLParser(browser.get(path).content.decode())
    link = page.css_first('a[href^="https://sign-in.example/"]').attributes["href"]
    back = local(provider.agree(link, server.user))
    browser.post("/mailboxes/signed-in/", dict(pair.split("=") for pair in back.partition("?")[2].split("&")))
    run(until_idle=True, queues=["connect"])
    return path


def sides(server: Server) -> dict[str, object]:
    row = asdict(server)
    row.pop("may_be_inside")
    return row


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_sending_is_tried_with_the_token_too(signed_in, provider, mail, tmp_path):
    browser, account = signed_in(owner()), account_at(mail)
    server, provider.gives = without_password(account), TOKEN
    with running_post(tmp_path, security="tls") as running:
        sending = replace(running.server(), user=server.user)
        sign_in_on_the_page(browser, provider, server, sending)
        assert (Attempt.objects.get().trouble, running.post.signed_in) == ("", ["XOAUTH2"])
    outgoing = Outgoing.objects.select_related("mailbox").get()
    assert sending_credentials(outgoing).token == TOKEN


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
