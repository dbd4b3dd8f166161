"""Connecting a mailbox on the pages: what is asked, tried, said and kept, against real servers."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from selectolax.lexbor import LexborHTMLParser

from alongside.channels.imap.trouble import TROUBLES, MailboxError
from alongside.channels.imap.wire import Server
from alongside.clients.actions import add_client
from alongside.connections import attempts
from alongside.connections.attempts import State, begin, next_forgetting_at
from alongside.connections.mailboxes import note_trouble, password_of
from alongside.connections.models import Attempt, Connection, Mailbox, Outgoing
from alongside.intake.connecting import forget_left_lying
from alongside.jobs.runner import run
from alongside.processes.timetable import TIMETABLE
from alongside.timeline.models import Interaction
from tests.channels.discovery.servers import name_server
from tests.channels.imap.scripted import Attack, Script, playing
from tests.dovecot import PASSWORD, Dovecot, free_port, letters
from tests.intake.test_hostile_servers import NONSENSE
from tests.mailboxes import bring_level, connected
from tests.making import ME, assistant, owner

SERVER = Server("mail.example", 993, "tls", ME)


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def browser(signed_in, db):
    return signed_in(owner())


def shown(browser, path: str, **headers: str) -> LexborHTMLParser:
    return LexborHTMLParser(browser.get(path, headers=headers).content.decode())


def words(browser, path: str) -> str:
    return " ".join(shown(browser, path).css_first("main").text(separator=" ").split())


def settings(host: str = "127.0.0.1", port: int = 993, security: str = "tls", **more: str) -> dict[str, str]:
    given = {"user": ME, "password": PASSWORD, "reading_host": host, "reading_port": str(port)}
    return given | {"reading_security": security, "sending_security": "tls"} | more


def by_hand(browser, address: str = ME, **more: str) -> str:
    return browser.post("/mailboxes/connect/", {"address": address, "by": "hand", **more})["Location"]


# Which mailbox


@pytest.mark.parametrize(
    "address", ["", "nell", "nell@", "nell@desk", "a@b.example\r\nBcc: x@y.example", "a" * 5000]
)
def test_what_is_no_address_is_asked_again(browser, address):
    assert browser.post("/mailboxes/connect/", {"address": address}).status_code == 422
    assert Attempt.objects.count() == 0


def test_known_provider_is_there_at_once_with_its_steps(browser):
    path = browser.post("/mailboxes/connect/", {"address": "nell@gmail.com"})["Location"]
    page = shown(browser, path)
    assert "This is Gmail." in page.text()
    assert "2-Step Verification" in page.css_first("ol.steps").text()
    assert page.css_first('a[href="https://myaccount.google.com/apppasswords"]') is not None
    assert page.css_first("[name=reading_host]").attributes["value"] == "imap.gmail.com"
    assert DBTaskResult.objects.count() == 0


def test_nobody_is_asked_by_hand(browser):
    path = by_hand(browser)
    assert DBTaskResult.objects.count() == 0
    assert shown(browser, path).css_first("[name=reading_host]").attributes.get("value") is None


@pytest.mark.django_db(transaction=True)
def test_settings_are_found_by_dns(signed_in, settings):
    browser = signed_in(owner())
    records = {("_imaps._tcp.desk.example", "SRV"): ["0 0 1993 mail.desk.example."]}
    with name_server(records) as (server, _):
        settings.DNS_SERVER = server
        path = browser.post("/mailboxes/connect/", {"address": ME})["Location"]
        assert "Waiting for its turn" in words(browser, path)
        run(until_idle=True, queues=["connect"])
    page = shown(browser, path)
    assert "own DNS names the server mail.desk.example" in " ".join(page.css_first(".lead").text().split())
    assert page.css_first("[name=reading_port]").attributes["value"] == "1993"


def test_server_of_another_domain_is_pointed_out(browser):
    path = by_hand(browser)
    Attempt.objects.update(via="srv", source="desk.example", reading={"host": "mail.other.example"})
    reading = {"host": "mail.other.example", "port": 993, "security": "tls", "user": ME, "certificate": ""}
    Attempt.objects.update(reading=reading)
    assert "That server is another’s" in words(browser, path)


def test_mailbox_that_is_connected_is_shown_instead(browser):
    mailbox = connected(SERVER)
    assert by_hand(browser) == f"/mailboxes/{mailbox.pk}/"


def test_mailbox_of_another_cannot_be_taken(signed_in, db):
    connected(SERVER)
    browser = signed_in(assistant())
    path = by_hand(browser)
    begun = Attempt.objects.get()
    assert path == f"/mailboxes/connect/{begun.pk}/"
    attempts.note_taken(begun)
    assert "This mailbox is connected already." in words(browser, path)


def test_clients_of_others_are_not_offered(signed_in, db):
    add_client("Harlow & Sons", by=owner())
    assert "Harlow" not in words(signed_in(assistant()), "/mailboxes/connect/")
    theirs = {"address": ME, "client": "1"}
    assert signed_in(assistant("bo@desk.example")).post("/mailboxes/connect/", theirs).status_code == 422


# Which settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": ""}, {"password": "a\r\nb"}, {"password": "x" * 2000}, {"user": "a\x00b"}, {"user": ""},
        {"user": "x" * 5000}, {"reading_host": "imap.example/x"}, {"reading_host": "imap example"},
        {"reading_host": "x" * 5000}, {"reading_port": "0"}, {"reading_port": "70000"}, {"reading_port": "9" * 500},
        {"reading_security": "none"}, {"reading_security": "ssl3"}, {"sending_host": "a b"}, {"reading_host": "a\r\nb"},
        {"sending_host": "smtp.example", "sending_port": ""}, {"sending_user": "a\nb"},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_asked_again(browser, wrong):
    answer = browser.post(by_hand(browser), settings("imap.example") | wrong)
    assert answer.status_code == 422
    assert PASSWORD not in answer.content.decode()
    assert (Attempt.objects.get().sealed_secret, DBTaskResult.objects.count()) == (None, 0)


def test_server_may_be_named_in_any_script(browser):
    browser.post(by_hand(browser), settings("imap.bücher.example"))
    assert Attempt.objects.get().reading["host"] == "imap.xn--bcher-kva.example"


def test_password_is_never_shown_and_stored_sealed(browser):
    path = by_hand(browser)
    browser.post(path, settings())
    begun = Attempt.objects.get()
    assert PASSWORD.encode() not in bytes(begun.sealed_secret)
    attempts.note_trouble(begun, MailboxError("certificate_untrusted"), side="reading")
    page = shown(browser, path)
    field = page.css_first("[name=password]")
    assert (field.attributes.get("value"), field.attributes["autocomplete"]) == (None, "new-password")
    assert PASSWORD not in page.html


def test_password_goes_when_it_is_refused(browser):
    browser.post(by_hand(browser), settings())
    attempts.note_trouble(Attempt.objects.get(), MailboxError("wrong_password"), side="reading")
    assert Attempt.objects.get().sealed_secret is None


def test_what_was_left_lying_goes(browser, settings):
    by_hand(browser)
    Attempt.objects.update(moved_at="2026-01-01T00:00Z")
    begin(owner(), "other@desk.example")
    assert [one.address for one in Attempt.objects.all()] == ["other@desk.example"]


def test_what_was_left_lying_goes_by_itself(browser):
    by_hand(browser)
    assert next_forgetting_at() > timezone.now()
    Attempt.objects.update(moved_at=timezone.now() - timedelta(hours=2))
    assert next_forgetting_at() < timezone.now()
    assert forget_left_lying in [one.task for one in TIMETABLE]
    forget_left_lying.func()
    assert (Attempt.objects.count(), next_forgetting_at()) == (0, None)


@pytest.mark.parametrize("kind", TROUBLES)
def test_each_trouble_says_what_it_is_and_what_to_do(browser, kind):
    path = by_hand(browser)
    attempts.note_trouble(Attempt.objects.get(), MailboxError(kind, "<b>no</b>"), side="reading")
    said = words(browser, path)
    assert TROUBLES[kind].sentence in said
    assert TROUBLES[kind].next_step.partition(". ")[0].rstrip(".") in said
    assert "<b>no</b>" in said


@pytest.mark.parametrize("kind", TROUBLES)
def test_each_trouble_of_a_connected_mailbox_says_what_it_is_and_what_to_do(browser, kind):
    mailbox = connected(SERVER)
    note_trouble(mailbox, MailboxError(kind))
    said = words(browser, f"/mailboxes/{mailbox.pk}/")
    assert TROUBLES[kind].sentence in said
    assert TROUBLES[kind].next_step in said
    assert ("The next try is at" in said) is not TROUBLES[kind].stops
    assert TROUBLES[kind].sentence in words(browser, "/mailboxes/")


def test_troubles_have_sentences_of_their_own():
    sentences = [trouble.sentence for trouble in TROUBLES.values()]
    assert len(sentences) == len(set(sentences))


def test_mailbox_that_waits_for_her_is_a_line_of_today(browser):
    mailbox = connected(SERVER)
    assert ME not in words(browser, "/")
    note_trouble(mailbox, MailboxError("wrong_password"))
    page = shown(browser, "/")
    line = page.css_first(f'.notice a[href="/mailboxes/{mailbox.pk}/"]')
    assert "does not accept the password" in line.parent.text()


def test_mailbox_that_helps_itself_is_no_line_of_today(browser):
    note_trouble(connected(SERVER), MailboxError("timed_out"))
    assert "does not answer" not in words(browser, "/")


def test_mailbox_of_another_is_no_line_of_today(signed_in, db):
    note_trouble(connected(SERVER), MailboxError("wrong_password"))
    assert ME not in words(signed_in(assistant()), "/")


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
        (b"A1 NO [ALERT] Too many simultaneous connections", "The mailbox has too many connections."),
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
    assert "3 letters in" in words(browser, f"/mailboxes/{mailbox.pk}/")

    browser.post(f"/mailboxes/{mailbox.pk}/disconnect/", {"sure": "yes"})
    assert (Mailbox.objects.count(), Interaction.objects.count()) == (0, 3)
    assert "No mailbox is connected yet." in words(browser, "/mailboxes/")


def test_disconnecting_asks_first(browser):
    mailbox = connected(SERVER)
    browser.post(f"/mailboxes/{mailbox.pk}/disconnect/")
    assert Mailbox.objects.count() == 1


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
    assert Mailbox.objects.count() == 0

    browser.post(f"{path}only-read/")
    run(until_idle=True, queues=["connect"])
    assert (Mailbox.objects.count(), Outgoing.objects.count()) == (1, 0)
