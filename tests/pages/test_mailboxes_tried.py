"""Mailboxes connected on the pages against real servers: certificates, passwords, refusals, sending."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.utils import timezone
from msgspec.structs import replace

from alongside.channels.imap.trouble import TROUBLES, MailboxError
from alongside.clients.actions import add_client
from alongside.connections.attempts import State
from alongside.connections.mailboxes import note_trouble, password_of
from alongside.connections.models import Attempt, Connection, Mailbox, Outgoing
from alongside.jobs.runner import run
from alongside.outbox.letters import send
from alongside.outbox.models import Letter
from alongside.timeline.models import Interaction
from tests.channels.imap.scripted import Attack, Script, playing
from tests.dovecot import PASSWORD, Dovecot, free_port, letters
from tests.intake.test_hostile_servers import NONSENSE
from tests.mailboxes import bring_level, connected
from tests.making import assistant, owner
from tests.outbox.desk import draft_of, sending_mailbox
from tests.pages.connecting import SERVER, _home, browser, by_hand, settings, shown, words

__all__ = ["_home", "browser"]


# Trying them, against real servers


def try_it(browser, path: str, **given: str) -> str:
    browser.post(path, given)
    run(until_idle=True, queues=["connect"])
    return words(browser, path) if Attempt.objects.get().state != State.DONE else ""


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_mailbox_is_connected_after_its_certificate_was_accepted(signed_in, dovecot: Dovecot):
    browser, account = signed_in(owner()), dovecot.account()
    path = by_hand(browser, account.address)
    said = try_it(browser, path, **settings(port=dovecot.tls, user=account.address))
    pairs = shown(browser, path).css_first(".fingerprint").text()
    assert "Nobody vouches" in said
    assert "CN=127.0.0.1, itself" in said
    assert pairs.replace(":", "").lower() == dovecot.fingerprint
    assert Mailbox.objects.count() == 0

    browser.post(f"{path}accept/", {"fingerprint": dovecot.fingerprint})
    run(until_idle=True, queues=["connect"])
    mailbox = Mailbox.objects.get()
    assert browser.get(path)["Location"] == f"/mailboxes/{mailbox.pk}/"
    assert (mailbox.certificate, password_of(mailbox)) == (dovecot.fingerprint, PASSWORD)
    assert Attempt.objects.get().sealed_secret is None


@pytest.mark.parametrize(("trouble", "is_open"), [("cannot_connect", True), ("wrong_password", False)])
def test_servers_stand_open_where_one_of_them_is_amiss(browser, trouble, is_open):
    path = by_hand(browser)
    browser.post(path, settings())
    Attempt.objects.update(state=State.ASKING, trouble=trouble, trouble_with="reading")
    assert ("open" in shown(browser, path).css_first("details.more").attributes) is is_open


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_another_certificate_than_the_one_shown_is_not_accepted(signed_in, dovecot: Dovecot):
    browser, account = signed_in(owner()), dovecot.account()
    path = by_hand(browser, account.address)
    try_it(browser, path, **settings(port=dovecot.tls, user=account.address))
    browser.post(f"{path}accept/", {"fingerprint": "0" * 64})
    run(until_idle=True, queues=["connect"])
    assert (Attempt.objects.get().reading["certificate"], Mailbox.objects.count()) == ("", 0)


def pinned(browser, dovecot: Dovecot, address: str) -> str:
    """Where the certificate was accepted before."""
    path = by_hand(browser, address)
    row = {"host": "127.0.0.1", "port": dovecot.tls, "security": "tls", "user": address}
    Attempt.objects.update(reading=row | {"certificate": dovecot.fingerprint})
    return path


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_wrong_password_is_said_and_nothing_is_saved(signed_in, dovecot: Dovecot):
    browser, account = signed_in(owner()), dovecot.account()
    path = pinned(browser, dovecot, account.address)
    said = try_it(browser, path, **settings(port=dovecot.tls, user=account.address, password="not this one"))
    assert "The server does not accept the password." in said
    assert "Nothing is saved yet." in said
    assert Mailbox.objects.count() == 0


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_mailbox_of_a_client_is_the_clients(signed_in, dovecot: Dovecot):
    browser, account = signed_in(owner()), dovecot.account()
    client = add_client("Harlow & Sons", by=owner())
    browser.post("/mailboxes/connect/", {"address": account.address, "by": "hand", "client": client.pk})
    begun = Attempt.objects.get()
    row = {"host": "127.0.0.1", "port": dovecot.tls, "security": "tls", "user": account.address}
    Attempt.objects.update(reading=row | {"certificate": dovecot.fingerprint})
    try_it(browser, f"/mailboxes/connect/{begun.pk}/", **settings(port=dovecot.tls, user=account.address))
    assert Connection.objects.get().owner_client == client


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_another_password_is_tried_before_the_old_one_goes(signed_in, dovecot: Dovecot):
    browser, account = signed_in(owner()), dovecot.account()
    mailbox = connected(account.server, password="an old one")
    note_trouble(mailbox, MailboxError("wrong_password"))
    path = browser.post(f"/mailboxes/{mailbox.pk}/change/")["Location"]
    given = settings(port=dovecot.tls, user=account.address)
    assert "settings from before stand" in try_it(browser, path, **given | {"password": "wrong again"})
    assert password_of(Mailbox.objects.get()) == "an old one"

    try_it(browser, path, **given)
    kept = Mailbox.objects.get()
    assert (password_of(kept), kept.trouble) == (PASSWORD, "")


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_new_certificate_is_shown_at_once_and_accepted(signed_in, dovecot: Dovecot):
    browser, account = signed_in(owner()), dovecot.account()
    mailbox = connected(replace(account.server, certificate="0" * 64))
    note_trouble(mailbox, MailboxError("certificate_changed"))
    path = browser.post(f"/mailboxes/{mailbox.pk}/change/")["Location"]
    run(until_idle=True, queues=["connect"])
    assert "another certificate than the one you accepted" in words(browser, path)

    browser.post(f"{path}accept/", {"fingerprint": dovecot.fingerprint})
    run(until_idle=True, queues=["connect"])
    kept = Mailbox.objects.get()
    assert (kept.certificate, kept.trouble, password_of(kept)) == (dovecot.fingerprint, "", PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_password_is_not_sent_without_encryption_unless_she_says_so(signed_in, tmp_path):
    script = Script()
    browser = signed_in(owner())
    with playing(script, tmp_path):
        path = by_hand(browser)
        given = settings(port=script.port, security="starttls")
        assert "offers no encryption" in try_it(browser, path, **given)
        assert script.passwords == []
        try_it(browser, path, **settings(port=script.port, security="none", in_the_open="on"))
    assert (script.passwords, Mailbox.objects.count()) == (["plain"], 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (b"A1 NO [AUTHENTICATIONFAILED] Invalid credentials", "The server does not accept the password."),
        (b"A1 NO [ALERT] Application-specific password required", "The provider wants an app password"),
        (
            b"A1 NO [ALERT] Too many simultaneous connections",
            "Too many programs are at this mailbox at once.",
        ),
        (
            b"A1 NO [THROTTLED] Account exceeded bandwidth limits",
            "The provider has slowed this mailbox down.",
        ),
        (b"A1 NO [OVERQUOTA] Quota exceeded", "The mailbox is full."),
        (b"A1 NO [UNAVAILABLE] later", "The server says that it cannot do it now."),
        (b"A1 NO [WEBALERT https://x.example] Web login required", "The server refuses the sign-in."),
    ],
)
def test_what_a_server_refuses_is_told_apart(signed_in, tmp_path, said, sentence):
    script = Script(attack=Attack("login", said, times=9))
    browser = signed_in(owner())
    with playing(script, tmp_path):
        path = by_hand(browser)
        assert sentence in try_it(
            browser, path, **settings(port=script.port, security="none", in_the_open="on")
        )


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("case", [name for name, one in NONSENSE.items() if one.phase != "fetch"])
def test_nonsense_ends_in_words_or_in_a_mailbox(signed_in, tmp_path, case):
    script = Script(attack=replace(NONSENSE[case], times=9))
    browser = signed_in(owner())
    with playing(script, tmp_path):
        given = settings(port=script.port, security="none", in_the_open="on")
        said = try_it(browser, by_hand(browser), **given)
    trouble = Attempt.objects.get().trouble
    assert (trouble in TROUBLES and TROUBLES[trouble].sentence in said) or Mailbox.objects.count() == 1
    assert trouble != "own_fault"


@pytest.mark.django_db(transaction=True)
def test_server_inside_the_network_is_for_owners(signed_in, tmp_path):
    script = Script()
    browser = signed_in(assistant())
    with playing(script, tmp_path):
        path = by_hand(browser, "ann@desk.example")
        said = try_it(browser, path, **settings("localhost", script.port, "none", in_the_open="on"))
    assert "inside the network" in said
    assert script.connections == 0


# Afterwards


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_page_says_how_far_it_is(signed_in, dovecot: Dovecot):
    browser, account = signed_in(owner()), dovecot.account()
    account.deliver(*letters(range(3)))
    mailbox = connected(account.server)
    assert "It is connected" in words(browser, f"/mailboxes/{mailbox.pk}/")
    bring_level(mailbox)
    page = shown(browser, f"/mailboxes/{mailbox.pk}/")
    assert "3 letters in" in page.css_first("main").text()
    assert page.css_first("a.main").attributes["href"] == f"/imports/{mailbox.pk}/"

    browser.post(f"/mailboxes/{mailbox.pk}/disconnect/", {"sure": "yes"})
    assert (Mailbox.objects.count(), Interaction.objects.count()) == (0, 3)
    assert "No mailbox is connected yet." in words(browser, "/mailboxes/")


def test_disconnecting_asks_first(browser):
    mailbox = connected(SERVER)
    browser.post(f"/mailboxes/{mailbox.pk}/disconnect/")
    assert Mailbox.objects.count() == 1


def test_disconnecting_makes_drafts_of_what_waits_to_go_out(browser):
    mailbox = sending_mailbox()
    draft = draft_of(owner())
    send(owner(), draft.pk, revision=draft.revision, now=timezone.now())
    assert "1 letter waits to go out through it" in words(browser, f"/mailboxes/{mailbox.pk}/disconnect/")
    browser.post(f"/mailboxes/{mailbox.pk}/disconnect/", {"sure": "yes"})
    draft.refresh_from_db()
    assert draft.sent_at is None
    assert Letter.objects.get().state == "withdrawn"
    assert "1 letter that waited to go out" in browser.get("/mailboxes/").content.decode()


def test_mailbox_without_a_sending_server_is_only_read(browser):
    mailbox = connected(SERVER)
    assert "it is only read" in shown(browser, f"/mailboxes/{mailbox.pk}/").css_first(".margin").text()
    assert Outgoing.objects.count() == 0


def test_first_page_leads_to_connecting(browser):
    assert shown(browser, "/").css_first('main a[href="/mailboxes/connect/"]') is not None
    assert shown(browser, "/imports/").css_first('main a[href="/mailboxes/connect/"]') is not None


# Sending as well


class Accounts:
    """What aiosmtpd asks: one name and password are right."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def __call__(self, server, session, envelope, mechanism, data: LoginPassword) -> AuthResult:
        self.seen.append(data.login)
        return AuthResult(success=data.password == PASSWORD.encode())


@pytest.fixture(scope="module")
def sending(dovecot: Dovecot) -> Iterator[tuple[int, Accounts]]:
    """An SMTP server that shows Dovecot's certificate."""
    context, accounts = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), Accounts()
    context.load_cert_chain(dovecot.base / "server.pem", dovecot.base / "server.key")
    controller = Controller(
        Sink(),
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=context,
        authenticator=accounts,
        auth_require_tls=False,
    )
    controller.start()
    yield controller.port, accounts
    controller.stop()


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_sending_is_tried_as_well(signed_in, dovecot: Dovecot, sending):
    browser, account = signed_in(owner()), dovecot.account()
    path = pinned(browser, dovecot, account.address)
    given = settings(
        port=dovecot.tls, user=account.address, sending_host="127.0.0.1", sending_port=str(sending[0])
    )
    try_it(browser, path, **given)
    outgoing = Outgoing.objects.get()
    # The certificate that was accepted for reading counts for the same machine.
    assert (outgoing.port, outgoing.certificate) == (sending[0], dovecot.fingerprint)
    assert sending[1].seen[-1].decode() == account.address


@pytest.mark.mailserver
@pytest.mark.django_db(transaction=True)
def test_mailbox_that_cannot_send_is_kept_for_reading_when_she_says_so(signed_in, dovecot: Dovecot):
    browser, account = signed_in(owner()), dovecot.account()
    path = pinned(browser, dovecot, account.address)
    given = settings(port=dovecot.tls, user=account.address, sending_host="127.0.0.1", sending_port="9")
    said = try_it(browser, path, **given)
    assert "Reading works; sending does not. The sending server cannot be reached." in said
    assert "open" in shown(browser, path).css_first("details.more").attributes
    assert Mailbox.objects.count() == 0

    browser.post(f"{path}only-read/")
    run(until_idle=True, queues=["connect"])
    assert (Mailbox.objects.count(), Outgoing.objects.count()) == (1, 0)
